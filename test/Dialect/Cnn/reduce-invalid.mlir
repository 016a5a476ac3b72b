// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: bytes.
func.func @bytes(%x: tensor<?x8x4x5xui8>) {
  // expected-error @below {{reduce (C1): the input must be N x C or N x C x H x W of f32}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.reduce mean %x axes = [1] : tensor<?x8x4x5xui8> -> tensor<?x1x4x5xf32>
  return
}

// -----

// C1: three dimensions.
func.func @rank(%x: tensor<?x8x4xf32>) {
  // expected-error @below {{reduce (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.reduce mean %x axes = [1] : tensor<?x8x4xf32> -> tensor<?x1x4xf32>
  return
}

// -----

// C1: only the batch is dynamic, even along the axis.
func.func @dynamic(%x: tensor<?x8x?x5xf32>) {
  // expected-error @below {{reduce (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.reduce mean %x axes = [2] : tensor<?x8x?x5xf32> -> tensor<?x8x1x5xf32>
  return
}

// -----

// C1: the mean of nothing.
func.func @empty(%x: tensor<?x8x0x5xf32>) {
  // expected-error @below {{reduce (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.reduce mean %x axes = [2] : tensor<?x8x0x5xf32> -> tensor<?x8x1x5xf32>
  return
}

// -----

// C2: no axis.
func.func @none(%x: tensor<?x8x4x5xf32>) {
  // expected-error @below {{reduce (C2): there must be an axis}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.reduce mean %x axes = [] : tensor<?x8x4x5xf32> -> tensor<?x8x4x5xf32>
  return
}

// -----

// C2: pictures of a batch are independent.
func.func @batch(%x: tensor<?x8x4x5xf32>) {
  // expected-error @below {{reduce (C2): the axes must be ascending numbers from 1 to 3}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.reduce mean %x axes = [0] : tensor<?x8x4x5xf32> -> tensor<1x8x4x5xf32>
  return
}

// -----

// C2: axes in descending order.
func.func @order(%x: tensor<?x8x4x5xf32>) {
  // expected-error @below {{reduce (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.reduce mean %x axes = [3, 2] : tensor<?x8x4x5xf32> -> tensor<?x8x1x1xf32>
  return
}

// -----

// C2: an axis twice.
func.func @twice(%x: tensor<?x8x4x5xf32>) {
  // expected-error @below {{reduce (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.reduce mean %x axes = [1, 1] : tensor<?x8x4x5xf32> -> tensor<?x1x4x5xf32>
  return
}

// -----

// C2: a picture has no fourth axis.
func.func @beyond(%x: tensor<?x8x4x5xf32>) {
  // expected-error @below {{reduce (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.reduce mean %x axes = [2, 3, 4] : tensor<?x8x4x5xf32> -> tensor<?x8x1x1xf32>
  return
}

// -----

// C2: a vector has channels only.
func.func @vector(%x: tensor<?x8xf32>) {
  // expected-error @below {{reduce (C2): the axes must be ascending numbers from 1 to 1}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.reduce mean %x axes = [2] : tensor<?x8xf32> -> tensor<?x8xf32>
  return
}

// -----

// C2: the least and the greatest number there is.
func.func @extremes(%x: tensor<?x8x4x5xf32>) {
  // expected-error @below {{reduce (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.reduce mean %x axes = [-9223372036854775808, 9223372036854775807] : tensor<?x8x4x5xf32> -> tensor<?x8x4x5xf32>
  return
}

// -----

// C2: 2^32 + 1 is not 1.
func.func @truncated(%x: tensor<?x8x4x5xf32>) {
  // expected-error @below {{reduce (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.reduce mean %x axes = [4294967297] : tensor<?x8x4x5xf32> -> tensor<?x1x4x5xf32>
  return
}

// -----

// There is no other kind.
func.func @kind(%x: tensor<?x8x4x5xf32>) {
  // expected-error @below {{expected one of [mean, sum, max, min] for what a reduction computes, got: median}}
  // expected-error @below {{failed to parse Cnn_ReduceKindAttr parameter}}
  %y = cnn.reduce median %x axes = [1] : tensor<?x8x4x5xf32> -> tensor<?x1x4x5xf32>
  return
}

// -----

// The reduced axes stay.
func.func @stated(%x: tensor<?x8x4x5xf32>) {
  // expected-error @below {{inferred type(s) 'tensor<?x8x1x1xf32>' are incompatible with return type(s) of operation 'tensor<?x8xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.reduce mean %x axes = [2, 3] : tensor<?x8x4x5xf32> -> tensor<?x8xf32>
  return
}
