// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: a vector is no picture.
func.func @vector(%x: tensor<?x6xf32>) {
  // expected-error @below {{global_pool (C1): the input must be N x C x H x W of f32}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.global_pool avg %x : tensor<?x6xf32> -> tensor<?x6xf32>
  return
}

// -----

// C1: only the batch is dynamic.
func.func @dynamic(%x: tensor<?x6x?x?xf32>) {
  // expected-error @below {{global_pool (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.global_pool avg %x : tensor<?x6x?x?xf32> -> tensor<?x6xf32>
  return
}

// -----

// C1: the result is N x C.
func.func @result(%x: tensor<?x6x3x3xf32>) {
  // expected-error @below {{are incompatible with return type(s) of operation 'tensor<?x6x1x1xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.global_pool avg %x : tensor<?x6x3x3xf32> -> tensor<?x6x1x1xf32>
  return
}
