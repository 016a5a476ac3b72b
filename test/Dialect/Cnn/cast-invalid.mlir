// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: doubles are unknown.
func.func @doubles(%x: tensor<?x3xf64>) {
  // expected-error @below {{cast (C1): the input must be N x C or N x C x H x W of ui8 or f32}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.cast %x : tensor<?x3xf64> -> tensor<?x3xf32>
  return
}

// -----

// C1: three dimensions.
func.func @rank(%x: tensor<?x3x4xui8>) {
  // expected-error @below {{cast (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.cast %x : tensor<?x3x4xui8> -> tensor<?x3x4xf32>
  return
}

// -----

// C1: only the batch is dynamic.
func.func @dynamic(%x: tensor<?x?xui8>) {
  // expected-error @below {{cast (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.cast %x : tensor<?x?xui8> -> tensor<?x?xf32>
  return
}

// -----

// C1: the result is f32.
func.func @result(%x: tensor<?x3xui8>) {
  // expected-error @below {{inferred type(s) 'tensor<?x3xf32>' are incompatible with return type(s) of operation 'tensor<?x3xui8>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.cast %x : tensor<?x3xui8> -> tensor<?x3xui8>
  return
}
