// Formulas, views and layers of a network whose batch is part of it, run twice
// in one call, against the same in NumPy.
// RUN: %cnnc %s -o %t.so
// RUN: %python %S/formulas.py %t.so

func.func @net(%x: tensor<3x4xi32> {cnn.name = "x", cnn.layout = "NC"}) -> (tensor<4x3xf32> {cnn.name = "y", cnn.layout = "NC"}, tensor<5xi1> {cnn.name = "z", cnn.layout = "N"}) attributes {cnn.network} {
  %c = arith.constant dense<[10, 20, 30]> : tensor<3xi32>
  %y = cnn.generate %x, %c : (tensor<3x4xi32>, tensor<3xi32>) -> tensor<4x3xf32> {
  ^bb0(%i: index, %j: index, %a: tensor<3x4xi32>, %b: tensor<3xi32>):
    %e = tensor.extract %a[%j, %i] : tensor<3x4xi32>
    %f = tensor.extract %b[%j] : tensor<3xi32>
    %g = arith.addi %e, %f : i32
    %h = arith.sitofp %g : i32 to f32
    cnn.yield_element %h : f32
  }
  %v = cnn.view %y : tensor<4x3xf32> -> tensor<2x6xf32>
  %r = cnn.relu %v : tensor<2x6xf32>
  %z = cnn.view %r : tensor<2x6xf32> -> tensor<4x3xf32>
  %m = cnn.generate %x : (tensor<3x4xi32>) -> tensor<5xi1> {
  ^bb0(%i: index, %a: tensor<3x4xi32>):
    %zero = arith.constant 0 : index
    %one = arith.constant 1 : index
    %two = arith.constant 2 : index
    %three = arith.constant 3 : index
    %none = arith.constant 0 : i32
    %at = arith.minsi %i, %three : index
    %sum = scf.for %k = %zero to %three step %one iter_args(%s = %none) -> i32 {
      %e = tensor.extract %a[%k, %at] : tensor<3x4xi32>
      %t = arith.addi %s, %e : i32
      scf.yield %t : i32
    }
    %positive = arith.cmpi sgt, %sum, %none : i32
    %bit = arith.extui %positive : i1 to i8
    cnn.yield_element %bit : i8
  }
  return %z, %m : tensor<4x3xf32>, tensor<5xi1>
}
