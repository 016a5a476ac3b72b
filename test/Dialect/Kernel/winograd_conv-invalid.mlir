// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C1: the halo is narrower than the padding.
func.func @halo(%x: memref<?x8x4x4xf32, #h8>, %w: memref<2304xf32>, %b: memref<8xf32>, %y: memref<?x8x5x4xf32, #b8>) {
  // expected-error @below {{(C1): the input's halo must be at least the padding}}
  kernel.winograd_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<2304xf32>, memref<8xf32>) outs(%y : memref<?x8x5x4xf32, #b8>) {dilations = array<i64: 1, 1>, padding = array<i64: 2, 1, 1, 1>, tile = array<i64: 4, 1, 1, 1, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C1: padding has four sides.
func.func @sides(%x: memref<?x8x4x4xf32, #h8>, %w: memref<2304xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C1): the input's halo}}
  kernel.winograd_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<2304xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {dilations = array<i64: 1, 1>, padding = array<i64: 1, 1>, tile = array<i64: 4, 1, 1, 1, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C1: the last tiles read four columns behind the picture.
func.func @reach(%x: memref<?x8x4x5xf32, #h8>, %w: memref<2304xf32>, %b: memref<8xf32>, %y: memref<?x8x4x5xf32, #b8>) {
  // expected-error @below {{(C1): the input's halo must hold what the last tiles read}}
  kernel.winograd_conv ins(%x : memref<?x8x4x5xf32, #h8>) weights(%w, %b : memref<2304xf32>, memref<8xf32>) outs(%y : memref<?x8x4x5xf32, #b8>) {dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4, 1, 1, 1, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C1: the last tiles read rows below the picture.
func.func @reach_rows(%x: memref<?x8x6x4xf32, #h8>, %w: memref<2304xf32>, %b: memref<8xf32>, %y: memref<?x8x6x4xf32, #b8>) {
  // expected-error @below {{(C1): the input's halo must hold what the last tiles read}}
  kernel.winograd_conv ins(%x : memref<?x8x6x4xf32, #h8>) weights(%w, %b : memref<2304xf32>, memref<8xf32>) outs(%y : memref<?x8x6x4xf32, #b8>) {dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4, 1, 1, 1, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C1: another block.
func.func @block(%x: memref<?x8x4x4xf32, #cnn.layout<nchw, block = 4, halo = [1, 1, 1, 1], pitch = 0>>, %w: memref<2304xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C1): input and output must have the same block, in nchw order}}
  kernel.winograd_conv ins(%x : memref<?x8x4x4xf32, #cnn.layout<nchw, block = 4, halo = [1, 1, 1, 1], pitch = 0>>) weights(%w, %b : memref<2304xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4, 1, 1, 1, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C1: planes.
func.func @planes(%x: memref<?x8x4x4xf32, #cnn.layout<nchw, block = 1, halo = [1, 1, 1, 1], pitch = 0>>, %w: memref<2304xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>>) {
  // expected-error @below {{(C1): input and output must have the same block, in nchw order}}
  kernel.winograd_conv ins(%x : memref<?x8x4x4xf32, #cnn.layout<nchw, block = 1, halo = [1, 1, 1, 1], pitch = 0>>) weights(%w, %b : memref<2304xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>>) {dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4, 1, 1, 1, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C2: five numbers.
func.func @tile(%x: memref<?x8x4x4xf32, #h8>, %w: memref<2304xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C2): tile must be five numbers from 1 to 64, the first 2 or 4}}
  kernel.winograd_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<2304xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4, 1, 1, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C2: a tile of nothing.
func.func @empty_tile(%x: memref<?x8x4x4xf32, #h8>, %w: memref<2304xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C2)}}
  kernel.winograd_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<2304xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4, 0, 1, 1, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C2: a tile that no register file holds.
func.func @large_tile(%x: memref<?x8x4x4xf32, #h8>, %w: memref<2304xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C2)}}
  kernel.winograd_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<2304xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4, 1, 1, 1000000000, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C2: there is no F(3, 3).
func.func @outputs(%x: memref<?x8x4x4xf32, #h8>, %w: memref<2304xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C2)}}
  kernel.winograd_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<2304xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 3, 1, 1, 1, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C2: a band that ends between interleaved rows.
func.func @dilation(%x: memref<?x8x4x4xf32, #h8>, %w: memref<2304xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C2): tile must be five numbers from 1 to 64, the first 2 or 4 (of five taps 2), the second a multiple of the dilation, and taps 3 or 5}}
  kernel.winograd_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<2304xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {dilations = array<i64: 2, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4, 1, 1, 1, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C2: a dilation of nothing.
func.func @no_dilation(%x: memref<?x8x4x4xf32, #h8>, %w: memref<2304xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C2)}}
  kernel.winograd_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<2304xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {dilations = array<i64: 0, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4, 1, 1, 1, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C3: a window that crosses tiles.
func.func @pool(%x: memref<?x8x4x4xf32, #h8>, %w: memref<2304xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C3): pool must be two numbers of at least 1 that divide the outputs of a tile}}
  kernel.winograd_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<2304xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4, 1, 1, 1, 1>, pool = array<i64: 3, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C3: a window of nothing.
func.func @no_pool(%x: memref<?x8x4x4xf32, #h8>, %w: memref<2304xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C3)}}
  kernel.winograd_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<2304xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4, 1, 1, 1, 1>, pool = array<i64: 0, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C3: a window over interleaved rows.
func.func @dilated_pool(%x: memref<?x8x4x4xf32, #h8>, %w: memref<2304xf32>, %b: memref<8xf32>, %y: memref<?x8x2x2xf32, #b8>) {
  // expected-error @below {{(C3)}}
  kernel.winograd_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<2304xf32>, memref<8xf32>) outs(%y : memref<?x8x2x2xf32, #b8>) {dilations = array<i64: 2, 2>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4, 2, 1, 1, 1>, pool = array<i64: 2, 2>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C4: a weight too few.
func.func @weights(%x: memref<?x8x4x4xf32, #h8>, %w: memref<2303xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C4): the weights must be a transformed kernel and a bias for all blocks of outputs}}
  kernel.winograd_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<2303xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4, 1, 1, 1, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C4: the weights of F(2, 3) with F(4, 3).
func.func @weights_of_another(%x: memref<?x8x4x4xf32, #h8>, %w: memref<1024xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C4)}}
  kernel.winograd_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<1024xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4, 1, 1, 1, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C4: a bias too few.
func.func @bias(%x: memref<?x8x4x4xf32, #h8>, %w: memref<2304xf32>, %b: memref<7xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C4)}}
  kernel.winograd_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<2304xf32>, memref<7xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4, 1, 1, 1, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// More outputs than there are windows.
func.func @windows(%x: memref<?x8x4x4xf32, #h8>, %w: memref<2304xf32>, %b: memref<8xf32>, %y: memref<?x8x5x4xf32, #b8>) {
  // expected-error @below {{the output's height is 5, but only 4 windows fit into the input}}
  kernel.winograd_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<2304xf32>, memref<8xf32>) outs(%y : memref<?x8x5x4xf32, #b8>) {dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4, 1, 1, 1, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [2, 4, 2, 4], pitch = 0>

// C2: there is no F(2, 4).
func.func @taps(%x: memref<?x8x4x4xf32, #h8>, %w: memref<1600xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C2)}}
  kernel.winograd_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<1600xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {dilations = array<i64: 1, 1>, padding = array<i64: 2, 2, 2, 2>, tile = array<i64: 2, 1, 1, 1, 1>, pool = array<i64: 1, 1>, taps = 4 : i64}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [2, 4, 2, 4], pitch = 0>

// C2: there is no F(4, 5).
func.func @outputs_of_five(%x: memref<?x8x4x4xf32, #h8>, %w: memref<4096xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C2)}}
  kernel.winograd_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<4096xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {dilations = array<i64: 1, 1>, padding = array<i64: 2, 2, 2, 2>, tile = array<i64: 4, 1, 1, 1, 1>, pool = array<i64: 1, 1>, taps = 5 : i64}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [2, 4, 2, 4], pitch = 0>

// C4: a kernel of five taps has 36 points.
func.func @weights_of_five(%x: memref<?x8x4x4xf32, #h8>, %w: memref<1024xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C4): the weights must be a transformed kernel and a bias for all blocks of outputs}}
  kernel.winograd_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<1024xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {dilations = array<i64: 1, 1>, padding = array<i64: 2, 2, 2, 2>, tile = array<i64: 2, 1, 1, 1, 1>, pool = array<i64: 1, 1>, taps = 5 : i64}
  return
}
