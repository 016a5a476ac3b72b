// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// CHECK-LABEL: func.func @plain
// CHECK: kernel.dense_weight_gradient ins(%{{.*}}, %{{.*}} : {{.*}}) outs(%{{.*}} : memref<10x16xf32, {{.*}}>) {tile = array<i64: 10, 2>}
func.func @plain(%x: memref<?x16xf32, #b8>, %g: memref<?x10xf32, #b8>, %dw: memref<10x16xf32, #plain>) {
  kernel.dense_weight_gradient ins(%x, %g : memref<?x16xf32, #b8>, memref<?x10xf32, #b8>) outs(%dw : memref<10x16xf32, #plain>) {tile = array<i64: 10, 2>}
  return
}
