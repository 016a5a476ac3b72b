// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// Blocks to a vector.
// CHECK-LABEL: func.func @flatten
// CHECK: kernel.flatten ins(%{{.*}}) outs(%{{.*}})
func.func @flatten(%x: memref<?x8x2x2xf32, #b8>, %y: memref<?x32xf32, #b8>) {
  kernel.flatten ins(%x : memref<?x8x2x2xf32, #b8>) outs(%y : memref<?x32xf32, #b8>)
  return
}
