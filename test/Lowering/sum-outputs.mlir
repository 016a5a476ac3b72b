// RUN: %cnn-opt %s --kernel-sum-outputs | FileCheck %s

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// Each item makes a sum of its rows; the average is that of all elements.
// CHECK-LABEL: func.func @average
// CHECK: %[[Y:.*]] = kernel.buffer : memref<?x8x256x100xf32
// CHECK: %[[S:.*]] = kernel.buffer : memref<?x8x[[BANDS:[0-9]+]]x1xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>>
// CHECK: kernel.depthwise_conv {{.*}} sums(%[[S]] : memref<?x8x[[BANDS]]x1xf32, {{.*}}>) outs(%[[Y]] :
// CHECK: kernel.global_pool ins(%[[S]] : {{.*}} {count = 25600 : i64, kind = #cnn<pool_kind avg>}
func.func @average(%x: memref<?x8x256x100xf32, #h8>, %p: memref<?x8xf32, #b8>) {
  %w = kernel.constant dense<0.5> : tensor<72xf32> -> memref<72xf32>
  %b = kernel.constant dense<0.5> : tensor<8xf32> -> memref<8xf32>
  %y = kernel.buffer : memref<?x8x256x100xf32, #b8>
  kernel.depthwise_conv ins(%x : memref<?x8x256x100xf32, #h8>) weights(%w, %b : memref<72xf32>, memref<8xf32>) outs(%y : memref<?x8x256x100xf32, #b8>)
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 10>}
  kernel.global_pool ins(%y : memref<?x8x256x100xf32, #b8>) outs(%p : memref<?x8xf32, #b8>) {kind = #cnn<pool_kind avg>}
  return
}

// A maximum is none of its business, nor what another kernel writes.
// CHECK-LABEL: func.func @others
// CHECK-NOT: sums
// CHECK-NOT: count
// CHECK: return
func.func @others(%x: memref<?x8x4x4xf32, #h8>, %p: memref<?x8xf32, #b8>, %q: memref<?x8xf32, #b8>) {
  %w = kernel.constant dense<0.5> : tensor<72xf32> -> memref<72xf32>
  %b = kernel.constant dense<0.5> : tensor<8xf32> -> memref<8xf32>
  %y = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.depthwise_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<72xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>)
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4>}
  kernel.global_pool ins(%y : memref<?x8x4x4xf32, #b8>) outs(%p : memref<?x8xf32, #b8>) {kind = #cnn<pool_kind max>}
  kernel.global_pool ins(%x : memref<?x8x4x4xf32, #h8>) outs(%q : memref<?x8xf32, #b8>) {kind = #cnn<pool_kind avg>}
  return
}

// Of what is rounded to bf16, the sums are f32.
// CHECK-LABEL: func.func @narrow
// CHECK: kernel.buffer : memref<?x8x4x4xbf16
// CHECK: %[[S:.*]] = kernel.buffer : memref<?x8x1x1xf32
// CHECK: kernel.depthwise_conv {{.*}} sums(%[[S]] :
// CHECK: kernel.global_pool ins(%[[S]] : {{.*}} {count = 16 : i64
func.func @narrow(%x: memref<?x8x4x4xf32, #h8>, %p: memref<?x8xf32, #b8>) {
  %w = kernel.constant dense<0.5> : tensor<72xf32> -> memref<72xf32>
  %b = kernel.constant dense<0.5> : tensor<8xf32> -> memref<8xf32>
  %y = kernel.buffer : memref<?x8x4x4xbf16, #b8>
  kernel.depthwise_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<72xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xbf16, #b8>)
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4>}
  kernel.global_pool ins(%y : memref<?x8x4x4xbf16, #b8>) outs(%p : memref<?x8xf32, #b8>) {kind = #cnn<pool_kind avg>}
  return
}
