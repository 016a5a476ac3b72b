// RUN: %cnn-opt %s --cnn-freeze-parameters --mlir-print-debuginfo | FileCheck %s

// Both uses of a parameter become constants; nothing is left of the symbols,
// not even of one that nothing uses and that has no value.
// CHECK-NOT: cnn.parameter
cnn.parameter @dense.weight : tensor<2x2xf32> init = <zeros> value = dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
cnn.parameter @unused : tensor<2xf32> init = <zeros>
// CHECK-LABEL: func.func @f
// CHECK: %[[A:.*]] = arith.constant dense<{{.*}}1.000000e+00, 2.000000e+00{{.*}}> : tensor<2x2xf32> loc([[LOC:#.*]])
// CHECK: %[[Y:.*]] = cnn.dense %{{.*}}, %[[A]]
// CHECK: %[[B:.*]] = arith.constant dense<{{.*}}> : tensor<2x2xf32> loc([[LOC]])
// CHECK: cnn.dense %[[Y]], %[[B]]
// CHECK-NOT: cnn.parameter
func.func @f(%x: tensor<?x2xf32>) -> tensor<?x2xf32> {
  %a = cnn.get_parameter @dense.weight : tensor<2x2xf32>
  %y = cnn.dense %x, %a : (tensor<?x2xf32>, tensor<2x2xf32>) -> tensor<?x2xf32>
  %b = cnn.get_parameter @dense.weight : tensor<2x2xf32>
  %z = cnn.dense %y, %b : (tensor<?x2xf32>, tensor<2x2xf32>) -> tensor<?x2xf32>
  return %z : tensor<?x2xf32>
}

// The name lives on in the location.
// CHECK: [[LOC]] = loc("dense.weight"(
