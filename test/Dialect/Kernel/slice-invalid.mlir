// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: in the middle of a block.
func.func @block(%b: memref<?x16x4x4xf32, #b8>) {
  // expected-error @below {{(C1): the channels must start at a multiple of the block and lie within the source, got 4}}
  %s = kernel.slice %b channel = 4 : memref<?x16x4x4xf32, #b8> -> memref<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 256>>
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: beyond the source.
func.func @beyond(%b: memref<?x16x4x4xf32, #b8>) {
  // expected-error @below {{(C1): the channels must start at a multiple of the block and lie within the source, got 16}}
  %s = kernel.slice %b channel = 16 : memref<?x16x4x4xf32, #b8> -> memref<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 256>>
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: before the source.
func.func @before(%b: memref<?x16x4x4xf32, #b8>) {
  // expected-error @below {{(C1): the channels must start at a multiple of the block and lie within the source, got -8}}
  %s = kernel.slice %b channel = -8 : memref<?x16x4x4xf32, #b8> -> memref<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 256>>
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: the sum of channels overflows.
func.func @overflow(%b: memref<?x16x4x4xf32, #b8>) {
  // expected-error @below {{(C1): the channels must start at a multiple of the block and lie within the source}}
  %s = kernel.slice %b channel = 9223372036854775800 : memref<?x16x4x4xf32, #b8> -> memref<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 256>>
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: more channels than the source has.
func.func @more(%b: memref<?x16x4x4xf32, #b8>) {
  // expected-error @below {{(C1): the channels must start at a multiple of the block and lie within the source}}
  %s = kernel.slice %b channel = 0 : memref<?x16x4x4xf32, #b8> -> memref<?x24x4x4xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 1000>>
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: another width.
func.func @width(%b: memref<?x16x4x4xf32, #b8>) {
  // expected-error @below {{(C1): all but the channels and the pitch must be the source's, in an nchw layout}}
  %s = kernel.slice %b channel = 8 : memref<?x16x4x4xf32, #b8> -> memref<?x8x4x3xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 256>>
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: another element type.
func.func @element(%b: memref<?x16x4x4xf32, #b8>) {
  // expected-error @below {{(C1): all but the channels and the pitch must be the source's, in an nchw layout}}
  %s = kernel.slice %b channel = 8 : memref<?x16x4x4xf32, #b8> -> memref<?x8x4x4xi8, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 256>>
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: another block.
func.func @form(%b: memref<?x16x4x4xf32, #b8>) {
  // expected-error @below {{(C1): all but the channels and the pitch must be the source's, in an nchw layout}}
  %s = kernel.slice %b channel = 8 : memref<?x16x4x4xf32, #b8> -> memref<?x8x4x4xf32, #cnn.layout<nchw, block = 4, halo = [0, 0, 0, 0], pitch = 256>>
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: no layout.
func.func @layout(%b: memref<?x16x4x4xf32, #b8>) {
  // expected-error @below {{(C1): all but the channels and the pitch must be the source's, in an nchw layout}}
  %s = kernel.slice %b channel = 8 : memref<?x16x4x4xf32, #b8> -> memref<?x8x4x4xf32>
  return
}

// -----

#hwc = #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: channels lie apart in nhwc.
func.func @nhwc(%b: memref<?x16x4x4xf32, #hwc>) {
  // expected-error @below {{(C1): all but the channels and the pitch must be the source's, in an nchw layout}}
  %s = kernel.slice %b channel = 8 : memref<?x16x4x4xf32, #hwc> -> memref<?x8x4x4xf32, #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 256>>
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: another distance between pictures.
func.func @pitch(%b: memref<?x16x4x4xf32, #b8>) {
  // expected-error @below {{(C2): the result's pitch must be 256}}
  %s = kernel.slice %b channel = 8 : memref<?x16x4x4xf32, #b8> -> memref<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 512>>
  return
}
