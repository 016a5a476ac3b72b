// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// With a bias: four pixels become eight.
// CHECK-LABEL: func.func @bias
// CHECK: cnn.conv_transpose2d %{{.*}}, %{{.*}}, %{{.*}} strides = [2, 2] padding = [1, 1, 1, 1] output_padding = [0, 0] dilations = [1, 1] groups = 1 : (tensor<?x6x4x4xf32>, tensor<6x3x4x4xf32>, tensor<3xf32>) -> tensor<?x3x8x8xf32>
func.func @bias(%x: tensor<?x6x4x4xf32>, %w: tensor<6x3x4x4xf32>, %b: tensor<3xf32>) -> tensor<?x3x8x8xf32> {
  %y = cnn.conv_transpose2d %x, %w, %b strides = [2, 2] padding = [1, 1, 1, 1] output_padding = [0, 0] dilations = [1, 1] groups = 1 : (tensor<?x6x4x4xf32>, tensor<6x3x4x4xf32>, tensor<3xf32>) -> tensor<?x3x8x8xf32>
  return %y : tensor<?x3x8x8xf32>
}

// Without a bias.
// CHECK-LABEL: func.func @plain
// CHECK: cnn.conv_transpose2d %{{.*}}, %{{[^,]*}} strides
func.func @plain(%x: tensor<?x6x4x4xf32>, %w: tensor<6x3x2x2xf32>) -> tensor<?x3x8x8xf32> {
  %y = cnn.conv_transpose2d %x, %w strides = [2, 2] padding = [0, 0, 0, 0] output_padding = [0, 0] dilations = [1, 1] groups = 1 : (tensor<?x6x4x4xf32>, tensor<6x3x2x2xf32>) -> tensor<?x3x8x8xf32>
  return %y : tensor<?x3x8x8xf32>
}

// Everything differs between rows and columns; the output padding of the
// columns is allowed by their dilation alone.
// CHECK-LABEL: func.func @window
// CHECK: strides = [3, 1] padding = [0, 1, 2, 3] output_padding = [2, 1] dilations = [1, 2] groups = 1
func.func @window(%x: tensor<?x6x4x5xf32>, %w: tensor<6x3x2x3xf32>) -> tensor<?x3x12x5xf32> {
  %y = cnn.conv_transpose2d %x, %w strides = [3, 1] padding = [0, 1, 2, 3] output_padding = [2, 1] dilations = [1, 2] groups = 1 : (tensor<?x6x4x5xf32>, tensor<6x3x2x3xf32>) -> tensor<?x3x12x5xf32>
  return %y : tensor<?x3x12x5xf32>
}

// Three groups of two channels give three groups of five.
// CHECK-LABEL: func.func @groups
// CHECK: groups = 3 : (tensor<?x6x4x4xf32>, tensor<6x5x1x1xf32>, tensor<15xf32>) -> tensor<?x15x4x4xf32>
func.func @groups(%x: tensor<?x6x4x4xf32>, %w: tensor<6x5x1x1xf32>, %b: tensor<15xf32>) -> tensor<?x15x4x4xf32> {
  %y = cnn.conv_transpose2d %x, %w, %b strides = [1, 1] padding = [0, 0, 0, 0] output_padding = [0, 0] dilations = [1, 1] groups = 3 : (tensor<?x6x4x4xf32>, tensor<6x5x1x1xf32>, tensor<15xf32>) -> tensor<?x15x4x4xf32>
  return %y : tensor<?x15x4x4xf32>
}

// Padding cuts until one element is left.
// CHECK-LABEL: func.func @least
// CHECK: -> tensor<2x3x1x1xf32>
func.func @least(%x: tensor<2x6x1x1xf32>, %w: tensor<6x3x3x3xf32>) -> tensor<2x3x1x1xf32> {
  %y = cnn.conv_transpose2d %x, %w strides = [1, 1] padding = [1, 1, 0, 2] output_padding = [0, 0] dilations = [1, 1] groups = 1 : (tensor<2x6x1x1xf32>, tensor<6x3x3x3xf32>) -> tensor<2x3x1x1xf32>
  return %y : tensor<2x3x1x1xf32>
}

// A layout of the input is not the result's.
// CHECK-LABEL: func.func @layout
// CHECK: -> tensor<?x3x8x8xf32>
func.func @layout(%x: tensor<?x6x4x4xf32, #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>>, %w: tensor<6x3x2x2xf32>) -> tensor<?x3x8x8xf32> {
  %y = cnn.conv_transpose2d %x, %w strides = [2, 2] padding = [0, 0, 0, 0] output_padding = [0, 0] dilations = [1, 1] groups = 1 : (tensor<?x6x4x4xf32, #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>>, tensor<6x3x2x2xf32>) -> tensor<?x3x8x8xf32>
  return %y : tensor<?x3x8x8xf32>
}
