// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: bytes.
func.func @bytes(%x: tensor<?x8x4x4xui8>) {
  // expected-error @below {{slice (C1): the input must be N x C or N x C x H x W of f32}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.slice %x starts = [0, 1, 1] sizes = [8, 2, 2] steps = [1, 1, 1] : tensor<?x8x4x4xui8> -> tensor<?x8x2x2xui8>
  return
}

// -----

// C1: three dimensions.
func.func @rank(%x: tensor<?x8x4xf32>) {
  // expected-error @below {{slice (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.slice %x starts = [0, 1] sizes = [8, 2] steps = [1, 1] : tensor<?x8x4xf32> -> tensor<?x8x2xf32>
  return
}

// -----

// C1: only the batch is dynamic.
func.func @dynamic(%x: tensor<?x8x?x4xf32>) {
  // expected-error @below {{slice (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.slice %x starts = [0, 1, 1] sizes = [8, 2, 2] steps = [1, 1, 1] : tensor<?x8x?x4xf32> -> tensor<?x8x2x2xf32>
  return
}

// -----

// C2: starts do not count from the end.
func.func @start(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{slice (C2): starts, sizes and steps must be one number for each dimension, starts of at least 0, the others of at least 1}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.slice %x starts = [0, -1, 1] sizes = [8, 2, 2] steps = [1, 1, 1] : tensor<?x8x4x4xf32> -> tensor<?x8x2x2xf32>
  return
}

// -----

// C2: an empty range.
func.func @size(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{slice (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.slice %x starts = [0, 1, 1] sizes = [8, 0, 2] steps = [1, 1, 1] : tensor<?x8x4x4xf32> -> tensor<?x8x0x2xf32>
  return
}

// -----

// C2: a step of 0 would repeat an element.
func.func @step(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{slice (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.slice %x starts = [0, 1, 1] sizes = [8, 2, 2] steps = [1, 1, 0] : tensor<?x8x4x4xf32> -> tensor<?x8x2x2xf32>
  return
}

// -----

// C2: nothing is read backwards.
func.func @backwards(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{slice (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.slice %x starts = [7, 1, 1] sizes = [8, 2, 2] steps = [-1, 1, 1] : tensor<?x8x4x4xf32> -> tensor<?x8x2x2xf32>
  return
}

// -----

// C2: the number of starts.
func.func @starts(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{slice (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.slice %x starts = [0, 0, 1, 1] sizes = [8, 2, 2] steps = [1, 1, 1] : tensor<?x8x4x4xf32> -> tensor<?x8x2x2xf32>
  return
}

// -----

// C2: the number of sizes.
func.func @sizes(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{slice (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.slice %x starts = [0, 1, 1] sizes = [8] steps = [1, 1, 1] : tensor<?x8x4x4xf32> -> tensor<?x8x2x2xf32>
  return
}

// -----

// C2: the number of steps.
func.func @steps(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{slice (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.slice %x starts = [0, 1, 1] sizes = [8, 2, 2] steps = [] : tensor<?x8x4x4xf32> -> tensor<?x8x2x2xf32>
  return
}

// -----

// C2: a vector has one dimension beside the batch.
func.func @vector(%x: tensor<?x8xf32>) {
  // expected-error @below {{slice (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.slice %x starts = [0, 0, 0] sizes = [4, 1, 1] steps = [1, 1, 1] : tensor<?x8xf32> -> tensor<?x4xf32>
  return
}

// -----

// C2: a size whose last element overflows 64 bits.
func.func @huge_size(%x: tensor<?x8xf32>) {
  // expected-error @below {{slice (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.slice %x starts = [0] sizes = [4294967297] steps = [4294967296] : tensor<?x8xf32> -> tensor<?x4294967297xf32>
  return
}

// -----

// C2: the greatest start there is.
func.func @huge_start(%x: tensor<?x8xf32>) {
  // expected-error @below {{slice (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.slice %x starts = [9223372036854775807] sizes = [2] steps = [1] : tensor<?x8xf32> -> tensor<?x2xf32>
  return
}

// -----

// C3: one element beyond the input.
func.func @beyond(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{slice (C3): the last element along dimension 2 would be 4 of 4}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.slice %x starts = [0, 3, 1] sizes = [8, 2, 2] steps = [1, 1, 1] : tensor<?x8x4x4xf32> -> tensor<?x8x2x2xf32>
  return
}

// -----

// C3: the step leads beyond it.
func.func @far(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{slice (C3): the last element along dimension 3 would be 5 of 4}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.slice %x starts = [0, 1, 1] sizes = [8, 2, 3] steps = [1, 1, 2] : tensor<?x8x4x4xf32> -> tensor<?x8x2x3xf32>
  return
}

// -----

// C3: the start alone is beyond it.
func.func @outside(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{slice (C3): the last element along dimension 1 would be 8 of 8}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.slice %x starts = [8, 1, 1] sizes = [1, 2, 2] steps = [1, 1, 1] : tensor<?x8x4x4xf32> -> tensor<?x1x2x2xf32>
  return
}

// -----

// C3: the greatest numbers that are allowed.
func.func @greatest(%x: tensor<?x8xf32>) {
  // expected-error @below {{slice (C3): the last element along dimension 1 would be 4611686018427387904 of 8}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.slice %x starts = [2147483648] sizes = [2147483648] steps = [2147483648] : tensor<?x8xf32> -> tensor<?x2147483648xf32>
  return
}

// -----

// The stated type must be the inferred one.
func.func @stated(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{inferred type(s) 'tensor<?x8x2x3xf32>' are incompatible with return type(s) of operation 'tensor<?x8x3x2xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.slice %x starts = [0, 1, 1] sizes = [8, 2, 3] steps = [1, 1, 1] : tensor<?x8x4x4xf32> -> tensor<?x8x3x2xf32>
  return
}
