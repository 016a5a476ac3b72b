// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// Ten classes.
// CHECK-LABEL: func.func @softmax
// CHECK: kernel.softmax ins(%{{.*}}) outs(%{{.*}})
func.func @softmax(%x: memref<?x10xf32, #b8>, %y: memref<?x10xf32, #b8>) {
  kernel.softmax ins(%x : memref<?x10xf32, #b8>) outs(%y : memref<?x10xf32, #b8>)
  return
}

// Along rows and columns, and the logarithm; the axis of channels is not printed.
// CHECK-LABEL: func.func @axes
// CHECK: kernel.softmax ins(%{{.*}}) outs(%{{.*}}) {axis = 2 : i64}
// CHECK: kernel.softmax ins(%{{.*}}) outs(%{{.*}}) {axis = 3 : i64, log}
// CHECK: kernel.softmax ins(%{{.*}}) outs(%{{.*}}) {log}
func.func @axes(%x: memref<?x10x4x5xf32, #b8>, %y: memref<?x10x4x5xf32, #b8>) {
  kernel.softmax ins(%x : memref<?x10x4x5xf32, #b8>) outs(%y : memref<?x10x4x5xf32, #b8>) {axis = 2 : i64}
  kernel.softmax ins(%x : memref<?x10x4x5xf32, #b8>) outs(%y : memref<?x10x4x5xf32, #b8>) {axis = 3 : i64, log}
  kernel.softmax ins(%x : memref<?x10x4x5xf32, #b8>) outs(%y : memref<?x10x4x5xf32, #b8>) {axis = 1 : i64, log}
  return
}
