// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: a vector is no picture.
func.func @vector(%x: tensor<?x4xf32>, %g: tensor<?x6x8x8xf32>) {
  // expected-error @below {{(C1): input and gradient must be N x C x H x W of f32 of one batch}}
  %dw = cnn.conv2d_weight_gradient %x, %g strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x4xf32>, tensor<?x6x8x8xf32>) -> tensor<6x4x3x3xf32>
  return
}

// -----

// C1: the gradient is of f32.
func.func @type(%x: tensor<?x4x8x8xf32>, %g: tensor<?x6x8x8xf64>) {
  // expected-error @below {{(C1): input and gradient must be N x C x H x W of f32 of one batch}}
  %dw = cnn.conv2d_weight_gradient %x, %g strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x4x8x8xf32>, tensor<?x6x8x8xf64>) -> tensor<6x4x3x3xf32>
  return
}

// -----

// C1: the batches differ.
func.func @batch(%x: tensor<2x4x8x8xf32>, %g: tensor<3x6x8x8xf32>) {
  // expected-error @below {{(C1): input and gradient must be N x C x H x W of f32 of one batch}}
  %dw = cnn.conv2d_weight_gradient %x, %g strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<2x4x8x8xf32>, tensor<3x6x8x8xf32>) -> tensor<6x4x3x3xf32>
  return
}

// -----

// C2: the outputs are those of the gradient.
func.func @outputs(%x: tensor<?x4x8x8xf32>, %g: tensor<?x6x8x8xf32>) {
  // expected-error @below {{(C2): the result must be O x C/groups x KH x KW of f32, and groups divide C and O}}
  %dw = cnn.conv2d_weight_gradient %x, %g strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x4x8x8xf32>, tensor<?x6x8x8xf32>) -> tensor<5x4x3x3xf32>
  return
}

// -----

// C2: the inputs are those of a group.
func.func @inputs(%x: tensor<?x4x8x8xf32>, %g: tensor<?x6x8x8xf32>) {
  // expected-error @below {{(C2): the result must be O x C/groups x KH x KW of f32, and groups divide C and O}}
  %dw = cnn.conv2d_weight_gradient %x, %g strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 2 : (tensor<?x4x8x8xf32>, tensor<?x6x8x8xf32>) -> tensor<6x4x3x3xf32>
  return
}

// -----

// C2: groups divide the outputs.
func.func @groups(%x: tensor<?x4x8x8xf32>, %g: tensor<?x6x8x8xf32>) {
  // expected-error @below {{(C2): the result must be O x C/groups x KH x KW of f32, and groups divide C and O}}
  %dw = cnn.conv2d_weight_gradient %x, %g strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 4 : (tensor<?x4x8x8xf32>, tensor<?x6x8x8xf32>) -> tensor<6x1x3x3xf32>
  return
}

// -----

// C2: there is a group.
func.func @no_group(%x: tensor<?x4x8x8xf32>, %g: tensor<?x6x8x8xf32>) {
  // expected-error @below {{(C2): the result must be O x C/groups x KH x KW of f32, and groups divide C and O}}
  %dw = cnn.conv2d_weight_gradient %x, %g strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 0 : (tensor<?x4x8x8xf32>, tensor<?x6x8x8xf32>) -> tensor<6x4x3x3xf32>
  return
}

// -----

// C2: the weight is static.
func.func @dynamic(%x: tensor<?x4x8x8xf32>, %g: tensor<?x6x8x8xf32>) {
  // expected-error @below {{(C2): the result must be O x C/groups x KH x KW of f32, and groups divide C and O}}
  %dw = cnn.conv2d_weight_gradient %x, %g strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x4x8x8xf32>, tensor<?x6x8x8xf32>) -> tensor<6x4x?x3xf32>
  return
}

// -----

// C3: no stride is 0.
func.func @stride(%x: tensor<?x4x8x8xf32>, %g: tensor<?x6x8x8xf32>) {
  // expected-error @below {{(C3): strides and dilations must be two numbers of at least 1, padding four of at least 0}}
  %dw = cnn.conv2d_weight_gradient %x, %g strides = [0, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x4x8x8xf32>, tensor<?x6x8x8xf32>) -> tensor<6x4x3x3xf32>
  return
}

// -----

// C3: the padding has four sides.
func.func @padding(%x: tensor<?x4x8x8xf32>, %g: tensor<?x6x8x8xf32>) {
  // expected-error @below {{(C3): strides and dilations must be two numbers of at least 1, padding four of at least 0}}
  %dw = cnn.conv2d_weight_gradient %x, %g strides = [1, 1] padding = [1, 1] dilations = [1, 1] groups = 1 : (tensor<?x4x8x8xf32>, tensor<?x6x8x8xf32>) -> tensor<6x4x3x3xf32>
  return
}

// -----

// C3: no dilation is negative.
func.func @dilation(%x: tensor<?x4x8x8xf32>, %g: tensor<?x6x8x8xf32>) {
  // expected-error @below {{(C3): strides and dilations must be two numbers of at least 1, padding four of at least 0}}
  %dw = cnn.conv2d_weight_gradient %x, %g strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, -1] groups = 1 : (tensor<?x4x8x8xf32>, tensor<?x6x8x8xf32>) -> tensor<6x4x3x3xf32>
  return
}

// -----

// C3: a gradient of rows that the convolution does not have.
func.func @rows(%x: tensor<?x4x8x8xf32>, %g: tensor<?x6x9x8xf32>) {
  // expected-error @below {{(C3): the gradient is larger than the result of the convolution}}
  %dw = cnn.conv2d_weight_gradient %x, %g strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x4x8x8xf32>, tensor<?x6x9x8xf32>) -> tensor<6x4x3x3xf32>
  return
}

// -----

// C3: no window fits.
func.func @window(%x: tensor<?x4x8x2xf32>, %g: tensor<?x6x8x1xf32>) {
  // expected-error @below {{(C3): the gradient is larger than the result of the convolution}}
  %dw = cnn.conv2d_weight_gradient %x, %g strides = [1, 1] padding = [1, 1, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x4x8x2xf32>, tensor<?x6x8x1xf32>) -> tensor<6x4x3x3xf32>
  return
}
