// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// Before and after memory is planned.
// CHECK-LABEL: func.func @buffers
// CHECK: kernel.buffer : memref<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>>
// CHECK: kernel.buffer offset = 4096 : memref<?x16xi8, #cnn.layout<nchw, block = 8
func.func @buffers() {
  %a = kernel.buffer : memref<?x8x4x4xf32, #h8>
  %b = kernel.buffer offset = 4096 : memref<?x16xi8, #b8>
  return
}
