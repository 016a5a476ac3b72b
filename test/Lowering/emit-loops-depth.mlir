// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which convolutions sum up their depth in parts, and ask for the weights of the next
// one: on a processor whose first cache has 32 KiB.
//
// RUN: %cnn-opt %s --kernel-emit-loops=cpu=znver3 --canonicalize | FileCheck %s

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// A tile's blocks have 24 x 1024 weights, 96 KiB: the tiles of an item take 16 KiB of them
// at a time, and keep 7 x 7 x 24 sums in between.
// CHECK-LABEL: func.func @deep
// CHECK-SAME: %[[SUMS:[a-z0-9]+]]: memref<1176xf32>) attributes {kernel.kernel, kernel.scratch_bytes = 4736 : i64}
// CHECK: memref.prefetch {{.*}} locality<2>
// CHECK: vector.store {{.*}}, %[[SUMS]]
// CHECK: vector.load %[[SUMS]]
// CHECK: return
func.func @deep(%x: memref<?x1024x7x7xf32, #b8>, %w: memref<24576xf32>, %b: memref<24xf32>, %y: memref<?x24x7x7xf32, #b8>) attributes {kernel.kernel} {
  kernel.direct_conv ins(%x : memref<?x1024x7x7xf32, #b8>) weights(%w, %b : memref<24576xf32>, memref<24xf32>) outs(%y : memref<?x24x7x7xf32, #b8>)
    {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, groups = 1 : i64, tile = array<i64: 1, 4, 3>, pool = array<i64: 1, 1>}
  return
}

// 24 x 128 weights stay in the first cache.
// CHECK-LABEL: func.func @flat
// CHECK-NOT: kernel.scratch_bytes
// CHECK-NOT: memref.prefetch
// CHECK: return
func.func @flat(%x: memref<?x128x7x7xf32, #b8>, %w: memref<3072xf32>, %b: memref<24xf32>, %y: memref<?x24x7x7xf32, #b8>) attributes {kernel.kernel} {
  kernel.direct_conv ins(%x : memref<?x128x7x7xf32, #b8>) weights(%w, %b : memref<3072xf32>, memref<24xf32>) outs(%y : memref<?x24x7x7xf32, #b8>)
    {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, groups = 1 : i64, tile = array<i64: 1, 4, 3>, pool = array<i64: 1, 1>}
  return
}
