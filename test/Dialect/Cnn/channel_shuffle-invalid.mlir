// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: bytes.
func.func @bytes(%x: tensor<?x8x4x4xui8>) {
  // expected-error @below {{channel_shuffle (C1): the input must be N x C or N x C x H x W of f32}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.channel_shuffle %x groups = 2 : tensor<?x8x4x4xui8> -> tensor<?x8x4x4xui8>
  return
}

// -----

// C1: three dimensions.
func.func @rank(%x: tensor<?x8x4xf32>) {
  // expected-error @below {{channel_shuffle (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.channel_shuffle %x groups = 2 : tensor<?x8x4xf32> -> tensor<?x8x4xf32>
  return
}

// -----

// C1: only the batch is dynamic.
func.func @dynamic(%x: tensor<?x?xf32>) {
  // expected-error @below {{channel_shuffle (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.channel_shuffle %x groups = 2 : tensor<?x?xf32> -> tensor<?x?xf32>
  return
}

// -----

// C2: groups of equal size.
func.func @groups(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{channel_shuffle (C2): groups must be at least 1 and divide the channels}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.channel_shuffle %x groups = 3 : tensor<?x8x4x4xf32> -> tensor<?x8x4x4xf32>
  return
}

// -----

// C2: a division by zero, if it were not looked at.
func.func @zero(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{channel_shuffle (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.channel_shuffle %x groups = 0 : tensor<?x8x4x4xf32> -> tensor<?x8x4x4xf32>
  return
}

// -----

// C2: a negative number divides too.
func.func @negative(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{channel_shuffle (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.channel_shuffle %x groups = -1 : tensor<?x8x4x4xf32> -> tensor<?x8x4x4xf32>
  return
}

// -----

// C2: more groups than channels.
func.func @greatest(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{channel_shuffle (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.channel_shuffle %x groups = 9223372036854775807 : tensor<?x8x4x4xf32> -> tensor<?x8x4x4xf32>
  return
}

// -----

// The result has the input's type.
func.func @stated(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{inferred type(s) 'tensor<?x8x4x4xf32>' are incompatible with return type(s) of operation 'tensor<?x4x8x4xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.channel_shuffle %x groups = 2 : tensor<?x8x4x4xf32> -> tensor<?x4x8x4xf32>
  return
}
