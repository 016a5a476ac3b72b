// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// A list of elements is read as it is printed.
// CHECK: cnn.parameter @a : tensor<3xf32> init = <values = [1.000000e+00, -2.000000e+00, 5.000000e-01]>
cnn.parameter @a : tensor<3xf32> init = #cnn.init<values = [1.0, -2.0, 0.5]>
