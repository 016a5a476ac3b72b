// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// A picture.
// CHECK-LABEL: func.func @picture
// CHECK: cnn.sigmoid %{{.*}} : tensor<?x8x4x4xf32>
func.func @picture(%x: tensor<?x8x4x4xf32>) -> tensor<?x8x4x4xf32> {
  %y = cnn.sigmoid %x : tensor<?x8x4x4xf32>
  return %y : tensor<?x8x4x4xf32>
}

// A vector.
// CHECK-LABEL: func.func @vector
// CHECK: cnn.sigmoid %{{.*}} : tensor<?x10xf32>
func.func @vector(%x: tensor<?x10xf32>) -> tensor<?x10xf32> {
  %y = cnn.sigmoid %x : tensor<?x10xf32>
  return %y : tensor<?x10xf32>
}
