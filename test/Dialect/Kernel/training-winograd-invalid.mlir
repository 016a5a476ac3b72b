// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: all elements of the weight.
func.func @winograd_input(%f: memref<575xf32>, %u: memref<2304xf32>) {
  // expected-error @below {{'kernel.winograd_weights' op (C1): there must be one input, a vector of f32 of all elements of the weight}}
  kernel.winograd_weights ins(%f : memref<575xf32>) outs(%u : memref<2304xf32>) {output_channels = 8 : i64, input_channels = 8 : i64, outputs = 4 : i64, blocks = 1 : i64, lanes = 8 : i64}
  return
}

// -----

// C1: there are channels.
func.func @winograd_channels(%f: memref<576xf32>, %u: memref<2304xf32>) {
  // expected-error @below {{'kernel.winograd_weights' op (C1): there must be one input, a vector of f32 of all elements of the weight}}
  kernel.winograd_weights ins(%f : memref<576xf32>) outs(%u : memref<2304xf32>) {output_channels = 8 : i64, input_channels = 0 : i64, outputs = 4 : i64, blocks = 1 : i64, lanes = 8 : i64}
  return
}

// -----

// C1: as many as there are elements, in 64 bits.
func.func @winograd_many(%f: memref<4611686018427387904xf32>, %u: memref<2304xf32>) {
  // expected-error @below {{'kernel.winograd_weights' op (C1): there must be one input, a vector of f32 of all elements of the weight}}
  kernel.winograd_weights ins(%f : memref<4611686018427387904xf32>) outs(%u : memref<2304xf32>) {output_channels = 2147483648 : i64, input_channels = 2147483648 : i64, outputs = 4 : i64, blocks = 1 : i64, lanes = 8 : i64}
  return
}

// -----

// C2: tiles of 3 x 3.
func.func @winograd_outputs(%f: memref<576xf32>, %u: memref<2304xf32>) {
  // expected-error @below {{'kernel.winograd_weights' op (C2): outputs must be 2 or 4 with three taps, or 2 with five}}
  kernel.winograd_weights ins(%f : memref<576xf32>) outs(%u : memref<2304xf32>) {output_channels = 8 : i64, input_channels = 8 : i64, outputs = 3 : i64, blocks = 1 : i64, lanes = 8 : i64}
  return
}

// -----

// C2: five taps have tiles of two outputs only.
func.func @winograd_five(%f: memref<1600xf32>, %u: memref<4096xf32>) {
  // expected-error @below {{'kernel.winograd_weights' op (C2): outputs must be 2 or 4 with three taps, or 2 with five}}
  kernel.winograd_weights ins(%f : memref<1600xf32>) outs(%u : memref<4096xf32>) {output_channels = 8 : i64, input_channels = 8 : i64, outputs = 4 : i64, blocks = 1 : i64, lanes = 8 : i64, taps = 5 : i64}
  return
}

// -----

// C2: no block.
func.func @winograd_blocks(%f: memref<576xf32>, %u: memref<2304xf32>) {
  // expected-error @below {{'kernel.winograd_weights' op (C2): blocks and groups must be from 1 to 64, and lanes a power of two}}
  kernel.winograd_weights ins(%f : memref<576xf32>) outs(%u : memref<2304xf32>) {output_channels = 8 : i64, input_channels = 8 : i64, outputs = 4 : i64, blocks = 0 : i64, lanes = 8 : i64}
  return
}

// -----

// C2: no group.
func.func @winograd_groups(%f: memref<576xf32>, %u: memref<2304xf32>) {
  // expected-error @below {{'kernel.winograd_weights' op (C2): blocks and groups must be from 1 to 64, and lanes a power of two}}
  kernel.winograd_weights ins(%f : memref<576xf32>) outs(%u : memref<2304xf32>) {output_channels = 8 : i64, input_channels = 8 : i64, outputs = 4 : i64, blocks = 1 : i64, lanes = 8 : i64, groups = 0 : i64}
  return
}

// -----

// C2: six lanes.
func.func @winograd_lanes(%f: memref<576xf32>, %u: memref<2304xf32>) {
  // expected-error @below {{'kernel.winograd_weights' op (C2): blocks and groups must be from 1 to 64, and lanes a power of two}}
  kernel.winograd_weights ins(%f : memref<576xf32>) outs(%u : memref<2304xf32>) {output_channels = 8 : i64, input_channels = 8 : i64, outputs = 4 : i64, blocks = 1 : i64, lanes = 6 : i64}
  return
}

// -----

// C3: 36 points of each.
func.func @winograd_points(%f: memref<576xf32>, %u: memref<1024xf32>) {
  // expected-error @below {{'kernel.winograd_weights' op (C3): the output must be a vector of f32 of all points}}
  kernel.winograd_weights ins(%f : memref<576xf32>) outs(%u : memref<1024xf32>) {output_channels = 8 : i64, input_channels = 8 : i64, outputs = 4 : i64, blocks = 1 : i64, lanes = 8 : i64}
  return
}

// -----

// C3: whole vectors of outputs.
func.func @winograd_vectors(%f: memref<288xf32>, %u: memref<1152xf32>) {
  // expected-error @below {{'kernel.winograd_weights' op (C3): the output must be a vector of f32 of all points}}
  kernel.winograd_weights ins(%f : memref<288xf32>) outs(%u : memref<1152xf32>) {output_channels = 4 : i64, input_channels = 8 : i64, outputs = 4 : i64, blocks = 1 : i64, lanes = 8 : i64}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#halo = #cnn.layout<nchw, block = 8, halo = [1, 5, 1, 5], pitch = 0>

// C1: two inputs.
func.func @transform_inputs(%x: memref<?x8x4x4xf32, #halo>, %y: memref<?x288x1x4xf32, #b8>) {
  // expected-error @below {{'kernel.winograd_transform' op (C1): there must be one input, in whole blocks, with a halo of zeros that the tiles need}}
  kernel.winograd_transform ins(%x, %x : memref<?x8x4x4xf32, #halo>, memref<?x8x4x4xf32, #halo>) outs(%y : memref<?x288x1x4xf32, #b8>) {start = array<i64: 1, 1>, tiles = array<i64: 2, 2>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#halo = #cnn.layout<nchw, block = 8, halo = [1, 5, 1, 5], pitch = 0>

// C1: a block that the channels do not fill.
func.func @transform_block(%x: memref<?x6x4x4xf32, #halo>, %y: memref<?x216x1x4xf32, #b8>) {
  // expected-error @below {{'kernel.winograd_transform' op (C1): there must be one input, in whole blocks, with a halo of zeros that the tiles need}}
  kernel.winograd_transform ins(%x : memref<?x6x4x4xf32, #halo>) outs(%y : memref<?x216x1x4xf32, #b8>) {start = array<i64: 1, 1>, tiles = array<i64: 2, 2>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#halo = #cnn.layout<nchw, block = 8, halo = [1, 5, 1, 5], pitch = 0>

// C1: the tiles read beyond the halo.
func.func @transform_halo(%x: memref<?x8x4x4xf32, #halo>, %y: memref<?x288x1x4xf32, #b8>) {
  // expected-error @below {{'kernel.winograd_transform' op (C1): there must be one input, in whole blocks, with a halo of zeros that the tiles need}}
  kernel.winograd_transform ins(%x : memref<?x8x4x4xf32, #halo>) outs(%y : memref<?x288x1x4xf32, #b8>) {start = array<i64: 1, 1>, tiles = array<i64: 2, 3>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#halo = #cnn.layout<nchw, block = 8, halo = [1, 5, 1, 5], pitch = 0>

// C1: and before it.
func.func @transform_start(%x: memref<?x8x4x4xf32, #halo>, %y: memref<?x288x1x4xf32, #b8>) {
  // expected-error @below {{'kernel.winograd_transform' op (C1): there must be one input, in whole blocks, with a halo of zeros that the tiles need}}
  kernel.winograd_transform ins(%x : memref<?x8x4x4xf32, #halo>) outs(%y : memref<?x288x1x4xf32, #b8>) {start = array<i64: 2, 1>, tiles = array<i64: 2, 2>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#halo = #cnn.layout<nchw, block = 8, halo = [1, 5, 1, 5], pitch = 0>

// C1: pictures are of f32.
func.func @transform_type(%x: memref<?x8x4x4xbf16, #halo>, %y: memref<?x288x1x4xf32, #b8>) {
  // expected-error @below {{'kernel.winograd_transform' op (C1): there must be one input, in whole blocks, with a halo of zeros that the tiles need}}
  kernel.winograd_transform ins(%x : memref<?x8x4x4xbf16, #halo>) outs(%y : memref<?x288x1x4xf32, #b8>) {start = array<i64: 1, 1>, tiles = array<i64: 2, 2>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#halo = #cnn.layout<nchw, block = 8, halo = [1, 5, 1, 5], pitch = 0>

// C2: no tile.
func.func @transform_tiles(%x: memref<?x8x4x4xf32, #halo>, %y: memref<?x288x1x4xf32, #b8>) {
  // expected-error @below {{'kernel.winograd_transform' op (C2): start must be two numbers of at least 0, tiles two of at least 1}}
  kernel.winograd_transform ins(%x : memref<?x8x4x4xf32, #halo>) outs(%y : memref<?x288x1x4xf32, #b8>) {start = array<i64: 1, 1>, tiles = array<i64: 0, 2>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#halo = #cnn.layout<nchw, block = 8, halo = [1, 5, 1, 5], pitch = 0>

// C2: more tiles than anything has.
func.func @transform_many(%x: memref<?x8x4x4xf32, #halo>, %y: memref<?x288x1x4xf32, #b8>) {
  // expected-error @below {{'kernel.winograd_transform' op (C2): start must be two numbers of at least 0, tiles two of at least 1}}
  kernel.winograd_transform ins(%x : memref<?x8x4x4xf32, #halo>) outs(%y : memref<?x288x1x4xf32, #b8>) {start = array<i64: 1, 1>, tiles = array<i64: 2147483648, 2>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#halo = #cnn.layout<nchw, block = 8, halo = [1, 5, 1, 5], pitch = 0>

// C2: one start.
func.func @transform_starts(%x: memref<?x8x4x4xf32, #halo>, %y: memref<?x288x1x4xf32, #b8>) {
  // expected-error @below {{'kernel.winograd_transform' op (C2): start must be two numbers of at least 0, tiles two of at least 1}}
  kernel.winograd_transform ins(%x : memref<?x8x4x4xf32, #halo>) outs(%y : memref<?x288x1x4xf32, #b8>) {start = array<i64: 1>, tiles = array<i64: 2, 2>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#halo = #cnn.layout<nchw, block = 8, halo = [1, 5, 1, 5], pitch = 0>

// C3: a column for each tile.
func.func @transform_columns(%x: memref<?x8x4x4xf32, #halo>, %y: memref<?x288x2x2xf32, #b8>) {
  // expected-error @below {{'kernel.winograd_transform' op (C3): the output must have 36 times the channels and a column for each tile}}
  kernel.winograd_transform ins(%x : memref<?x8x4x4xf32, #halo>) outs(%y : memref<?x288x2x2xf32, #b8>) {start = array<i64: 1, 1>, tiles = array<i64: 2, 2>}
  return
}

// -----

#b4 = #cnn.layout<nchw, block = 4, halo = [0, 0, 0, 0], pitch = 0>
#halo = #cnn.layout<nchw, block = 8, halo = [1, 5, 1, 5], pitch = 0>

// C3: the input's block.
func.func @transform_output(%x: memref<?x8x4x4xf32, #halo>, %y: memref<?x288x1x4xf32, #b4>) {
  // expected-error @below {{'kernel.winograd_transform' op (C3): the output must have 36 times the channels and a column for each tile}}
  kernel.winograd_transform ins(%x : memref<?x8x4x4xf32, #halo>) outs(%y : memref<?x288x1x4xf32, #b4>) {start = array<i64: 1, 1>, tiles = array<i64: 2, 2>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#halo = #cnn.layout<nchw, block = 8, halo = [1, 5, 1, 5], pitch = 0>

// C3: results are of f32.
func.func @transform_result(%x: memref<?x8x4x4xf32, #halo>, %y: memref<?x288x1x4xbf16, #b8>) {
  // expected-error @below {{'kernel.winograd_transform' op (C3): the output must have 36 times the channels and a column for each tile}}
  kernel.winograd_transform ins(%x : memref<?x8x4x4xf32, #halo>) outs(%y : memref<?x288x1x4xbf16, #b8>) {start = array<i64: 1, 1>, tiles = array<i64: 2, 2>}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: 36 points.
func.func @gradient_points(%x: memref<128x4x1x1xf32, #plain>, %y: memref<8x4x3x3xf32, #plain>) {
  // expected-error @below {{'kernel.winograd_weight_gradient' op (C1): there must be one input, n*36*O x C x 1 x 1, and an output O x C x 3 x 3, both plain}}
  kernel.winograd_weight_gradient ins(%x : memref<128x4x1x1xf32, #plain>) outs(%y : memref<8x4x3x3xf32, #plain>)
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: three taps.
func.func @gradient_taps(%x: memref<288x4x1x1xf32, #plain>, %y: memref<8x4x5x5xf32, #plain>) {
  // expected-error @below {{'kernel.winograd_weight_gradient' op (C1): there must be one input, n*36*O x C x 1 x 1, and an output O x C x 3 x 3, both plain}}
  kernel.winograd_weight_gradient ins(%x : memref<288x4x1x1xf32, #plain>) outs(%y : memref<8x4x5x5xf32, #plain>)
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: four inputs at once.
func.func @gradient_inputs(%x: memref<288x6x1x1xf32, #plain>, %y: memref<8x6x3x3xf32, #plain>) {
  // expected-error @below {{'kernel.winograd_weight_gradient' op (C1): there must be one input, n*36*O x C x 1 x 1, and an output O x C x 3 x 3, both plain}}
  kernel.winograd_weight_gradient ins(%x : memref<288x6x1x1xf32, #plain>) outs(%y : memref<8x6x3x3xf32, #plain>)
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: in blocks.
func.func @gradient_block(%x: memref<288x8x1x1xf32, #b8>, %y: memref<8x8x3x3xf32, #plain>) {
  // expected-error @below {{'kernel.winograd_weight_gradient' op (C1): there must be one input, n*36*O x C x 1 x 1, and an output O x C x 3 x 3, both plain}}
  kernel.winograd_weight_gradient ins(%x : memref<288x8x1x1xf32, #b8>) outs(%y : memref<8x8x3x3xf32, #plain>)
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#t8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#b4 = #cnn.layout<nchw, block = 4, halo = [0, 0, 0, 0], pitch = 0>
#r8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0, border = reflect>

// C1: tiles read a row above the picture.
func.func @picture_halo(%x: memref<?x16x4x4xf32, #b8>, %g: memref<?x8x4x4xf32, #b8>, %o: memref<?x1152x1x1xf32, #b8>, %w: memref<8xf32>) {
  // expected-error @below {{'kernel.winograd_picture_gradient' op (C1): there must be two pictures of f32 in nchw order}}
  kernel.winograd_picture_gradient ins(%x, %g : memref<?x16x4x4xf32, #b8>, memref<?x8x4x4xf32, #b8>) outs(%o : memref<?x1152x1x1xf32, #b8>) {start = array<i64: 1, 1>, tile = array<i64: 8, 1>, weight = array<i64: 8, 16, 3, 3>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#t8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#b4 = #cnn.layout<nchw, block = 4, halo = [0, 0, 0, 0], pitch = 0>
#r8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0, border = reflect>

// C1: zeros, and nothing else, around it.
func.func @picture_border(%x: memref<?x16x4x4xf32, #r8>, %g: memref<?x8x4x4xf32, #b8>, %o: memref<?x1152x1x1xf32, #b8>, %w: memref<8xf32>) {
  // expected-error @below {{'kernel.winograd_picture_gradient' op (C1): there must be two pictures of f32 in nchw order}}
  kernel.winograd_picture_gradient ins(%x, %g : memref<?x16x4x4xf32, #r8>, memref<?x8x4x4xf32, #b8>) outs(%o : memref<?x1152x1x1xf32, #b8>) {start = array<i64: 1, 1>, tile = array<i64: 8, 1>, weight = array<i64: 8, 16, 3, 3>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#t8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#b4 = #cnn.layout<nchw, block = 4, halo = [0, 0, 0, 0], pitch = 0>
#r8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0, border = reflect>

// C1: the gradient's last tile is not whole.
func.func @picture_gradient_halo(%x: memref<?x16x4x4xf32, #t8>, %g: memref<?x8x3x4xf32, #b8>, %o: memref<?x1152x1x1xf32, #b8>, %w: memref<8xf32>) {
  // expected-error @below {{'kernel.winograd_picture_gradient' op (C1): there must be two pictures of f32 in nchw order}}
  kernel.winograd_picture_gradient ins(%x, %g : memref<?x16x4x4xf32, #t8>, memref<?x8x3x4xf32, #b8>) outs(%o : memref<?x1152x1x1xf32, #b8>) {start = array<i64: 1, 1>, tile = array<i64: 8, 1>, weight = array<i64: 8, 16, 3, 3>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#t8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#b4 = #cnn.layout<nchw, block = 4, halo = [0, 0, 0, 0], pitch = 0>
#r8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0, border = reflect>

// C1: one block.
func.func @picture_blocks(%x: memref<?x16x4x4xf32, #t8>, %g: memref<?x8x4x4xf32, #b4>, %o: memref<?x1152x1x1xf32, #b8>, %w: memref<8xf32>) {
  // expected-error @below {{'kernel.winograd_picture_gradient' op (C1): there must be two pictures of f32 in nchw order}}
  kernel.winograd_picture_gradient ins(%x, %g : memref<?x16x4x4xf32, #t8>, memref<?x8x4x4xf32, #b4>) outs(%o : memref<?x1152x1x1xf32, #b8>) {start = array<i64: 1, 1>, tile = array<i64: 8, 1>, weight = array<i64: 8, 16, 3, 3>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#t8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#b4 = #cnn.layout<nchw, block = 4, halo = [0, 0, 0, 0], pitch = 0>
#r8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0, border = reflect>

// C1: channels that do not fill their blocks.
func.func @picture_channels(%x: memref<?x12x4x4xf32, #t8>, %g: memref<?x8x4x4xf32, #b8>, %o: memref<?x1152x1x1xf32, #b8>, %w: memref<8xf32>) {
  // expected-error @below {{'kernel.winograd_picture_gradient' op (C1): there must be two pictures of f32 in nchw order}}
  kernel.winograd_picture_gradient ins(%x, %g : memref<?x12x4x4xf32, #t8>, memref<?x8x4x4xf32, #b8>) outs(%o : memref<?x1152x1x1xf32, #b8>) {start = array<i64: 1, 1>, tile = array<i64: 8, 1>, weight = array<i64: 8, 12, 3, 3>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#t8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#b4 = #cnn.layout<nchw, block = 4, halo = [0, 0, 0, 0], pitch = 0>
#r8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0, border = reflect>

// C2: a padding of three.
func.func @picture_start(%x: memref<?x16x4x4xf32, #t8>, %g: memref<?x8x4x4xf32, #b8>, %o: memref<?x1152x1x1xf32, #b8>, %w: memref<8xf32>) {
  // expected-error @below {{'kernel.winograd_picture_gradient' op (C2): start must be two numbers from 0 to 2}}
  kernel.winograd_picture_gradient ins(%x, %g : memref<?x16x4x4xf32, #t8>, memref<?x8x4x4xf32, #b8>) outs(%o : memref<?x1152x1x1xf32, #b8>) {start = array<i64: 1, 3>, tile = array<i64: 8, 1>, weight = array<i64: 8, 16, 3, 3>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#t8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#b4 = #cnn.layout<nchw, block = 4, halo = [0, 0, 0, 0], pitch = 0>
#r8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0, border = reflect>

// C2: a tile that no register file holds.
func.func @picture_tile(%x: memref<?x16x4x4xf32, #t8>, %g: memref<?x8x4x4xf32, #b8>, %o: memref<?x1152x1x1xf32, #b8>, %w: memref<8xf32>) {
  // expected-error @below {{'kernel.winograd_picture_gradient' op (C2): tile must be 2 numbers of at least 1, the last two of at most 64}}
  kernel.winograd_picture_gradient ins(%x, %g : memref<?x16x4x4xf32, #t8>, memref<?x8x4x4xf32, #b8>) outs(%o : memref<?x1152x1x1xf32, #b8>) {start = array<i64: 1, 1>, tile = array<i64: 8, 65>, weight = array<i64: 8, 16, 3, 3>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#t8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#b4 = #cnn.layout<nchw, block = 4, halo = [0, 0, 0, 0], pitch = 0>
#r8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0, border = reflect>

// C3: another kernel.
func.func @picture_kernel(%x: memref<?x16x4x4xf32, #t8>, %g: memref<?x8x4x4xf32, #b8>, %o: memref<?x1152x1x1xf32, #b8>, %w: memref<8xf32>) {
  // expected-error @below {{'kernel.winograd_picture_gradient' op (C3): weight must be O x C x 3 x 3}}
  kernel.winograd_picture_gradient ins(%x, %g : memref<?x16x4x4xf32, #t8>, memref<?x8x4x4xf32, #b8>) outs(%o : memref<?x1152x1x1xf32, #b8>) {start = array<i64: 1, 1>, tile = array<i64: 8, 1>, weight = array<i64: 8, 16, 3, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#t8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#b4 = #cnn.layout<nchw, block = 4, halo = [0, 0, 0, 0], pitch = 0>
#r8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0, border = reflect>

// C3: fewer channels than the weight has elements.
func.func @picture_room(%x: memref<?x16x4x4xf32, #t8>, %g: memref<?x8x4x4xf32, #b8>, %o: memref<?x1144x1x1xf32, #b8>, %w: memref<8xf32>) {
  // expected-error @below {{'kernel.winograd_picture_gradient' op (C3): weight must be O x C x 3 x 3}}
  kernel.winograd_picture_gradient ins(%x, %g : memref<?x16x4x4xf32, #t8>, memref<?x8x4x4xf32, #b8>) outs(%o : memref<?x1144x1x1xf32, #b8>) {start = array<i64: 1, 1>, tile = array<i64: 8, 1>, weight = array<i64: 8, 16, 3, 3>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#t8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#b4 = #cnn.layout<nchw, block = 4, halo = [0, 0, 0, 0], pitch = 0>
#r8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0, border = reflect>

// C4: a weight.
func.func @picture_weights(%x: memref<?x16x4x4xf32, #t8>, %g: memref<?x8x4x4xf32, #b8>, %o: memref<?x1152x1x1xf32, #b8>, %w: memref<8xf32>) {
  // expected-error @below {{'kernel.winograd_picture_gradient' op (C4): there must be no weights}}
  kernel.winograd_picture_gradient ins(%x, %g : memref<?x16x4x4xf32, #t8>, memref<?x8x4x4xf32, #b8>) weights(%w : memref<8xf32>) outs(%o : memref<?x1152x1x1xf32, #b8>) {start = array<i64: 1, 1>, tile = array<i64: 8, 1>, weight = array<i64: 8, 16, 3, 3>}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#t8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C1: tiles read a row above the picture.
func.func @sums_halo(%x: memref<?x16x4x4xf32, #b8>, %g: memref<?x8x4x4xf32, #b8>, %o: memref<2304x16x1x1xf32, #plain>, %w: memref<8xf32>) {
  // expected-error @below {{'kernel.winograd_sums' op (C1): there must be two pictures of f32 in nchw order}}
  kernel.winograd_sums ins(%x, %g : memref<?x16x4x4xf32, #b8>, memref<?x8x4x4xf32, #b8>) outs(%o : memref<2304x16x1x1xf32, #plain>) {start = array<i64: 1, 1>, tile = array<i64: 2, 8, 1>}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#t8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C2: a padding of three has points of other tiles.
func.func @sums_start(%x: memref<?x16x4x4xf32, #t8>, %g: memref<?x8x4x4xf32, #b8>, %o: memref<2304x16x1x1xf32, #plain>, %w: memref<8xf32>) {
  // expected-error @below {{'kernel.winograd_sums' op (C2): start must be two numbers from 0 to 2}}
  kernel.winograd_sums ins(%x, %g : memref<?x16x4x4xf32, #t8>, memref<?x8x4x4xf32, #b8>) outs(%o : memref<2304x16x1x1xf32, #plain>) {start = array<i64: 3, 1>, tile = array<i64: 2, 8, 1>}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#t8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C2: no row at all.
func.func @sums_rows(%x: memref<?x16x4x4xf32, #t8>, %g: memref<?x8x4x4xf32, #b8>, %o: memref<2304x16x1x1xf32, #plain>, %w: memref<8xf32>) {
  // expected-error @below {{'kernel.winograd_sums' op (C2): tile must be 3 numbers of at least 1, the last two of at most 64}}
  kernel.winograd_sums ins(%x, %g : memref<?x16x4x4xf32, #t8>, memref<?x8x4x4xf32, #b8>) outs(%o : memref<2304x16x1x1xf32, #plain>) {start = array<i64: 1, 1>, tile = array<i64: 0, 8, 1>}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#t8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C2: more sums than there are registers anywhere.
func.func @sums_tile(%x: memref<?x16x4x4xf32, #t8>, %g: memref<?x8x4x4xf32, #b8>, %o: memref<2304x16x1x1xf32, #plain>, %w: memref<8xf32>) {
  // expected-error @below {{'kernel.winograd_sums' op (C2): tile must be 3 numbers of at least 1, the last two of at most 64}}
  kernel.winograd_sums ins(%x, %g : memref<?x16x4x4xf32, #t8>, memref<?x8x4x4xf32, #b8>) outs(%o : memref<2304x16x1x1xf32, #plain>) {start = array<i64: 1, 1>, tile = array<i64: 2, 8, 65>}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#t8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C3: the sums of one part.
func.func @sums_output(%x: memref<?x16x4x4xf32, #t8>, %g: memref<?x8x4x4xf32, #b8>, %o: memref<288x16x1x1xf32, #plain>, %w: memref<8xf32>) {
  // expected-error @below {{'kernel.winograd_sums' op (C3): the output must be plain, 8*36*O x C x 1 x 1 of f32}}
  kernel.winograd_sums ins(%x, %g : memref<?x16x4x4xf32, #t8>, memref<?x8x4x4xf32, #b8>) outs(%o : memref<288x16x1x1xf32, #plain>) {start = array<i64: 1, 1>, tile = array<i64: 2, 8, 1>}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#t8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C3: in blocks.
func.func @sums_block(%x: memref<?x16x4x4xf32, #t8>, %g: memref<?x8x4x4xf32, #b8>, %o: memref<2304x16x1x1xf32, #b8>, %w: memref<8xf32>) {
  // expected-error @below {{'kernel.winograd_sums' op (C3): the output must be plain, 8*36*O x C x 1 x 1 of f32}}
  kernel.winograd_sums ins(%x, %g : memref<?x16x4x4xf32, #t8>, memref<?x8x4x4xf32, #b8>) outs(%o : memref<2304x16x1x1xf32, #b8>) {start = array<i64: 1, 1>, tile = array<i64: 2, 8, 1>}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#t8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// C4: a weight.
func.func @sums_weights(%x: memref<?x16x4x4xf32, #t8>, %g: memref<?x8x4x4xf32, #b8>, %o: memref<2304x16x1x1xf32, #plain>, %w: memref<8xf32>) {
  // expected-error @below {{'kernel.winograd_sums' op (C4): there must be no weights}}
  kernel.winograd_sums ins(%x, %g : memref<?x16x4x4xf32, #t8>, memref<?x8x4x4xf32, #b8>) weights(%w : memref<8xf32>) outs(%o : memref<2304x16x1x1xf32, #plain>) {start = array<i64: 1, 1>, tile = array<i64: 2, 8, 1>}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: a part and a half.
func.func @gradient_parts(%x: memref<432x8x1x1xf32, #plain>, %y: memref<8x8x3x3xf32, #plain>) {
  // expected-error @below {{'kernel.winograd_weight_gradient' op (C1): there must be one input, n*36*O x C x 1 x 1, and an output O x C x 3 x 3, both plain}}
  kernel.winograd_weight_gradient ins(%x : memref<432x8x1x1xf32, #plain>) outs(%y : memref<8x8x3x3xf32, #plain>)
  return
}
