// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: a vector is no picture.
func.func @vector(%x: tensor<?x8xf32>) {
  // expected-error @below {{pixel_shuffle (C1): the input must be N x C x H x W of f32}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pixel_shuffle %x factor = 2 : tensor<?x8xf32> -> tensor<?x2x2x2xf32>
  return
}

// -----

// C1: doubles.
func.func @doubles(%x: tensor<?x8x4x4xf64>) {
  // expected-error @below {{pixel_shuffle (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pixel_shuffle %x factor = 2 : tensor<?x8x4x4xf64> -> tensor<?x2x8x8xf64>
  return
}

// -----

// C1: only the batch is dynamic.
func.func @dynamic(%x: tensor<?x8x4x?xf32>) {
  // expected-error @below {{pixel_shuffle (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pixel_shuffle %x factor = 2 : tensor<?x8x4x?xf32> -> tensor<?x2x8x?xf32>
  return
}

// -----

// C2: the factor divides the channels, but its square does not.
func.func @square(%x: tensor<?x6x4x4xf32>) {
  // expected-error @below {{pixel_shuffle (C2): the factor must be at least 1 and its square divide the channels}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pixel_shuffle %x factor = 2 : tensor<?x6x4x4xf32> -> tensor<?x1x8x8xf32>
  return
}

// -----

// C2: more pixels than channels.
func.func @few(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{pixel_shuffle (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pixel_shuffle %x factor = 3 : tensor<?x8x4x4xf32> -> tensor<?x0x12x12xf32>
  return
}

// -----

// C2: a division by zero, if it were not looked at.
func.func @zero(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{pixel_shuffle (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pixel_shuffle %x factor = 0 : tensor<?x8x4x4xf32> -> tensor<?x8x4x4xf32>
  return
}

// -----

// C2: the square of a negative number is positive.
func.func @negative(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{pixel_shuffle (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pixel_shuffle %x factor = -2 : tensor<?x8x4x4xf32> -> tensor<?x2x8x8xf32>
  return
}

// -----

// C2: the square overflows 64 bits to 0.
func.func @overflow(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{pixel_shuffle (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pixel_shuffle %x factor = 4294967296 : tensor<?x8x4x4xf32> -> tensor<?x8x4x4xf32>
  return
}

// -----

// C2: the square overflows 64 bits to 1.
func.func @greatest(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{pixel_shuffle (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pixel_shuffle %x factor = 9223372036854775807 : tensor<?x8x4x4xf32> -> tensor<?x8x4x4xf32>
  return
}

// -----

// The stated type must be the inferred one.
func.func @stated(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{inferred type(s) 'tensor<?x2x8x8xf32>' are incompatible with return type(s) of operation 'tensor<?x4x8x4xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pixel_shuffle %x factor = 2 : tensor<?x8x4x4xf32> -> tensor<?x4x8x4xf32>
  return
}
