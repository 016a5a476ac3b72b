// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// Four channels become the four pixels of a square.
// CHECK-LABEL: func.func @two
// CHECK: cnn.pixel_shuffle %{{.*}} factor = 2 : tensor<?x8x4x5xf32> -> tensor<?x2x8x10xf32>
func.func @two(%x: tensor<?x8x4x5xf32>) -> tensor<?x2x8x10xf32> {
  %y = cnn.pixel_shuffle %x factor = 2 : tensor<?x8x4x5xf32> -> tensor<?x2x8x10xf32>
  return %y : tensor<?x2x8x10xf32>
}

// All channels, then none.
// CHECK-LABEL: func.func @extremes
// CHECK: factor = 3 : tensor<2x9x4x5xf32> -> tensor<2x1x12x15xf32>
// CHECK: factor = 1 : tensor<2x1x12x15xf32> -> tensor<2x1x12x15xf32>
func.func @extremes(%x: tensor<2x9x4x5xf32>) -> tensor<2x1x12x15xf32> {
  %y = cnn.pixel_shuffle %x factor = 3 : tensor<2x9x4x5xf32> -> tensor<2x1x12x15xf32>
  %z = cnn.pixel_shuffle %y factor = 1 : tensor<2x1x12x15xf32> -> tensor<2x1x12x15xf32>
  return %z : tensor<2x1x12x15xf32>
}
