// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C1: the halo is narrower than the padding.
func.func @halo(%x: memref<?x8x4x4xf32, #h8>, %w: memref<576xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C1): the input's halo must be at least the padding}}
  kernel.direct_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<576xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 2, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C1: padding has four sides.
func.func @sides(%x: memref<?x8x4x4xf32, #h8>, %w: memref<576xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C1): the input's halo}}
  kernel.direct_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<576xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C1: negative padding.
func.func @negative(%x: memref<?x8x4x4xf32, #h8>, %w: memref<576xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C1): the input's halo}}
  kernel.direct_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<576xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, -1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: another block.
func.func @block(%x: memref<?x8x4x4xf32, #cnn.layout<nchw, block = 4, halo = [1, 1, 1, 1], pitch = 0>>, %w: memref<576xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C1): the input's block must be 1 or, without a prologue, the output's, in nchw order}}
  kernel.direct_conv ins(%x : memref<?x8x4x4xf32, #cnn.layout<nchw, block = 4, halo = [1, 1, 1, 1], pitch = 0>>) weights(%w, %b : memref<576xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#hwc = #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: a result in the order of pictures.
func.func @order(%x: memref<?x8x6x6xf32, #hwc>, %w: memref<576xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #hwc>) {
  // expected-error @below {{(C1)}}
  kernel.direct_conv ins(%x : memref<?x8x6x6xf32, #hwc>) weights(%w, %b : memref<576xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #hwc>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C2: two numbers.
func.func @tile(%x: memref<?x8x4x4xf32, #h8>, %w: memref<576xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C2): tile must be three numbers from 1 to 64}}
  kernel.direct_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<576xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C2: a tile of nothing.
func.func @empty_tile(%x: memref<?x8x4x4xf32, #h8>, %w: memref<576xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C2)}}
  kernel.direct_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<576xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 0, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C2: a tile that no register file holds.
func.func @large_tile(%x: memref<?x8x4x4xf32, #h8>, %w: memref<576xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C2)}}
  kernel.direct_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<576xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 1000000000, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C3: half a window in a tile.
func.func @pool(%x: memref<?x8x4x4xf32, #h8>, %w: memref<576xf32>, %b: memref<8xf32>, %y: memref<?x8x2x2xf32, #b8>) {
  // expected-error @below {{(C3): pool must be two numbers of at least 1 that divide rows and columns of the tile}}
  kernel.direct_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<576xf32>, memref<8xf32>) outs(%y : memref<?x8x2x2xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 2, 2>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C3: a window of nothing.
func.func @no_pool(%x: memref<?x8x4x4xf32, #h8>, %w: memref<576xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C3): pool must be two numbers of at least 1}}
  kernel.direct_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<576xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 0, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C3: no window.
func.func @missing_pool(%x: memref<?x8x4x4xf32, #h8>, %w: memref<576xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C3)}}
  kernel.direct_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<576xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C4: groups that do not divide the channels.
func.func @groups(%x: memref<?x8x4x4xf32, #h8>, %w: memref<576xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C4): groups (3) must divide the channels of input and output}}
  kernel.direct_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<576xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 3 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C4: no groups.
func.func @no_groups(%x: memref<?x8x4x4xf32, #h8>, %w: memref<576xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C4): groups (0)}}
  kernel.direct_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<576xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 0 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C5: a weight that is too short.
func.func @weight(%x: memref<?x8x4x4xf32, #h8>, %w: memref<575xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C5): the weights must be a packed kernel and a bias for all blocks of outputs}}
  kernel.direct_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<575xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C5: a bias for half a block.
func.func @bias(%x: memref<?x8x4x4xf32, #h8>, %w: memref<576xf32>, %b: memref<4xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C5)}}
  kernel.direct_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<576xf32>, memref<4xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C5: no bias.
func.func @missing_bias(%x: memref<?x8x4x4xf32, #h8>, %w: memref<576xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C5)}}
  kernel.direct_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w : memref<576xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// A kernel of no extent.
func.func @kernel(%x: memref<?x8x4x4xf32, #h8>, %w: memref<576xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{kernel, strides and dilations must be two numbers of at least 1, padding four of at least 0}}
  kernel.direct_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<576xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 0, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// A stride of nothing.
func.func @stride(%x: memref<?x8x4x4xf32, #h8>, %w: memref<576xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{kernel, strides and dilations must be}}
  kernel.direct_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<576xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 0>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// A dilation that overflows.
func.func @dilation(%x: memref<?x8x4x4xf32, #h8>, %w: memref<576xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{kernel, strides and dilations must be}}
  kernel.direct_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<576xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 9223372036854775807, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// An output beyond the input.
func.func @extent(%x: memref<?x8x4x4xf32, #h8>, %w: memref<576xf32>, %b: memref<8xf32>, %y: memref<?x8x4x5xf32, #b8>) {
  // expected-error @below {{the output's width is 5, but only 4 windows fit into the input}}
  kernel.direct_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<576xf32>, memref<8xf32>) outs(%y : memref<?x8x4x5xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// A residual smaller than the result.
func.func @residual(%x: memref<?x8x4x4xf32, #h8>, %e: memref<?x8x3x4xf32, #b8>, %w: memref<576xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{a picture for the epilogue must have the extents of the result, or 1, and its block}}
  kernel.direct_conv ins(%x, %e : memref<?x8x4x4xf32, #h8>, memref<?x8x3x4xf32, #b8>) weights(%w, %b : memref<576xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>} epilogue {
  ^bb0(%a: f32, %r: f32):
    %s = arith.addf %a, %r : f32
    kernel.yield %s : f32
  }
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// A residual in another block.
func.func @residual_block(%x: memref<?x8x4x4xf32, #h8>, %e: memref<?x8x4x4xf32, #b1>, %w: memref<576xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{a picture for the epilogue must have}}
  kernel.direct_conv ins(%x, %e : memref<?x8x4x4xf32, #h8>, memref<?x8x4x4xf32, #b1>) weights(%w, %b : memref<576xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>} epilogue {
  ^bb0(%a: f32, %r: f32):
    %s = arith.addf %a, %r : f32
    kernel.yield %s : f32
  }
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// The weights are vectors.
func.func @matrix(%x: memref<?x8x4x4xf32, #h8>, %w: memref<24x24xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{weights must be vectors of f32 or bf16}}
  kernel.direct_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<24x24xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// An output of bytes.
func.func @bytes(%x: memref<?x8x4x4xf32, #h8>, %w: memref<576xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xi8, #b8>) {
  // expected-error @below {{the output must be of f32 or bf16 and have a #cnn.layout}}
  kernel.direct_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<576xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xi8, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// An input without a layout.
func.func @layout(%x: memref<?x8x4x4xf32>, %w: memref<576xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{the first input must be of f32, bf16 or i8 and have a #cnn.layout}}
  kernel.direct_conv ins(%x : memref<?x8x4x4xf32>) weights(%w, %b : memref<576xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#hwc = #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: bytes that nothing converts.
func.func @no_prologue(%x: memref<?x3x4x4xi8, #hwc>, %w: memref<216xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{the first input must be of f32}}
  kernel.direct_conv ins(%x : memref<?x3x4x4xi8, #hwc>) weights(%w, %b : memref<216xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#hwc = #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: a border that repeats more than there is.
func.func @border(%x: memref<?x3x4x4xf32, #hwc>, %w: memref<216xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C1): the border must lie within the picture that it repeats}}
  kernel.direct_conv ins(%x : memref<?x3x4x4xf32, #hwc>) weights(%w, %b : memref<216xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 4, 0, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>, border = #cnn<pad_mode reflect>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#hwc = #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C5: a parameter of a prologue that is not there.
func.func @no_parameter(%x: memref<?x3x4x4xf32, #hwc>, %w: memref<216xf32>, %b: memref<8xf32>, %s: memref<3xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C5): the weights must be a packed kernel and a bias}}
  kernel.direct_conv ins(%x : memref<?x3x4x4xf32, #hwc>) weights(%w, %b, %s : memref<216xf32>, memref<8xf32>, memref<3xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#hwc = #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C5: a parameter of two channels.
func.func @parameter(%x: memref<?x3x4x4xi8, #hwc>, %w: memref<216xf32>, %b: memref<8xf32>, %s: memref<2xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C5): a weight after the bias must have an element for each channel of the input}}
  kernel.direct_conv ins(%x : memref<?x3x4x4xi8, #hwc>) weights(%w, %b, %s : memref<216xf32>, memref<8xf32>, memref<2xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>} prologue {
  ^bb0(%v: i8, %s0: f32):
    %f = arith.constant 0.0 : f32
    kernel.yield %f : f32
  }
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#hwc = #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C5: a prologue that takes no parameter.
func.func @arguments(%x: memref<?x3x4x4xi8, #hwc>, %w: memref<216xf32>, %b: memref<8xf32>, %s: memref<3xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{the prologue must have one argument per input}}
  kernel.direct_conv ins(%x : memref<?x3x4x4xi8, #hwc>) weights(%w, %b, %s : memref<216xf32>, memref<8xf32>, memref<3xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>} prologue {
  ^bb0(%v: i8):
    %f = arith.constant 0.0 : f32
    kernel.yield %f : f32
  }
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#hwc = #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// A prologue on f32 of bytes.
func.func @element(%x: memref<?x3x4x4xi8, #hwc>, %w: memref<216xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{the prologue's arguments must be elements of the inputs}}
  kernel.direct_conv ins(%x : memref<?x3x4x4xi8, #hwc>) weights(%w, %b : memref<216xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>} prologue {
  ^bb0(%v: f32):
    %f = arith.constant 0.0 : f32
    kernel.yield %f : f32
  }
  return
}
