// RUN: %cnn-opt %s --cnn-fuse-layers --mlir-print-debuginfo | FileCheck %s

// A group's location is that of all its layers, the root's first.
// CHECK-DAG: #[[C:.*]] = loc("a.net":3:5)
// CHECK-DAG: #[[R:.*]] = loc("a.net":4:5)
// CHECK-DAG: loc(fused[#[[C]], #[[R]]])
func.func @f(%x: tensor<?x2xf32>) -> tensor<?x2xf32> {
  %w = arith.constant dense<1.0> : tensor<2x2xf32>
  %d = cnn.dense %x, %w : (tensor<?x2xf32>, tensor<2x2xf32>) -> tensor<?x2xf32> loc("a.net":3:5)
  %r = cnn.relu %d : tensor<?x2xf32> loc("a.net":4:5)
  return %r : tensor<?x2xf32>
}
