// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What SummingOpInterface demands of all kernels that add up what they write.
//
// RUN: %cnn-opt %s --split-input-file --verify-diagnostics

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// S1: sums of other channels.
func.func @sums_channels(%x: memref<?x8x4x4xf32, #b8>, %w: memref<8xf32>, %b: memref<8xf32>, %s: memref<?x16x2x1xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{'kernel.depthwise_conv' op (S1): sums must be a column of f32 of the output's channels, for each term, and its block}}
  kernel.depthwise_conv ins(%x : memref<?x8x4x4xf32, #b8>) weights(%w, %b : memref<8xf32>, memref<8xf32>) sums(%s : memref<?x16x2x1xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, tile = array<i64: 4>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// S1: sums of each column.
func.func @sums_columns(%x: memref<?x8x4x4xf32, #b8>, %w: memref<8xf32>, %b: memref<8xf32>, %s: memref<?x8x2x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{'kernel.depthwise_conv' op (S1): sums must be a column of f32 of the output's channels, for each term, and its block}}
  kernel.depthwise_conv ins(%x : memref<?x8x4x4xf32, #b8>) weights(%w, %b : memref<8xf32>, memref<8xf32>) sums(%s : memref<?x8x2x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, tile = array<i64: 4>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// S1: sums in another block.
func.func @sums_block(%x: memref<?x8x4x4xf32, #b8>, %w: memref<8xf32>, %b: memref<8xf32>, %s: memref<?x8x2x1xf32, #cnn.layout<nchw, block = 4, halo = [0, 0, 0, 0], pitch = 0>>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{'kernel.depthwise_conv' op (S1): sums must be a column of f32 of the output's channels, for each term, and its block}}
  kernel.depthwise_conv ins(%x : memref<?x8x4x4xf32, #b8>) weights(%w, %b : memref<8xf32>, memref<8xf32>) sums(%s : memref<?x8x2x1xf32, #cnn.layout<nchw, block = 4, halo = [0, 0, 0, 0], pitch = 0>>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, tile = array<i64: 4>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// S1: sums without a layout.
func.func @sums_layout(%x: memref<?x8x4x4xf32, #b8>, %w: memref<8xf32>, %b: memref<8xf32>, %s: memref<?x8x2x1xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{'kernel.depthwise_conv' op (S1): sums must be a column of f32 of the output's channels, for each term, and its block}}
  kernel.depthwise_conv ins(%x : memref<?x8x4x4xf32, #b8>) weights(%w, %b : memref<8xf32>, memref<8xf32>) sums(%s : memref<?x8x2x1xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, tile = array<i64: 4>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [0, 1, 0, 0], pitch = 0>

// S1: two terms of 12 channels fill four blocks.
func.func @terms_channels(%x: memref<?x12x4x4xf32, #b8>, %m: memref<16xf32>, %w: memref<256xf32>, %b: memref<16xf32>, %s: memref<?x24x2x1xf32, #b8>, %y: memref<?x12x4x4xf32, #b8>) {
  // expected-error @below {{'kernel.direct_conv' op (S1): sums must be a column of f32 of the output's channels, for each term, and its block}}
  kernel.direct_conv ins(%x, %m : memref<?x12x4x4xf32, #b8>, memref<16xf32>) weights(%w, %b : memref<256xf32>, memref<16xf32>) sums(%s : memref<?x24x2x1xf32, #b8>) outs(%y : memref<?x12x4x4xf32, #b8>) {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>} terms {
  ^bb0(%a: f32, %c: f32):
    %d = arith.subf %a, %c : f32
    cnn.yield_scalars %a, %d : f32, f32
  }
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [0, 1, 0, 0], pitch = 0>

// S1: sums with a halo.
func.func @sums_halo(%x: memref<?x12x4x4xf32, #b8>, %m: memref<16xf32>, %w: memref<256xf32>, %b: memref<16xf32>, %s: memref<?x32x2x1xf32, #h8>, %y: memref<?x12x4x4xf32, #b8>) {
  // expected-error @below {{'kernel.direct_conv' op (S1): sums must be a column of f32 of the output's channels, for each term, and its block}}
  kernel.direct_conv ins(%x, %m : memref<?x12x4x4xf32, #b8>, memref<16xf32>) weights(%w, %b : memref<256xf32>, memref<16xf32>) sums(%s : memref<?x32x2x1xf32, #h8>) outs(%y : memref<?x12x4x4xf32, #b8>) {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>} terms {
  ^bb0(%a: f32, %c: f32):
    %d = arith.subf %a, %c : f32
    cnn.yield_scalars %a, %d : f32, f32
  }
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [0, 1, 0, 0], pitch = 0>

// S1: sums of bf16.
func.func @sums_type(%x: memref<?x12x4x4xf32, #b8>, %m: memref<16xf32>, %w: memref<256xf32>, %b: memref<16xf32>, %s: memref<?x32x2x1xbf16, #b8>, %y: memref<?x12x4x4xf32, #b8>) {
  // expected-error @below {{'kernel.direct_conv' op (S1): sums must be a column of f32 of the output's channels, for each term, and its block}}
  kernel.direct_conv ins(%x, %m : memref<?x12x4x4xf32, #b8>, memref<16xf32>) weights(%w, %b : memref<256xf32>, memref<16xf32>) sums(%s : memref<?x32x2x1xbf16, #b8>) outs(%y : memref<?x12x4x4xf32, #b8>) {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>} terms {
  ^bb0(%a: f32, %c: f32):
    %d = arith.subf %a, %c : f32
    cnn.yield_scalars %a, %d : f32, f32
  }
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [0, 1, 0, 0], pitch = 0>

// S2: a term of one of two inputs.
func.func @terms_inputs(%x: memref<?x12x4x4xf32, #b8>, %m: memref<16xf32>, %w: memref<256xf32>, %b: memref<16xf32>, %s: memref<?x16x2x1xf32, #b8>, %y: memref<?x12x4x4xf32, #b8>) {
  // expected-error @below {{'kernel.direct_conv' op (S2): with sums only, terms must take a number for each input and yield at least one, all of f32}}
  kernel.direct_conv ins(%x, %m : memref<?x12x4x4xf32, #b8>, memref<16xf32>) weights(%w, %b : memref<256xf32>, memref<16xf32>) sums(%s : memref<?x16x2x1xf32, #b8>) outs(%y : memref<?x12x4x4xf32, #b8>) {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>} terms {
  ^bb0(%a: f32):
    cnn.yield_scalars %a : f32
  }
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [0, 1, 0, 0], pitch = 0>

// S2: no terms.
func.func @no_terms(%x: memref<?x12x4x4xf32, #b8>, %m: memref<16xf32>, %w: memref<256xf32>, %b: memref<16xf32>, %s: memref<?x16x2x1xf32, #b8>, %y: memref<?x12x4x4xf32, #b8>) {
  // expected-error @below {{'kernel.direct_conv' op (S2): with sums only, terms must take a number for each input and yield at least one, all of f32}}
  kernel.direct_conv ins(%x, %m : memref<?x12x4x4xf32, #b8>, memref<16xf32>) weights(%w, %b : memref<256xf32>, memref<16xf32>) sums(%s : memref<?x16x2x1xf32, #b8>) outs(%y : memref<?x12x4x4xf32, #b8>) {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>} terms {
  ^bb0(%a: f32, %c: f32):
    cnn.yield_scalars
  }
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [0, 1, 0, 0], pitch = 0>

// S2: terms of another type.
func.func @terms_type(%x: memref<?x12x4x4xf32, #b8>, %m: memref<16xf32>, %w: memref<256xf32>, %b: memref<16xf32>, %s: memref<?x16x2x1xf32, #b8>, %y: memref<?x12x4x4xf32, #b8>) {
  // expected-error @below {{'kernel.direct_conv' op (S2): with sums only, terms must take a number for each input and yield at least one, all of f32}}
  kernel.direct_conv ins(%x, %m : memref<?x12x4x4xf32, #b8>, memref<16xf32>) weights(%w, %b : memref<256xf32>, memref<16xf32>) sums(%s : memref<?x16x2x1xf32, #b8>) outs(%y : memref<?x12x4x4xf32, #b8>) {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>} terms {
  ^bb0(%a: f32, %c: f32):
    %t = arith.cmpf ogt, %a, %c : f32
    cnn.yield_scalars %t : i1
  }
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [0, 1, 0, 0], pitch = 0>

// S2: another terminator.
func.func @terms_end(%x: memref<?x12x4x4xf32, #b8>, %m: memref<16xf32>, %w: memref<256xf32>, %b: memref<16xf32>, %s: memref<?x16x2x1xf32, #b8>, %y: memref<?x12x4x4xf32, #b8>) {
  // expected-error @below {{'kernel.direct_conv' op (S2): with sums only, terms must take a number for each input and yield at least one, all of f32}}
  kernel.direct_conv ins(%x, %m : memref<?x12x4x4xf32, #b8>, memref<16xf32>) weights(%w, %b : memref<256xf32>, memref<16xf32>) sums(%s : memref<?x16x2x1xf32, #b8>) outs(%y : memref<?x12x4x4xf32, #b8>) {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>} terms {
  ^bb0(%a: f32, %c: f32):
    kernel.yield %a : f32
  }
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [0, 1, 0, 0], pitch = 0>

// S2: terms without sums.
func.func @terms_alone(%x: memref<?x12x4x4xf32, #b8>, %m: memref<16xf32>, %w: memref<256xf32>, %b: memref<16xf32>, %s: memref<?x32x2x1xf32, #b8>, %y: memref<?x12x4x4xf32, #b8>) {
  // expected-error @below {{'kernel.direct_conv' op (S2): with sums only, terms must take a number for each input and yield at least one, all of f32}}
  kernel.direct_conv ins(%x, %m : memref<?x12x4x4xf32, #b8>, memref<16xf32>) weights(%w, %b : memref<256xf32>, memref<16xf32>) outs(%y : memref<?x12x4x4xf32, #b8>) {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>} terms {
  ^bb0(%a: f32, %c: f32):
    %d = arith.subf %a, %c : f32
    cnn.yield_scalars %a, %d : f32, f32
  }
  return
}
