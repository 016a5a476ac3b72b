// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// Any rank, any type; unsigned integers are read without their sign, a bool as i8.
// CHECK-LABEL: func.func @formula
// CHECK: cnn.generate %{{.*}}, %{{.*}} : (tensor<3x4xui8>, tensor<4xi1>) -> tensor<4x3xi1> {
// CHECK-NEXT: ^bb0(%[[I:.*]]: index, %[[J:.*]]: index, %[[A:.*]]: tensor<3x4xi8>, %[[B:.*]]: tensor<4xi8>):
// CHECK: tensor.extract %[[A]][%[[J]], %[[I]]] : tensor<3x4xi8>
// CHECK: cnn.yield_element %{{.*}} : i8
func.func @formula(%x: tensor<3x4xui8>, %m: tensor<4xi1>) -> tensor<4x3xi1> {
  %y = cnn.generate %x, %m : (tensor<3x4xui8>, tensor<4xi1>) -> tensor<4x3xi1> {
  ^bb0(%i: index, %j: index, %a: tensor<3x4xi8>, %b: tensor<4xi8>):
    %e = tensor.extract %a[%j, %i] : tensor<3x4xi8>
    %f = tensor.extract %b[%i] : tensor<4xi8>
    %g = arith.andi %e, %f : i8
    cnn.yield_element %g : i8
  }
  return %y : tensor<4x3xi1>
}

// A number without dimensions.
// CHECK-LABEL: func.func @scalar
// CHECK: cnn.generate %{{.*}} : (tensor<f64>) -> tensor<f64>
func.func @scalar(%x: tensor<f64>) -> tensor<f64> {
  %y = cnn.generate %x : (tensor<f64>) -> tensor<f64> {
  ^bb0(%a: tensor<f64>):
    %e = tensor.extract %a[] : tensor<f64>
    %f = math.exp %e : f64
    cnn.yield_element %f : f64
  }
  return %y : tensor<f64>
}
