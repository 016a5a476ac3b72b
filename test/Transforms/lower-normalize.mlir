// RUN: %cnn-opt %s --mlir-disable-threading --cnn-lower-normalize | FileCheck %s

// Bytes become floats; one mean and one standard deviation serve all channels.
// CHECK-LABEL: func.func @bytes
// CHECK-SAME: (%[[X:.*]]: tensor<?x2x4x4xui8>)
// CHECK: %[[F:.*]] = cnn.cast %[[X]] : tensor<?x2x4x4xui8> -> tensor<?x2x4x4xf32>
// CHECK: %[[SCALE:.*]] = arith.constant dense_resource<normalize.scale> : tensor<2xf32>
// CHECK: %[[SHIFT:.*]] = arith.constant dense_resource<normalize.shift> : tensor<2xf32>
// CHECK: %[[Y:.*]] = cnn.channel_affine %[[F]], %[[SCALE]], %[[SHIFT]]
// CHECK: return %[[Y]]
func.func @bytes(%x: tensor<?x2x4x4xui8>) -> tensor<?x2x4x4xf32> {
  %y = cnn.normalize %x mean = [0.5] std = [0.25] scale = 2.0 : tensor<?x2x4x4xui8> -> tensor<?x2x4x4xf32>
  return %y : tensor<?x2x4x4xf32>
}

// Floats need no cast; each channel has its own numbers.
// CHECK-LABEL: func.func @floats
// CHECK-SAME: (%[[X:.*]]: tensor<?x2x4x4xf32>)
// CHECK-NOT: cnn.cast
// CHECK: cnn.channel_affine %[[X]]
func.func @floats(%x: tensor<?x2x4x4xf32>) -> tensor<?x2x4x4xf32> {
  %y = cnn.normalize %x mean = [1.0, -2.0] std = [2.0, -4.0] scale = 1.0 : tensor<?x2x4x4xf32> -> tensor<?x2x4x4xf32>
  return %y : tensor<?x2x4x4xf32>
}

// 2 / 0.25 = 8 twice, -0.5 / 0.25 = -2 twice; 1/2 and -1/4, -1/2 and -1/2.
// CHECK: normalize.scale: "0x400000000000004100000041"
// CHECK: normalize.shift: "0x40000000000000C0000000C0"
// CHECK: normalize.scale_1: "0x400000000000003F000080BE"
// CHECK: normalize.shift_1: "0x40000000000000BF000000BF"
