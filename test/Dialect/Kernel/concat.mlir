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

// Rows, then columns; that of channels is not printed.
// CHECK-LABEL: func.func @axes
// CHECK: kernel.concat ins(%{{.*}}) outs(%{{.*}}) {axis = 2 : i64}
// CHECK: kernel.concat ins(%{{.*}}) outs(%{{.*}}) {axis = 3 : i64}
// CHECK: kernel.concat ins(%{{.*}}) outs(%{{.*}}){{$}}
func.func @axes(%a: memref<?x8x4x4xf32, #b8>, %b: memref<?x8x3x4xf32, #b1>, %c: memref<?x8x4x1xf32, #b8>, %r: memref<?x8x7x4xf32, #b8>, %w: memref<?x8x4x5xf32, #b8>, %y: memref<?x16x4x4xf32, #b1>) {
  kernel.concat ins(%a, %b : memref<?x8x4x4xf32, #b8>, memref<?x8x3x4xf32, #b1>) outs(%r : memref<?x8x7x4xf32, #b8>) {axis = 2 : i64}
  kernel.concat ins(%a, %c : memref<?x8x4x4xf32, #b8>, memref<?x8x4x1xf32, #b8>) outs(%w : memref<?x8x4x5xf32, #b8>) {axis = 3 : i64}
  kernel.concat ins(%a, %a : memref<?x8x4x4xf32, #b8>, memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x16x4x4xf32, #b1>) {axis = 1 : i64}
  return
}
