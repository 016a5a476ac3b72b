// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s
// RUN: %cnn-opt %s --canonicalize | FileCheck %s --check-prefix=FOLD

// A picture becomes a vector.
// CHECK-LABEL: func.func @picture
// CHECK: cnn.flatten %{{.*}} : tensor<?x16x5x5xf32> -> tensor<?x400xf32>
// FOLD-LABEL: func.func @picture
// FOLD: cnn.flatten
func.func @picture(%x: tensor<?x16x5x5xf32>) -> tensor<?x400xf32> {
  %y = cnn.flatten %x : tensor<?x16x5x5xf32> -> tensor<?x400xf32>
  return %y : tensor<?x400xf32>
}

// A vector is flat already.
// CHECK-LABEL: func.func @vector
// CHECK: cnn.flatten %{{.*}} : tensor<?x7xf32> -> tensor<?x7xf32>
// FOLD-LABEL: func.func @vector
// FOLD-SAME: (%[[X:.*]]: tensor<?x7xf32>)
// FOLD-NEXT: return %[[X]]
func.func @vector(%x: tensor<?x7xf32>) -> tensor<?x7xf32> {
  %y = cnn.flatten %x : tensor<?x7xf32> -> tensor<?x7xf32>
  return %y : tensor<?x7xf32>
}
