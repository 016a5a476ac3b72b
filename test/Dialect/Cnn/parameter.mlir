// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// A learned tensor, by its initialiser.
// CHECK: cnn.parameter @a : tensor<4x3x3x3xf32> init = <he_normal>
cnn.parameter @a : tensor<4x3x3x3xf32> init = #cnn.init<he_normal>

// A measured tensor with its value; the path is made of several names.
// CHECK: cnn.parameter @stage1.0.bn : tensor<2xf32> init = <zeros> value = dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32> state
cnn.parameter @stage1.0.bn : tensor<2xf32> init = #cnn.init<zeros> value = dense<[1.0, 2.0]> : tensor<2xf32> state
