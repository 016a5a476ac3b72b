// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: another shape.
func.func @shape(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{differ in more than the layout}}
  %y = cnn.change_layout %x : tensor<?x8x4x4xf32> -> tensor<?x8x4x5xf32>
  return
}

// -----

// C1: another element type.
func.func @type(%x: tensor<?x8x4x4xui8>) {
  // expected-error @below {{(C1)}}
  %y = cnn.change_layout %x : tensor<?x8x4x4xui8> -> tensor<?x8x4x4xf32>
  return
}
