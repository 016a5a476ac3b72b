// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// selu C1: bytes are no numbers yet.
func.func @bytes(%x: tensor<?x8x4x4xui8>) {
  // expected-error @below {{selu (C1): the input must be N x C or N x C x H x W of f32}}
  %y = cnn.selu %x : tensor<?x8x4x4xui8>
  return
}

// -----

// softsign C1: bytes are no numbers yet.
func.func @bytes(%x: tensor<?x8x4x4xui8>) {
  // expected-error @below {{softsign (C1): the input must be N x C or N x C x H x W of f32}}
  %y = cnn.softsign %x : tensor<?x8x4x4xui8>
  return
}

// -----

// mish C1: bytes are no numbers yet.
func.func @bytes(%x: tensor<?x8x4x4xui8>) {
  // expected-error @below {{mish (C1): the input must be N x C or N x C x H x W of f32}}
  %y = cnn.mish %x : tensor<?x8x4x4xui8>
  return
}

// -----

// silu C1: bytes are no numbers yet.
func.func @bytes(%x: tensor<?x8x4x4xui8>) {
  // expected-error @below {{silu (C1): the input must be N x C or N x C x H x W of f32}}
  %y = cnn.silu %x : tensor<?x8x4x4xui8>
  return
}

// -----

// hard_sigmoid C1: bytes are no numbers yet.
func.func @bytes(%x: tensor<?x8x4x4xui8>) {
  // expected-error @below {{hard_sigmoid (C1): the input must be N x C or N x C x H x W of f32}}
  %y = cnn.hard_sigmoid %x : tensor<?x8x4x4xui8>
  return
}

// -----

// hard_swish C1: bytes are no numbers yet.
func.func @bytes(%x: tensor<?x8x4x4xui8>) {
  // expected-error @below {{hard_swish (C1): the input must be N x C or N x C x H x W of f32}}
  %y = cnn.hard_swish %x : tensor<?x8x4x4xui8>
  return
}

// -----

// exp C1: bytes are no numbers yet.
func.func @bytes(%x: tensor<?x8x4x4xui8>) {
  // expected-error @below {{exp (C1): the input must be N x C or N x C x H x W of f32}}
  %y = cnn.exp %x : tensor<?x8x4x4xui8>
  return
}

// -----

// log C1: bytes are no numbers yet.
func.func @bytes(%x: tensor<?x8x4x4xui8>) {
  // expected-error @below {{log (C1): the input must be N x C or N x C x H x W of f32}}
  %y = cnn.log %x : tensor<?x8x4x4xui8>
  return
}

// -----

// sqrt C1: bytes are no numbers yet.
func.func @bytes(%x: tensor<?x8x4x4xui8>) {
  // expected-error @below {{sqrt (C1): the input must be N x C or N x C x H x W of f32}}
  %y = cnn.sqrt %x : tensor<?x8x4x4xui8>
  return
}

// -----

// abs C1: bytes are no numbers yet.
func.func @bytes(%x: tensor<?x8x4x4xui8>) {
  // expected-error @below {{abs (C1): the input must be N x C or N x C x H x W of f32}}
  %y = cnn.abs %x : tensor<?x8x4x4xui8>
  return
}

// -----

// negate C1: bytes are no numbers yet.
func.func @bytes(%x: tensor<?x8x4x4xui8>) {
  // expected-error @below {{negate (C1): the input must be N x C or N x C x H x W of f32}}
  %y = cnn.negate %x : tensor<?x8x4x4xui8>
  return
}

// -----

// gelu C1: bytes are no numbers yet.
func.func @bytes(%x: tensor<?x8x4x4xui8>) {
  // expected-error @below {{gelu (C1): the input must be N x C or N x C x H x W of f32}}
  %y = cnn.gelu %x : tensor<?x8x4x4xui8>
  return
}

// -----

// leaky_relu C1: bytes are no numbers yet.
func.func @bytes(%x: tensor<?x8x4x4xui8>) {
  // expected-error @below {{leaky_relu (C1): the input must be N x C or N x C x H x W of f32}}
  %y = cnn.leaky_relu %x alpha = 1.000000e-02 : tensor<?x8x4x4xui8>
  return
}

// -----

// elu C1: bytes are no numbers yet.
func.func @bytes(%x: tensor<?x8x4x4xui8>) {
  // expected-error @below {{elu (C1): the input must be N x C or N x C x H x W of f32}}
  %y = cnn.elu %x alpha = 1.000000e+00 : tensor<?x8x4x4xui8>
  return
}

// -----

// celu C1: bytes are no numbers yet.
func.func @bytes(%x: tensor<?x8x4x4xui8>) {
  // expected-error @below {{celu (C1): the input must be N x C or N x C x H x W of f32}}
  %y = cnn.celu %x alpha = -5.000000e-01 : tensor<?x8x4x4xui8>
  return
}

// -----

// softplus C1: bytes are no numbers yet.
func.func @bytes(%x: tensor<?x8x4x4xui8>) {
  // expected-error @below {{softplus (C1): the input must be N x C or N x C x H x W of f32}}
  %y = cnn.softplus %x beta = 1.000000e+00 threshold = 2.000000e+01 : tensor<?x8x4x4xui8>
  return
}

// -----

// clip C1: bytes are no numbers yet.
func.func @bytes(%x: tensor<?x8x4x4xui8>) {
  // expected-error @below {{clip (C1): the input must be N x C or N x C x H x W of f32}}
  %y = cnn.clip %x low = -1.000000e+00 high = 0x7FF0000000000000 : tensor<?x8x4x4xui8>
  return
}

// -----

// leaky_relu C2: alpha is NaN.
func.func @alpha(%x: tensor<?x8xf32>) {
  // expected-error @below {{leaky_relu (C2): alpha must be finite}}
  %y = cnn.leaky_relu %x alpha = 0x7FF8000000000000 : tensor<?x8xf32>
  return
}

// -----

// leaky_relu C2: alpha is infinity.
func.func @alpha(%x: tensor<?x8xf32>) {
  // expected-error @below {{leaky_relu (C2): alpha must be finite}}
  %y = cnn.leaky_relu %x alpha = 0x7FF0000000000000 : tensor<?x8xf32>
  return
}

// -----

// elu C2: alpha is NaN.
func.func @alpha(%x: tensor<?x8xf32>) {
  // expected-error @below {{elu (C2): alpha must be finite}}
  %y = cnn.elu %x alpha = 0x7FF8000000000000 : tensor<?x8xf32>
  return
}

// -----

// elu C2: alpha is infinity.
func.func @alpha(%x: tensor<?x8xf32>) {
  // expected-error @below {{elu (C2): alpha must be finite}}
  %y = cnn.elu %x alpha = 0x7FF0000000000000 : tensor<?x8xf32>
  return
}

// -----

// celu C2: alpha is NaN.
func.func @alpha(%x: tensor<?x8xf32>) {
  // expected-error @below {{celu (C2): alpha must be finite and not 0}}
  %y = cnn.celu %x alpha = 0x7FF8000000000000 : tensor<?x8xf32>
  return
}

// -----

// celu C2: alpha is infinity.
func.func @alpha(%x: tensor<?x8xf32>) {
  // expected-error @below {{celu (C2): alpha must be finite and not 0}}
  %y = cnn.celu %x alpha = 0x7FF0000000000000 : tensor<?x8xf32>
  return
}

// -----

// celu C2: alpha is 0.
func.func @alpha(%x: tensor<?x8xf32>) {
  // expected-error @below {{celu (C2): alpha must be finite and not 0}}
  %y = cnn.celu %x alpha = 0.0 : tensor<?x8xf32>
  return
}

// -----

// softplus C2: beta is 0.
func.func @numbers(%x: tensor<?x8xf32>) {
  // expected-error @below {{softplus (C2): beta and threshold must be finite, and beta not 0}}
  %y = cnn.softplus %x beta = 0.0 threshold = 1.0 : tensor<?x8xf32>
  return
}

// -----

// softplus C2: beta is infinite.
func.func @numbers(%x: tensor<?x8xf32>) {
  // expected-error @below {{softplus (C2): beta and threshold must be finite, and beta not 0}}
  %y = cnn.softplus %x beta = 0x7FF0000000000000 threshold = 1.0 : tensor<?x8xf32>
  return
}

// -----

// softplus C2: the threshold is NaN.
func.func @numbers(%x: tensor<?x8xf32>) {
  // expected-error @below {{softplus (C2): beta and threshold must be finite, and beta not 0}}
  %y = cnn.softplus %x beta = 1.0 threshold = 0x7FF8000000000000 : tensor<?x8xf32>
  return
}

// -----

// clip C2: low is above high.
func.func @numbers(%x: tensor<?x8xf32>) {
  // expected-error @below {{clip (C2): low must be at most high}}
  %y = cnn.clip %x low = 1.0 high = 0.0 : tensor<?x8xf32>
  return
}

// -----

// clip C2: low is NaN.
func.func @numbers(%x: tensor<?x8xf32>) {
  // expected-error @below {{clip (C2): low must be at most high}}
  %y = cnn.clip %x low = 0x7FF8000000000000 high = 0.0 : tensor<?x8xf32>
  return
}

// -----

// clip C2: high is NaN.
func.func @numbers(%x: tensor<?x8xf32>) {
  // expected-error @below {{clip (C2): low must be at most high}}
  %y = cnn.clip %x low = 0.0 high = 0x7FF8000000000000 : tensor<?x8xf32>
  return
}

// -----

// prelu C1: bytes are no numbers yet.
func.func @prelu(%x: tensor<?x8x4x4xui8>, %s: tensor<8xf32>) {
  // expected-error @below {{prelu (C1): the input must be N x C or N x C x H x W of f32}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.prelu %x, %s : (tensor<?x8x4x4xui8>, tensor<8xf32>) -> tensor<?x8x4x4xf32>
  return
}

// -----

// prelu C2: a slope for half of the channels.
func.func @prelu(%x: tensor<?x8x4x4xf32>, %s: tensor<4xf32>) {
  // expected-error @below {{prelu (C2): the slope must be a vector of 8 or of one element}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.prelu %x, %s : (tensor<?x8x4x4xf32>, tensor<4xf32>) -> tensor<?x8x4x4xf32>
  return
}

// -----

// prelu C2: the slope is no vector.
func.func @prelu(%x: tensor<?x8x4x4xf32>, %s: tensor<1x8xf32>) {
  // expected-error @below {{prelu (C2): the slope must be a vector of 8 or of one element}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.prelu %x, %s : (tensor<?x8x4x4xf32>, tensor<1x8xf32>) -> tensor<?x8x4x4xf32>
  return
}

// -----

// prelu C2: bytes as slope.
func.func @prelu(%x: tensor<?x8xf32>, %s: tensor<8xui8>) {
  // expected-error @below {{prelu (C2): the slope must be a vector of 8 or of one element}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.prelu %x, %s : (tensor<?x8xf32>, tensor<8xui8>) -> tensor<?x8x4x4xf32>
  return
}
