// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: vectors have no rows and columns.
func.func @vector(%x: tensor<?x6xf32>, %i: tensor<?x6xf32>) {
  // expected-error @below {{unpool (C1): input and indices must be N x C x h x w of f32, of one shape}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.unpool %x, %i size = [4, 4] : (tensor<?x6xf32>, tensor<?x6xf32>) -> tensor<?x6x4x4xf32>
  return
}

// -----

// C1: an index for each element.
func.func @shape(%x: tensor<?x6x2x2xf32>, %i: tensor<?x6x2x3xf32>) {
  // expected-error @below {{unpool (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.unpool %x, %i size = [4, 4] : (tensor<?x6x2x2xf32>, tensor<?x6x2x3xf32>) -> tensor<?x6x4x4xf32>
  return
}

// -----

// C1: the batches differ.
func.func @batch(%x: tensor<2x6x2x2xf32>, %i: tensor<3x6x2x2xf32>) {
  // expected-error @below {{unpool (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.unpool %x, %i size = [4, 4] : (tensor<2x6x2x2xf32>, tensor<3x6x2x2xf32>) -> tensor<2x6x4x4xf32>
  return
}

// -----

// C1: indices are numbers of f32, not integers.
func.func @integers(%x: tensor<?x6x2x2xf32>, %i: tensor<?x6x2x2xi64>) {
  // expected-error @below {{unpool (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.unpool %x, %i size = [4, 4] : (tensor<?x6x2x2xf32>, tensor<?x6x2x2xi64>) -> tensor<?x6x4x4xf32>
  return
}

// -----

// C1: doubles.
func.func @doubles(%x: tensor<?x6x2x2xf64>, %i: tensor<?x6x2x2xf32>) {
  // expected-error @below {{unpool (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.unpool %x, %i size = [4, 4] : (tensor<?x6x2x2xf64>, tensor<?x6x2x2xf32>) -> tensor<?x6x4x4xf32>
  return
}

// -----

// C1: only the batch is dynamic.
func.func @dynamic(%x: tensor<?x?x2x2xf32>, %i: tensor<?x?x2x2xf32>) {
  // expected-error @below {{unpool (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.unpool %x, %i size = [4, 4] : (tensor<?x?x2x2xf32>, tensor<?x?x2x2xf32>) -> tensor<?x6x4x4xf32>
  return
}

// -----

// C2: no rows.
func.func @zero(%x: tensor<?x6x2x2xf32>, %i: tensor<?x6x2x2xf32>) {
  // expected-error @below {{unpool (C2): size must be two numbers of at least 1, H * W at most 2^24, with at most 2^31 elements}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.unpool %x, %i size = [0, 4] : (tensor<?x6x2x2xf32>, tensor<?x6x2x2xf32>) -> tensor<?x6x0x4xf32>
  return
}

// -----

// C2: two negative numbers have a positive product.
func.func @negative(%x: tensor<?x6x2x2xf32>, %i: tensor<?x6x2x2xf32>) {
  // expected-error @below {{unpool (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.unpool %x, %i size = [-4, -4] : (tensor<?x6x2x2xf32>, tensor<?x6x2x2xf32>) -> tensor<?x6x4x4xf32>
  return
}

// -----

// C2: three numbers.
func.func @count(%x: tensor<?x6x2x2xf32>, %i: tensor<?x6x2x2xf32>) {
  // expected-error @below {{unpool (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.unpool %x, %i size = [6, 4, 4] : (tensor<?x6x2x2xf32>, tensor<?x6x2x2xf32>) -> tensor<?x6x4x4xf32>
  return
}

// -----

// C2: no numbers.
func.func @none(%x: tensor<?x6x2x2xf32>, %i: tensor<?x6x2x2xf32>) {
  // expected-error @below {{unpool (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.unpool %x, %i size = [] : (tensor<?x6x2x2xf32>, tensor<?x6x2x2xf32>) -> tensor<?x6x4x4xf32>
  return
}

// -----

// C2: one place more than f32 can tell apart.
func.func @places(%x: tensor<?x1x2x2xf32>, %i: tensor<?x1x2x2xf32>) {
  // expected-error @below {{unpool (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.unpool %x, %i size = [16777217, 1] : (tensor<?x1x2x2xf32>, tensor<?x1x2x2xf32>) -> tensor<?x1x16777217x1xf32>
  return
}

// -----

// C2: the number of places overflows 64 bits to 0.
func.func @overflow(%x: tensor<?x1x2x2xf32>, %i: tensor<?x1x2x2xf32>) {
  // expected-error @below {{unpool (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.unpool %x, %i size = [4294967296, 4294967296] : (tensor<?x1x2x2xf32>, tensor<?x1x2x2xf32>) -> tensor<?x1x1x1xf32>
  return
}

// -----

// C2: the greatest numbers there are.
func.func @greatest(%x: tensor<?x1x2x2xf32>, %i: tensor<?x1x2x2xf32>) {
  // expected-error @below {{unpool (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.unpool %x, %i size = [9223372036854775807, 9223372036854775807] : (tensor<?x1x2x2xf32>, tensor<?x1x2x2xf32>) -> tensor<?x1x1x1xf32>
  return
}

// -----

// C2: each plane is small enough, but there are too many of them.
func.func @elements(%x: tensor<?x129x2x2xf32>, %i: tensor<?x129x2x2xf32>) {
  // expected-error @below {{unpool (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.unpool %x, %i size = [4096, 4096] : (tensor<?x129x2x2xf32>, tensor<?x129x2x2xf32>) -> tensor<?x129x4096x4096xf32>
  return
}

// -----

// The stated type must be the inferred one.
func.func @stated(%x: tensor<?x6x2x2xf32>, %i: tensor<?x6x2x2xf32>) {
  // expected-error @below {{inferred type(s) 'tensor<?x6x4x5xf32>' are incompatible with return type(s) of operation 'tensor<?x6x5x4xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.unpool %x, %i size = [4, 5] : (tensor<?x6x2x2xf32>, tensor<?x6x2x2xf32>) -> tensor<?x6x5x4xf32>
  return
}
