// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// Along each axis, and of a vector.
// CHECK-LABEL: func.func @axes
// CHECK: kernel.argmax {{.*}} {axis = 1 : i64}
// CHECK: kernel.argmax {{.*}} {axis = 2 : i64}
// CHECK: kernel.argmax {{.*}} {axis = 3 : i64, smallest}
// CHECK: kernel.argmax {{.*}} {axis = 1 : i64}
func.func @axes(%x: memref<?x10x4x5xf32, #b8>, %c: memref<?x1x4x5xf32, #b8>, %h: memref<?x10x1x5xf32, #b8>, %w: memref<?x10x4x1xf32, #b8>, %v: memref<?x10xf32, #b8>, %o: memref<?x1xf32, #b8>) {
  kernel.argmax ins(%x : memref<?x10x4x5xf32, #b8>) outs(%c : memref<?x1x4x5xf32, #b8>) {axis = 1 : i64}
  kernel.argmax ins(%x : memref<?x10x4x5xf32, #b8>) outs(%h : memref<?x10x1x5xf32, #b8>) {axis = 2 : i64}
  kernel.argmax ins(%x : memref<?x10x4x5xf32, #b8>) outs(%w : memref<?x10x4x1xf32, #b8>) {axis = 3 : i64, smallest}
  kernel.argmax ins(%v : memref<?x10xf32, #b8>) outs(%o : memref<?x1xf32, #b8>) {axis = 1 : i64}
  return
}
