// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How the items of Winograd's algorithm share what is in the scratch memory.
//
// RUN: %cnn-opt %s --kernel-emit-loops=cpu=znver3 --canonicalize | FileCheck %s

#in = #cnn.layout<nchw, block = 8, halo = [1, 3, 1, 3], pitch = 0>
#out = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// A band that is as wide as the picture: an item transforms the input unless the first word
// says that it is there already, and leaves word.
// CHECK-LABEL: func.func @band
// CHECK-SAME: %[[SCRATCH:[a-z0-9]+]]: memref<{{[0-9]+}}xf32>) attributes {kernel.keeps_scratch,
// CHECK: %[[WORD:.*]] = memref.load %[[SCRATCH]][%c0]
// CHECK: %[[KEPT:.*]] = arith.bitcast %[[WORD]] : f32 to i32
// CHECK: %[[NEW:.*]] = arith.cmpi ne, %[[KEPT]], %[[OWNER:.*]] : i32
// CHECK: scf.if %[[NEW]] {
// CHECK: %[[STORED:.*]] = arith.bitcast %[[OWNER]] : i32 to f32
// CHECK: memref.store %[[STORED]], %[[SCRATCH]][%c0]
// CHECK: }
// CHECK: return
func.func @band(%x: memref<?x16x6x6xf32, #in>, %w: memref<9216xf32>, %b: memref<16xf32>, %y: memref<?x16x6x6xf32, #out>) attributes {kernel.kernel} {
  kernel.winograd_conv ins(%x : memref<?x16x6x6xf32, #in>) weights(%w, %b : memref<9216xf32>, memref<16xf32>) outs(%y : memref<?x16x6x6xf32, #out>)
    {dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4, 2, 2, 4, 1>, pool = array<i64: 1, 1>}
  return
}

// A band in two parts of its columns: an item has all its outputs, and nothing is kept.
// CHECK-LABEL: func.func @parts
// CHECK-NOT: kernel.keeps_scratch
// CHECK-NOT: arith.bitcast
// CHECK: return
func.func @parts(%x: memref<?x16x6x6xf32, #in>, %w: memref<9216xf32>, %b: memref<16xf32>, %y: memref<?x16x6x6xf32, #out>) attributes {kernel.kernel} {
  kernel.winograd_conv ins(%x : memref<?x16x6x6xf32, #in>) weights(%w, %b : memref<9216xf32>, memref<16xf32>) outs(%y : memref<?x16x6x6xf32, #out>)
    {dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4, 2, 1, 2, 1>, pool = array<i64: 1, 1>}
  return
}

// Both groups go through the points together: products of 16 channels lie side by side.
// CHECK-LABEL: func.func @together
// CHECK: scf.for %{{.*}} = %c0 to %c36 step %c1
// CHECK-NEXT: scf.for %{{.*}} = %c0 to %c2 step %c1
// CHECK: return
func.func @together(%x: memref<?x16x6x6xf32, #in>, %w: memref<9216xf32>, %b: memref<16xf32>, %y: memref<?x16x6x6xf32, #out>) attributes {kernel.kernel} {
  kernel.winograd_conv ins(%x : memref<?x16x6x6xf32, #in>) weights(%w, %b : memref<9216xf32>, memref<16xf32>) outs(%y : memref<?x16x6x6xf32, #out>)
    {dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4, 2, 2, 4, 1>, pool = array<i64: 1, 1>, kernel.groups = 2 : i64}
  return
}
