// RUN: %cnn-opt %s "--cnn-compact-inputs=triple=x86_64-linux-gnu cpu=znver3" | FileCheck %s --check-prefixes=CHECK,SMALL
// RUN: %cnn-opt %s "--cnn-compact-inputs=triple=x86_64-linux-gnu cpu=znver5" | FileCheck %s --check-prefixes=CHECK,LARGE

// What a 1x1 convolution with strides reads of a large picture is gathered first.
// CHECK-LABEL: func.func @large
// CHECK-SAME: (%[[X:.*]]: tensor<?x256x56x56xf32>, %[[W:.*]]: tensor<512x256x1x1xf32>, %[[B:.*]]: tensor<512xf32>)
// CHECK-NEXT: %[[C:.*]] = cnn.pool max %[[X]] kernel = [1, 1] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x256x56x56xf32> -> tensor<?x256x28x28xf32>
// CHECK-NEXT: %[[Y:.*]] = cnn.conv2d %[[C]], %[[W]], %[[B]] strides = [1, 1] padding = [0, 0, 0, 0]
// CHECK-NEXT: return %[[Y]]
func.func @large(%x: tensor<?x256x56x56xf32>, %w: tensor<512x256x1x1xf32>, %b: tensor<512xf32>) -> tensor<?x512x28x28xf32> {
  %0 = cnn.conv2d %x, %w, %b strides = [2, 2] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x256x56x56xf32>, tensor<512x256x1x1xf32>, tensor<512xf32>) -> tensor<?x512x28x28xf32>
  return %0 : tensor<?x512x28x28xf32>
}

// Where it fits into the second cache, strides cost little.
// CHECK-LABEL: func.func @cached
// SMALL-NEXT: cnn.pool max
// LARGE-NEXT: cnn.conv2d {{.*}} strides = [2, 2]
func.func @cached(%x: tensor<?x512x14x28xf32>, %w: tensor<512x512x1x1xf32>) -> tensor<?x512x7x14xf32> {
  %0 = cnn.conv2d %x, %w strides = [2, 2] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x512x14x28xf32>, tensor<512x512x1x1xf32>) -> tensor<?x512x7x14xf32>
  return %0 : tensor<?x512x7x14xf32>
}

// Few outputs do not pay for a copy, which is as many bytes whatever comes of them.
// CHECK-LABEL: func.func @few
// CHECK-NEXT: cnn.conv2d {{.*}} strides = [2, 2]
func.func @few(%x: tensor<?x256x56x56xf32>, %w: tensor<16x256x1x1xf32>) -> tensor<?x16x28x28xf32> {
  %0 = cnn.conv2d %x, %w strides = [2, 2] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x256x56x56xf32>, tensor<16x256x1x1xf32>) -> tensor<?x16x28x28xf32>
  return %0 : tensor<?x16x28x28xf32>
}

// A kernel of 3x3 reads what lies between; so does padding, and a stride of 1.
// CHECK-LABEL: func.func @others
// CHECK-NEXT: cnn.conv2d {{.*}} strides = [2, 2]
// CHECK-NEXT: cnn.conv2d {{.*}} strides = [2, 2] padding = [1, 1, 1, 1]
// CHECK-NEXT: cnn.conv2d {{.*}} strides = [1, 1]
// CHECK-NEXT: return
func.func @others(%x: tensor<?x256x56x56xf32>, %w3: tensor<256x256x3x3xf32>, %w: tensor<512x256x1x1xf32>) -> (tensor<?x256x27x27xf32>, tensor<?x512x29x29xf32>, tensor<?x512x56x56xf32>) {
  %0 = cnn.conv2d %x, %w3 strides = [2, 2] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x256x56x56xf32>, tensor<256x256x3x3xf32>) -> tensor<?x256x27x27xf32>
  %1 = cnn.conv2d %x, %w strides = [2, 2] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x256x56x56xf32>, tensor<512x256x1x1xf32>) -> tensor<?x512x29x29xf32>
  %2 = cnn.conv2d %x, %w strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x256x56x56xf32>, tensor<512x256x1x1xf32>) -> tensor<?x512x56x56xf32>
  return %0, %1, %2 : tensor<?x256x27x27xf32>, tensor<?x512x29x29xf32>, tensor<?x512x56x56xf32>
}
