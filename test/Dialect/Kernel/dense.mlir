// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// A picture, as it lies in memory; three outputs in a block of eight.
// CHECK-LABEL: func.func @dense
// CHECK: kernel.dense ins(%{{.*}}) weights(%{{.*}} : memref<256xf32>, memref<8xf32>) outs(%{{.*}}) {tile = array<i64: 1, 1>}
func.func @dense(%x: memref<?x8x2x2xf32, #b8>, %w: memref<256xf32>, %b: memref<8xf32>, %y: memref<?x3xf32, #b8>) {
  kernel.dense ins(%x : memref<?x8x2x2xf32, #b8>) weights(%w, %b : memref<256xf32>, memref<8xf32>) outs(%y : memref<?x3xf32, #b8>) {tile = array<i64: 1, 1>}
  return
}
