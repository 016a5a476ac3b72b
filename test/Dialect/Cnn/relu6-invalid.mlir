// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: bytes are no numbers yet.
func.func @bytes(%x: tensor<?x8x4x4xui8>) {
  // expected-error @below {{relu6 (C1): the input must be N x C or N x C x H x W of f32}}
  %y = cnn.relu6 %x : tensor<?x8x4x4xui8>
  return
}

// -----

// C1: neither a picture nor a vector.
func.func @rank(%x: tensor<?x8x4xf32>) {
  // expected-error @below {{relu6 (C1): the input must be N x C or N x C x H x W of f32}}
  %y = cnn.relu6 %x : tensor<?x8x4xf32>
  return
}

// -----

// C1: only the batch is dynamic.
func.func @dynamic(%x: tensor<?x?xf32>) {
  // expected-error @below {{relu6 (C1): the input must be N x C or N x C x H x W of f32}}
  %y = cnn.relu6 %x : tensor<?x?xf32>
  return
}

// -----

// C1: a picture has channels.
func.func @empty(%x: tensor<?x0x4x4xf32>) {
  // expected-error @below {{relu6 (C1): the input must be N x C or N x C x H x W of f32}}
  %y = cnn.relu6 %x : tensor<?x0x4x4xf32>
  return
}

// -----

// C1: the number of elements overflows 64 bits.
func.func @overflow(%x: tensor<?x4294967296x4294967296x4xf32>) {
  // expected-error @below {{relu6 (C1): the input must be N x C or N x C x H x W of f32}}
  %y = cnn.relu6 %x : tensor<?x4294967296x4294967296x4xf32>
  return
}
