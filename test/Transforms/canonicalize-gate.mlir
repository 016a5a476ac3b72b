// RUN: %cnn-opt %s --canonicalize | FileCheck %s

// A value times its own sigmoid is one layer, as exporters take it apart.
// CHECK-LABEL: func.func @silu
// CHECK: cnn.silu %{{.*}} : tensor<?x4x8x8xf32>
// CHECK-NOT: cnn.multiply
func.func @silu(%x: tensor<?x4x8x8xf32>) -> tensor<?x4x8x8xf32> {
  %g = cnn.sigmoid %x : tensor<?x4x8x8xf32>
  %y = cnn.multiply %x, %g : tensor<?x4x8x8xf32>
  return %y : tensor<?x4x8x8xf32>
}

// CHECK-LABEL: func.func @hard_swish
// CHECK: cnn.hard_swish
// CHECK-NOT: cnn.multiply
func.func @hard_swish(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %g = cnn.hard_sigmoid %x : tensor<?x4xf32>
  %y = cnn.multiply %g, %x : tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}

// The sigmoid of another value is a gate, and one that others read stays.
// CHECK-LABEL: func.func @gate
// CHECK-NOT: cnn.silu
// CHECK: return
func.func @gate(%x: tensor<?x4xf32>, %z: tensor<?x4xf32>) -> (tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>) {
  %g = cnn.sigmoid %z : tensor<?x4xf32>
  %y = cnn.multiply %x, %g : tensor<?x4xf32>
  %h = cnn.sigmoid %x : tensor<?x4xf32>
  %w = cnn.multiply %x, %h : tensor<?x4xf32>
  return %y, %w, %h : tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>
}
