// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: shapes differ.
func.func @shapes(%a: tensor<?x4x2x2xf32>, %b: tensor<?x4x2x3xf32>) {
  // expected-error @below {{add (C1): both operands must have the same shape and be of f32}}
  // expected-error @below {{failed to infer returned types}}
  %y = "cnn.add"(%a, %b) : (tensor<?x4x2x2xf32>, tensor<?x4x2x3xf32>) -> tensor<?x4x2x2xf32>
  return
}

// -----

// C1: bytes.
func.func @bytes(%a: tensor<?x4x2x2xui8>) {
  // expected-error @below {{add (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.add %a, %a : tensor<?x4x2x2xui8>
  return
}

// -----

// C1: neither a picture nor a vector.
func.func @rank(%a: tensor<4xf32>) {
  // expected-error @below {{add (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.add %a, %a : tensor<4xf32>
  return
}
