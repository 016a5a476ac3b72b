// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A picture has 64 elements, 256 bytes. %a and %b are needed at the end, so that
// three buffers are alive while %d is computed, which may lie where %c did. What
// is returned lies in the caller's memory.
//
// RUN: %cnn-opt %s -pass-pipeline='builtin.module(func.func(cnn-recompute))' | FileCheck %s --check-prefix=FREE
// RUN: %cnn-opt %s -pass-pipeline='builtin.module(func.func(cnn-recompute{limit=768}))' | FileCheck %s --check-prefix=FREE
// RUN: %cnn-opt %s -pass-pipeline='builtin.module(func.func(cnn-recompute{limit=767}))' | FileCheck %s
// RUN: %cnn-opt %s -pass-pipeline='builtin.module(func.func(cnn-recompute{limit=0}))' | FileCheck %s --check-prefix=LEAST

#out = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// FREE-LABEL: func.func @gradients
// FREE-COUNT-6: cnn.fused
// FREE-NOT: cnn.fused
// FREE: return

// Of the two, that which costs less.
// CHECK-LABEL: func.func @gradients
// CHECK: %[[A:.*]] = cnn.fused %arg0 {kernel.cycles = 1.000000e+06
// CHECK: cnn.exp
// CHECK: cnn.tanh
// CHECK: cnn.sigmoid
// CHECK: cnn.abs
// CHECK: %[[AGAIN:.*]] = cnn.fused %arg0
// CHECK-NEXT: ^bb0
// CHECK-NEXT: cnn.exp
// CHECK: cnn.fused %[[A]], %[[AGAIN]]
// CHECK: return

// LEAST-LABEL: func.func @gradients
// LEAST: cnn.abs
// LEAST-DAG: %[[A:.*]] = cnn.fused %arg0 {kernel.cycles = 1.000000e+06
// LEAST-DAG: %[[B:.*]] = cnn.fused %arg0 {kernel.cycles = 1.000000e+01
// LEAST: cnn.fused %[[A]], %[[B]]
// LEAST: return
func.func @gradients(%x: tensor<?x1x8x8xf32, #out>) -> (tensor<?x1x8x8xf32, #out>, tensor<?x1x8x8xf32, #out>)
    attributes {cnn.role = "gradients"} {
  %a = cnn.fused %x {kernel.cycles = 1.0e+06 : f64} : (tensor<?x1x8x8xf32, #out>) -> tensor<?x1x8x8xf32, #out> {
  ^bb0(%e: tensor<?x1x8x8xf32>):
    %r = cnn.relu %e : tensor<?x1x8x8xf32>
    cnn.yield %r : tensor<?x1x8x8xf32>
  }
  %b = cnn.fused %x {kernel.cycles = 10.0 : f64} : (tensor<?x1x8x8xf32, #out>) -> tensor<?x1x8x8xf32, #out> {
  ^bb0(%e: tensor<?x1x8x8xf32>):
    %r = cnn.exp %e : tensor<?x1x8x8xf32>
    cnn.yield %r : tensor<?x1x8x8xf32>
  }
  %c = cnn.fused %x {kernel.cycles = 10.0 : f64} : (tensor<?x1x8x8xf32, #out>) -> tensor<?x1x8x8xf32, #out> {
  ^bb0(%e: tensor<?x1x8x8xf32>):
    %r = cnn.tanh %e : tensor<?x1x8x8xf32>
    cnn.yield %r : tensor<?x1x8x8xf32>
  }
  %d = cnn.fused %c {kernel.cycles = 10.0 : f64} : (tensor<?x1x8x8xf32, #out>) -> tensor<?x1x8x8xf32, #out> {
  ^bb0(%e: tensor<?x1x8x8xf32>):
    %r = cnn.sigmoid %e : tensor<?x1x8x8xf32>
    cnn.yield %r : tensor<?x1x8x8xf32>
  }
  %p = cnn.fused %d {kernel.cycles = 10.0 : f64} : (tensor<?x1x8x8xf32, #out>) -> tensor<?x1x8x8xf32, #out> {
  ^bb0(%e: tensor<?x1x8x8xf32>):
    %r = cnn.abs %e : tensor<?x1x8x8xf32>
    cnn.yield %r : tensor<?x1x8x8xf32>
  }
  %q = cnn.fused %a, %b {kernel.cycles = 10.0 : f64} : (tensor<?x1x8x8xf32, #out>, tensor<?x1x8x8xf32, #out>) -> tensor<?x1x8x8xf32, #out> {
  ^bb0(%e: tensor<?x1x8x8xf32>, %f: tensor<?x1x8x8xf32>):
    %r = cnn.add %e, %f : tensor<?x1x8x8xf32>
    cnn.yield %r : tensor<?x1x8x8xf32>
  }
  return %p, %q : tensor<?x1x8x8xf32, #out>, tensor<?x1x8x8xf32, #out>
}

// A function of another role is left alone.
// LEAST-LABEL: func.func @evaluate
// LEAST-COUNT-6: cnn.fused
// LEAST-NOT: cnn.fused
func.func @evaluate(%x: tensor<?x1x8x8xf32, #out>) -> (tensor<?x1x8x8xf32, #out>, tensor<?x1x8x8xf32, #out>)
    attributes {cnn.role = "evaluate"} {
  %a = cnn.fused %x {kernel.cycles = 1.0e+06 : f64} : (tensor<?x1x8x8xf32, #out>) -> tensor<?x1x8x8xf32, #out> {
  ^bb0(%e: tensor<?x1x8x8xf32>):
    %r = cnn.relu %e : tensor<?x1x8x8xf32>
    cnn.yield %r : tensor<?x1x8x8xf32>
  }
  %b = cnn.fused %x {kernel.cycles = 10.0 : f64} : (tensor<?x1x8x8xf32, #out>) -> tensor<?x1x8x8xf32, #out> {
  ^bb0(%e: tensor<?x1x8x8xf32>):
    %r = cnn.exp %e : tensor<?x1x8x8xf32>
    cnn.yield %r : tensor<?x1x8x8xf32>
  }
  %c = cnn.fused %x {kernel.cycles = 10.0 : f64} : (tensor<?x1x8x8xf32, #out>) -> tensor<?x1x8x8xf32, #out> {
  ^bb0(%e: tensor<?x1x8x8xf32>):
    %r = cnn.tanh %e : tensor<?x1x8x8xf32>
    cnn.yield %r : tensor<?x1x8x8xf32>
  }
  %d = cnn.fused %c {kernel.cycles = 10.0 : f64} : (tensor<?x1x8x8xf32, #out>) -> tensor<?x1x8x8xf32, #out> {
  ^bb0(%e: tensor<?x1x8x8xf32>):
    %r = cnn.sigmoid %e : tensor<?x1x8x8xf32>
    cnn.yield %r : tensor<?x1x8x8xf32>
  }
  %p = cnn.fused %d {kernel.cycles = 10.0 : f64} : (tensor<?x1x8x8xf32, #out>) -> tensor<?x1x8x8xf32, #out> {
  ^bb0(%e: tensor<?x1x8x8xf32>):
    %r = cnn.abs %e : tensor<?x1x8x8xf32>
    cnn.yield %r : tensor<?x1x8x8xf32>
  }
  %q = cnn.fused %a, %b {kernel.cycles = 10.0 : f64} : (tensor<?x1x8x8xf32, #out>, tensor<?x1x8x8xf32, #out>) -> tensor<?x1x8x8xf32, #out> {
  ^bb0(%e: tensor<?x1x8x8xf32>, %f: tensor<?x1x8x8xf32>):
    %r = cnn.add %e, %f : tensor<?x1x8x8xf32>
    cnn.yield %r : tensor<?x1x8x8xf32>
  }
  return %p, %q : tensor<?x1x8x8xf32, #out>, tensor<?x1x8x8xf32, #out>
}
