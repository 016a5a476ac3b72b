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
