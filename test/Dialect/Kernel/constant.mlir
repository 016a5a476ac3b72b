// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// A packed parameter.
// CHECK-LABEL: func.func @constant
// CHECK: kernel.constant dense<1.000000e+00> : tensor<16xf32> -> memref<16xf32>
func.func @constant() {
  %a = kernel.constant dense<1.0> : tensor<16xf32> -> memref<16xf32>
  return
}
