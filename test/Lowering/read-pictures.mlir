// RUN: %cnn-opt %s --kernel-read-pictures | FileCheck %s

#pixels = #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#planes = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#halo = #cnn.layout<nchw, block = 1, halo = [1, 1, 1, 1], pitch = 0>
#blocks = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// Bytes are normalised by the convolution that reads them.
// CHECK-LABEL: func.func @bytes
// CHECK-SAME: %[[X:.*]]: memref<?x3x8x8xi8, {{.*}}>, %[[Y:[^:]*]]: memref
// CHECK-NOT: kernel.elementwise
// CHECK-NOT: kernel.buffer
// CHECK: kernel.direct_conv ins(%[[X]] : {{.*}}) weights(%{{.*}}, %{{.*}}, %[[S:.*]], %[[T:.*]] : {{.*}}) outs(%[[Y]] :
// CHECK-SAME: prologue {
// CHECK-NEXT: ^bb0(%[[V:.*]]: i8, %[[A:.*]]: f32, %[[B:.*]]: f32):
// CHECK-NEXT: %[[F:.*]] = arith.uitofp %[[V]] : i8 to f32
// CHECK-NEXT: %[[R:.*]] = math.fma %[[F]], %[[A]], %[[B]] : f32
// CHECK-NEXT: kernel.yield %[[R]]
// CHECK: epilogue {
// CHECK-NEXT: ^bb0(%{{.*}}: f32):
func.func @bytes(%x: memref<?x3x8x8xi8, #pixels>, %y: memref<?x8x8x8xf32, #blocks>) {
  %s = kernel.constant dense<0.5> : tensor<3xf32> -> memref<3xf32>
  %t = kernel.constant dense<0.25> : tensor<3xf32> -> memref<3xf32>
  %p = kernel.buffer : memref<?x3x8x8xf32, #halo>
  kernel.elementwise ins(%x, %s, %t : memref<?x3x8x8xi8, #pixels>, memref<3xf32>, memref<3xf32>) outs(%p : memref<?x3x8x8xf32, #halo>) epilogue {
  ^bb0(%v: i8, %a: f32, %b: f32):
    %0 = arith.uitofp %v : i8 to f32
    %1 = math.fma %0, %a, %b : f32
    kernel.yield %1 : f32
  }
  %w = kernel.constant dense<0.5> : tensor<216xf32> -> memref<216xf32>
  %c = kernel.constant dense<0.5> : tensor<8xf32> -> memref<8xf32>
  kernel.direct_conv ins(%p : memref<?x3x8x8xf32, #halo>) weights(%w, %c : memref<216xf32>, memref<8xf32>) outs(%y : memref<?x8x8x8xf32, #blocks>)
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>,
     groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>} epilogue {
  ^bb0(%v: f32):
    %0 = math.absf %v : f32
    kernel.yield %0 : f32
  }
  return
}

// Planes need no more than a border; both readers make it.
// CHECK-LABEL: func.func @planes
// CHECK-SAME: %[[X:.*]]: memref<?x3x8x8xf32, {{.*}}>, %{{.*}}: memref
// CHECK-NOT: kernel.elementwise
// CHECK: kernel.direct_conv ins(%[[X]] : {{.*}}) weights(%{{[^,]*}}, %{{[^,]*}} :
// CHECK-NOT: prologue
// CHECK: kernel.direct_conv ins(%[[X]] :
// CHECK: return
func.func @planes(%x: memref<?x3x8x8xf32, #planes>, %y: memref<?x8x8x8xf32, #blocks>, %z: memref<?x8x8x8xf32, #blocks>) {
  %p = kernel.buffer : memref<?x3x8x8xf32, #halo>
  kernel.elementwise ins(%x : memref<?x3x8x8xf32, #planes>) outs(%p : memref<?x3x8x8xf32, #halo>)
  %w = kernel.constant dense<0.5> : tensor<216xf32> -> memref<216xf32>
  %c = kernel.constant dense<0.5> : tensor<8xf32> -> memref<8xf32>
  kernel.direct_conv ins(%p : memref<?x3x8x8xf32, #halo>) weights(%w, %c : memref<216xf32>, memref<8xf32>) outs(%y : memref<?x8x8x8xf32, #blocks>)
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>,
     groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>}
  kernel.direct_conv ins(%p : memref<?x3x8x8xf32, #halo>) weights(%w, %c : memref<216xf32>, memref<8xf32>) outs(%z : memref<?x8x8x8xf32, #blocks>)
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>,
     groups = 1 : i64, tile = array<i64: 1, 8, 1>, pool = array<i64: 1, 1>}
  return
}

// Where another kernel reads the planes, the step must stay for it anyway.
// CHECK-LABEL: func.func @other
// CHECK: kernel.elementwise
// CHECK: kernel.direct_conv ins(%{{.*}} : memref<?x3x8x8xf32, #cnn.layout<nchw, block = 1, halo = [1, 1, 1, 1]
// CHECK: kernel.elementwise
func.func @other(%x: memref<?x3x8x8xf32, #planes>, %y: memref<?x8x8x8xf32, #blocks>, %z: memref<?x3x8x8xf32, #planes>) {
  %p = kernel.buffer : memref<?x3x8x8xf32, #halo>
  kernel.elementwise ins(%x : memref<?x3x8x8xf32, #planes>) outs(%p : memref<?x3x8x8xf32, #halo>)
  %w = kernel.constant dense<0.5> : tensor<216xf32> -> memref<216xf32>
  %c = kernel.constant dense<0.5> : tensor<8xf32> -> memref<8xf32>
  kernel.direct_conv ins(%p : memref<?x3x8x8xf32, #halo>) weights(%w, %c : memref<216xf32>, memref<8xf32>) outs(%y : memref<?x8x8x8xf32, #blocks>)
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>,
     groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>}
  kernel.elementwise ins(%p : memref<?x3x8x8xf32, #halo>) outs(%z : memref<?x3x8x8xf32, #planes>) epilogue {
  ^bb0(%v: f32):
    %0 = math.absf %v : f32
    kernel.yield %0 : f32
  }
  return
}

// What is no argument may be overwritten before the convolution has read it.
// CHECK-LABEL: func.func @inner
// CHECK: kernel.elementwise
// CHECK: kernel.elementwise
// CHECK: kernel.direct_conv
func.func @inner(%x: memref<?x3x8x8xf32, #planes>, %y: memref<?x8x8x8xf32, #blocks>) {
  %q = kernel.buffer : memref<?x3x8x8xf32, #planes>
  kernel.elementwise ins(%x : memref<?x3x8x8xf32, #planes>) outs(%q : memref<?x3x8x8xf32, #planes>)
  %p = kernel.buffer : memref<?x3x8x8xf32, #halo>
  kernel.elementwise ins(%q : memref<?x3x8x8xf32, #planes>) outs(%p : memref<?x3x8x8xf32, #halo>)
  %w = kernel.constant dense<0.5> : tensor<216xf32> -> memref<216xf32>
  %c = kernel.constant dense<0.5> : tensor<8xf32> -> memref<8xf32>
  kernel.direct_conv ins(%p : memref<?x3x8x8xf32, #halo>) weights(%w, %c : memref<216xf32>, memref<8xf32>) outs(%y : memref<?x8x8x8xf32, #blocks>)
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>,
     groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>}
  return
}
