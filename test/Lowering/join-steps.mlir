// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RUN: %cnn-opt %s --kernel-join-steps=cpu=x86-64-v3 | FileCheck %s
// RUN: %cnn-opt %s --kernel-join-steps=cpu=x86-64-v3 --kernel-outline-kernels | FileCheck %s --check-prefix=LAUNCH
// RUN: %cnn-opt %s --kernel-join-steps="cpu=znver5 triple=x86_64-linux-gnu" | FileCheck %s --check-prefix=AVX512
// RUN: %cnn-opt %s --kernel-join-steps="cpu=sapphirerapids triple=x86_64-linux-gnu" | FileCheck %s --check-prefix=MESH

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// 8 x 64 x 64 floats are 128 KiB, of which a cache of 1 MiB is to hold those of four
// buffers. What packs a weight goes before, what sums over the batch behind.
// CHECK-LABEL: func.func @backward
// CHECK: kernel.pack ins
// CHECK-NEXT: kernel.elementwise ins({{.*}} {kernel.join = 1 : i64}
// CHECK: kernel.depthwise_conv ins({{.*}}kernel.joined
// CHECK: kernel.picture_sums ins({{.*}} {kernel.joined}
// CHECK: kernel.depthwise_weight_gradient ins
// CHECK-NOT: kernel.join
// CHECK: kernel.channel_sum ins
// CHECK-NOT: kernel.join
// CHECK: return
// LAUNCH: kernel.launch {{.*}} kind = "pack"
// LAUNCH: kernel.launch {{.*}} kind = "elementwise" {{.*}} {kernel.join = 1 : i64}
// LAUNCH: kernel.launch {{.*}} kind = "depthwise_conv" {{.*}} {kernel.joined}
// LAUNCH: kernel.launch {{.*}} kind = "picture_sums" {{.*}} {kernel.joined}
func.func @backward(%x: memref<?x8x64x64xf32, #b8>, %g: memref<?x8x64x64xf32, #b8>, %bias: memref<8xf32>, %table: memref<8xi32>)
    attributes {cnn.network, cnn.batch = 16 : i64} {
  %dy = kernel.buffer : memref<?x8x64x64xf32, #b8>
  kernel.elementwise ins(%g, %x : memref<?x8x64x64xf32, #b8>, memref<?x8x64x64xf32, #b8>) outs(%dy : memref<?x8x64x64xf32, #b8>) epilogue {
  ^bb0(%a: f32, %b: f32):
    %m = arith.mulf %a, %b : f32
    kernel.yield %m : f32
  }
  %dw = kernel.state @w "gradient" : memref<8x1x1x1xf32, #plain>
  kernel.depthwise_weight_gradient ins(%x, %dy : memref<?x8x64x64xf32, #b8>, memref<?x8x64x64xf32, #b8>) outs(%dw : memref<8x1x1x1xf32, #plain>) {padding = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, tile = array<i64: 4, 1, 1>}
  %w = kernel.state @w "value" : memref<8xf32>
  %packed = kernel.shared : memref<8xf32>
  kernel.pack ins(%w : memref<8xf32>) weights(%table : memref<8xi32>) outs(%packed : memref<8xf32>) {stride = 1 : i64}
  %dx = kernel.buffer : memref<?x8x64x64xf32, #b8>
  kernel.depthwise_conv ins(%dy : memref<?x8x64x64xf32, #b8>) weights(%packed, %bias : memref<8xf32>, memref<8xf32>) outs(%dx : memref<?x8x64x64xf32, #b8>) {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group_inputs = 1 : i64, multiplier = 1 : i64, tile = array<i64: 4>}
  %sums = kernel.buffer : memref<?x8x1x1xf32, #b8>
  kernel.picture_sums ins(%dx : memref<?x8x64x64xf32, #b8>) outs(%sums : memref<?x8x1x1xf32, #b8>) epilogue {
  ^bb0(%a: f32):
    cnn.yield_scalars %a : f32
  }
  %sum = kernel.shared : memref<8xf32>
  kernel.channel_sum ins(%sums : memref<?x8x1x1xf32, #b8>) outs(%sum : memref<8xf32>) {mean = array<i1: true>, terms = array<i64: 0>, count = 4096 : i64}
  return
}

// A kernel that needs the sum waits for all pictures; and so does, here, one that
// reads nothing of the run.
// CHECK-LABEL: func.func @barrier
// CHECK: kernel.elementwise ins({{.*}} {kernel.join = {{[0-9]+}} : i64}
// CHECK: kernel.picture_sums ins({{.*}} {kernel.joined}
// CHECK: kernel.channel_sum
// CHECK-NEXT: kernel.elementwise
// CHECK-NOT: kernel.join
// CHECK: return
func.func @barrier(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) attributes {cnn.network, cnn.batch = 16 : i64} {
  %a = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.elementwise ins(%x : memref<?x8x4x4xf32, #b8>) outs(%a : memref<?x8x4x4xf32, #b8>) epilogue {
  ^bb0(%v: f32):
    %m = math.absf %v : f32
    kernel.yield %m : f32
  }
  %sums = kernel.buffer : memref<?x8x1x1xf32, #b8>
  kernel.picture_sums ins(%a : memref<?x8x4x4xf32, #b8>) outs(%sums : memref<?x8x1x1xf32, #b8>) epilogue {
  ^bb0(%v: f32):
    cnn.yield_scalars %v : f32
  }
  %sum = kernel.shared : memref<8xf32>
  kernel.channel_sum ins(%sums : memref<?x8x1x1xf32, #b8>) outs(%sum : memref<8xf32>) {mean = array<i1: true>, terms = array<i64: 0>, count = 16 : i64}
  kernel.elementwise ins(%a, %sum : memref<?x8x4x4xf32, #b8>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) epilogue {
  ^bb0(%v: f32, %s: f32):
    %m = arith.subf %v, %s : f32
    kernel.yield %m : f32
  }
  return
}

// One picture at a time has nothing to join.
// CHECK-LABEL: func.func @single
// CHECK-NOT: kernel.join
// CHECK: return
func.func @single(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) attributes {cnn.network} {
  %a = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.elementwise ins(%x : memref<?x8x4x4xf32, #b8>) outs(%a : memref<?x8x4x4xf32, #b8>) epilogue {
  ^bb0(%v: f32):
    %m = math.absf %v : f32
    kernel.yield %m : f32
  }
  kernel.elementwise ins(%a : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) epilogue {
  ^bb0(%v: f32):
    %m = math.absf %v : f32
    kernel.yield %m : f32
  }
  return
}

// 4 blocks of 128 KiB, of three pictures: one block of all goes through before the next,
// in memory for one. No kernel mixes channels.
// CHECK-LABEL: func.func @parts
// CHECK: kernel.elementwise ins({{.*}} {kernel.join = 1 : i64, kernel.join_blocks = array<i64: 4, 2>}
// CHECK: kernel.depthwise_conv ins({{.*}}kernel.joined
// LAUNCH: kernel.launch {{.*}} kind = "elementwise" items = 4 {{.*}} {kernel.join = 1 : i64, kernel.join_blocks = array<i64: 4, 2>}
func.func @parts(%x: memref<?x32x64x64xf32, #b8>, %y: memref<?x32x64x64xf32, #b8>, %w: memref<32xf32>, %bias: memref<32xf32>)
    attributes {cnn.network, cnn.batch = 16 : i64} {
  %a = kernel.buffer : memref<?x32x64x64xf32, #b8>
  kernel.elementwise ins(%x : memref<?x32x64x64xf32, #b8>) outs(%a : memref<?x32x64x64xf32, #b8>) epilogue {
  ^bb0(%v: f32):
    %m = math.absf %v : f32
    kernel.yield %m : f32
  }
  kernel.depthwise_conv ins(%a : memref<?x32x64x64xf32, #b8>) weights(%w, %bias : memref<32xf32>, memref<32xf32>) outs(%y : memref<?x32x64x64xf32, #b8>) {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group_inputs = 1 : i64, multiplier = 1 : i64, tile = array<i64: 4>}
  return
}

// Each output of a convolution reads all channels: by whole pictures.
// CHECK-LABEL: func.func @mixes
// CHECK: kernel.elementwise ins({{.*}} {kernel.join = 1 : i64} epilogue
// CHECK: kernel.direct_conv ins({{.*}}kernel.joined
func.func @mixes(%x: memref<?x32x64x64xf32, #b8>, %y: memref<?x32x64x64xf32, #b8>, %w: memref<1024xf32>, %bias: memref<32xf32>)
    attributes {cnn.network, cnn.batch = 16 : i64} {
  %a = kernel.buffer : memref<?x32x64x64xf32, #b8>
  kernel.elementwise ins(%x : memref<?x32x64x64xf32, #b8>) outs(%a : memref<?x32x64x64xf32, #b8>) epilogue {
  ^bb0(%v: f32):
    %m = math.absf %v : f32
    kernel.yield %m : f32
  }
  kernel.direct_conv ins(%a : memref<?x32x64x64xf32, #b8>) weights(%w, %bias : memref<1024xf32>, memref<32xf32>) outs(%y : memref<?x32x64x64xf32, #b8>) {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 2>, pool = array<i64: 1, 1>}
  return
}

// Nor may the same place hold one block after another of a tensor with other blocks.
// CHECK-LABEL: func.func @sliced
// CHECK: kernel.elementwise ins({{.*}} {kernel.join = 1 : i64} epilogue
// CHECK: kernel.pool ins({{.*}}kernel.joined
func.func @sliced(%x: memref<?x32x64x64xf32, #b8>, %y: memref<?x32x64x64xf32, #b8>) attributes {cnn.network, cnn.batch = 16 : i64} {
  %a = kernel.buffer : memref<?x64x64x64xf32, #b8>
  %s = kernel.slice %a channel = 32 : memref<?x64x64x64xf32, #b8> -> memref<?x32x64x64xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 262144>>
  kernel.elementwise ins(%x : memref<?x32x64x64xf32, #b8>) outs(%s : memref<?x32x64x64xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 262144>>) epilogue {
  ^bb0(%v: f32):
    %m = math.absf %v : f32
    kernel.yield %m : f32
  }
  kernel.pool ins(%s : memref<?x32x64x64xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 262144>>) outs(%y : memref<?x32x64x64xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  return
}

// 64 pictures of 512 KiB are more than the last cache holds. What only a later run
// reads of them need not come into the caches: a store then fetches no line.
// CHECK-LABEL: func.func @streams
// CHECK: kernel.elementwise ins(%arg0 {{.*}}{kernel.join = 1 : i64}
// CHECK: kernel.depthwise_transposed_conv ins({{.*}}kernel.joined, kernel.stream
// CHECK: kernel.elementwise ins({{.*}}{kernel.stream}
// CHECK-LABEL: func.func @fits
// CHECK-NOT: kernel.stream
// CHECK: return
func.func @streams(%x: memref<?x8x64x64xf32, #b8>, %w: memref<32xf32>, %bias: memref<8xf32>, %z: memref<?x8xf32, #b8>)
    attributes {cnn.network, cnn.batch = 64 : i64} {
  %a = kernel.buffer : memref<?x8x64x64xf32, #b8>
  kernel.elementwise ins(%x : memref<?x8x64x64xf32, #b8>) outs(%a : memref<?x8x64x64xf32, #b8>) epilogue {
  ^bb0(%v: f32):
    %m = math.absf %v : f32
    kernel.yield %m : f32
  }
  %b = kernel.buffer : memref<?x8x128x128xf32, #b8>
  %sums = kernel.buffer : memref<?x8x64x1xf32, #b8>
  kernel.depthwise_transposed_conv ins(%a : memref<?x8x64x64xf32, #b8>) weights(%w, %bias : memref<32xf32>, memref<8xf32>) sums(%sums : memref<?x8x64x1xf32, #b8>) outs(%b : memref<?x8x128x128xf32, #b8>) {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  %sum = kernel.shared : memref<8xf32>
  kernel.channel_sum ins(%sums : memref<?x8x64x1xf32, #b8>) outs(%sum : memref<8xf32>) {mean = array<i1: true>, terms = array<i64: 0>, count = 16384 : i64}
  %c = kernel.buffer : memref<?x8x128x128xf32, #b8>
  kernel.elementwise ins(%b, %sum : memref<?x8x128x128xf32, #b8>, memref<8xf32>) outs(%c : memref<?x8x128x128xf32, #b8>) epilogue {
  ^bb0(%v: f32, %s: f32):
    %m = arith.subf %v, %s : f32
    kernel.yield %m : f32
  }
  kernel.global_pool ins(%c : memref<?x8x128x128xf32, #b8>) outs(%z : memref<?x8xf32, #b8>) {kind = #cnn<pool_kind avg>}
  return
}

func.func @fits(%x: memref<?x8x64x64xf32, #b8>, %z: memref<?x8xf32, #b8>) attributes {cnn.network, cnn.batch = 64 : i64} {
  %a = kernel.buffer : memref<?x8x64x64xf32, #b8>
  kernel.elementwise ins(%x : memref<?x8x64x64xf32, #b8>) outs(%a : memref<?x8x64x64xf32, #b8>) epilogue {
  ^bb0(%v: f32):
    %m = math.absf %v : f32
    kernel.yield %m : f32
  }
  kernel.global_pool ins(%a : memref<?x8x64x64xf32, #b8>) outs(%z : memref<?x8xf32, #b8>) {kind = #cnn<pool_kind avg>}
  return
}

// With AVX-512, 128 pictures of 64 KiB: 8 MiB, which the last cache of most processors holds. A mesh
// gives it back no faster than memory, and a line is not fetched to be written.
// AVX512-LABEL: func.func @winograd
// AVX512: kernel.winograd_conv
// AVX512-NOT: kernel.stream
// AVX512: return
// MESH-LABEL: func.func @winograd
// MESH: kernel.winograd_conv ins({{.*}}kernel.stream
// MESH: return
func.func @winograd(%x: memref<?x16x32x32xf32, #cnn.layout<nchw, block = 16, halo = [1, 1, 1, 1], pitch = 0>>, %w: memref<9216xf32>, %b: memref<16xf32>, %z: memref<?x16x32x32xf32, #cnn.layout<nchw, block = 16, halo = [0, 0, 0, 0], pitch = 0>>)
    attributes {cnn.network, cnn.batch = 128 : i64} {
  %c = kernel.buffer : memref<?x16x32x32xf32, #cnn.layout<nchw, block = 16, halo = [0, 0, 0, 0], pitch = 0>>
  %sums = kernel.buffer : memref<?x16x4x1xf32, #cnn.layout<nchw, block = 16, halo = [0, 0, 0, 0], pitch = 0>>
  kernel.winograd_conv ins(%x : memref<?x16x32x32xf32, #cnn.layout<nchw, block = 16, halo = [1, 1, 1, 1], pitch = 0>>) weights(%w, %b : memref<9216xf32>, memref<16xf32>) sums(%sums : memref<?x16x4x1xf32, #cnn.layout<nchw, block = 16, halo = [0, 0, 0, 0], pitch = 0>>) outs(%c : memref<?x16x32x32xf32, #cnn.layout<nchw, block = 16, halo = [0, 0, 0, 0], pitch = 0>>) {dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4, 2, 8, 8, 1>, pool = array<i64: 1, 1>}
  %sum = kernel.shared : memref<16xf32>
  kernel.channel_sum ins(%sums : memref<?x16x4x1xf32, #cnn.layout<nchw, block = 16, halo = [0, 0, 0, 0], pitch = 0>>) outs(%sum : memref<16xf32>) {mean = array<i1: true>, terms = array<i64: 0>, count = 1024 : i64}
  kernel.elementwise ins(%c, %sum : memref<?x16x32x32xf32, #cnn.layout<nchw, block = 16, halo = [0, 0, 0, 0], pitch = 0>>, memref<16xf32>) outs(%z : memref<?x16x32x32xf32, #cnn.layout<nchw, block = 16, halo = [0, 0, 0, 0], pitch = 0>>) epilogue {
  ^bb0(%v: f32, %s: f32):
    %m = arith.subf %v, %s : f32
    kernel.yield %m : f32
  }
  return
}
