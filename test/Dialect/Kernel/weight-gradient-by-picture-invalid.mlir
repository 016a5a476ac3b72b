// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: a channel for each element of the weight.
func.func @conv_channels(%x: memref<?x8x4x4xf32, #b8>, %g: memref<?x8x4x4xf32, #b8>, %s: memref<?x56x1x1xf32, #b8>) {
  // expected-error @below {{'kernel.conv_weight_gradient' op (C2): the output must be O x C/groups x KH x KW of f32 in the plain nchw layout, or with this shape as `weight` a picture of one place}}
  kernel.conv_weight_gradient ins(%x, %g : memref<?x8x4x4xf32, #b8>, memref<?x8x4x4xf32, #b8>) outs(%s : memref<?x56x1x1xf32, #b8>) {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, groups = 1 : i64, tile = array<i64: 8, 1, 1, 1, 1>, weight = array<i64: 8, 8, 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: the weight is that of the pictures.
func.func @conv_shape(%x: memref<?x8x4x4xf32, #b8>, %g: memref<?x8x4x4xf32, #b8>, %s: memref<?x64x1x1xf32, #b8>) {
  // expected-error @below {{'kernel.conv_weight_gradient' op (C2): the output must be}}
  kernel.conv_weight_gradient ins(%x, %g : memref<?x8x4x4xf32, #b8>, memref<?x8x4x4xf32, #b8>) outs(%s : memref<?x64x1x1xf32, #b8>) {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, groups = 1 : i64, tile = array<i64: 8, 1, 1, 1, 1>, weight = array<i64: 4, 8, 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: numbers that no memory holds.
func.func @conv_large(%x: memref<?x8x4x4xf32, #b8>, %g: memref<?x8x4x4xf32, #b8>, %s: memref<?x64x1x1xf32, #b8>) {
  // expected-error @below {{'kernel.conv_weight_gradient' op (C2): the output must be}}
  kernel.conv_weight_gradient ins(%x, %g : memref<?x8x4x4xf32, #b8>, memref<?x8x4x4xf32, #b8>) outs(%s : memref<?x64x1x1xf32, #b8>) {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, groups = 1 : i64, tile = array<i64: 8, 1, 1, 1, 1>, weight = array<i64: 8, 8, 4611686018427387904, 4>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: one place.
func.func @depthwise_places(%x: memref<?x8x4x4xf32, #b8>, %g: memref<?x8x4x4xf32, #b8>, %s: memref<?x8x2x1xf32, #b8>) {
  // expected-error @below {{'kernel.depthwise_weight_gradient' op (C2): the output must be C x 1 x KH x KW of f32 in the plain nchw layout, or with this shape as `weight` a picture of one place}}
  kernel.depthwise_weight_gradient ins(%x, %g : memref<?x8x4x4xf32, #b8>, memref<?x8x4x4xf32, #b8>) outs(%s : memref<?x8x2x1xf32, #b8>) {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, tile = array<i64: 4, 1, 1>, weight = array<i64: 8, 1, 1, 1>}
  return
}
