// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// Ten classes.
// CHECK-LABEL: func.func @softmax
// CHECK: kernel.softmax ins(%{{.*}}) outs(%{{.*}})
func.func @softmax(%x: memref<?x10xf32, #b8>, %y: memref<?x10xf32, #b8>) {
  kernel.softmax ins(%x : memref<?x10xf32, #b8>) outs(%y : memref<?x10xf32, #b8>)
  return
}
