// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// A vector as a picture.
// CHECK-LABEL: func.func @picture
// CHECK: cnn.reshape %{{.*}} shape = [512, 4, 4] : tensor<?x8192xf32> -> tensor<?x512x4x4xf32>
func.func @picture(%x: tensor<?x8192xf32>) -> tensor<?x512x4x4xf32> {
  %y = cnn.reshape %x shape = [512, 4, 4] : tensor<?x8192xf32> -> tensor<?x512x4x4xf32>
  return %y : tensor<?x512x4x4xf32>
}

// A picture as a vector.
// CHECK-LABEL: func.func @vector
// CHECK: cnn.reshape %{{.*}} shape = [60] : tensor<2x3x4x5xf32> -> tensor<2x60xf32>
func.func @vector(%x: tensor<2x3x4x5xf32>) -> tensor<2x60xf32> {
  %y = cnn.reshape %x shape = [60] : tensor<2x3x4x5xf32> -> tensor<2x60xf32>
  return %y : tensor<2x60xf32>
}

// A picture as another picture.
// CHECK-LABEL: func.func @other
// CHECK: cnn.reshape %{{.*}} shape = [1, 12, 5] : tensor<?x3x4x5xf32> -> tensor<?x1x12x5xf32>
func.func @other(%x: tensor<?x3x4x5xf32>) -> tensor<?x1x12x5xf32> {
  %y = cnn.reshape %x shape = [1, 12, 5] : tensor<?x3x4x5xf32> -> tensor<?x1x12x5xf32>
  return %y : tensor<?x1x12x5xf32>
}

// A layout of the input is not the result's.
// CHECK-LABEL: func.func @layout
// CHECK: -> tensor<?x60xf32>
func.func @layout(%x: tensor<?x3x4x5xf32, #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>>) -> tensor<?x60xf32> {
  %y = cnn.reshape %x shape = [60] : tensor<?x3x4x5xf32, #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>> -> tensor<?x60xf32>
  return %y : tensor<?x60xf32>
}
