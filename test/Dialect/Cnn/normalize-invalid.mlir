// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: a vector is no picture.
func.func @vector(%x: tensor<?x3xf32>) {
  // expected-error @below {{normalize (C1): the input must be N x C x H x W of ui8 or f32}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.normalize %x mean = [0.5] std = [0.5] scale = 0.00392156862 : tensor<?x3xf32> -> tensor<?x3x4x4xf32>
  return
}

// -----

// C1: signed bytes.
func.func @signed(%x: tensor<?x3x4x4xi8>) {
  // expected-error @below {{normalize (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.normalize %x mean = [0.5] std = [0.5] scale = 0.00392156862 : tensor<?x3x4x4xi8> -> tensor<?x3x4x4xf32>
  return
}

// -----

// C1: only the batch is dynamic.
func.func @dynamic(%x: tensor<?x?x4x4xf32>) {
  // expected-error @below {{normalize (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.normalize %x mean = [0.5] std = [0.5] scale = 0.00392156862 : tensor<?x?x4x4xf32> -> tensor<?x3x4x4xf32>
  return
}

// -----

// C2: two means for three channels.
func.func @mean(%x: tensor<?x3x4x4xui8>) {
  // expected-error @below {{normalize (C2): mean and std must have 1 or 3 values}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.normalize %x mean = [0.5, 0.5] std = [0.5] scale = 0.00392156862 : tensor<?x3x4x4xui8> -> tensor<?x3x4x4xf32>
  return
}

// -----

// C2: no std at all.
func.func @no_std(%x: tensor<?x3x4x4xui8>) {
  // expected-error @below {{normalize (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.normalize %x mean = [0.5] std = [] scale = 0.00392156862 : tensor<?x3x4x4xui8> -> tensor<?x3x4x4xf32>
  return
}

// -----

// C3: a division by zero.
func.func @zero(%x: tensor<?x3x4x4xui8>) {
  // expected-error @below {{normalize (C3): no std may be 0}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.normalize %x mean = [0.5] std = [1.0, 0.0, 1.0] scale = 0.00392156862 : tensor<?x3x4x4xui8> -> tensor<?x3x4x4xf32>
  return
}

// -----

// C3: minus zero is zero.
func.func @minus_zero(%x: tensor<?x3x4x4xui8>) {
  // expected-error @below {{normalize (C3)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.normalize %x mean = [0.5] std = [-0.0] scale = 0.00392156862 : tensor<?x3x4x4xui8> -> tensor<?x3x4x4xf32>
  return
}

// -----

// C1: doubles.
func.func @doubles(%x: tensor<?x3x4x4xf64>) {
  // expected-error @below {{normalize (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.normalize %x mean = [0.5] std = [0.5] scale = 1.0 : tensor<?x3x4x4xf64> -> tensor<?x3x4x4xf32>
  return
}

// -----

// C1: five dimensions.
func.func @rank(%x: tensor<?x3x4x4x4xui8>) {
  // expected-error @below {{normalize (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.normalize %x mean = [0.5] std = [0.5] scale = 1.0 : tensor<?x3x4x4x4xui8> -> tensor<?x3x4x4x4xf32>
  return
}

// -----

// C1: the number of elements overflows 64 bits.
func.func @overflow(%x: tensor<?x4x4294967296x4294967296xui8>) {
  // expected-error @below {{normalize (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.normalize %x mean = [0.5] std = [0.5] scale = 1.0 : tensor<?x4x4294967296x4294967296xui8> -> tensor<?x4x1x1xf32>
  return
}

// -----

// C2: four stds for three channels.
func.func @std(%x: tensor<?x3x4x4xui8>) {
  // expected-error @below {{normalize (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.normalize %x mean = [0.5] std = [1.0, 1.0, 1.0, 1.0] scale = 1.0 : tensor<?x3x4x4xui8> -> tensor<?x3x4x4xf32>
  return
}

// -----

// The result is of f32.
func.func @stated(%x: tensor<?x3x4x4xui8>) {
  // expected-error @below {{inferred type(s) 'tensor<?x3x4x4xf32>' are incompatible with return type(s) of operation 'tensor<?x3x4x4xui8>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.normalize %x mean = [0.5] std = [0.5] scale = 1.0 : tensor<?x3x4x4xui8> -> tensor<?x3x4x4xui8>
  return
}
