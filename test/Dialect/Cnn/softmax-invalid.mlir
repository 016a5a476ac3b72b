// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: bytes are no numbers yet.
func.func @bytes(%x: tensor<?x8x4x4xui8>) {
  // expected-error @below {{softmax (C1): the input must be N x C or N x C x H x W of f32}}
  %y = cnn.softmax %x : tensor<?x8x4x4xui8>
  return
}

// -----

// C1: neither a picture nor a vector.
func.func @rank(%x: tensor<?x8x4xf32>) {
  // expected-error @below {{softmax (C1): the input must be N x C or N x C x H x W of f32}}
  %y = cnn.softmax %x : tensor<?x8x4xf32>
  return
}

// -----

// C1: only the batch is dynamic.
func.func @dynamic(%x: tensor<?x?xf32>) {
  // expected-error @below {{softmax (C1): the input must be N x C or N x C x H x W of f32}}
  %y = cnn.softmax %x : tensor<?x?xf32>
  return
}

// -----

// C1: a picture has channels.
func.func @empty(%x: tensor<?x0x4x4xf32>) {
  // expected-error @below {{softmax (C1): the input must be N x C or N x C x H x W of f32}}
  %y = cnn.softmax %x : tensor<?x0x4x4xf32>
  return
}

// -----

// C1: the number of elements overflows 64 bits.
func.func @overflow(%x: tensor<?x4294967296x4294967296x4xf32>) {
  // expected-error @below {{softmax (C1): the input must be N x C or N x C x H x W of f32}}
  %y = cnn.softmax %x : tensor<?x4294967296x4294967296x4xf32>
  return
}

// -----

// C1: doubles have no kernel.
func.func @doubles(%x: tensor<?x8x4x4xf64>) {
  // expected-error @below {{softmax (C1)}}
  %y = cnn.softmax %x axis = 1 : tensor<?x8x4x4xf64>
  return
}

// -----

// C2: pictures of a batch are independent.
func.func @batch(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{softmax (C2): the axis must be from 1 to 3}}
  %y = cnn.softmax %x axis = 0 : tensor<?x8x4x4xf32>
  return
}

// -----

// C2: axes do not count from the end.
func.func @negative(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{softmax (C2)}}
  %y = cnn.softmax %x axis = -1 : tensor<?x8x4x4xf32>
  return
}

// -----

// C2: a picture has no fourth axis.
func.func @beyond(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{softmax (C2)}}
  %y = cnn.softmax %x axis = 4 : tensor<?x8x4x4xf32>
  return
}

// -----

// C2: a vector has no rows.
func.func @vector(%x: tensor<?x10xf32>) {
  // expected-error @below {{softmax (C2): the axis must be from 1 to 1}}
  %y = cnn.softmax %x axis = 2 log : tensor<?x10xf32>
  return
}

// -----

// C2: the greatest number there is.
func.func @greatest(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{softmax (C2)}}
  %y = cnn.softmax %x axis = 9223372036854775807 : tensor<?x8x4x4xf32>
  return
}

// -----

// The verifier's own sentence, where types are written and not inferred.
func.func @generic(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{softmax (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = "cnn.softmax"(%x) <{axis = -9223372036854775808 : i64}> : (tensor<?x8x4x4xf32>) -> tensor<?x8x4x4xf32>
  return
}

// -----

// The result has the input's type.
func.func @stated(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{inferred type(s) 'tensor<?x8x4x4xf32>' are incompatible with return type(s) of operation 'tensor<?x8x1x1xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = "cnn.softmax"(%x) : (tensor<?x8x4x4xf32>) -> tensor<?x8x1x1xf32>
  return
}
