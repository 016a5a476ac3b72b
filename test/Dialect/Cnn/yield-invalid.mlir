// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// A yield belongs into a group.
func.func @outside(%x: tensor<?x4xf32>) {
  // expected-error @below {{expects parent op 'cnn.fused'}}
  cnn.yield %x : tensor<?x4xf32>
  return
}
