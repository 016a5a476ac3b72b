// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: the picture is of f32.
func.func @normalize_type(%x: tensor<?x8xf64>, %v: tensor<8xf32>) {
  // expected-error @below {{'cnn.batch_normalize' op (C1): input and result must be N x C or N x C x H x W of f32}}
  %y = cnn.batch_normalize %x, %v, %v, %v, %v epsilon = 1.0e-5 : (tensor<?x8xf64>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<?x8xf64>
  return
}

// -----

// C1: the result is as the input.
func.func @normalize_result(%x: tensor<?x8xf32>, %v: tensor<8xf32>) {
  // expected-error @below {{'cnn.batch_normalize' op (C1)}}
  %y = cnn.batch_normalize %x, %v, %v, %v, %v epsilon = 1.0e-5 : (tensor<?x8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<?x8x1x1xf32>
  return
}

// -----

// C2: the variance has other channels.
func.func @normalize_variance(%x: tensor<?x8xf32>, %v: tensor<8xf32>, %w: tensor<4xf32>) {
  // expected-error @below {{'cnn.batch_normalize' op (C2): scale, shift, mean and variance must be vectors of 8}}
  %y = cnn.batch_normalize %x, %v, %v, %v, %w epsilon = 1.0e-5 : (tensor<?x8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<4xf32>) -> tensor<?x8xf32>
  return
}

// -----

// C1: groups divide the outputs.
func.func @transpose_groups(%w: tensor<16x3x3x3xf32>) {
  // expected-error @below {{'cnn.transpose_weight' op (C1): the weight must be O x I x KH x KW or O x I of f32, and groups must divide O}}
  %t = cnn.transpose_weight %w groups = 3 : tensor<16x3x3x3xf32> -> tensor<9x5x3x3xf32>
  return
}

// -----

// C1: no group.
func.func @transpose_none(%w: tensor<16x3x3x3xf32>) {
  // expected-error @below {{'cnn.transpose_weight' op (C1)}}
  %t = cnn.transpose_weight %w groups = 0 : tensor<16x3x3x3xf32> -> tensor<3x16x3x3xf32>
  return
}

// -----

// C1: a matrix has one group.
func.func @transpose_matrix(%w: tensor<16x3xf32>) {
  // expected-error @below {{'cnn.transpose_weight' op (C1)}}
  %t = cnn.transpose_weight %w groups = 2 : tensor<16x3xf32> -> tensor<6x8xf32>
  return
}

// -----

// C1: more elements than anything has.
func.func @transpose_large(%w: tensor<4611686018427387904x4x1x1xf32>) {
  // expected-error @below {{'cnn.transpose_weight' op (C1)}}
  %t = cnn.transpose_weight %w groups = 4611686018427387904 : tensor<4611686018427387904x4x1x1xf32> -> tensor<1x1x1x1xf32>
  return
}

// -----

// C2: inputs and outputs are exchanged.
func.func @transpose_result(%w: tensor<16x3x3x5xf32>) {
  // expected-error @below {{'cnn.transpose_weight' op (C2): the result must be 'tensor<6x8x3x5xf32>'}}
  %t = cnn.transpose_weight %w groups = 2 : tensor<16x3x3x5xf32> -> tensor<3x16x3x5xf32>
  return
}

// -----

// C2 of cnn.conv2d_weight_gradient: a kernel has rows.
func.func @kernel(%x: tensor<?x4x8x8xf32>, %g: tensor<?x6x8x8xf32>) {
  // expected-error @below {{'cnn.conv2d_weight_gradient' op (C2): the result must be O x C/groups x KH x KW of f32}}
  %dw = cnn.conv2d_weight_gradient %x, %g strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x4x8x8xf32>, tensor<?x6x8x8xf32>) -> tensor<6x4x0x1xf32>
  return
}

// -----

// C1: vectors have no tiles.
func.func @winograd_vector(%x: tensor<?x64xf32>) {
  // expected-error @below {{'cnn.winograd_transform' op (C1): the input must be N x C x H x W of f32, C at most 2^24}}
  %t = cnn.winograd_transform %x start = [1, 1] tiles = [1, 1] : (tensor<?x64xf32>) -> tensor<?x2304x1x1xf32>
  return
}

// -----

// C1: too many channels.
func.func @winograd_channels(%x: tensor<?x16777217x1x1xf32>) {
  // expected-error @below {{'cnn.winograd_transform' op (C1)}}
  %t = cnn.winograd_transform %x start = [1, 1] tiles = [1, 1] : (tensor<?x16777217x1x1xf32>) -> tensor<?x603979812x1x1xf32>
  return
}

// -----

// C2: there is a tile.
func.func @winograd_tiles(%x: tensor<?x64x28x28xf32>) {
  // expected-error @below {{'cnn.winograd_transform' op (C2): tiles must be two numbers of at least 1, start two of at least 0}}
  %t = cnn.winograd_transform %x start = [1, 1] tiles = [0, 7] : (tensor<?x64x28x28xf32>) -> tensor<?x2304x1x0xf32>
  return
}

// -----

// C2: two starts.
func.func @winograd_start(%x: tensor<?x64x28x28xf32>) {
  // expected-error @below {{'cnn.winograd_transform' op (C2)}}
  %t = cnn.winograd_transform %x start = [1] tiles = [7, 7] : (tensor<?x64x28x28xf32>) -> tensor<?x2304x1x49xf32>
  return
}

// -----

// C2: none before the padding.
func.func @winograd_negative(%x: tensor<?x64x28x28xf32>) {
  // expected-error @below {{'cnn.winograd_transform' op (C2)}}
  %t = cnn.winograd_transform %x start = [1, -1] tiles = [7, 7] : (tensor<?x64x28x28xf32>) -> tensor<?x2304x1x49xf32>
  return
}

// -----

// C3: a column for each tile.
func.func @winograd_result(%x: tensor<?x64x28x28xf32>) {
  // expected-error @below {{'cnn.winograd_transform' op (C3): the result must be N x 36*C x 1 x tiles of f32}}
  %t = cnn.winograd_transform %x start = [1, 1] tiles = [7, 7] : (tensor<?x64x28x28xf32>) -> tensor<?x2304x7x7xf32>
  return
}

// -----

// C3: more elements than anything has.
func.func @winograd_large(%x: tensor<?x64x28x28xf32>) {
  // expected-error @below {{'cnn.winograd_transform' op (C3)}}
  %t = cnn.winograd_transform %x start = [0, 0] tiles = [2147483648, 2147483648] : (tensor<?x64x28x28xf32>) -> tensor<?x2304x1x4611686018427387904xf32>
  return
}

// -----

// C1: 36 points for each output.
func.func @winograd_points(%m: tensor<1024x64x1x1xf32>) {
  // expected-error @below {{'cnn.winograd_weight_gradient' op (C1): the input must be 36*O x C x 1 x 1, the result O x C x 3 x 3 of f32}}
  %dw = cnn.winograd_weight_gradient %m : (tensor<1024x64x1x1xf32>) -> tensor<64x64x3x3xf32>
  return
}

// -----

// C1: three taps.
func.func @winograd_taps(%m: tensor<2304x64x1x1xf32>) {
  // expected-error @below {{'cnn.winograd_weight_gradient' op (C1)}}
  %dw = cnn.winograd_weight_gradient %m : (tensor<2304x64x1x1xf32>) -> tensor<64x64x5x5xf32>
  return
}

// -----

// C1: how many outputs there are is known.
func.func @winograd_dynamic(%m: tensor<0x64x1x1xf32>) {
  // expected-error @below {{'cnn.winograd_weight_gradient' op (C1)}}
  %dw = cnn.winograd_weight_gradient %m : (tensor<0x64x1x1xf32>) -> tensor<?x64x3x3xf32>
  return
}
