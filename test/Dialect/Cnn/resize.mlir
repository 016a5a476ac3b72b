// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// Every mode, to sizes that are no multiples.
// CHECK-LABEL: func.func @modes
// CHECK: cnn.resize %{{.*}} nearest size = [8, 3] : tensor<?x6x4x5xf32> -> tensor<?x6x8x3xf32>
// CHECK: cnn.resize %{{.*}} bilinear size = [8, 3] : tensor<?x6x4x5xf32> -> tensor<?x6x8x3xf32>
// CHECK: cnn.resize %{{.*}} bicubic size = [8, 3] : tensor<?x6x4x5xf32> -> tensor<?x6x8x3xf32>
func.func @modes(%x: tensor<?x6x4x5xf32>) {
  %0 = cnn.resize %x nearest size = [8, 3] : tensor<?x6x4x5xf32> -> tensor<?x6x8x3xf32>
  %1 = cnn.resize %x bilinear size = [8, 3] : tensor<?x6x4x5xf32> -> tensor<?x6x8x3xf32>
  %2 = cnn.resize %x bicubic size = [8, 3] : tensor<?x6x4x5xf32> -> tensor<?x6x8x3xf32>
  return
}

// Corners on corners.
// CHECK-LABEL: func.func @corners
// CHECK: cnn.resize %{{.*}} bilinear size = [8, 8] align_corners :
// CHECK: cnn.resize %{{.*}} bicubic size = [1, 1] align_corners : tensor<2x6x8x8xf32> -> tensor<2x6x1x1xf32>
func.func @corners(%x: tensor<2x6x4x4xf32>) -> tensor<2x6x1x1xf32> {
  %0 = cnn.resize %x bilinear size = [8, 8] align_corners : tensor<2x6x4x4xf32> -> tensor<2x6x8x8xf32>
  %1 = cnn.resize %0 bicubic size = [1, 1] align_corners : tensor<2x6x8x8xf32> -> tensor<2x6x1x1xf32>
  return %1 : tensor<2x6x1x1xf32>
}
