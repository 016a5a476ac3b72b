// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// Of any layouts.
// CHECK-LABEL: func.func @concat
// CHECK: kernel.concat ins(%{{.*}}, %{{.*}} : memref<?x8x4x4xf32, {{.*}}>, memref<?x3x4x4xf32, {{.*}}>) outs(%{{.*}})
func.func @concat(%a: memref<?x8x4x4xf32, #b8>, %b: memref<?x3x4x4xf32, #b1>, %y: memref<?x11x4x4xf32, #b8>) {
  kernel.concat ins(%a, %b : memref<?x8x4x4xf32, #b8>, memref<?x3x4x4xf32, #b1>) outs(%y : memref<?x11x4x4xf32, #b8>)
  return
}
