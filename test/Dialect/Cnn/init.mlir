// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// Every kind of initialiser, with what it needs.
// CHECK: cnn.parameter @p0 : tensor<4xf32> init = <zeros>
cnn.parameter @p0 : tensor<4xf32> init = #cnn.init<zeros>
// CHECK: cnn.parameter @p1 : tensor<4xf32> init = <ones>
cnn.parameter @p1 : tensor<4xf32> init = #cnn.init<ones>
// CHECK: cnn.parameter @p2 : tensor<4xf32> init = <constant, a = 2.500000e-01 : f64>
cnn.parameter @p2 : tensor<4xf32> init = #cnn.init<constant, a = 2.500000e-01 : f64>
// CHECK: cnn.parameter @p3 : tensor<4xf32> init = <uniform, a = -1.000000e+00 : f64, b = 1.000000e+00 : f64>
cnn.parameter @p3 : tensor<4xf32> init = #cnn.init<uniform, a = -1.000000e+00 : f64, b = 1.000000e+00 : f64>
// CHECK: cnn.parameter @p4 : tensor<4xf32> init = <normal, a = 0.000000e+00 : f64, b = 1.000000e-01 : f64>
cnn.parameter @p4 : tensor<4xf32> init = #cnn.init<normal, a = 0.000000e+00 : f64, b = 1.000000e-01 : f64>
// CHECK: cnn.parameter @p5 : tensor<4xf32> init = <glorot_uniform>
cnn.parameter @p5 : tensor<4xf32> init = #cnn.init<glorot_uniform>
// CHECK: cnn.parameter @p6 : tensor<4xf32> init = <glorot_normal>
cnn.parameter @p6 : tensor<4xf32> init = #cnn.init<glorot_normal>
// CHECK: cnn.parameter @p7 : tensor<4xf32> init = <he_uniform>
cnn.parameter @p7 : tensor<4xf32> init = #cnn.init<he_uniform>
// CHECK: cnn.parameter @p8 : tensor<4xf32> init = <he_normal>
cnn.parameter @p8 : tensor<4xf32> init = #cnn.init<he_normal>
