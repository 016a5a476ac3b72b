// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: bytes.
func.func @bytes(%x: tensor<?x3x4x5xi8>) {
  // expected-error @below {{reshape (C1): the input must be N x C or N x C x H x W of f32}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.reshape %x shape = [60] : tensor<?x3x4x5xi8> -> tensor<?x60xi8>
  return
}

// -----

// C1: three dimensions.
func.func @rank(%x: tensor<?x3x20xf32>) {
  // expected-error @below {{reshape (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.reshape %x shape = [60] : tensor<?x3x20xf32> -> tensor<?x60xf32>
  return
}

// -----

// C1: only the batch is dynamic.
func.func @dynamic(%x: tensor<?x?x4x5xf32>) {
  // expected-error @below {{reshape (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.reshape %x shape = [60] : tensor<?x?x4x5xf32> -> tensor<?x60xf32>
  return
}

// -----

// C2: an element too many.
func.func @count(%x: tensor<?x3x4x5xf32>) {
  // expected-error @below {{reshape (C2): the shape must be C, or C, H and W, with as many elements as the input}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.reshape %x shape = [61] : tensor<?x3x4x5xf32> -> tensor<?x61xf32>
  return
}

// -----

// C2: two numbers.
func.func @two(%x: tensor<?x3x4x5xf32>) {
  // expected-error @below {{reshape (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.reshape %x shape = [12, 5] : tensor<?x3x4x5xf32> -> tensor<?x12x5xf32>
  return
}

// -----

// C2: four numbers; the batch is not among them.
func.func @four(%x: tensor<1x3x4x5xf32>) {
  // expected-error @below {{reshape (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.reshape %x shape = [1, 5, 4, 3] : tensor<1x3x4x5xf32> -> tensor<1x5x4x3xf32>
  return
}

// -----

// C2: no numbers.
func.func @none(%x: tensor<?x1xf32>) {
  // expected-error @below {{reshape (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.reshape %x shape = [] : tensor<?x1xf32> -> tensor<?xf32>
  return
}

// -----

// C2: two negative numbers have the right product.
func.func @negative(%x: tensor<?x3x4x5xf32>) {
  // expected-error @below {{reshape (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.reshape %x shape = [-3, -4, 5] : tensor<?x3x4x5xf32> -> tensor<?x3x4x5xf32>
  return
}

// -----

// C2: the -1 of the language has been worked out before.
func.func @inferred(%x: tensor<?x3x4x5xf32>) {
  // expected-error @below {{reshape (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.reshape %x shape = [-1] : tensor<?x3x4x5xf32> -> tensor<?x60xf32>
  return
}

// -----

// C2: an extent of 0.
func.func @zero(%x: tensor<?x3x4x5xf32>) {
  // expected-error @below {{reshape (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.reshape %x shape = [0, 4, 5] : tensor<?x3x4x5xf32> -> tensor<?x0x4x5xf32>
  return
}

// -----

// C2: the number of elements overflows 64 bits to 0.
func.func @overflow(%x: tensor<?x4xf32>) {
  // expected-error @below {{reshape (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.reshape %x shape = [4294967296, 4294967296, 4] : tensor<?x4xf32> -> tensor<?x4xf32>
  return
}

// -----

// C2: (2^62 + 1) * 4 is 4 in 64 bits.
func.func @wrapped(%x: tensor<?x4xf32>) {
  // expected-error @below {{reshape (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.reshape %x shape = [4611686018427387905, 4, 1] : tensor<?x4xf32> -> tensor<?x4x1x1xf32>
  return
}

// -----

// The stated type must be the inferred one.
func.func @stated(%x: tensor<?x3x4x5xf32>) {
  // expected-error @below {{inferred type(s) 'tensor<?x5x4x3xf32>' are incompatible with return type(s) of operation 'tensor<?x5x3x4xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.reshape %x shape = [5, 4, 3] : tensor<?x3x4x5xf32> -> tensor<?x5x3x4xf32>
  return
}
