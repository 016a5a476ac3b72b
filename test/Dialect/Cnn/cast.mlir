// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s
// RUN: %cnn-opt %s --canonicalize | FileCheck %s --check-prefix=FOLD

// Bytes to floats.
// CHECK-LABEL: func.func @bytes
// CHECK: cnn.cast %{{.*}} : tensor<?x3x8x8xui8> -> tensor<?x3x8x8xf32>
// FOLD-LABEL: func.func @bytes
// FOLD: cnn.cast
func.func @bytes(%x: tensor<?x3x8x8xui8>) -> tensor<?x3x8x8xf32> {
  %y = cnn.cast %x : tensor<?x3x8x8xui8> -> tensor<?x3x8x8xf32>
  return %y : tensor<?x3x8x8xf32>
}

// Floats to floats is nothing, and folds away.
// CHECK-LABEL: func.func @floats
// CHECK: cnn.cast %{{.*}} : tensor<?x3xf32> -> tensor<?x3xf32>
// FOLD-LABEL: func.func @floats
// FOLD-SAME: (%[[X:.*]]: tensor<?x3xf32>)
// FOLD-NEXT: return %[[X]]
func.func @floats(%x: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %y = cnn.cast %x : tensor<?x3xf32> -> tensor<?x3xf32>
  return %y : tensor<?x3xf32>
}
