// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: bytes.
func.func @bytes(%x: tensor<?x2x2x2xui8>) {
  // expected-error @below {{flatten (C1): the input must be N x C or N x C x H x W of f32}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.flatten %x : tensor<?x2x2x2xui8> -> tensor<?x8xui8>
  return
}

// -----

// C1: only the batch is dynamic.
func.func @dynamic(%x: tensor<?x2x?x2xf32>) {
  // expected-error @below {{flatten (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.flatten %x : tensor<?x2x?x2xf32> -> tensor<?x?xf32>
  return
}

// -----

// C1: the length overflows 64 bits.
func.func @overflow(%x: tensor<?x4294967296x4294967296x1xf32>) {
  // expected-error @below {{flatten (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.flatten %x : tensor<?x4294967296x4294967296x1xf32> -> tensor<?x1xf32>
  return
}

// -----

// C1: as many elements as before.
func.func @count(%x: tensor<?x2x2x2xf32>) {
  // expected-error @below {{inferred type(s) 'tensor<?x8xf32>' are incompatible with return type(s) of operation 'tensor<?x9xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.flatten %x : tensor<?x2x2x2xf32> -> tensor<?x9xf32>
  return
}
