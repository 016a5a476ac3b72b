// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: bytes.
func.func @bytes(%x: tensor<?x6x4x5xui8>) {
  // expected-error @below {{layer_norm (C1): the input must be N x C or N x C x H x W of f32}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.layer_norm %x axes = [1] epsilon = 1.0e-3 : (tensor<?x6x4x5xui8>) -> tensor<?x6x4x5xf32>
  return
}

// -----

// C1: three dimensions.
func.func @rank(%x: tensor<?x6x4xf32>) {
  // expected-error @below {{layer_norm (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.layer_norm %x axes = [1] epsilon = 1.0e-3 : (tensor<?x6x4xf32>) -> tensor<?x6x4xf32>
  return
}

// -----

// C1: only the batch is dynamic.
func.func @dynamic(%x: tensor<?x6x4x?xf32>) {
  // expected-error @below {{layer_norm (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.layer_norm %x axes = [1] epsilon = 1.0e-3 : (tensor<?x6x4x?xf32>) -> tensor<?x6x4x?xf32>
  return
}

// -----

// C2: no axis.
func.func @none(%x: tensor<?x6x4x5xf32>) {
  // expected-error @below {{layer_norm (C2): there must be an axis}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.layer_norm %x axes = [] epsilon = 1.0e-3 : (tensor<?x6x4x5xf32>) -> tensor<?x6x4x5xf32>
  return
}

// -----

// C2: the batch is no axis.
func.func @batch(%x: tensor<?x6x4x5xf32>) {
  // expected-error @below {{layer_norm (C2): the axes must be ascending numbers from 1 to 3}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.layer_norm %x axes = [0, 1] epsilon = 1.0e-3 : (tensor<?x6x4x5xf32>) -> tensor<?x6x4x5xf32>
  return
}

// -----

// C2: axes in descending order.
func.func @order(%x: tensor<?x6x4x5xf32>) {
  // expected-error @below {{layer_norm (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.layer_norm %x axes = [3, 2] epsilon = 1.0e-3 : (tensor<?x6x4x5xf32>) -> tensor<?x6x4x5xf32>
  return
}

// -----

// C2: an axis twice.
func.func @twice(%x: tensor<?x6x4x5xf32>) {
  // expected-error @below {{layer_norm (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.layer_norm %x axes = [2, 2] epsilon = 1.0e-3 : (tensor<?x6x4x5xf32>) -> tensor<?x6x4x5xf32>
  return
}

// -----

// C2: axes do not count from the end.
func.func @negative(%x: tensor<?x6x4x5xf32>) {
  // expected-error @below {{layer_norm (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.layer_norm %x axes = [-1] epsilon = 1.0e-3 : (tensor<?x6x4x5xf32>) -> tensor<?x6x4x5xf32>
  return
}

// -----

// C2: a picture has no fourth axis.
func.func @beyond(%x: tensor<?x6x4x5xf32>) {
  // expected-error @below {{layer_norm (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.layer_norm %x axes = [1, 2, 3, 4] epsilon = 1.0e-3 : (tensor<?x6x4x5xf32>) -> tensor<?x6x4x5xf32>
  return
}

// -----

// C2: a vector has channels only.
func.func @vector(%x: tensor<?x6xf32>) {
  // expected-error @below {{layer_norm (C2): the axes must be ascending numbers from 1 to 1}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.layer_norm %x axes = [1, 2] epsilon = 1.0e-3 : (tensor<?x6xf32>) -> tensor<?x6xf32>
  return
}

// -----

// C2: the greatest number there is.
func.func @greatest(%x: tensor<?x6x4x5xf32>) {
  // expected-error @below {{layer_norm (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.layer_norm %x axes = [9223372036854775807] epsilon = 1.0e-3 : (tensor<?x6x4x5xf32>) -> tensor<?x6x4x5xf32>
  return
}

// -----

// C3: a scale without a shift.
func.func @scale(%x: tensor<?x6x4x5xf32>, %s: tensor<6xf32>) {
  // expected-error @below {{layer_norm (C3): scale and shift must be of f32 and have the extents of the axes}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.layer_norm %x, %s axes = [1] epsilon = 1.0e-3 : (tensor<?x6x4x5xf32>, tensor<6xf32>) -> tensor<?x6x4x5xf32>
  return
}

// -----

// C3: three of them.
func.func @three(%x: tensor<?x6x4x5xf32>, %s: tensor<6xf32>) {
  // expected-error @below {{layer_norm (C3)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.layer_norm %x, %s, %s, %s axes = [1] epsilon = 1.0e-3 : (tensor<?x6x4x5xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>) -> tensor<?x6x4x5xf32>
  return
}

// -----

// C3: as many numbers, but in another order.
func.func @exchanged(%x: tensor<?x6x4x5xf32>, %s: tensor<5x6xf32>) {
  // expected-error @below {{layer_norm (C3)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.layer_norm %x, %s, %s axes = [1, 3] epsilon = 1.0e-3 : (tensor<?x6x4x5xf32>, tensor<5x6xf32>, tensor<5x6xf32>) -> tensor<?x6x4x5xf32>
  return
}

// -----

// C3: as many numbers, but in one row.
func.func @flat(%x: tensor<?x6x4x5xf32>, %s: tensor<30xf32>) {
  // expected-error @below {{layer_norm (C3)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.layer_norm %x, %s, %s axes = [1, 3] epsilon = 1.0e-3 : (tensor<?x6x4x5xf32>, tensor<30xf32>, tensor<30xf32>) -> tensor<?x6x4x5xf32>
  return
}

// -----

// C3: a shift of doubles.
func.func @doubles(%x: tensor<?x6x4x5xf32>, %s: tensor<6xf32>, %t: tensor<6xf64>) {
  // expected-error @below {{layer_norm (C3)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.layer_norm %x, %s, %t axes = [1] epsilon = 1.0e-3 : (tensor<?x6x4x5xf32>, tensor<6xf32>, tensor<6xf64>) -> tensor<?x6x4x5xf32>
  return
}

// -----

// C3: parameters are static.
func.func @dynamic_scale(%x: tensor<?x6x4x5xf32>, %s: tensor<?xf32>) {
  // expected-error @below {{layer_norm (C3)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.layer_norm %x, %s, %s axes = [1] epsilon = 1.0e-3 : (tensor<?x6x4x5xf32>, tensor<?xf32>, tensor<?xf32>) -> tensor<?x6x4x5xf32>
  return
}

// -----

// C4: an epsilon of 0.
func.func @zero(%x: tensor<?x6x4x5xf32>) {
  // expected-error @below {{layer_norm (C4): epsilon must be above 0}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.layer_norm %x axes = [1] epsilon = 0.0 : (tensor<?x6x4x5xf32>) -> tensor<?x6x4x5xf32>
  return
}

// -----

// C4: NaN is not above 0.
func.func @nan(%x: tensor<?x6x4x5xf32>) {
  // expected-error @below {{layer_norm (C4)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.layer_norm %x axes = [1] epsilon = 0x7FF8000000000000 : (tensor<?x6x4x5xf32>) -> tensor<?x6x4x5xf32>
  return
}

// -----

// The result has the input's type.
func.func @stated(%x: tensor<?x6x4x5xf32>) {
  // expected-error @below {{inferred type(s) 'tensor<?x6x4x5xf32>' are incompatible with return type(s) of operation 'tensor<?x1x4x5xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.layer_norm %x axes = [1] epsilon = 1.0e-3 : (tensor<?x6x4x5xf32>) -> tensor<?x1x4x5xf32>
  return
}
