// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which convolutions ask for inputs and weights ahead, on a processor whose second cache has 512 KiB.
//
// RUN: %cnn-opt %s --kernel-emit-loops=cpu=znver3 --canonicalize | FileCheck %s

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#b8h = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// 96 channels of 112x112: a tile of seven outputs asks for 14 columns of the two rows that the
// tile below reads and it does not.
// CHECK-LABEL: func.func @depthwise_large
// CHECK-COUNT-14: memref.prefetch %{{.*}}, read, locality<3>, data
// CHECK-NOT: memref.prefetch
// CHECK: return
func.func @depthwise_large(%x: memref<?x96x112x112xf32, #b8h>, %w: memref<864xf32>, %b: memref<96xf32>, %y: memref<?x96x56x56xf32, #b8>) attributes {kernel.kernel} {
  kernel.depthwise_conv ins(%x : memref<?x96x112x112xf32, #b8h>) weights(%w, %b : memref<864xf32>, memref<96xf32>) outs(%y : memref<?x96x56x56xf32, #b8>)
    {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 7>}
  return
}

// 14x14 is in the cache.
// CHECK-LABEL: func.func @depthwise_small
// CHECK-NOT: memref.prefetch
// CHECK: return
func.func @depthwise_small(%x: memref<?x96x14x14xf32, #b8h>, %w: memref<864xf32>, %b: memref<96xf32>, %y: memref<?x96x7x7xf32, #b8>) attributes {kernel.kernel} {
  kernel.depthwise_conv ins(%x : memref<?x96x14x14xf32, #b8h>) weights(%w, %b : memref<864xf32>, memref<96xf32>) outs(%y : memref<?x96x7x7xf32, #b8>)
    {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 7>}
  return
}

// A quarter of the cache, of which another core may have written half: a tile of six columns asks
// for six.
// CHECK-LABEL: func.func @pointwise
// CHECK-COUNT-3: memref.prefetch %{{.*}}, read, locality<3>, data
// CHECK: return
func.func @pointwise(%x: memref<?x192x14x14xf32, #b8>, %w: memref<3072xf32>, %b: memref<16xf32>, %y: memref<?x16x14x14xf32, #b8>) attributes {kernel.kernel} {
  kernel.direct_conv ins(%x : memref<?x192x14x14xf32, #b8>) weights(%w, %b : memref<3072xf32>, memref<16xf32>) outs(%y : memref<?x16x14x14xf32, #b8>)
    {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, groups = 1 : i64, tile = array<i64: 1, 6, 2>, pool = array<i64: 1, 1>}
  return
}

// CHECK-LABEL: func.func @pointwise_small
// CHECK-NOT: locality<3>
// CHECK: return
func.func @pointwise_small(%x: memref<?x96x14x14xf32, #b8>, %w: memref<1536xf32>, %b: memref<16xf32>, %y: memref<?x16x14x14xf32, #b8>) attributes {kernel.kernel} {
  kernel.direct_conv ins(%x : memref<?x96x14x14xf32, #b8>) weights(%w, %b : memref<1536xf32>, memref<16xf32>) outs(%y : memref<?x16x14x14xf32, #b8>)
    {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, groups = 1 : i64, tile = array<i64: 1, 6, 2>, pool = array<i64: 1, 1>}
  return
}

// Few tiles: each of them asks for its share, here a line, of each tap's weights of the next part.
// CHECK-LABEL: func.func @few_tiles
// CHECK: scf.for
// CHECK: memref.prefetch %{{.*}}, read, locality<2>, data
// CHECK-NOT: locality<2>
// CHECK: return
func.func @few_tiles(%x: memref<?x64x14x14xf32, #b8h>, %w: memref<36864xf32>, %b: memref<64xf32>, %y: memref<?x64x14x14xf32, #b8>) attributes {kernel.kernel} {
  kernel.direct_conv ins(%x : memref<?x64x14x14xf32, #b8h>) weights(%w, %b : memref<36864xf32>, memref<64xf32>) outs(%y : memref<?x64x14x14xf32, #b8>)
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 7, 1>, pool = array<i64: 1, 1>}
  return
}

// Many have time to wait for the first.
// CHECK-LABEL: func.func @many_tiles
// CHECK-NOT: locality<2>
// CHECK: return
func.func @many_tiles(%x: memref<?x64x28x28xf32, #b8h>, %w: memref<36864xf32>, %b: memref<64xf32>, %y: memref<?x64x28x28xf32, #b8>) attributes {kernel.kernel} {
  kernel.direct_conv ins(%x : memref<?x64x28x28xf32, #b8h>) weights(%w, %b : memref<36864xf32>, memref<64xf32>) outs(%y : memref<?x64x28x28xf32, #b8>)
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 7, 1>, pool = array<i64: 1, 1>}
  return
}
