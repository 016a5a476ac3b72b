// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C1: other channels.
func.func @channels(%x: memref<?x8x4x4xf32, #h8>, %w: memref<72xf32>, %b: memref<8xf32>, %y: memref<?x16x4x4xf32, #b8>) {
  // expected-error @below {{(C1): the output must have 1 times the input's channels, and the input's block}}
  kernel.depthwise_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<72xf32>, memref<8xf32>) outs(%y : memref<?x16x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4>}
  return
}

// -----

#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: another block.
func.func @block(%x: memref<?x8x4x4xf32, #h8>, %w: memref<72xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b1>) {
  // expected-error @below {{(C1): the output must have 1 times}}
  kernel.depthwise_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<72xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b1>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: no halo.
func.func @halo(%x: memref<?x8x4x4xf32, #b8>, %w: memref<72xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C1): the input's halo must be at least the padding}}
  kernel.depthwise_conv ins(%x : memref<?x8x4x4xf32, #b8>) weights(%w, %b : memref<72xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C2: a tile of nothing.
func.func @tile(%x: memref<?x8x4x4xf32, #h8>, %w: memref<72xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C2): tile must be a number from 1 to 64}}
  kernel.depthwise_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<72xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 0>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C2: two numbers.
func.func @tiles(%x: memref<?x8x4x4xf32, #h8>, %w: memref<72xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C2)}}
  kernel.depthwise_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<72xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4, 4>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C3: a weight that is too short.
func.func @weight(%x: memref<?x8x4x4xf32, #h8>, %w: memref<71xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C3): the weights must be a packed kernel and a bias for all blocks of channels}}
  kernel.depthwise_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<71xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// A stride of nothing.
func.func @stride(%x: memref<?x8x4x4xf32, #h8>, %w: memref<72xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{kernel, strides and dilations must be}}
  kernel.depthwise_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<72xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 0, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// An output beyond the input.
func.func @extent(%x: memref<?x8x4x4xf32, #h8>, %w: memref<72xf32>, %b: memref<8xf32>, %y: memref<?x8x5x4xf32, #b8>) {
  // expected-error @below {{the output's height is 5, but only 4}}
  kernel.depthwise_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<72xf32>, memref<8xf32>) outs(%y : memref<?x8x5x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C4: groups of three do not fill a block of eight.
func.func @group_inputs(%x: memref<?x24x4x4xf32, #b8>, %w: memref<72xf32>, %b: memref<24xf32>, %y: memref<?x24x4x4xf32, #b8>) {
  // expected-error @below {{(C4): group_inputs (3) must divide the block and the input's channels}}
  kernel.depthwise_conv ins(%x : memref<?x24x4x4xf32, #b8>) weights(%w, %b : memref<72xf32>, memref<24xf32>) outs(%y : memref<?x24x4x4xf32, #b8>) {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, tile = array<i64: 4>, group_inputs = 3 : i64}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: two outputs for each channel are twice the channels.
func.func @multiplier(%x: memref<?x8x4x4xf32, #b8>, %w: memref<72xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C1): the output must have 2 times the input's channels, and the input's block}}
  kernel.depthwise_conv ins(%x : memref<?x8x4x4xf32, #b8>) weights(%w, %b : memref<72xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, tile = array<i64: 4>, multiplier = 2 : i64}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C3: the second input of each group has weights as well.
func.func @group_weights(%x: memref<?x8x4x4xf32, #b8>, %w: memref<15xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C3): the weights must be a packed kernel}}
  kernel.depthwise_conv ins(%x : memref<?x8x4x4xf32, #b8>) weights(%w, %b : memref<15xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, tile = array<i64: 4>, group_inputs = 2 : i64}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C5: sums of several outputs for each input.
func.func @sums_multiplier(%x: memref<?x8x4x4xf32, #b8>, %w: memref<16xf32>, %b: memref<16xf32>, %s: memref<?x16x2x1xf32, #b8>, %y: memref<?x16x4x4xf32, #b8>) {
  // expected-error @below {{(C5): with sums the multiplier must be 1}}
  kernel.depthwise_conv ins(%x : memref<?x8x4x4xf32, #b8>) weights(%w, %b : memref<16xf32>, memref<16xf32>) sums(%s : memref<?x16x2x1xf32, #b8>) outs(%y : memref<?x16x4x4xf32, #b8>) {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, tile = array<i64: 4>, multiplier = 2 : i64}
  return
}
