// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// The upper half of the channels.
// CHECK-LABEL: func.func @slice
// CHECK: kernel.slice %{{.*}} channel = 8 : memref<?x16x4x4xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>> -> memref<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 256>>
func.func @slice(%b: memref<?x16x4x4xf32, #b8>) {
  %s = kernel.slice %b channel = 8 : memref<?x16x4x4xf32, #b8> -> memref<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 256>>
  return
}
