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

// -----

// C1: doubles have no kernel.
func.func @doubles(%x: tensor<?x6x3x3xf64>) {
  // expected-error @below {{global_pool (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.global_pool avg %x : tensor<?x6x3x3xf64> -> tensor<?x6xf64>
  return
}

// -----

// C1: the number of elements overflows 64 bits.
func.func @overflow(%x: tensor<?x4x4294967296x4294967296xf32>) {
  // expected-error @below {{global_pool (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.global_pool avg %x : tensor<?x4x4294967296x4294967296xf32> -> tensor<?x4xf32>
  return
}

// -----

// C2: a norm without p.
func.func @no_p(%x: tensor<?x6x3x3xf32>) {
  // expected-error @below {{global_pool (C2): p, at least 1, must be there for a norm and for nothing else}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.global_pool lp %x : tensor<?x6x3x3xf32> -> tensor<?x6xf32>
  return
}

// -----

// C2: an average has no p.
func.func @avg_p(%x: tensor<?x6x3x3xf32>) {
  // expected-error @below {{global_pool (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.global_pool avg %x p = 1.0 : tensor<?x6x3x3xf32> -> tensor<?x6xf32>
  return
}

// -----

// C2: a p of 0 would divide by zero.
func.func @zero_p(%x: tensor<?x6x3x3xf32>) {
  // expected-error @below {{global_pool (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.global_pool lp %x p = 0.0 : tensor<?x6x3x3xf32> -> tensor<?x6xf32>
  return
}

// -----

// C2: NaN is not at least 1.
func.func @nan_p(%x: tensor<?x6x3x3xf32>) {
  // expected-error @below {{global_pool (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.global_pool lp %x p = 0x7FF8000000000000 : tensor<?x6x3x3xf32> -> tensor<?x6xf32>
  return
}
