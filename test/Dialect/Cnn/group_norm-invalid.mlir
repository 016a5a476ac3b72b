// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: doubles.
func.func @doubles(%x: tensor<?x6x4x5xf64>) {
  // expected-error @below {{group_norm (C1): the input must be N x C or N x C x H x W of f32}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.group_norm %x groups = 2 epsilon = 1.0e-3 : (tensor<?x6x4x5xf64>) -> tensor<?x6x4x5xf64>
  return
}

// -----

// C1: five dimensions.
func.func @rank(%x: tensor<?x6x4x5x2xf32>) {
  // expected-error @below {{group_norm (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.group_norm %x groups = 2 epsilon = 1.0e-3 : (tensor<?x6x4x5x2xf32>) -> tensor<?x6x4x5x2xf32>
  return
}

// -----

// C1: only the batch is dynamic.
func.func @dynamic(%x: tensor<?x?xf32>) {
  // expected-error @below {{group_norm (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.group_norm %x groups = 2 epsilon = 1.0e-3 : (tensor<?x?xf32>) -> tensor<?x?xf32>
  return
}

// -----

// C2: groups divide the channels.
func.func @groups(%x: tensor<?x6x4x5xf32>) {
  // expected-error @below {{group_norm (C2): groups must divide the 6 channels}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.group_norm %x groups = 4 epsilon = 1.0e-3 : (tensor<?x6x4x5xf32>) -> tensor<?x6x4x5xf32>
  return
}

// -----

// C2: a division by zero, if it were not looked at.
func.func @zero(%x: tensor<?x6x4x5xf32>) {
  // expected-error @below {{group_norm (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.group_norm %x groups = 0 epsilon = 1.0e-3 : (tensor<?x6x4x5xf32>) -> tensor<?x6x4x5xf32>
  return
}

// -----

// C2: a negative divisor.
func.func @negative(%x: tensor<?x6x4x5xf32>) {
  // expected-error @below {{group_norm (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.group_norm %x groups = -2 epsilon = 1.0e-3 : (tensor<?x6x4x5xf32>) -> tensor<?x6x4x5xf32>
  return
}

// -----

// C2: more groups than channels.
func.func @many(%x: tensor<?x6x4x5xf32>) {
  // expected-error @below {{group_norm (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.group_norm %x groups = 9223372036854775807 epsilon = 1.0e-3 : (tensor<?x6x4x5xf32>) -> tensor<?x6x4x5xf32>
  return
}

// -----

// C3: a scale without a shift.
func.func @scale(%x: tensor<?x6x4x5xf32>, %s: tensor<6xf32>) {
  // expected-error @below {{group_norm (C3): scale and shift must be vectors of 6}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.group_norm %x, %s groups = 2 epsilon = 1.0e-3 : (tensor<?x6x4x5xf32>, tensor<6xf32>) -> tensor<?x6x4x5xf32>
  return
}

// -----

// C3: a number for each group, not for each channel.
func.func @per_group(%x: tensor<?x6x4x5xf32>, %s: tensor<2xf32>) {
  // expected-error @below {{group_norm (C3)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.group_norm %x, %s, %s groups = 2 epsilon = 1.0e-3 : (tensor<?x6x4x5xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<?x6x4x5xf32>
  return
}

// -----

// C3: vectors have one dimension.
func.func @scale_rank(%x: tensor<?x6x4x5xf32>, %s: tensor<6x1xf32>) {
  // expected-error @below {{group_norm (C3)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.group_norm %x, %s, %s groups = 2 epsilon = 1.0e-3 : (tensor<?x6x4x5xf32>, tensor<6x1xf32>, tensor<6x1xf32>) -> tensor<?x6x4x5xf32>
  return
}

// -----

// C3: a shift of bytes.
func.func @bytes(%x: tensor<?x6x4x5xf32>, %s: tensor<6xf32>, %t: tensor<6xi8>) {
  // expected-error @below {{group_norm (C3)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.group_norm %x, %s, %t groups = 2 epsilon = 1.0e-3 : (tensor<?x6x4x5xf32>, tensor<6xf32>, tensor<6xi8>) -> tensor<?x6x4x5xf32>
  return
}

// -----

// C4: a negative epsilon.
func.func @epsilon(%x: tensor<?x6x4x5xf32>) {
  // expected-error @below {{group_norm (C4): epsilon must be above 0}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.group_norm %x groups = 2 epsilon = -1.0 : (tensor<?x6x4x5xf32>) -> tensor<?x6x4x5xf32>
  return
}

// -----

// C4: NaN is not above 0.
func.func @nan(%x: tensor<?x6x4x5xf32>) {
  // expected-error @below {{group_norm (C4)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.group_norm %x groups = 2 epsilon = 0x7FF8000000000000 : (tensor<?x6x4x5xf32>) -> tensor<?x6x4x5xf32>
  return
}

// -----

// The result has the input's type.
func.func @stated(%x: tensor<?x6x4x5xf32>) {
  // expected-error @below {{inferred type(s) 'tensor<?x6x4x5xf32>' are incompatible with return type(s) of operation 'tensor<?x2x4x5xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.group_norm %x groups = 2 epsilon = 1.0e-3 : (tensor<?x6x4x5xf32>) -> tensor<?x2x4x5xf32>
  return
}
