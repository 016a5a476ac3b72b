// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: three dimensions.
func.func @rank(%x: tensor<?x4x2xf32>, %v: tensor<4xf32>, %l: tensor<4xf32>) {
  // expected-error @below {{batch_norm (C1): the input must be N x C or N x C x H x W of f32}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.batch_norm %x, %v, %v, %v, %l epsilon = 1.0e-5 momentum = 0.1 : (tensor<?x4x2xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<?x4x2xf32>
  return
}

// -----

// C1: only the batch is dynamic.
func.func @dynamic(%x: tensor<?x?x2x2xf32>, %v: tensor<4xf32>, %l: tensor<4xf32>) {
  // expected-error @below {{batch_norm (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.batch_norm %x, %v, %v, %v, %l epsilon = 1.0e-5 momentum = 0.1 : (tensor<?x?x2x2xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<?x?x2x2xf32>
  return
}

// -----

// C2: a value per channel.
func.func @count(%x: tensor<?x4x2x2xf32>, %v: tensor<5xf32>, %l: tensor<4xf32>) {
  // expected-error @below {{batch_norm (C2): scale, shift, mean and variance must be vectors of 4}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.batch_norm %x, %v, %v, %v, %l epsilon = 1.0e-5 momentum = 0.1 : (tensor<?x4x2x2xf32>, tensor<5xf32>, tensor<5xf32>, tensor<5xf32>, tensor<4xf32>) -> tensor<?x4x2x2xf32>
  return
}

// -----

// C2: the last operand counts too.
func.func @last(%x: tensor<?x4x2x2xf32>, %v: tensor<4xf32>, %l: tensor<4x1xf32>) {
  // expected-error @below {{batch_norm (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.batch_norm %x, %v, %v, %v, %l epsilon = 1.0e-5 momentum = 0.1 : (tensor<?x4x2x2xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4x1xf32>) -> tensor<?x4x2x2xf32>
  return
}

// -----

// C3: a variance of zero would divide by zero.
func.func @epsilon(%x: tensor<?x4x2x2xf32>, %v: tensor<4xf32>, %l: tensor<4xf32>) {
  // expected-error @below {{batch_norm (C3): epsilon must be above 0, and momentum from 0 to 1}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.batch_norm %x, %v, %v, %v, %l epsilon = 0.0 momentum = 0.1 : (tensor<?x4x2x2xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<?x4x2x2xf32>
  return
}

// -----

// C3: momentum is a share.
func.func @momentum(%x: tensor<?x4x2x2xf32>, %v: tensor<4xf32>, %l: tensor<4xf32>) {
  // expected-error @below {{batch_norm (C3)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.batch_norm %x, %v, %v, %v, %l epsilon = 1.0e-5 momentum = 1.5 : (tensor<?x4x2x2xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<?x4x2x2xf32>
  return
}

// -----

// C3: NaN is no share.
func.func @nan(%x: tensor<?x4x2x2xf32>, %v: tensor<4xf32>, %l: tensor<4xf32>) {
  // expected-error @below {{batch_norm (C3)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.batch_norm %x, %v, %v, %v, %l epsilon = 1.0e-5 momentum = 0x7FF8000000000000 : (tensor<?x4x2x2xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<?x4x2x2xf32>
  return
}
