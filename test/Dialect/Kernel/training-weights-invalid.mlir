// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: one input.
func.func @pack_inputs(%w: memref<8x3x3x3xf32, #plain>, %t: memref<54xi32>, %p: memref<216xf32>) {
  // expected-error @below {{'kernel.pack' op (C1): there must be one input, of f32}}
  kernel.pack ins(%w, %w : memref<8x3x3x3xf32, #plain>, memref<8x3x3x3xf32, #plain>) weights(%t : memref<54xi32>) outs(%p : memref<216xf32>) {stride = 27 : i64}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: of f32.
func.func @pack_type(%w: memref<8x8xbf16, #b8>, %t: memref<54xi32>, %p: memref<216xf32>) {
  // expected-error @below {{'kernel.pack' op (C1): there must be one input, of f32}}
  kernel.pack ins(%w : memref<8x8xbf16, #b8>) weights(%t : memref<54xi32>) outs(%p : memref<216xf32>) {stride = 27 : i64}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C2: there is a table.
func.func @pack_table(%w: memref<8x3x3x3xf32, #plain>, %p: memref<216xf32>) {
  // expected-error @below {{'kernel.pack' op (C2): the output must be a vector of f32, and the table have two numbers for each part of it}}
  kernel.pack ins(%w : memref<8x3x3x3xf32, #plain>) outs(%p : memref<216xf32>) {stride = 27 : i64}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C2: of whole numbers.
func.func @pack_table_type(%w: memref<8x3x3x3xf32, #plain>, %t: memref<54xf32>, %p: memref<216xf32>) {
  // expected-error @below {{'kernel.pack' op (C2): the output must be a vector of f32, and the table have two numbers for each part of it}}
  kernel.pack ins(%w : memref<8x3x3x3xf32, #plain>) weights(%t : memref<54xf32>) outs(%p : memref<216xf32>) {stride = 27 : i64}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C2: of pairs.
func.func @pack_pairs(%w: memref<8x3x3x3xf32, #plain>, %t: memref<53xi32>, %p: memref<216xf32>) {
  // expected-error @below {{'kernel.pack' op (C2): the output must be a vector of f32, and the table have two numbers for each part of it}}
  kernel.pack ins(%w : memref<8x3x3x3xf32, #plain>) weights(%t : memref<53xi32>) outs(%p : memref<216xf32>) {stride = 27 : i64}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C2: of parts of equal length.
func.func @pack_parts(%w: memref<8x3x3x3xf32, #plain>, %t: memref<54xi32>, %p: memref<217xf32>) {
  // expected-error @below {{'kernel.pack' op (C2): the output must be a vector of f32, and the table have two numbers for each part of it}}
  kernel.pack ins(%w : memref<8x3x3x3xf32, #plain>) weights(%t : memref<54xi32>) outs(%p : memref<217xf32>) {stride = 27 : i64}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#after = #cnn.layout<nchw, block = 8, halo = [0, 1, 0, 1], pitch = 0>

// C1: other channels.
func.func @transposed_channels(%x: memref<?x8x4x4xf32, #after>, %w: memref<72xf32>, %b: memref<8xf32>, %y: memref<?x16x8x8xf32, #b8>) {
  // expected-error @below {{'kernel.depthwise_transposed_conv' op (C1): input and output must have the same channels and block, in nchw order}}
  kernel.depthwise_transposed_conv ins(%x : memref<?x8x4x4xf32, #after>) weights(%w, %b : memref<72xf32>, memref<8xf32>) outs(%y : memref<?x16x8x8xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: the taps reach a row further.
func.func @transposed_halo(%x: memref<?x8x4x4xf32, #b8>, %w: memref<72xf32>, %b: memref<8xf32>, %y: memref<?x8x8x8xf32, #b8>) {
  // expected-error @below {{'kernel.depthwise_transposed_conv' op (C1): the input's halo must be at least what the taps reach beyond its edges}}
  kernel.depthwise_transposed_conv ins(%x : memref<?x8x4x4xf32, #b8>) weights(%w, %b : memref<72xf32>, memref<8xf32>) outs(%y : memref<?x8x8x8xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#after = #cnn.layout<nchw, block = 8, halo = [0, 1, 0, 1], pitch = 0>

// C2: 81 taps.
func.func @transposed_taps(%x: memref<?x8x4x4xf32, #after>, %w: memref<72xf32>, %b: memref<8xf32>, %y: memref<?x8x8x8xf32, #b8>) {
  // expected-error @below {{'kernel.depthwise_transposed_conv' op (C2): kernel (at most 64 taps), strides (at most 4) and dilations must be two numbers of at least 1, padding four of at least 0}}
  kernel.depthwise_transposed_conv ins(%x : memref<?x8x4x4xf32, #after>) weights(%w, %b : memref<72xf32>, memref<8xf32>) outs(%y : memref<?x8x8x8xf32, #b8>) {kernel = array<i64: 9, 9>, strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#after = #cnn.layout<nchw, block = 8, halo = [0, 1, 0, 1], pitch = 0>

// C2: a stride of 5.
func.func @transposed_stride(%x: memref<?x8x4x4xf32, #after>, %w: memref<72xf32>, %b: memref<8xf32>, %y: memref<?x8x8x8xf32, #b8>) {
  // expected-error @below {{'kernel.depthwise_transposed_conv' op (C2): kernel (at most 64 taps), strides (at most 4) and dilations must be two numbers of at least 1, padding four of at least 0}}
  kernel.depthwise_transposed_conv ins(%x : memref<?x8x4x4xf32, #after>) weights(%w, %b : memref<72xf32>, memref<8xf32>) outs(%y : memref<?x8x8x8xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 2, 5>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#after = #cnn.layout<nchw, block = 8, halo = [0, 1, 0, 1], pitch = 0>

// C2: no dilation.
func.func @transposed_dilation(%x: memref<?x8x4x4xf32, #after>, %w: memref<72xf32>, %b: memref<8xf32>, %y: memref<?x8x8x8xf32, #b8>) {
  // expected-error @below {{'kernel.depthwise_transposed_conv' op (C2): kernel (at most 64 taps), strides (at most 4) and dilations must be two numbers of at least 1, padding four of at least 0}}
  kernel.depthwise_transposed_conv ins(%x : memref<?x8x4x4xf32, #after>) weights(%w, %b : memref<72xf32>, memref<8xf32>) outs(%y : memref<?x8x8x8xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, dilations = array<i64: 0, 1>, padding = array<i64: 1, 1, 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#after = #cnn.layout<nchw, block = 8, halo = [0, 1, 0, 1], pitch = 0>

// C2: three sides.
func.func @transposed_padding(%x: memref<?x8x4x4xf32, #after>, %w: memref<72xf32>, %b: memref<8xf32>, %y: memref<?x8x8x8xf32, #b8>) {
  // expected-error @below {{'kernel.depthwise_transposed_conv' op (C2): kernel (at most 64 taps), strides (at most 4) and dilations must be two numbers of at least 1, padding four of at least 0}}
  kernel.depthwise_transposed_conv ins(%x : memref<?x8x4x4xf32, #after>) weights(%w, %b : memref<72xf32>, memref<8xf32>) outs(%y : memref<?x8x8x8xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#after = #cnn.layout<nchw, block = 8, halo = [0, 1, 0, 1], pitch = 0>

// C3: no bias.
func.func @transposed_bias(%x: memref<?x8x4x4xf32, #after>, %w: memref<72xf32>, %b: memref<8xf32>, %y: memref<?x8x8x8xf32, #b8>) {
  // expected-error @below {{'kernel.depthwise_transposed_conv' op (C3): there must be a weight and a bias for all blocks of channels}}
  kernel.depthwise_transposed_conv ins(%x : memref<?x8x4x4xf32, #after>) weights(%w : memref<72xf32>) outs(%y : memref<?x8x8x8xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#after = #cnn.layout<nchw, block = 8, halo = [0, 1, 0, 1], pitch = 0>

// C3: too few taps.
func.func @transposed_weight(%x: memref<?x8x4x4xf32, #after>, %w: memref<72xf32>, %b: memref<8xf32>, %y: memref<?x8x8x8xf32, #b8>) {
  // expected-error @below {{'kernel.depthwise_transposed_conv' op (C3)}}
  kernel.depthwise_transposed_conv ins(%x : memref<?x8x4x4xf32, #after>) weights(%b, %b : memref<8xf32>, memref<8xf32>) outs(%y : memref<?x8x8x8xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>}
  return
}
