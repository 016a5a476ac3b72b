// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// Elements and their indices; the halo may be any.
// CHECK-LABEL: func.func @unpool
// CHECK: kernel.unpool ins(%{{.*}}, %{{.*}} : memref<?x6x2x2xf32, {{.*}}>, memref<?x6x2x2xf32, {{.*}}>) outs(%{{.*}} : memref<?x6x4x5xf32, {{.*}}>)
func.func @unpool(%x: memref<?x6x2x2xf32, #b8>, %i: memref<?x6x2x2xf32, #h8>, %y: memref<?x6x4x5xf32, #h8>) {
  kernel.unpool ins(%x, %i : memref<?x6x2x2xf32, #b8>, memref<?x6x2x2xf32, #h8>) outs(%y : memref<?x6x4x5xf32, #h8>)
  return
}
