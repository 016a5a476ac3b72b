// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: a picture and a vector.
func.func @mixed(%a: tensor<?x4x2x2xf32>, %b: tensor<?x4xf32>) {
  // expected-error @below {{concat (C1): all operands must be N x C x H x W, or all N x C, of f32}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.concat %a, %b : (tensor<?x4x2x2xf32>, tensor<?x4xf32>) -> tensor<?x8x2x2xf32>
  return
}

// -----

// C1: bytes.
func.func @bytes(%a: tensor<?x4x2x2xf32>, %b: tensor<?x4x2x2xui8>) {
  // expected-error @below {{concat (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.concat %a, %b : (tensor<?x4x2x2xf32>, tensor<?x4x2x2xui8>) -> tensor<?x8x2x2xf32>
  return
}

// -----

// C1: nothing to join.
func.func @nothing() {
  // expected-error @below {{concat (C1): there must be at least one operand}}
  // expected-error @below {{failed to infer returned types}}
  %y = "cnn.concat"() : () -> tensor<?x4xf32>
  return
}

// -----

// C1: the channels overflow.
func.func @overflow(%a: tensor<?x2147483648xf32>, %b: tensor<?x2147483648xf32>) {
  // expected-error @below {{concat (C1): the result would have more than 2^31 elements}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.concat %a, %b : (tensor<?x2147483648xf32>, tensor<?x2147483648xf32>) -> tensor<?x8xf32>
  return
}

// -----

// C2: widths differ.
func.func @width(%a: tensor<?x4x2x2xf32>, %b: tensor<?x4x2x3xf32>) {
  // expected-error @below {{concat (C2): all operands must have the same H and W}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.concat %a, %b : (tensor<?x4x2x2xf32>, tensor<?x4x2x3xf32>) -> tensor<?x8x2x2xf32>
  return
}
