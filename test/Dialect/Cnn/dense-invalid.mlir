// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: a picture must be flattened first.
func.func @picture(%x: tensor<?x8x1x1xf32>, %w: tensor<3x8xf32>, %b: tensor<3xf32>) {
  // expected-error @below {{dense (C1): the input must be N x C of f32}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.dense %x, %w, %b : (tensor<?x8x1x1xf32>, tensor<3x8xf32>, tensor<3xf32>) -> tensor<?x3xf32>
  return
}

// -----

// C1: only the batch is dynamic.
func.func @dynamic(%x: tensor<?x?xf32>, %w: tensor<3x8xf32>, %b: tensor<3xf32>) {
  // expected-error @below {{dense (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.dense %x, %w, %b : (tensor<?x?xf32>, tensor<3x8xf32>, tensor<3xf32>) -> tensor<?x3xf32>
  return
}

// -----

// C2: the weight reads all inputs.
func.func @inputs(%x: tensor<?x8xf32>, %w: tensor<3x7xf32>, %b: tensor<3xf32>) {
  // expected-error @below {{dense (C2): the weight must be O x 8 of f32}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.dense %x, %w, %b : (tensor<?x8xf32>, tensor<3x7xf32>, tensor<3xf32>) -> tensor<?x3xf32>
  return
}

// -----

// C2: the weight is a matrix.
func.func @rank(%x: tensor<?x8xf32>, %w: tensor<24xf32>, %b: tensor<3xf32>) {
  // expected-error @below {{dense (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.dense %x, %w, %b : (tensor<?x8xf32>, tensor<24xf32>, tensor<3xf32>) -> tensor<?x3xf32>
  return
}

// -----

// C2: a layer of no outputs.
func.func @empty(%x: tensor<?x8xf32>, %w: tensor<0x8xf32>, %b: tensor<3xf32>) {
  // expected-error @below {{dense (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.dense %x, %w, %b : (tensor<?x8xf32>, tensor<0x8xf32>, tensor<3xf32>) -> tensor<?x3xf32>
  return
}

// -----

// C3: one bias per output.
func.func @bias(%x: tensor<?x8xf32>, %w: tensor<3x8xf32>, %b: tensor<8xf32>) {
  // expected-error @below {{dense (C3): the bias must be a vector of 3}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.dense %x, %w, %b : (tensor<?x8xf32>, tensor<3x8xf32>, tensor<8xf32>) -> tensor<?x3xf32>
  return
}
