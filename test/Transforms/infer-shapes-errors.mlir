// RUN: %cnn-opt %s --mlir-very-unsafe-disable-verifier-on-parsing --cnn-infer-shapes -verify-diagnostics -split-input-file

// A stated extent that is not the inferred one.
func.func @contradiction(%x: tensor<?x2x3x3xf32>) -> tensor<?x17xf32> {
  // expected-error @below {{the result is stated as 'tensor<?x17xf32>', but inferred as 'tensor<?x18xf32>'}}
  %y = "cnn.flatten"(%x) : (tensor<?x2x3x3xf32>) -> tensor<?x17xf32>
  return %y : tensor<?x17xf32>
}

// -----

// A constraint of an op that does not hold.
func.func @constraint(%x: tensor<?x2x3x3xf32>, %w: tensor<4x5xf32>) -> tensor<?x4xf32> {
  // expected-error @below {{dense (C1)}}
  %y = "cnn.dense"(%x, %w) : (tensor<?x2x3x3xf32>, tensor<4x5xf32>) -> tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}
