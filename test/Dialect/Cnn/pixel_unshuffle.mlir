// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// The four pixels of a square become channels.
// CHECK-LABEL: func.func @two
// CHECK: cnn.pixel_unshuffle %{{.*}} factor = 2 : tensor<?x2x8x10xf32> -> tensor<?x8x4x5xf32>
func.func @two(%x: tensor<?x2x8x10xf32>) -> tensor<?x8x4x5xf32> {
  %y = cnn.pixel_unshuffle %x factor = 2 : tensor<?x2x8x10xf32> -> tensor<?x8x4x5xf32>
  return %y : tensor<?x8x4x5xf32>
}

// All rows, then none.
// CHECK-LABEL: func.func @extremes
// CHECK: factor = 3 : tensor<2x1x3x6xf32> -> tensor<2x9x1x2xf32>
// CHECK: factor = 1 : tensor<2x9x1x2xf32> -> tensor<2x9x1x2xf32>
func.func @extremes(%x: tensor<2x1x3x6xf32>) -> tensor<2x9x1x2xf32> {
  %y = cnn.pixel_unshuffle %x factor = 3 : tensor<2x1x3x6xf32> -> tensor<2x9x1x2xf32>
  %z = cnn.pixel_unshuffle %y factor = 1 : tensor<2x9x1x2xf32> -> tensor<2x9x1x2xf32>
  return %z : tensor<2x9x1x2xf32>
}
