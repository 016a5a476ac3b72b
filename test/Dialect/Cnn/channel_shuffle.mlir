// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// Two groups of a picture.
// CHECK-LABEL: func.func @picture
// CHECK: cnn.channel_shuffle %{{.*}} groups = 2 : tensor<?x8x4x5xf32> -> tensor<?x8x4x5xf32>
func.func @picture(%x: tensor<?x8x4x5xf32>) -> tensor<?x8x4x5xf32> {
  %y = cnn.channel_shuffle %x groups = 2 : tensor<?x8x4x5xf32> -> tensor<?x8x4x5xf32>
  return %y : tensor<?x8x4x5xf32>
}

// A vector; neither one group nor as many as channels move anything.
// CHECK-LABEL: func.func @vector
// CHECK: groups = 1 : tensor<2x6xf32> -> tensor<2x6xf32>
// CHECK: groups = 6 : tensor<2x6xf32> -> tensor<2x6xf32>
func.func @vector(%x: tensor<2x6xf32>) -> tensor<2x6xf32> {
  %y = cnn.channel_shuffle %x groups = 1 : tensor<2x6xf32> -> tensor<2x6xf32>
  %z = cnn.channel_shuffle %y groups = 6 : tensor<2x6xf32> -> tensor<2x6xf32>
  return %z : tensor<2x6xf32>
}
