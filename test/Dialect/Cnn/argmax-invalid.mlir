// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: bytes.
func.func @bytes(%x: tensor<?x8x4x5xui8>) {
  // expected-error @below {{argmax (C1): the input must be N x C or N x C x H x W of f32}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.argmax %x axis = 1 : tensor<?x8x4x5xui8> -> tensor<?x1x4x5xf32>
  return
}

// -----

// C1: five dimensions.
func.func @rank(%x: tensor<?x8x4x5x6xf32>) {
  // expected-error @below {{argmax (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.argmax %x axis = 4 : tensor<?x8x4x5x6xf32> -> tensor<?x8x4x5x1xf32>
  return
}

// -----

// C1: only the batch is dynamic, even along the axis.
func.func @dynamic(%x: tensor<?x?x4x5xf32>) {
  // expected-error @below {{argmax (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.argmax %x axis = 1 : tensor<?x?x4x5xf32> -> tensor<?x1x4x5xf32>
  return
}

// -----

// C1: the greatest of nothing.
func.func @empty(%x: tensor<?x0xf32>) {
  // expected-error @below {{argmax (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.argmax %x axis = 1 : tensor<?x0xf32> -> tensor<?x1xf32>
  return
}

// -----

// C2: pictures of a batch are independent.
func.func @batch(%x: tensor<?x8x4x5xf32>) {
  // expected-error @below {{argmax (C2): the axis must be from 1 to 3, of an extent of at most 2^24}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.argmax %x axis = 0 : tensor<?x8x4x5xf32> -> tensor<1x8x4x5xf32>
  return
}

// -----

// C2: axes do not count from the end.
func.func @negative(%x: tensor<?x8x4x5xf32>) {
  // expected-error @below {{argmax (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.argmax %x axis = -1 : tensor<?x8x4x5xf32> -> tensor<?x8x4x1xf32>
  return
}

// -----

// C2: a picture has no fourth axis.
func.func @beyond(%x: tensor<?x8x4x5xf32>) {
  // expected-error @below {{argmax (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.argmax %x axis = 4 : tensor<?x8x4x5xf32> -> tensor<?x8x4x5xf32>
  return
}

// -----

// C2: a vector has no columns.
func.func @vector(%x: tensor<?x8xf32>) {
  // expected-error @below {{argmax (C2): the axis must be from 1 to 1}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.argmax %x axis = 3 : tensor<?x8xf32> -> tensor<?x8xf32>
  return
}

// -----

// C2: the least number there is.
func.func @least(%x: tensor<?x8x4x5xf32>) {
  // expected-error @below {{argmax (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.argmax %x axis = -9223372036854775808 smallest : tensor<?x8x4x5xf32> -> tensor<?x8x4x5xf32>
  return
}

// -----

// C2: one place more than f32 can tell apart.
func.func @places(%x: tensor<?x1x16777217x1xf32>) {
  // expected-error @below {{argmax (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.argmax %x axis = 2 : tensor<?x1x16777217x1xf32> -> tensor<?x1x1x1xf32>
  return
}

// -----

// The axis stays.
func.func @stated(%x: tensor<?x8x4x5xf32>) {
  // expected-error @below {{inferred type(s) 'tensor<?x1x4x5xf32>' are incompatible with return type(s) of operation 'tensor<?x4x5xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.argmax %x axis = 1 : tensor<?x8x4x5xf32> -> tensor<?x4x5xf32>
  return
}

// -----

// Places are numbers of f32.
func.func @integers(%x: tensor<?x8xf32>) {
  // expected-error @below {{inferred type(s) 'tensor<?x1xf32>' are incompatible with return type(s) of operation 'tensor<?x1xi64>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.argmax %x axis = 1 : tensor<?x8xf32> -> tensor<?x1xi64>
  return
}
