// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// In which order a convolution's items come, what it asks for ahead, and what goes
// past the caches: on a processor whose second cache has 512 KiB.
//
// RUN: %cnn-opt %s --kernel-emit-loops=cpu=znver3 --canonicalize | FileCheck %s

#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// Weights of 1152 KiB and pictures of 450: eleven groups of outputs would each read the
// picture again, three chunks of its rows read the weights again. So the group
// changes first.
// CHECK-LABEL: func.func @groups_in_chunk
// CHECK: scf.for %[[ITEM:.*]] = %arg5 to %arg6
// CHECK: arith.remui %[[ITEM]], %c11
// CHECK: %[[REST:.*]] = arith.divui %[[ITEM]], %c11
// CHECK: arith.remui %[[REST]], %c3
func.func @groups_in_chunk(%x: memref<?x128x28x28xf32, #h8>, %w: memref<294912xf32>, %b: memref<256xf32>, %y: memref<?x256x14x14xf32, #b8>) attributes {kernel.kernel} {
  kernel.direct_conv ins(%x : memref<?x128x28x28xf32, #h8>) weights(%w, %b : memref<294912xf32>, memref<256xf32>) outs(%y : memref<?x256x14x14xf32, #b8>)
    {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 2, 2, 3>, pool = array<i64: 1, 1>}
  return
}

// Weights of 9 MiB, which all pictures share before the group changes: %arg4 is their
// number.
// CHECK-LABEL: func.func @pictures_in_group
// CHECK: scf.for %[[ITEM:.*]] = %arg5 to %arg6
// CHECK: %[[REST:.*]] = arith.divui %[[ITEM]], %c
// CHECK: arith.remui %[[REST]], %arg4
func.func @pictures_in_group(%x: memref<?x512x14x14xf32, #h8>, %w: memref<2359296xf32>, %b: memref<512xf32>, %y: memref<?x512x14x14xf32, #b8>) attributes {kernel.kernel} {
  kernel.direct_conv ins(%x : memref<?x512x14x14xf32, #h8>) weights(%w, %b : memref<2359296xf32>, memref<512xf32>) outs(%y : memref<?x512x14x14xf32, #b8>)
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 2, 2, 3>, pool = array<i64: 1, 1>}
  return
}

// A picture of 245 KiB stays for all groups. It and the weights are more than the
// cache: the next tile's inputs and the residual's elements are asked for.
// CHECK-LABEL: func.func @groups_in_picture
// CHECK: scf.for %[[ITEM:.*]] = %arg6 to %arg7
// CHECK: arith.remui %[[ITEM]], %c
// CHECK: memref.prefetch %arg1[
// CHECK: memref.prefetch %arg0[
func.func @groups_in_picture(%x: memref<?x1280x7x7xf32, #b8>, %r: memref<?x1280x7x7xf32, #b8>, %w: memref<1638400xf32>, %b: memref<1280xf32>, %y: memref<?x1280x7x7xf32, #b8>) attributes {kernel.kernel} {
  kernel.direct_conv ins(%x, %r : memref<?x1280x7x7xf32, #b8>, memref<?x1280x7x7xf32, #b8>) weights(%w, %b : memref<1638400xf32>, memref<1280xf32>) outs(%y : memref<?x1280x7x7xf32, #b8>)
    {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, groups = 1 : i64, tile = array<i64: 1, 4, 3>, pool = array<i64: 1, 1>} epilogue {
  ^bb0(%a: f32, %c: f32):
    %d = arith.addf %a, %c : f32
    kernel.yield %d : f32
  }
  return
}

// What is small needs nothing of this.
// CHECK-LABEL: func.func @small
// CHECK-NOT: memref.prefetch
// CHECK-NOT: nontemporal
// CHECK-NOT: llvm.fence
// CHECK: return
func.func @small(%x: memref<?x16x7x7xf32, #b8>, %r: memref<?x16x7x7xf32, #b8>, %w: memref<256xf32>, %b: memref<16xf32>, %y: memref<?x16x7x7xf32, #b8>) attributes {kernel.kernel} {
  kernel.direct_conv ins(%x, %r : memref<?x16x7x7xf32, #b8>, memref<?x16x7x7xf32, #b8>) weights(%w, %b : memref<256xf32>, memref<16xf32>) outs(%y : memref<?x16x7x7xf32, #b8>)
    {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, groups = 1 : i64, tile = array<i64: 1, 4, 2>, pool = array<i64: 1, 1>} epilogue {
  ^bb0(%a: f32, %c: f32):
    %d = arith.addf %a, %c : f32
    kernel.yield %d : f32
  }
  return
}

// Other threads see what went past the caches once a fence has ordered it.
// CHECK-LABEL: func.func @stream
// CHECK: vector.store %{{.*}}, %arg3[%{{.*}}] {alignment = 32 : i64, nontemporal = true}
// CHECK: llvm.fence seq_cst
// CHECK-NEXT: return
func.func @stream(%x: memref<?x8x4x4xf32, #b8>, %w: memref<32xf32>, %b: memref<8xf32>, %y: memref<?x8x8x8xf32, #b8>) attributes {kernel.kernel} {
  kernel.depthwise_transposed_conv ins(%x : memref<?x8x4x4xf32, #b8>) weights(%w, %b : memref<32xf32>, memref<8xf32>) outs(%y : memref<?x8x8x8xf32, #b8>) {kernel.stream, kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  return
}
