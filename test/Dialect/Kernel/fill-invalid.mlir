// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: nothing to read but the weight.
func.func @input(%x: memref<?x8x2x3xf32, #b8>, %w: memref<48xf32>, %y: memref<?x8x2x3xf32, #b8>) {
  // expected-error @below {{(C1): there must be no input, and one weight of 48 elements}}
  kernel.fill ins(%x : memref<?x8x2x3xf32, #b8>) weights(%w : memref<48xf32>) outs(%y : memref<?x8x2x3xf32, #b8>)
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: no weight.
func.func @none(%y: memref<?x8x2x3xf32, #b8>) {
  // expected-error @below {{(C1)}}
  kernel.fill ins() outs(%y : memref<?x8x2x3xf32, #b8>)
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: two weights.
func.func @two(%w: memref<48xf32>, %y: memref<?x8x2x3xf32, #b8>) {
  // expected-error @below {{(C1)}}
  kernel.fill ins() weights(%w, %w : memref<48xf32>, memref<48xf32>) outs(%y : memref<?x8x2x3xf32, #b8>)
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: an element for each channel, but not for each lane of the last block.
func.func @lanes(%w: memref<60xf32>, %y: memref<?x10x2x3xf32, #b8>) {
  // expected-error @below {{(C1): there must be no input, and one weight of 96 elements}}
  kernel.fill ins() weights(%w : memref<60xf32>) outs(%y : memref<?x10x2x3xf32, #b8>)
  return
}

// -----

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: 2^40 elements, the most that a layout allows.
func.func @huge(%w: memref<60xf32>, %y: memref<?x1048576x1048576x1xf32, #b1>) {
  // expected-error @below {{(C1): there must be no input, and one weight of 1099511627776 elements}}
  kernel.fill ins() weights(%w : memref<60xf32>) outs(%y : memref<?x1048576x1048576x1xf32, #b1>)
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// Weights are of f32.
func.func @bytes(%w: memref<48xi8>, %y: memref<?x8x2x3xf32, #b8>) {
  // expected-error @below {{weights must be vectors of f32 or bf16}}
  kernel.fill ins() weights(%w : memref<48xi8>) outs(%y : memref<?x8x2x3xf32, #b8>)
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// The output is a picture or a vector with a layout.
func.func @output(%w: memref<48xf32>, %y: memref<48xf32>) {
  // expected-error @below {{the output must be of f32 or bf16 and have a #cnn.layout}}
  kernel.fill ins() weights(%w : memref<48xf32>) outs(%y : memref<48xf32>)
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// Without inputs there is nothing that an epilogue could name.
func.func @epilogue(%w: memref<48xf32>, %y: memref<?x8x2x3xf32, #b8>) {
  // expected-error @below {{the epilogue must have one argument per input}}
  kernel.fill ins() weights(%w : memref<48xf32>) outs(%y : memref<?x8x2x3xf32, #b8>) epilogue {
  ^bb0(%a: f32):
    kernel.yield %a : f32
  }
  return
}
