// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// Every kind, over other axes.
// CHECK-LABEL: func.func @kinds
// CHECK: kernel.reduce {{.*}} {axes = array<i64: 1>, kind = #cnn<reduce_kind mean>}
// CHECK: kernel.reduce {{.*}} {axes = array<i64: 2>, kind = #cnn<reduce_kind sum>}
// CHECK: kernel.reduce {{.*}} {axes = array<i64: 3>, kind = #cnn<reduce_kind max>}
// CHECK: kernel.reduce {{.*}} {axes = array<i64: 1, 2, 3>, kind = #cnn<reduce_kind min>}
func.func @kinds(%x: memref<?x10x4x5xf32, #b8>, %c: memref<?x1x4x5xf32, #b8>, %h: memref<?x10x1x5xf32, #b8>, %w: memref<?x10x4x1xf32, #b8>, %o: memref<?x1x1x1xf32, #b8>) {
  kernel.reduce ins(%x : memref<?x10x4x5xf32, #b8>) outs(%c : memref<?x1x4x5xf32, #b8>) {kind = #cnn<reduce_kind mean>, axes = array<i64: 1>}
  kernel.reduce ins(%x : memref<?x10x4x5xf32, #b8>) outs(%h : memref<?x10x1x5xf32, #b8>) {kind = #cnn<reduce_kind sum>, axes = array<i64: 2>}
  kernel.reduce ins(%x : memref<?x10x4x5xf32, #b8>) outs(%w : memref<?x10x4x1xf32, #b8>) {kind = #cnn<reduce_kind max>, axes = array<i64: 3>}
  kernel.reduce ins(%x : memref<?x10x4x5xf32, #b8>) outs(%o : memref<?x1x1x1xf32, #b8>) {kind = #cnn<reduce_kind min>, axes = array<i64: 1, 2, 3>}
  return
}

// The epilogue reads a picture that is as large as the result.
// CHECK-LABEL: func.func @epilogue
// CHECK: kernel.reduce ins(%{{.*}}, %{{.*}}) outs(%{{.*}}) {{.*}} epilogue {
func.func @epilogue(%x: memref<?x10x4x5xf32, #b8>, %e: memref<?x10x1x1xf32, #b8>, %y: memref<?x10x1x1xf32, #b8>) {
  kernel.reduce ins(%x, %e : memref<?x10x4x5xf32, #b8>, memref<?x10x1x1xf32, #b8>) outs(%y : memref<?x10x1x1xf32, #b8>) {kind = #cnn<reduce_kind mean>, axes = array<i64: 2, 3>} epilogue {
  ^bb0(%a: f32, %b: f32):
    %s = arith.subf %a, %b : f32
    kernel.yield %s : f32
  }
  return
}
