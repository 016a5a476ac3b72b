// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// Zeros; another value; what the picture holds.
// CHECK-LABEL: func.func @modes
// CHECK: kernel.pad ins(%{{.*}}) outs(%{{.*}}) {padding = array<i64: 1, 2, 3, 0>}
// CHECK: {padding = array<i64: 1, 2, 3, 0>, value = 2.500000e+00 : f64}
// CHECK: {padding = array<i64: 1, 2, 3, 0>, padding_mode = #cnn<pad_mode reflect>}
func.func @modes(%x: memref<?x8x4x5xf32, #b8>, %y: memref<?x8x7x8xf32, #b8>) {
  kernel.pad ins(%x : memref<?x8x4x5xf32, #b8>) outs(%y : memref<?x8x7x8xf32, #b8>) {padding = array<i64: 1, 2, 3, 0>}
  kernel.pad ins(%x : memref<?x8x4x5xf32, #b8>) outs(%y : memref<?x8x7x8xf32, #b8>) {padding = array<i64: 1, 2, 3, 0>, value = 2.5}
  kernel.pad ins(%x : memref<?x8x4x5xf32, #b8>) outs(%y : memref<?x8x7x8xf32, #b8>) {padding = array<i64: 1, 2, 3, 0>, padding_mode = #cnn<pad_mode reflect>}
  return
}

// Once around the circle, and what is done to each element.
// CHECK-LABEL: func.func @circular
// CHECK: kernel.pad {{.*}}padding_mode = #cnn<pad_mode circular>} epilogue {
func.func @circular(%x: memref<?x8x4x5xf32, #b8>, %y: memref<?x8x12x15xf32, #b8>) {
  kernel.pad ins(%x : memref<?x8x4x5xf32, #b8>) outs(%y : memref<?x8x12x15xf32, #b8>) {padding = array<i64: 4, 4, 5, 5>, padding_mode = #cnn<pad_mode circular>} epilogue {
  ^bb0(%a: f32):
    %r = arith.negf %a : f32
    kernel.yield %r : f32
  }
  return
}
