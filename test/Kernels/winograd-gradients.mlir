// RUN: %cnn-opt %s "--cnn-winograd-gradients=triple=x86_64-linux-gnu cpu=x86-64-v3" | FileCheck %s --check-prefixes=CHECK,AVX2
// RUN: %cnn-opt %s "--cnn-winograd-gradients=triple=x86_64-linux-gnu cpu=x86-64-v4" | FileCheck %s --check-prefixes=CHECK,AVX512

// Where many channels make up for the transforms, the gradient of a weight is computed at Winograd's points. Four tiles
// cover 14 rows; the picture's begin with the padding.
// CHECK-LABEL: func.func @deep
// CHECK-SAME: (%[[X:.*]]: tensor<?x256x14x14xf32>, %[[G:.*]]: tensor<?x256x14x14xf32>)
// CHECK-NEXT: %[[A:.*]] = cnn.winograd_transform %[[X]] start = [1, 1] tiles = [4, 4] : (tensor<?x256x14x14xf32>) -> tensor<?x9216x1x16xf32>
// CHECK-NEXT: %[[B:.*]] = cnn.winograd_transform %[[G]] gradient start = [1, 1] tiles = [4, 4] : (tensor<?x256x14x14xf32>) -> tensor<?x9216x1x16xf32>
// CHECK-NEXT: %[[M:.*]] = cnn.conv2d_weight_gradient %[[A]], %[[B]] strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 36 : (tensor<?x9216x1x16xf32>, tensor<?x9216x1x16xf32>) -> tensor<9216x256x1x1xf32>
// CHECK-NEXT: %[[W:.*]] = cnn.winograd_weight_gradient %[[M]] : (tensor<9216x256x1x1xf32>) -> tensor<256x256x3x3xf32>
// CHECK-NEXT: return %[[W]]
func.func @deep(%x: tensor<?x256x14x14xf32>, %g: tensor<?x256x14x14xf32>) -> tensor<256x256x3x3xf32> {
  %0 = cnn.conv2d_weight_gradient %x, %g strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x256x14x14xf32>, tensor<?x256x14x14xf32>) -> tensor<256x256x3x3xf32>
  return %0 : tensor<256x256x3x3xf32>
}

// Few channels do not.
// CHECK-LABEL: func.func @shallow
// CHECK-NEXT: cnn.conv2d_weight_gradient {{.*}} -> tensor<16x16x3x3xf32>
// CHECK-NEXT: return
func.func @shallow(%x: tensor<?x16x32x32xf32>, %g: tensor<?x16x32x32xf32>) -> tensor<16x16x3x3xf32> {
  %0 = cnn.conv2d_weight_gradient %x, %g strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x16x32x32xf32>, tensor<?x16x32x32xf32>) -> tensor<16x16x3x3xf32>
  return %0 : tensor<16x16x3x3xf32>
}

// A stride has no such points.
// CHECK-LABEL: func.func @stride
// CHECK-NEXT: cnn.conv2d_weight_gradient {{.*}} strides = [2, 2]
// CHECK-NEXT: return
func.func @stride(%x: tensor<?x256x28x28xf32>, %g: tensor<?x256x14x14xf32>) -> tensor<256x256x3x3xf32> {
  %0 = cnn.conv2d_weight_gradient %x, %g strides = [2, 2] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x256x28x28xf32>, tensor<?x256x14x14xf32>) -> tensor<256x256x3x3xf32>
  return %0 : tensor<256x256x3x3xf32>
}

// Nor have other kernels, groups and dilations.
// CHECK-LABEL: func.func @others
// CHECK-NEXT: cnn.conv2d_weight_gradient {{.*}} -> tensor<256x256x5x5xf32>
// CHECK-NEXT: cnn.conv2d_weight_gradient {{.*}} groups = 2
// CHECK-NEXT: cnn.conv2d_weight_gradient {{.*}} dilations = [2, 2]
// CHECK-NEXT: return
func.func @others(%x: tensor<?x256x14x14xf32>, %g: tensor<?x256x14x14xf32>) -> (tensor<256x256x5x5xf32>, tensor<256x128x3x3xf32>, tensor<256x256x3x3xf32>) {
  %0 = cnn.conv2d_weight_gradient %x, %g strides = [1, 1] padding = [2, 2, 2, 2] dilations = [1, 1] groups = 1 : (tensor<?x256x14x14xf32>, tensor<?x256x14x14xf32>) -> tensor<256x256x5x5xf32>
  %1 = cnn.conv2d_weight_gradient %x, %g strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 2 : (tensor<?x256x14x14xf32>, tensor<?x256x14x14xf32>) -> tensor<256x128x3x3xf32>
  %2 = cnn.conv2d_weight_gradient %x, %g strides = [1, 1] padding = [2, 2, 2, 2] dilations = [2, 2] groups = 1 : (tensor<?x256x14x14xf32>, tensor<?x256x14x14xf32>) -> tensor<256x256x3x3xf32>
  return %0, %1, %2 : tensor<256x256x5x5xf32>, tensor<256x128x3x3xf32>, tensor<256x256x3x3xf32>
}

// Channels fill vectors: 200 are 25 of 8, but not of 16.
// CHECK-LABEL: func.func @vectors
// AVX2-NEXT: cnn.winograd_transform
// AVX512-NEXT: cnn.conv2d_weight_gradient {{.*}} -> tensor<200x200x3x3xf32>
// AVX512-NEXT: return
func.func @vectors(%x: tensor<?x200x14x14xf32>, %g: tensor<?x200x14x14xf32>) -> tensor<200x200x3x3xf32> {
  %0 = cnn.conv2d_weight_gradient %x, %g strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x200x14x14xf32>, tensor<?x200x14x14xf32>) -> tensor<200x200x3x3xf32>
  return %0 : tensor<200x200x3x3xf32>
}

// With many pictures, whose points fill no cache, one kernel does it all.
// CHECK-LABEL: func.func @batch
// CHECK-NEXT: cnn.conv2d_weight_gradient {{.*}} -> tensor<64x64x3x3xf32>
// CHECK-NEXT: return
func.func @batch(%x: tensor<?x64x8x8xf32>, %g: tensor<?x64x8x8xf32>) -> tensor<64x64x3x3xf32> attributes {cnn.batch = 128 : i64} {
  %0 = cnn.conv2d_weight_gradient %x, %g strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x64x8x8xf32>, tensor<?x64x8x8xf32>) -> tensor<64x64x3x3xf32>
  return %0 : tensor<64x64x3x3xf32>
}
