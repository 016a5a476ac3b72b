// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// A picture.
// CHECK-LABEL: func.func @picture
// CHECK: cnn.softmax %{{.*}} : tensor<?x8x4x4xf32>
func.func @picture(%x: tensor<?x8x4x4xf32>) -> tensor<?x8x4x4xf32> {
  %y = cnn.softmax %x : tensor<?x8x4x4xf32>
  return %y : tensor<?x8x4x4xf32>
}

// A vector.
// CHECK-LABEL: func.func @vector
// CHECK: cnn.softmax %{{.*}} : tensor<?x10xf32>
func.func @vector(%x: tensor<?x10xf32>) -> tensor<?x10xf32> {
  %y = cnn.softmax %x : tensor<?x10xf32>
  return %y : tensor<?x10xf32>
}

// Along the rows and the columns; that of channels is not printed.
// CHECK-LABEL: func.func @axes
// CHECK: cnn.softmax %{{.*}} axis = 2 : tensor<?x8x4x4xf32>
// CHECK: cnn.softmax %{{.*}} axis = 3 : tensor<?x8x4x4xf32>
// CHECK: cnn.softmax %{{[^ ]*}} : tensor<?x8x4x4xf32>
func.func @axes(%x: tensor<?x8x4x4xf32>) -> tensor<?x8x4x4xf32> {
  %a = cnn.softmax %x axis = 2 : tensor<?x8x4x4xf32>
  %b = cnn.softmax %a axis = 3 : tensor<?x8x4x4xf32>
  %c = cnn.softmax %b axis = 1 : tensor<?x8x4x4xf32>
  return %c : tensor<?x8x4x4xf32>
}

// The logarithm, with and without an axis.
// CHECK-LABEL: func.func @log
// CHECK: cnn.softmax %{{[^ ]*}} log : tensor<?x8x4x4xf32>
// CHECK: cnn.softmax %{{[^ ]*}} axis = 3 log : tensor<?x8x4x4xf32>
func.func @log(%x: tensor<?x8x4x4xf32>) -> tensor<?x8x4x4xf32> {
  %a = cnn.softmax %x log : tensor<?x8x4x4xf32>
  %b = cnn.softmax %a axis = 3 log : tensor<?x8x4x4xf32>
  return %b : tensor<?x8x4x4xf32>
}
