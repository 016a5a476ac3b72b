// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#in = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#out = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#none = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#planes = #cnn.layout<nchw, block = 1, halo = [1, 1, 1, 1], pitch = 0>

// C1: planes are not read in blocks.
func.func @f(%x: memref<?x8x4x4xf32, #planes>, %w: memref<1024xf32>, %b: memref<8xf32>, %y: memref<?x8x8x8xf32, #out>) {
  // expected-error @below {{(C1): the input's block must be the output's}}
  kernel.transposed_conv ins(%x : memref<?x8x4x4xf32, #planes>) weights(%w, %b : memref<1024xf32>, memref<8xf32>) outs(%y : memref<?x8x8x8xf32, #out>)
    {kernel = array<i64: 4, 4>, strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>,
     padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>}
  return
}

// -----

#in = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#out = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#none = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#planes = #cnn.layout<nchw, block = 1, halo = [1, 1, 1, 1], pitch = 0>

// C1: the taps reach one input beyond the edge, and there is no halo.
func.func @f(%x: memref<?x8x4x4xf32, #none>, %w: memref<1024xf32>, %b: memref<8xf32>, %y: memref<?x8x8x8xf32, #out>) {
  // expected-error @below {{(C1): the input's halo must be at least 1 before and 1 beyond the picture's rows}}
  kernel.transposed_conv ins(%x : memref<?x8x4x4xf32, #none>) weights(%w, %b : memref<1024xf32>, memref<8xf32>) outs(%y : memref<?x8x8x8xf32, #out>)
    {kernel = array<i64: 4, 4>, strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>,
     padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>}
  return
}

// -----

#in = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#out = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#none = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#planes = #cnn.layout<nchw, block = 1, halo = [1, 1, 1, 1], pitch = 0>

// C1: an output longer than the kernel reaches reads beyond the halo.
func.func @f(%x: memref<?x8x4x4xf32, #in>, %w: memref<1024xf32>, %b: memref<8xf32>, %y: memref<?x8x8x12xf32, #out>) {
  // expected-error @below {{(C1): the input's halo must be at least 1 before and 3 beyond the picture's columns}}
  kernel.transposed_conv ins(%x : memref<?x8x4x4xf32, #in>) weights(%w, %b : memref<1024xf32>, memref<8xf32>) outs(%y : memref<?x8x8x12xf32, #out>)
    {kernel = array<i64: 4, 4>, strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>,
     padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>}
  return
}

// -----

#in = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#out = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#none = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#planes = #cnn.layout<nchw, block = 1, halo = [1, 1, 1, 1], pitch = 0>

// C2: a tile of no rows.
func.func @f(%x: memref<?x8x4x4xf32, #in>, %w: memref<1024xf32>, %b: memref<8xf32>, %y: memref<?x8x8x8xf32, #out>) {
  // expected-error @below {{(C2): tile must be three numbers from 1 to 64}}
  kernel.transposed_conv ins(%x : memref<?x8x4x4xf32, #in>) weights(%w, %b : memref<1024xf32>, memref<8xf32>) outs(%y : memref<?x8x8x8xf32, #out>)
    {kernel = array<i64: 4, 4>, strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>,
     padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 0, 4, 1>}
  return
}

// -----

#in = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#out = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#none = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#planes = #cnn.layout<nchw, block = 1, halo = [1, 1, 1, 1], pitch = 0>

// C2: a tile of two numbers.
func.func @f(%x: memref<?x8x4x4xf32, #in>, %w: memref<1024xf32>, %b: memref<8xf32>, %y: memref<?x8x8x8xf32, #out>) {
  // expected-error @below {{(C2): tile must be three numbers from 1 to 64}}
  kernel.transposed_conv ins(%x : memref<?x8x4x4xf32, #in>) weights(%w, %b : memref<1024xf32>, memref<8xf32>) outs(%y : memref<?x8x8x8xf32, #out>)
    {kernel = array<i64: 4, 4>, strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>,
     padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4>}
  return
}

// -----

#in = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#out = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#none = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#planes = #cnn.layout<nchw, block = 1, halo = [1, 1, 1, 1], pitch = 0>

// C3: three groups do not divide eight channels.
func.func @f(%x: memref<?x8x4x4xf32, #in>, %w: memref<1024xf32>, %b: memref<8xf32>, %y: memref<?x8x8x8xf32, #out>) {
  // expected-error @below {{(C3): groups (3) must divide}}
  kernel.transposed_conv ins(%x : memref<?x8x4x4xf32, #in>) weights(%w, %b : memref<1024xf32>, memref<8xf32>) outs(%y : memref<?x8x8x8xf32, #out>)
    {kernel = array<i64: 4, 4>, strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>,
     padding = array<i64: 1, 1, 1, 1>, groups = 3 : i64, tile = array<i64: 1, 4, 1>}
  return
}

// -----

#in = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#out = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#none = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#planes = #cnn.layout<nchw, block = 1, halo = [1, 1, 1, 1], pitch = 0>

// C3: no groups.
func.func @f(%x: memref<?x8x4x4xf32, #in>, %w: memref<1024xf32>, %b: memref<8xf32>, %y: memref<?x8x8x8xf32, #out>) {
  // expected-error @below {{(C3): groups (0) must divide}}
  kernel.transposed_conv ins(%x : memref<?x8x4x4xf32, #in>) weights(%w, %b : memref<1024xf32>, memref<8xf32>) outs(%y : memref<?x8x8x8xf32, #out>)
    {kernel = array<i64: 4, 4>, strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>,
     padding = array<i64: 1, 1, 1, 1>, groups = 0 : i64, tile = array<i64: 1, 4, 1>}
  return
}

// -----

#in = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#out = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#none = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#planes = #cnn.layout<nchw, block = 1, halo = [1, 1, 1, 1], pitch = 0>

// C4: one weight too few.
func.func @f(%x: memref<?x8x4x4xf32, #in>, %w: memref<1023xf32>, %b: memref<8xf32>, %y: memref<?x8x8x8xf32, #out>) {
  // expected-error @below {{(C4): the weights must be a packed kernel}}
  kernel.transposed_conv ins(%x : memref<?x8x4x4xf32, #in>) weights(%w, %b : memref<1023xf32>, memref<8xf32>) outs(%y : memref<?x8x8x8xf32, #out>)
    {kernel = array<i64: 4, 4>, strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>,
     padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>}
  return
}

// -----

#in = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#out = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#none = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#planes = #cnn.layout<nchw, block = 1, halo = [1, 1, 1, 1], pitch = 0>

// C1: a kernel of 2^48 taps reaches far beyond the halo.
func.func @f(%x: memref<?x8x4x4xf32, #in>, %w: memref<1024xf32>, %b: memref<8xf32>, %y: memref<?x8x8x8xf32, #out>) {
  // expected-error @below {{(C1): the input's halo must be at least}}
  kernel.transposed_conv ins(%x : memref<?x8x4x4xf32, #in>) weights(%w, %b : memref<1024xf32>, memref<8xf32>) outs(%y : memref<?x8x8x8xf32, #out>)
    {kernel = array<i64: 16777216, 16777216>, strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>,
     padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>}
  return
}

// -----

#in = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#out = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#none = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#planes = #cnn.layout<nchw, block = 1, halo = [1, 1, 1, 1], pitch = 0>

// C5: with this dilation each of nine rests is a kind of its own.
func.func @f(%x: memref<?x8x4x4xf32, #in>, %w: memref<1024xf32>, %b: memref<8xf32>, %y: memref<?x8x36x36xf32, #out>) {
  // expected-error @below {{(C5): more than 8 kinds of outputs along an axis}}
  kernel.transposed_conv ins(%x : memref<?x8x4x4xf32, #in>) weights(%w, %b : memref<1024xf32>, memref<8xf32>) outs(%y : memref<?x8x36x36xf32, #out>)
    {kernel = array<i64: 7, 7>, strides = array<i64: 9, 9>, dilations = array<i64: 2, 2>,
     padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>}
  return
}

// -----

#in = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#out = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#none = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#planes = #cnn.layout<nchw, block = 1, halo = [1, 1, 1, 1], pitch = 0>

// A stride of 0.
func.func @f(%x: memref<?x8x4x4xf32, #in>, %w: memref<1024xf32>, %b: memref<8xf32>, %y: memref<?x8x8x8xf32, #out>) {
  // expected-error @below {{kernel, strides (at most 4096) and dilations must be two numbers of at least 1}}
  kernel.transposed_conv ins(%x : memref<?x8x4x4xf32, #in>) weights(%w, %b : memref<1024xf32>, memref<8xf32>) outs(%y : memref<?x8x8x8xf32, #out>)
    {kernel = array<i64: 4, 4>, strides = array<i64: 0, 2>, dilations = array<i64: 1, 1>,
     padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>}
  return
}

// -----

#in = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#out = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#none = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#planes = #cnn.layout<nchw, block = 1, halo = [1, 1, 1, 1], pitch = 0>

// A stride that no kernel takes.
func.func @f(%x: memref<?x8x4x4xf32, #in>, %w: memref<1024xf32>, %b: memref<8xf32>, %y: memref<?x8x8x8xf32, #out>) {
  // expected-error @below {{kernel, strides (at most 4096) and dilations must be two numbers of at least 1}}
  kernel.transposed_conv ins(%x : memref<?x8x4x4xf32, #in>) weights(%w, %b : memref<1024xf32>, memref<8xf32>) outs(%y : memref<?x8x8x8xf32, #out>)
    {kernel = array<i64: 4, 4>, strides = array<i64: 4097, 2>, dilations = array<i64: 1, 1>,
     padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>}
  return
}

// -----

#in = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#out = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#none = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#planes = #cnn.layout<nchw, block = 1, halo = [1, 1, 1, 1], pitch = 0>

// A kernel of one extent.
func.func @f(%x: memref<?x8x4x4xf32, #in>, %w: memref<1024xf32>, %b: memref<8xf32>, %y: memref<?x8x8x8xf32, #out>) {
  // expected-error @below {{kernel, strides (at most 4096) and dilations must be two numbers of at least 1}}
  kernel.transposed_conv ins(%x : memref<?x8x4x4xf32, #in>) weights(%w, %b : memref<1024xf32>, memref<8xf32>) outs(%y : memref<?x8x8x8xf32, #out>)
    {kernel = array<i64: 4>, strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>,
     padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>}
  return
}

// -----

#in = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#out = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#none = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#planes = #cnn.layout<nchw, block = 1, halo = [1, 1, 1, 1], pitch = 0>

// A negative padding.
func.func @f(%x: memref<?x8x4x4xf32, #in>, %w: memref<1024xf32>, %b: memref<8xf32>, %y: memref<?x8x8x8xf32, #out>) {
  // expected-error @below {{padding four of at least 0}}
  kernel.transposed_conv ins(%x : memref<?x8x4x4xf32, #in>) weights(%w, %b : memref<1024xf32>, memref<8xf32>) outs(%y : memref<?x8x8x8xf32, #out>)
    {kernel = array<i64: 4, 4>, strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>,
     padding = array<i64: 1, -1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>}
  return
}
