// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// Inside of an epilogue.
// CHECK-LABEL: func.func @yield
// CHECK: kernel.yield %{{.*}} : f32
func.func @yield(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  kernel.elementwise ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) epilogue {
  ^bb0(%a: f32):
    %z = arith.constant 0.0 : f32
    %r = arith.maximumf %a, %z : f32
    kernel.yield %r : f32
  }
  return
}
