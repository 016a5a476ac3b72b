// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// There is no other kind.
func.func @kind(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{expected ::cnnc::cnn::PoolKind to be one of: max, avg}}
  // expected-error @below {{failed to parse Cnn_PoolKindAttr parameter}}
  %y = cnn.pool min %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}
