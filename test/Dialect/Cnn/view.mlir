// RUN: %cnn-opt %s --canonicalize | FileCheck %s

// A view of a view is one, and one that changes nothing is none.
// CHECK-LABEL: func.func @views
// CHECK-SAME: %[[X:.*]]: tensor<?x8x20xf32>
// CHECK-NEXT: %[[V:.*]] = cnn.view %[[X]] : tensor<?x8x20xf32> -> tensor<?x160xf32>
// CHECK-NEXT: return %[[V]], %[[X]]
func.func @views(%x: tensor<?x8x20xf32>) -> (tensor<?x160xf32>, tensor<?x8x20xf32>) {
  %y = cnn.view %x : tensor<?x8x20xf32> -> tensor<?x8x4x5xf32>
  %z = cnn.view %y : tensor<?x8x4x5xf32> -> tensor<?x160xf32>
  %w = cnn.view %z : tensor<?x160xf32> -> tensor<?x8x20xf32>
  return %z, %w : tensor<?x160xf32>, tensor<?x8x20xf32>
}
