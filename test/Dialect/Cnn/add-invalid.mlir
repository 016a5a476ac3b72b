// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: shapes differ; the op's trait says so before the verifier.
func.func @shapes(%a: tensor<?x4x2x2xf32>, %b: tensor<?x4x2x3xf32>) {
  // expected-error @below {{requires all operands to have the same type}}
  %y = "cnn.add"(%a, %b) : (tensor<?x4x2x2xf32>, tensor<?x4x2x3xf32>) -> tensor<?x4x2x2xf32>
  return
}

// -----

// C1: bytes.
func.func @bytes(%a: tensor<?x4x2x2xui8>) {
  // expected-error @below {{add (C1)}}
  %y = cnn.add %a, %a : tensor<?x4x2x2xui8>
  return
}

// -----

// C1: neither a picture nor a vector.
func.func @rank(%a: tensor<4xf32>) {
  // expected-error @below {{add (C1)}}
  %y = cnn.add %a, %a : tensor<4xf32>
  return
}
