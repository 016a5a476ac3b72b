// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RUN: %cnn-opt %s --kernel-micro-batch=cpu=x86-64-v3 | FileCheck %s
// RUN: %cnn-opt %s --kernel-micro-batch=cpu=x86-64-v3 --kernel-plan-memory --kernel-outline-kernels \
// RUN:   | FileCheck %s --check-prefix=LAUNCH

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// Maps of 4 MiB pass one by one; a dense layer of 1 MiB of weights and small maps takes
// all pictures. What the global pool has written lies in memory for the whole batch.
// CHECK-LABEL: func.func @maps_then_weights
// CHECK: kernel.pool ins({{.*}} kernel.micro_batch = 1 : i64
// CHECK: kernel.pool ins
// CHECK-NOT: kernel.micro_batch
// CHECK: kernel.global_pool ins
// CHECK-NOT: kernel.micro_batch
// CHECK: kernel.dense ins({{.*}} {kernel.micro_batch = 0 : i64
// LAUNCH-LABEL: func.func @maps_then_weights
// LAUNCH-SAME: kernel.arena_bytes = 256 : i64
// LAUNCH: kernel.buffer offset = 0 : memref<?x64x128x128xf32, {{.*}}> {kernel.passing}
// LAUNCH: kernel.buffer offset = 4194304 : memref<?x64x128x128xf32, {{.*}}> {kernel.passing}
// LAUNCH: kernel.buffer offset = 0 : memref<?x64x1x1xf32, {{[^}]*$}}
// LAUNCH: kernel.launch {{.*}} kind = "pool" {{.*}} {kernel.micro_batch = 1 : i64, kernel.passing_bytes = array<i64: 256, 8388608>}
// LAUNCH: kernel.launch {{.*}} kind = "dense" {{.*}} {kernel.micro_batch = 0 : i64}
func.func @maps_then_weights(%x: memref<?x64x128x128xf32, #b8>, %w: memref<262144xf32>, %b: memref<4096xf32>, %y: memref<?x4096xf32, #b8>) attributes {cnn.network} {
  %a = kernel.buffer : memref<?x64x128x128xf32, #b8>
  %c = kernel.buffer : memref<?x64x128x128xf32, #b8>
  %d = kernel.buffer : memref<?x64x1x1xf32, #b8>
  kernel.pool ins(%x : memref<?x64x128x128xf32, #b8>) outs(%a : memref<?x64x128x128xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  kernel.pool ins(%a : memref<?x64x128x128xf32, #b8>) outs(%c : memref<?x64x128x128xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  kernel.global_pool ins(%c : memref<?x64x128x128xf32, #b8>) outs(%d : memref<?x64x1x1xf32, #b8>) {kind = #cnn<pool_kind max>}
  kernel.dense ins(%d : memref<?x64x1x1xf32, #b8>) weights(%w, %b : memref<262144xf32>, memref<4096xf32>) outs(%y : memref<?x4096xf32, #b8>) {tile = array<i64: 1, 1>}
  return
}

// Whatever the batch, a cache holds these: no sections.
// CHECK-LABEL: func.func @little
// CHECK-NOT: kernel.micro_batch
// CHECK: return
func.func @little(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) attributes {cnn.network} {
  %a = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%a : memref<?x8x4x4xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  kernel.pool ins(%a : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  return
}

// Joined kernels are not parted, and results that a micro-batch reads again soon do
// not go past the caches.
// CHECK-LABEL: func.func @joined
// CHECK: kernel.elementwise ins({{.*}} {kernel.join = 1 : i64, kernel.micro_batch = 1 : i64}
// CHECK-NOT: kernel.stream
// CHECK: kernel.elementwise ins({{.*}} {kernel.joined}
// CHECK-NOT: kernel.micro_batch
// CHECK: return
func.func @joined(%x: memref<?x64x128x128xf32, #b8>, %y: memref<?x64x128x128xf32, #b8>) attributes {cnn.network, cnn.batch = 16 : i64} {
  %a = kernel.buffer : memref<?x64x128x128xf32, #b8>
  kernel.elementwise ins(%x : memref<?x64x128x128xf32, #b8>) outs(%a : memref<?x64x128x128xf32, #b8>) {kernel.join = 1 : i64, kernel.stream}
  %c = kernel.buffer : memref<?x64x128x128xf32, #b8>
  kernel.elementwise ins(%a : memref<?x64x128x128xf32, #b8>) outs(%c : memref<?x64x128x128xf32, #b8>) {kernel.joined}
  kernel.pool ins(%c : memref<?x64x128x128xf32, #b8>) outs(%y : memref<?x64x128x128xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  return
}

// What has the batch as a part of it is of all pictures; so is a function that trains.
// CHECK-LABEL: func.func @fixed
// CHECK-NOT: kernel.micro_batch
// CHECK-LABEL: func.func @gradients
// CHECK-NOT: kernel.micro_batch
func.func @fixed(%x: memref<16x64x128x128xf32, #b8>, %y: memref<16x64x128x128xf32, #b8>) attributes {cnn.network} {
  %a = kernel.buffer : memref<16x64x128x128xf32, #b8>
  kernel.pool ins(%x : memref<16x64x128x128xf32, #b8>) outs(%a : memref<16x64x128x128xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  kernel.pool ins(%a : memref<16x64x128x128xf32, #b8>) outs(%y : memref<16x64x128x128xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  return
}
func.func @gradients(%x: memref<?x64x128x128xf32, #b8>, %y: memref<?x64x128x128xf32, #b8>) attributes {cnn.network, cnn.role = "gradients"} {
  %a = kernel.buffer : memref<?x64x128x128xf32, #b8>
  kernel.pool ins(%x : memref<?x64x128x128xf32, #b8>) outs(%a : memref<?x64x128x128xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  kernel.pool ins(%a : memref<?x64x128x128xf32, #b8>) outs(%y : memref<?x64x128x128xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  return
}
