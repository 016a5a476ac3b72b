// RUN: %cnn-opt %s --split-input-file --canonicalize | FileCheck %s

// A border that repeats the picture becomes the convolution's padding.
// CHECK-LABEL: func.func @reflect
// CHECK-NEXT: cnn.conv2d %{{.*}}, %{{.*}} strides = [1, 1] padding = [1, 2, 3, 0] dilations = [1, 1] groups = 1 mode = reflect
// CHECK-NEXT: return
func.func @reflect(%x: tensor<?x1x8x8xf32>, %w: tensor<1x1x3x3xf32>) -> tensor<?x1x9x9xf32> {
  %p = cnn.pad %x padding = [1, 2, 3, 0] mode = reflect : tensor<?x1x8x8xf32> -> tensor<?x1x11x11xf32>
  %y = cnn.conv2d %p, %w strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1
         : (tensor<?x1x11x11xf32>, tensor<1x1x3x3xf32>) -> tensor<?x1x9x9xf32>
  return %y : tensor<?x1x9x9xf32>
}

// -----

// Zeros around zeros add up.
// CHECK-LABEL: func.func @zeros
// CHECK-NOT: cnn.pad
// CHECK: cnn.conv2d {{.*}} padding = [1, 2, 1, 1] dilations = [1, 1] groups = 1 :
func.func @zeros(%x: tensor<?x1x8x8xf32>, %w: tensor<1x1x3x3xf32>) -> tensor<?x1x9x8xf32> {
  %p = cnn.pad %x padding = [0, 1, 0, 0] : tensor<?x1x8x8xf32> -> tensor<?x1x9x8xf32>
  %y = cnn.conv2d %p, %w strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1
         : (tensor<?x1x9x8xf32>, tensor<1x1x3x3xf32>) -> tensor<?x1x9x8xf32>
  return %y : tensor<?x1x9x8xf32>
}

// -----

// Zeros around reflections are neither; a border of ones is none that a
// convolution has; and what somebody else reads must be written.
// CHECK-LABEL: func.func @stays
// CHECK-COUNT-3: cnn.pad
func.func @stays(%x: tensor<?x1x8x8xf32>, %w: tensor<1x1x3x3xf32>)
    -> (tensor<?x1x10x10xf32>, tensor<?x1x8x8xf32>, tensor<?x1x8x8xf32>, tensor<?x1x10x10xf32>) {
  %p = cnn.pad %x padding = [1, 1, 1, 1] mode = reflect : tensor<?x1x8x8xf32> -> tensor<?x1x10x10xf32>
  %a = cnn.conv2d %p, %w strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1
         : (tensor<?x1x10x10xf32>, tensor<1x1x3x3xf32>) -> tensor<?x1x10x10xf32>
  %q = cnn.pad %x padding = [1, 1, 1, 1] value = 1.0 : tensor<?x1x8x8xf32> -> tensor<?x1x10x10xf32>
  %b = cnn.conv2d %q, %w strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1
         : (tensor<?x1x10x10xf32>, tensor<1x1x3x3xf32>) -> tensor<?x1x8x8xf32>
  %r = cnn.pad %x padding = [1, 1, 1, 1] mode = circular : tensor<?x1x8x8xf32> -> tensor<?x1x10x10xf32>
  %c = cnn.conv2d %r, %w strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1
         : (tensor<?x1x10x10xf32>, tensor<1x1x3x3xf32>) -> tensor<?x1x8x8xf32>
  return %a, %b, %c, %r : tensor<?x1x10x10xf32>, tensor<?x1x8x8xf32>, tensor<?x1x8x8xf32>, tensor<?x1x10x10xf32>
}

// -----

// A pool takes repetitions of the picture, up to less than its window, and no
// zeros: to it they would be elements no more.
// CHECK-LABEL: func.func @pools
// CHECK: cnn.pool max %{{.*}} kernel = [3, 3] strides = [1, 1] padding = [1, 1, 1, 1] mode = replicate
// CHECK: %[[Z:.*]] = cnn.pad
// CHECK: cnn.pool max %[[Z]]
// CHECK: %[[W:.*]] = cnn.pad
// CHECK: cnn.pool avg %[[W]]
func.func @pools(%x: tensor<?x1x8x8xf32>) -> (tensor<?x1x8x8xf32>, tensor<?x1x8x8xf32>, tensor<?x1x6x6xf32>) {
  %p = cnn.pad %x padding = [1, 1, 1, 1] mode = replicate : tensor<?x1x8x8xf32> -> tensor<?x1x10x10xf32>
  %a = cnn.pool max %p kernel = [3, 3] strides = [1, 1] padding = [0, 0, 0, 0] : tensor<?x1x10x10xf32> -> tensor<?x1x8x8xf32>
  %q = cnn.pad %x padding = [1, 1, 1, 1] : tensor<?x1x8x8xf32> -> tensor<?x1x10x10xf32>
  %b = cnn.pool max %q kernel = [3, 3] strides = [1, 1] padding = [0, 0, 0, 0] : tensor<?x1x10x10xf32> -> tensor<?x1x8x8xf32>
  %r = cnn.pad %x padding = [2, 2, 2, 2] mode = reflect : tensor<?x1x8x8xf32> -> tensor<?x1x12x12xf32>
  %c = cnn.pool avg %r kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x1x12x12xf32> -> tensor<?x1x6x6xf32>
  return %a, %b, %c : tensor<?x1x8x8xf32>, tensor<?x1x8x8xf32>, tensor<?x1x6x6xf32>
}
