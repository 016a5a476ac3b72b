// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

cnn.parameter @a : tensor<2xf32> init = #cnn.init<ones>

// The value of a parameter.
// CHECK-LABEL: func.func @get
// CHECK: cnn.get_parameter @a : tensor<2xf32>
func.func @get() -> tensor<2xf32> {
  %a = cnn.get_parameter @a : tensor<2xf32>
  return %a : tensor<2xf32>
}
