// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: a vector is no picture.
func.func @vector(%x: tensor<?x8xf32>) {
  // expected-error @below {{pixel_unshuffle (C1): the input must be N x C x H x W of f32}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pixel_unshuffle %x factor = 1 : tensor<?x8xf32> -> tensor<?x8xf32>
  return
}

// -----

// C1: bytes.
func.func @bytes(%x: tensor<?x2x8x8xui8>) {
  // expected-error @below {{pixel_unshuffle (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pixel_unshuffle %x factor = 2 : tensor<?x2x8x8xui8> -> tensor<?x8x4x4xui8>
  return
}

// -----

// C1: only the batch is dynamic.
func.func @dynamic(%x: tensor<?x2x?x8xf32>) {
  // expected-error @below {{pixel_unshuffle (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pixel_unshuffle %x factor = 2 : tensor<?x2x?x8xf32> -> tensor<?x8x?x4xf32>
  return
}

// -----

// C2: the factor divides the height.
func.func @height(%x: tensor<?x2x7x8xf32>) {
  // expected-error @below {{pixel_unshuffle (C2): the factor must be at least 1 and divide height and width}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pixel_unshuffle %x factor = 2 : tensor<?x2x7x8xf32> -> tensor<?x8x3x4xf32>
  return
}

// -----

// C2: and the width.
func.func @width(%x: tensor<?x2x8x7xf32>) {
  // expected-error @below {{pixel_unshuffle (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pixel_unshuffle %x factor = 2 : tensor<?x2x8x7xf32> -> tensor<?x8x4x3xf32>
  return
}

// -----

// C2: a division by zero, if it were not looked at.
func.func @zero(%x: tensor<?x2x8x8xf32>) {
  // expected-error @below {{pixel_unshuffle (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pixel_unshuffle %x factor = 0 : tensor<?x2x8x8xf32> -> tensor<?x2x8x8xf32>
  return
}

// -----

// C2: a negative factor divides too.
func.func @negative(%x: tensor<?x2x8x8xf32>) {
  // expected-error @below {{pixel_unshuffle (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pixel_unshuffle %x factor = -2 : tensor<?x2x8x8xf32> -> tensor<?x8x4x4xf32>
  return
}

// -----

// C2: a factor greater than the picture.
func.func @large(%x: tensor<?x2x8x8xf32>) {
  // expected-error @below {{pixel_unshuffle (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pixel_unshuffle %x factor = 16 : tensor<?x2x8x8xf32> -> tensor<?x512x0x0xf32>
  return
}

// -----

// C2: the least number there is.
func.func @least(%x: tensor<?x2x8x8xf32>) {
  // expected-error @below {{pixel_unshuffle (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pixel_unshuffle %x factor = -9223372036854775808 : tensor<?x2x8x8xf32> -> tensor<?x2x8x8xf32>
  return
}

// -----

// The stated type must be the inferred one.
func.func @stated(%x: tensor<?x2x8x8xf32>) {
  // expected-error @below {{inferred type(s) 'tensor<?x8x4x4xf32>' are incompatible with return type(s) of operation 'tensor<?x4x4x8xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pixel_unshuffle %x factor = 2 : tensor<?x2x8x8xf32> -> tensor<?x4x4x8xf32>
  return
}
