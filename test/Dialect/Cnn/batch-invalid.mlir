// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// The batches differ, but the sum's type is inferred from the first alone.
func.func @add(%a: tensor<2x4x2x2xf32>, %b: tensor<3x4x2x2xf32>) {
  // expected-error @below {{add (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.add %a, %b : (tensor<2x4x2x2xf32>, tensor<3x4x2x2xf32>) -> tensor<2x4x2x2xf32>
  return
}

// -----

// So does concat.
func.func @concat(%a: tensor<2x4x2x2xf32>, %b: tensor<3x4x2x2xf32>) {
  // expected-error @below {{concat (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.concat %a, %b : (tensor<2x4x2x2xf32>, tensor<3x4x2x2xf32>) -> tensor<2x8x2x2xf32>
  return
}

// -----

// And matmul.
func.func @matmul(%a: tensor<2x4x2x2xf32>, %b: tensor<3x4x2x2xf32>) {
  // expected-error @below {{matmul (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.matmul %a, %b : (tensor<2x4x2x2xf32>, tensor<3x4x2x2xf32>) -> tensor<2x4x2x2xf32>
  return
}
