// RUN: %cnn-opt %s --kernel-drop-network | FileCheck %s

// Kernels stay, the function that launches them goes.
// CHECK-NOT: @net(
// CHECK: func.func private @net_k0
// CHECK-NOT: @net(
func.func @net(%x: memref<?x8x4x4xf32, #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>>) attributes {cnn.network} {
  return
}
func.func private @net_k0(%x: memref<128xf32>) attributes {kernel.kernel} {
  return
}
