// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: a vector is no picture.
func.func @vector(%x: tensor<?x8xf32>) {
  // expected-error @below {{adaptive_pool (C1): the input must be N x C x H x W of f32}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.adaptive_pool avg %x size = [2, 2] : tensor<?x8xf32> -> tensor<?x8x2x2xf32>
  return
}

// -----

// C1: bytes.
func.func @bytes(%x: tensor<?x8x4x4xui8>) {
  // expected-error @below {{adaptive_pool (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.adaptive_pool avg %x size = [2, 2] : tensor<?x8x4x4xui8> -> tensor<?x8x2x2xf32>
  return
}

// -----

// C1: only the batch is dynamic.
func.func @dynamic(%x: tensor<?x8x?x?xf32>) {
  // expected-error @below {{adaptive_pool (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.adaptive_pool avg %x size = [2, 2] : tensor<?x8x?x?xf32> -> tensor<?x8x2x2xf32>
  return
}

// -----

// C1: a picture without rows.
func.func @empty(%x: tensor<?x8x0x4xf32>) {
  // expected-error @below {{adaptive_pool (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.adaptive_pool avg %x size = [2, 2] : tensor<?x8x0x4xf32> -> tensor<?x8x2x2xf32>
  return
}

// -----

// C2: there is no adaptive norm.
func.func @norm(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{adaptive_pool (C2): the kind must be max or avg}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.adaptive_pool lp %x size = [2, 2] : tensor<?x8x4x4xf32> -> tensor<?x8x2x2xf32>
  return
}

// -----

// C3: one number.
func.func @count(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{adaptive_pool (C3): size must be two numbers of at least 1, with at most 2^31 elements}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.adaptive_pool avg %x size = [2] : tensor<?x8x4x4xf32> -> tensor<?x8x2x2xf32>
  return
}

// -----

// C3: a grid of no rows.
func.func @zero(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{adaptive_pool (C3)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.adaptive_pool avg %x size = [0, 2] : tensor<?x8x4x4xf32> -> tensor<?x8x0x2xf32>
  return
}

// -----

// C3: a negative number would be a dynamic extent of the result.
func.func @negative(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{adaptive_pool (C3)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.adaptive_pool avg %x size = [2, -9223372036854775808] : tensor<?x8x4x4xf32> -> tensor<?x8x2x?xf32>
  return
}

// -----

// C3: 2^40 rows.
func.func @huge(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{adaptive_pool (C3)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.adaptive_pool avg %x size = [1099511627776, 1] : tensor<?x8x4x4xf32> -> tensor<?x8x1099511627776x1xf32>
  return
}

// -----

// C3: the number of elements overflows 64 bits to 0.
func.func @overflow(%x: tensor<?x4x4x4xf32>) {
  // expected-error @below {{adaptive_pool (C3)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.adaptive_pool avg %x size = [2147483648, 2147483648] : tensor<?x4x4x4xf32> -> tensor<?x4x1x1xf32>
  return
}

// -----

// There is no other kind.
func.func @kind(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{expected one of [max, avg, lp] for what a pooling window computes, got: sum}}
  // expected-error @below {{failed to parse Cnn_PoolKindAttr parameter}}
  %y = cnn.adaptive_pool sum %x size = [2, 2] : tensor<?x8x4x4xf32> -> tensor<?x8x2x2xf32>
  return
}

// -----

// The stated type must be the inferred one.
func.func @stated(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{inferred type(s) 'tensor<?x8x2x3xf32>' are incompatible with return type(s) of operation 'tensor<?x8xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.adaptive_pool avg %x size = [2, 3] : tensor<?x8x4x4xf32> -> tensor<?x8xf32>
  return
}
