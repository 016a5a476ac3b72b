// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s
// RUN: %cnn-opt %s --canonicalize | FileCheck %s --check-prefix=FOLD

// Channels add up.
// CHECK-LABEL: func.func @pictures
// CHECK: cnn.concat %{{.*}}, %{{.*}} : (tensor<?x6x8x8xf32>, tensor<?x3x8x8xf32>) -> tensor<?x9x8x8xf32>
// FOLD-LABEL: func.func @pictures
// FOLD: cnn.concat
func.func @pictures(%a: tensor<?x6x8x8xf32>, %b: tensor<?x3x8x8xf32>) -> tensor<?x9x8x8xf32> {
  %y = cnn.concat %a, %b : (tensor<?x6x8x8xf32>, tensor<?x3x8x8xf32>) -> tensor<?x9x8x8xf32>
  return %y : tensor<?x9x8x8xf32>
}

// Vectors; one of them twice.
// CHECK-LABEL: func.func @vectors
// CHECK: cnn.concat %[[A:.*]], %{{.*}}, %[[A]] : (tensor<?x6xf32>, tensor<?x3xf32>, tensor<?x6xf32>) -> tensor<?x15xf32>
func.func @vectors(%a: tensor<?x6xf32>, %b: tensor<?x3xf32>) -> tensor<?x15xf32> {
  %y = cnn.concat %a, %b, %a : (tensor<?x6xf32>, tensor<?x3xf32>, tensor<?x6xf32>) -> tensor<?x15xf32>
  return %y : tensor<?x15xf32>
}

// One operand is the result.
// FOLD-LABEL: func.func @single
// FOLD-SAME: (%[[X:.*]]: tensor<?x6xf32>)
// FOLD-NEXT: return %[[X]]
func.func @single(%a: tensor<?x6xf32>) -> tensor<?x6xf32> {
  %y = cnn.concat %a : (tensor<?x6xf32>) -> tensor<?x6xf32>
  return %y : tensor<?x6xf32>
}

// Rows, then columns; that of channels is not printed.
// CHECK-LABEL: func.func @axes
// CHECK: cnn.concat %{{.*}}, %{{.*}} axis = 2 : (tensor<?x6x3x8xf32>, tensor<?x6x2x8xf32>) -> tensor<?x6x5x8xf32>
// CHECK: cnn.concat %{{.*}}, %{{.*}} axis = 3 : (tensor<?x6x5x8xf32>, tensor<?x6x5x1xf32>) -> tensor<?x6x5x9xf32>
// CHECK: cnn.concat %[[A:.*]], %[[A]] : (tensor<?x6x5x9xf32>, tensor<?x6x5x9xf32>) -> tensor<?x12x5x9xf32>
func.func @axes(%a: tensor<?x6x3x8xf32>, %b: tensor<?x6x2x8xf32>, %c: tensor<?x6x5x1xf32>) -> tensor<?x12x5x9xf32> {
  %r = cnn.concat %a, %b axis = 2 : (tensor<?x6x3x8xf32>, tensor<?x6x2x8xf32>) -> tensor<?x6x5x8xf32>
  %w = cnn.concat %r, %c axis = 3 : (tensor<?x6x5x8xf32>, tensor<?x6x5x1xf32>) -> tensor<?x6x5x9xf32>
  %y = cnn.concat %w, %w axis = 1 : (tensor<?x6x5x9xf32>, tensor<?x6x5x9xf32>) -> tensor<?x12x5x9xf32>
  return %y : tensor<?x12x5x9xf32>
}
