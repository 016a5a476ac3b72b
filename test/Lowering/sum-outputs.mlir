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

// Sums over the batch of what a convolution writes, in bands of rows, and of
// what else they are of: its vector is made earlier, and the epilogue takes a number
// of it as well.
// CHECK-LABEL: func.func @statistics
// CHECK: %[[Y:.*]] = kernel.buffer : memref<?x16x256x100xf32
// CHECK: kernel.vector_map ins(%{{.*}}) outs(%[[M:.*]] :
// CHECK: %[[S:.*]] = kernel.buffer : memref<?x32x[[BANDS:[0-9]+]]x1xf32
// CHECK: kernel.direct_conv ins(%{{.*}}, %{{.*}}, %[[M]] : {{.*}} sums(%[[S]] : memref<?x32x[[BANDS]]x1xf32, {{.*}}>) outs(%[[Y]] :
// CHECK-SAME: epilogue
// CHECK-NEXT: ^bb0(%[[A:.*]]: f32, %[[B:.*]]: f32, %{{.*}}: f32):
// CHECK-NEXT: arith.addf %[[A]], %[[B]]
// CHECK: terms
// CHECK-NEXT: ^bb0(%[[R:.*]]: f32, %{{.*}}: f32, %[[C:.*]]: f32):
// CHECK-NEXT: %[[D:.*]] = arith.subf %[[R]], %[[C]]
// CHECK: cnn.yield_scalars %[[R]], %[[D]]
// CHECK-NOT: kernel.picture_sums
// CHECK: kernel.channel_sum ins(%[[S]] :
func.func @statistics(%x: memref<?x16x256x100xf32, #b8>, %r: memref<?x16x256x100xf32, #b8>, %v: memref<16xf32>, %t: memref<48xf32>) {
  %w = kernel.constant dense<0.5> : tensor<256xf32> -> memref<256xf32>
  %b = kernel.constant dense<0.5> : tensor<16xf32> -> memref<16xf32>
  %y = kernel.buffer : memref<?x16x256x100xf32, #b8>
  kernel.direct_conv ins(%x, %r : memref<?x16x256x100xf32, #b8>, memref<?x16x256x100xf32, #b8>) weights(%w, %b : memref<256xf32>, memref<16xf32>) outs(%y : memref<?x16x256x100xf32, #b8>)
    {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, groups = 1 : i64, tile = array<i64: 1, 5, 2>, pool = array<i64: 1, 1>} epilogue {
  ^bb0(%a: f32, %c: f32):
    %d = arith.addf %a, %c : f32
    kernel.yield %d : f32
  }
  %m = kernel.shared : memref<16xf32>
  kernel.vector_map ins(%v : memref<16xf32>) outs(%m : memref<16xf32>) epilogue {
  ^bb0(%a: f32):
    %d = arith.negf %a : f32
    kernel.yield %d : f32
  }
  %s = kernel.buffer : memref<?x32x1x1xf32, #b8>
  kernel.picture_sums ins(%y, %m : memref<?x16x256x100xf32, #b8>, memref<16xf32>) outs(%s : memref<?x32x1x1xf32, #b8>) epilogue {
  ^bb0(%a: f32, %c: f32):
    %d = arith.subf %a, %c : f32
    cnn.yield_scalars %a, %d : f32, f32
  }
  kernel.channel_sum ins(%s : memref<?x32x1x1xf32, #b8>) outs(%t : memref<48xf32>) {mean = array<i1: true, true, false>, terms = array<i64: 0, 1, 0>, count = 25600 : i64}
  return
}

// Not where a picture that the terms need comes later, where the vector depends on
// what the convolution writes or takes the place of one that it reads, of what a pool has made of the results, of what no
// convolution writes, or where the results themselves are read as well.
// CHECK-LABEL: func.func @later
// CHECK: kernel.direct_conv
// CHECK: kernel.picture_sums
// CHECK-LABEL: func.func @depends
// CHECK: kernel.direct_conv
// CHECK: kernel.picture_sums
// CHECK: kernel.channel_sum
// CHECK: kernel.picture_sums
// CHECK-LABEL: func.func @rewritten
// CHECK: kernel.direct_conv
// CHECK: kernel.vector_map
// CHECK: kernel.picture_sums
// CHECK-LABEL: func.func @pooled
// CHECK: kernel.direct_conv
// CHECK: kernel.picture_sums
// CHECK-LABEL: func.func @elsewhere
// CHECK: kernel.picture_sums
// CHECK-LABEL: func.func @twice
// CHECK: kernel.picture_sums
func.func @later(%x: memref<?x8x4x4xf32, #b8>, %g: memref<?x8x4x4xf32, #b8>, %t: memref<8xf32>) {
  %w = kernel.constant dense<0.5> : tensor<64xf32> -> memref<64xf32>
  %b = kernel.constant dense<0.5> : tensor<8xf32> -> memref<8xf32>
  %y = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.direct_conv ins(%x : memref<?x8x4x4xf32, #b8>) weights(%w, %b : memref<64xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>)
    {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>}
  %p = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.elementwise ins(%g : memref<?x8x4x4xf32, #b8>) outs(%p : memref<?x8x4x4xf32, #b8>)
  %s = kernel.buffer : memref<?x8x1x1xf32, #b8>
  kernel.picture_sums ins(%y, %p : memref<?x8x4x4xf32, #b8>, memref<?x8x4x4xf32, #b8>) outs(%s : memref<?x8x1x1xf32, #b8>) epilogue {
  ^bb0(%a0: f32, %a1: f32):
    %d = arith.addf %a0, %a1 : f32
    cnn.yield_scalars %d : f32
  }
  kernel.channel_sum ins(%s : memref<?x8x1x1xf32, #b8>) outs(%t : memref<8xf32>) {mean = array<i1: true>, terms = array<i64: 0>, count = 16 : i64}
  return
}

func.func @depends(%x: memref<?x8x4x4xf32, #b8>, %t: memref<8xf32>) {
  %w = kernel.constant dense<0.5> : tensor<64xf32> -> memref<64xf32>
  %b = kernel.constant dense<0.5> : tensor<8xf32> -> memref<8xf32>
  %y = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.direct_conv ins(%x : memref<?x8x4x4xf32, #b8>) weights(%w, %b : memref<64xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>)
    {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>}
  %n = kernel.buffer : memref<?x8x1x1xf32, #b8>
  kernel.picture_sums ins(%y, %y : memref<?x8x4x4xf32, #b8>, memref<?x8x4x4xf32, #b8>) outs(%n : memref<?x8x1x1xf32, #b8>) epilogue {
  ^bb0(%a0: f32, %a1: f32):
    %p = arith.mulf %a0, %a1 : f32
    cnn.yield_scalars %p : f32
  }
  %v = kernel.shared : memref<8xf32>
  kernel.channel_sum ins(%n : memref<?x8x1x1xf32, #b8>) outs(%v : memref<8xf32>) {mean = array<i1: true>, terms = array<i64: 0>, count = 16 : i64}
  %s = kernel.buffer : memref<?x8x1x1xf32, #b8>
  kernel.picture_sums ins(%y, %v : memref<?x8x4x4xf32, #b8>, memref<8xf32>) outs(%s : memref<?x8x1x1xf32, #b8>) epilogue {
  ^bb0(%a0: f32, %a1: f32):
    %d = arith.addf %a0, %a1 : f32
    cnn.yield_scalars %d : f32
  }
  kernel.channel_sum ins(%s : memref<?x8x1x1xf32, #b8>) outs(%t : memref<8xf32>) {mean = array<i1: true>, terms = array<i64: 0>, count = 16 : i64}
  return
}

func.func @rewritten(%x: memref<?x8x4x4xf32, #b8>, %u: memref<8xf32>, %t: memref<8xf32>) {
  %w = kernel.constant dense<0.5> : tensor<64xf32> -> memref<64xf32>
  %b = kernel.constant dense<0.5> : tensor<8xf32> -> memref<8xf32>
  %m = kernel.shared : memref<8xf32>
  %y = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.direct_conv ins(%x, %m : memref<?x8x4x4xf32, #b8>, memref<8xf32>) weights(%w, %b : memref<64xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>)
    {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>} epilogue {
  ^bb0(%a0: f32, %a1: f32):
    %d = arith.addf %a0, %a1 : f32
    kernel.yield %d : f32
  }
  kernel.vector_map ins(%u : memref<8xf32>) outs(%m : memref<8xf32>) epilogue {
  ^bb0(%a0: f32):
    %d = arith.negf %a0 : f32
    kernel.yield %d : f32
  }
  %s = kernel.buffer : memref<?x8x1x1xf32, #b8>
  kernel.picture_sums ins(%y, %m : memref<?x8x4x4xf32, #b8>, memref<8xf32>) outs(%s : memref<?x8x1x1xf32, #b8>) epilogue {
  ^bb0(%a0: f32, %a1: f32):
    %d = arith.addf %a0, %a1 : f32
    cnn.yield_scalars %d : f32
  }
  kernel.channel_sum ins(%s : memref<?x8x1x1xf32, #b8>) outs(%t : memref<8xf32>) {mean = array<i1: true>, terms = array<i64: 0>, count = 16 : i64}
  return
}

func.func @pooled(%x: memref<?x8x8x8xf32, #b8>, %t: memref<8xf32>) {
  %w = kernel.constant dense<0.5> : tensor<64xf32> -> memref<64xf32>
  %b = kernel.constant dense<0.5> : tensor<8xf32> -> memref<8xf32>
  %y = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.direct_conv ins(%x : memref<?x8x8x8xf32, #b8>) weights(%w, %b : memref<64xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>)
    {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, groups = 1 : i64, tile = array<i64: 2, 4, 1>, pool = array<i64: 2, 2>, pool_kind = #cnn<pool_kind max>}
  %s = kernel.buffer : memref<?x8x1x1xf32, #b8>
  kernel.picture_sums ins(%y : memref<?x8x4x4xf32, #b8>) outs(%s : memref<?x8x1x1xf32, #b8>) epilogue {
  ^bb0(%a0: f32):
    %d = arith.negf %a0 : f32
    cnn.yield_scalars %d : f32
  }
  kernel.channel_sum ins(%s : memref<?x8x1x1xf32, #b8>) outs(%t : memref<8xf32>) {mean = array<i1: true>, terms = array<i64: 0>, count = 16 : i64}
  return
}

func.func @elsewhere(%x: memref<?x8x4x4xf32, #b8>, %t: memref<8xf32>) {
  %w = kernel.constant dense<0.5> : tensor<64xf32> -> memref<64xf32>
  %b = kernel.constant dense<0.5> : tensor<8xf32> -> memref<8xf32>
  %y = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.elementwise ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>)
  %s = kernel.buffer : memref<?x8x1x1xf32, #b8>
  kernel.picture_sums ins(%y : memref<?x8x4x4xf32, #b8>) outs(%s : memref<?x8x1x1xf32, #b8>) epilogue {
  ^bb0(%a0: f32):
    %d = arith.negf %a0 : f32
    cnn.yield_scalars %d : f32
  }
  kernel.channel_sum ins(%s : memref<?x8x1x1xf32, #b8>) outs(%t : memref<8xf32>) {mean = array<i1: true>, terms = array<i64: 0>, count = 16 : i64}
  return
}

func.func @twice(%x: memref<?x8x4x4xf32, #b8>, %t: memref<8xf32>) {
  %w = kernel.constant dense<0.5> : tensor<64xf32> -> memref<64xf32>
  %b = kernel.constant dense<0.5> : tensor<8xf32> -> memref<8xf32>
  %y = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.direct_conv ins(%x : memref<?x8x4x4xf32, #b8>) weights(%w, %b : memref<64xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>)
    {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>}
  %s = kernel.buffer : memref<?x8x1x1xf32, #b8>
  kernel.picture_sums ins(%y, %y : memref<?x8x4x4xf32, #b8>, memref<?x8x4x4xf32, #b8>) outs(%s : memref<?x8x1x1xf32, #b8>) epilogue {
  ^bb0(%a0: f32, %a1: f32):
    %d = arith.addf %a0, %a1 : f32
    cnn.yield_scalars %d : f32
  }
  kernel.channel_sum ins(%s : memref<?x8x1x1xf32, #b8>) outs(%t : memref<8xf32>) {mean = array<i1: true>, terms = array<i64: 0>, count = 16 : i64}
  return
}
