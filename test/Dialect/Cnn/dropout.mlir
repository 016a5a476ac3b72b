// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// The rate is kept.
// CHECK-LABEL: func.func @vector
// CHECK: cnn.dropout %{{.*}} rate = 5.000000e-01 : tensor<?x9xf32>
func.func @vector(%x: tensor<?x9xf32>) -> tensor<?x9xf32> {
  %y = cnn.dropout %x rate = 5.0e-1 : tensor<?x9xf32>
  return %y : tensor<?x9xf32>
}
