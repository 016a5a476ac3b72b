// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: a vector is no picture.
func.func @vector(%x: tensor<?x6xf32>) {
  // expected-error @below {{resize (C1): the input must be N x C x H x W of f32}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.resize %x nearest size = [8, 8] : tensor<?x6xf32> -> tensor<?x6x8x8xf32>
  return
}

// -----

// C1: bytes.
func.func @bytes(%x: tensor<?x6x4x4xui8>) {
  // expected-error @below {{resize (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.resize %x nearest size = [8, 8] : tensor<?x6x4x4xui8> -> tensor<?x6x8x8xui8>
  return
}

// -----

// C1: only the batch is dynamic.
func.func @dynamic(%x: tensor<?x6x?x4xf32>) {
  // expected-error @below {{resize (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.resize %x nearest size = [8, 8] : tensor<?x6x?x4xf32> -> tensor<?x6x8x8xf32>
  return
}

// -----

// C1: nothing to interpolate.
func.func @empty(%x: tensor<?x6x0x4xf32>) {
  // expected-error @below {{resize (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.resize %x nearest size = [8, 8] : tensor<?x6x0x4xf32> -> tensor<?x6x8x8xf32>
  return
}

// -----

// C2: one number.
func.func @one(%x: tensor<?x6x4x4xf32>) {
  // expected-error @below {{resize (C2): the size must be two numbers of at least 1, and the output have at most 2^31 elements}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.resize %x nearest size = [8] : tensor<?x6x4x4xf32> -> tensor<?x6x8x8xf32>
  return
}

// -----

// C2: three numbers; channels stay as they are.
func.func @three(%x: tensor<?x6x4x4xf32>) {
  // expected-error @below {{resize (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.resize %x nearest size = [6, 8, 8] : tensor<?x6x4x4xf32> -> tensor<?x6x8x8xf32>
  return
}

// -----

// C2: no rows.
func.func @zero(%x: tensor<?x6x4x4xf32>) {
  // expected-error @below {{resize (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.resize %x nearest size = [0, 8] : tensor<?x6x4x4xf32> -> tensor<?x6x0x8xf32>
  return
}

// -----

// C2: negative numbers, which the type would show as dynamic.
func.func @negative(%x: tensor<?x6x4x4xf32>) {
  // expected-error @below {{resize (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.resize %x nearest size = [-9223372036854775808, -9223372036854775808] : tensor<?x6x4x4xf32> -> tensor<?x6x?x?xf32>
  return
}

// -----

// C2: 2^40 rows.
func.func @huge(%x: tensor<?x6x4x4xf32>) {
  // expected-error @below {{resize (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.resize %x nearest size = [1099511627776, 1] : tensor<?x6x4x4xf32> -> tensor<?x6x1099511627776x1xf32>
  return
}

// -----

// C2: a column more than 2^31 elements.
func.func @elements(%x: tensor<?x1x4x4xf32>) {
  // expected-error @below {{resize (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.resize %x nearest size = [65536, 32769] : tensor<?x1x4x4xf32> -> tensor<?x1x65536x32769xf32>
  return
}

// -----

// C3: nearest takes elements as they are.
func.func @corners(%x: tensor<?x6x4x4xf32>) {
  // expected-error @below {{resize (C3): align_corners does not go with nearest}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.resize %x nearest size = [8, 8] align_corners : tensor<?x6x4x4xf32> -> tensor<?x6x8x8xf32>
  return
}

// -----

// There is no other mode.
func.func @mode(%x: tensor<?x6x4x4xf32>) {
  // expected-error @below {{expected one of [nearest, bilinear, bicubic] for how a resized picture is interpolated, got: lanczos}}
  // expected-error @below {{failed to parse Cnn_ResizeModeAttr parameter}}
  %y = cnn.resize %x lanczos size = [8, 8] : tensor<?x6x4x4xf32> -> tensor<?x6x8x8xf32>
  return
}

// -----

// The stated type must be the inferred one.
func.func @stated(%x: tensor<?x6x4x4xf32>) {
  // expected-error @below {{inferred type(s) 'tensor<?x6x8x3xf32>' are incompatible with return type(s) of operation 'tensor<?x6x3x8xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.resize %x nearest size = [8, 3] : tensor<?x6x4x4xf32> -> tensor<?x6x3x8xf32>
  return
}
