// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// (C1): as many elements.
func.func @c1(%x: tensor<3x4xi32>) -> tensor<3x5xi32> {
  // expected-error @below {{(C1): 'tensor<3x4xi32>' and 'tensor<3x5xi32>' must have the same elements}}
  %y = cnn.view %x : tensor<3x4xi32> -> tensor<3x5xi32>
  return %y : tensor<3x5xi32>
}

// -----

// (C1): a batch stays one.
func.func @c1_batch(%x: tensor<?x4xi32>) -> tensor<4xi32> {
  // expected-error @below {{(C1): 'tensor<?x4xi32>' and 'tensor<4xi32>' must have the same elements}}
  %y = cnn.view %x : tensor<?x4xi32> -> tensor<4xi32>
  return %y : tensor<4xi32>
}
