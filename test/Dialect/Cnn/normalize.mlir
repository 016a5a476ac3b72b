// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// Bytes, one number for all channels.
// CHECK-LABEL: func.func @bytes
// CHECK: cnn.normalize %{{.*}} mean = [5.000000e-01] std = [5.000000e-01] scale = {{0.00392156862[0-9]*}} : tensor<?x3x4x4xui8> -> tensor<?x3x4x4xf32>
func.func @bytes(%x: tensor<?x3x4x4xui8>) -> tensor<?x3x4x4xf32> {
  %y = cnn.normalize %x mean = [0.5] std = [0.5] scale = 0.00392156862 : tensor<?x3x4x4xui8> -> tensor<?x3x4x4xf32>
  return %y : tensor<?x3x4x4xf32>
}

// Floats, a number per channel.
// CHECK-LABEL: func.func @floats
// CHECK: mean = [1.000000e+00, 2.000000e+00, 3.000000e+00] std = [4.000000e+00, 5.000000e+00, 6.000000e+00]
func.func @floats(%x: tensor<?x3x4x4xf32>) -> tensor<?x3x4x4xf32> {
  %y = cnn.normalize %x mean = [1.0, 2.0, 3.0] std = [4.0, 5.0, 6.0] scale = 0.00392156862 : tensor<?x3x4x4xf32> -> tensor<?x3x4x4xf32>
  return %y : tensor<?x3x4x4xf32>
}
