// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// (C1): only the first extent may be unknown.
func.func @c1(%x: tensor<3x?xf32>) -> tensor<3x4xf32> {
  // expected-error @below {{(C1): inputs and result must be tensors of numbers or bools, static but for the batch, got 'tensor<3x?xf32>'}}
  %y = cnn.generate %x : (tensor<3x?xf32>) -> tensor<3x4xf32> {
  ^bb0(%i: index, %j: index, %a: tensor<3x?xf32>):
    %e = tensor.extract %a[%i, %j] : tensor<3x?xf32>
    cnn.yield_element %e : f32
  }
  return %y : tensor<3x4xf32>
}

// -----

// (C2): an index for each dimension.
func.func @c2(%x: tensor<3x4xf32>) -> tensor<3x4xf32> {
  // expected-error @below {{(C2): the body's arguments must be 2 indices and the inputs as they are stored}}
  %y = cnn.generate %x : (tensor<3x4xf32>) -> tensor<3x4xf32> {
  ^bb0(%i: index, %a: tensor<3x4xf32>):
    %e = tensor.extract %a[%i, %i] : tensor<3x4xf32>
    cnn.yield_element %e : f32
  }
  return %y : tensor<3x4xf32>
}

// -----

// (C3): an element of the result.
func.func @c3(%x: tensor<4xf32>) -> tensor<4xi1> {
  // expected-error @below {{(C3): the body must end in cnn.yield_element of 'i8'}}
  %y = cnn.generate %x : (tensor<4xf32>) -> tensor<4xi1> {
  ^bb0(%i: index, %a: tensor<4xf32>):
    %e = tensor.extract %a[%i] : tensor<4xf32>
    cnn.yield_element %e : f32
  }
  return %y : tensor<4xi1>
}

// -----

// (C4): nothing with effects.
func.func @c4(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{(C4): the body may hold ops of arith, math, scf and tensor.extract only, not memref.alloc}}
  %y = cnn.generate %x : (tensor<4xf32>) -> tensor<4xf32> {
  ^bb0(%i: index, %a: tensor<4xf32>):
    %m = memref.alloc() : memref<4xf32>
    %e = tensor.extract %a[%i] : tensor<4xf32>
    cnn.yield_element %e : f32
  }
  return %y : tensor<4xf32>
}
