// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: bytes.
func.func @bytes(%a: tensor<?x4x2x2xui8>) {
  // expected-error @below {{add (C1): the operands must be N x C or N x C x H x W of f32, or (not both) vectors of f32}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.add %a, %a : tensor<?x4x2x2xui8>
  return
}

// -----

// C1: two parameters make no tensor.
func.func @parameters(%a: tensor<4xf32>) {
  // expected-error @below {{add (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.add %a, %a : tensor<4xf32>
  return
}

// -----

// C2: widths differ.
func.func @shapes(%a: tensor<?x4x2x2xf32>, %b: tensor<?x4x2x3xf32>) {
  // expected-error @below {{add (C2): the operands' extents must be the same, or one of them 1}}
  // expected-error @below {{failed to infer returned types}}
  %y = "cnn.add"(%a, %b) : (tensor<?x4x2x2xf32>, tensor<?x4x2x3xf32>) -> tensor<?x4x2x2xf32>
  return
}

// -----

// C3: two extents of 1 stand for 65536 elements each.
func.func @elements(%a: tensor<?x1x65536x1xf32>, %b: tensor<?x1x1x65536xf32>) {
  // expected-error @below {{add (C3): the output would have more than 2^31 elements}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.add %a, %b : (tensor<?x1x65536x1xf32>, tensor<?x1x1x65536xf32>) -> tensor<?x1x65536x65536xf32>
  return
}
