// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: a vector has one axis.
func.func @vector(%x: tensor<?x8xf32>) {
  // expected-error @below {{transpose (C1): the input must be N x C x H x W of f32}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.transpose %x order = [1, 2, 3] : tensor<?x8xf32> -> tensor<?x8xf32>
  return
}

// -----

// C1: doubles.
func.func @doubles(%x: tensor<?x8x4x6xf64>) {
  // expected-error @below {{transpose (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.transpose %x order = [1, 3, 2] : tensor<?x8x4x6xf64> -> tensor<?x8x6x4xf64>
  return
}

// -----

// C1: only the batch is dynamic.
func.func @dynamic(%x: tensor<?x8x?x6xf32>) {
  // expected-error @below {{transpose (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.transpose %x order = [1, 3, 2] : tensor<?x8x?x6xf32> -> tensor<?x8x6x?xf32>
  return
}

// -----

// C2: an axis twice.
func.func @twice(%x: tensor<?x8x4x6xf32>) {
  // expected-error @below {{transpose (C2): the order must hold 1, 2 and 3, each once}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.transpose %x order = [1, 3, 3] : tensor<?x8x4x6xf32> -> tensor<?x8x6x6xf32>
  return
}

// -----

// C2: two axes.
func.func @two(%x: tensor<?x8x4x6xf32>) {
  // expected-error @below {{transpose (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.transpose %x order = [2, 1] : tensor<?x8x4x6xf32> -> tensor<?x4x8x6xf32>
  return
}

// -----

// C2: the batch stays where it is, and is not written.
func.func @four(%x: tensor<?x8x4x6xf32>) {
  // expected-error @below {{transpose (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.transpose %x order = [0, 1, 3, 2] : tensor<?x8x4x6xf32> -> tensor<?x8x6x4xf32>
  return
}

// -----

// C2: axes count from 1.
func.func @zero(%x: tensor<?x8x4x6xf32>) {
  // expected-error @below {{transpose (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.transpose %x order = [0, 2, 1] : tensor<?x8x4x6xf32> -> tensor<?x8x6x4xf32>
  return
}

// -----

// C2: no axes.
func.func @none(%x: tensor<?x8x4x6xf32>) {
  // expected-error @below {{transpose (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.transpose %x order = [] : tensor<?x8x4x6xf32> -> tensor<?x8x4x6xf32>
  return
}

// -----

// C2: the least and the greatest number there is.
func.func @extremes(%x: tensor<?x8x4x6xf32>) {
  // expected-error @below {{transpose (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.transpose %x order = [-9223372036854775808, 2, 9223372036854775807] : tensor<?x8x4x6xf32> -> tensor<?x8x4x6xf32>
  return
}

// -----

// The stated type must be the inferred one.
func.func @stated(%x: tensor<?x8x4x6xf32>) {
  // expected-error @below {{inferred type(s) 'tensor<?x6x8x4xf32>' are incompatible with return type(s) of operation 'tensor<?x4x6x8xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.transpose %x order = [3, 1, 2] : tensor<?x8x4x6xf32> -> tensor<?x4x6x8xf32>
  return
}
