// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: a vector is not a picture of one pixel.
func.func @shape(%x: memref<?x8x1x1xf32, #b8>, %y: memref<?x8xf32, #b8>) {
  // expected-error @below {{(C1): input and output must have the same shape}}
  kernel.group_norm ins(%x : memref<?x8x1x1xf32, #b8>) outs(%y : memref<?x8xf32, #b8>) {groups = 2 : i64, epsilon = 1.0e-3}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: other channels.
func.func @channels(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x16x4x4xf32, #b8>) {
  // expected-error @below {{(C1): input and output must have the same channels and block}}
  kernel.group_norm ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x16x4x4xf32, #b8>) {groups = 2 : i64, epsilon = 1.0e-3}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: groups divide the channels, not the lanes of the blocks.
func.func @groups(%x: memref<?x10x4x4xf32, #b8>, %y: memref<?x10x4x4xf32, #b8>) {
  // expected-error @below {{(C2): groups (4) must divide the channels}}
  kernel.group_norm ins(%x : memref<?x10x4x4xf32, #b8>) outs(%y : memref<?x10x4x4xf32, #b8>) {groups = 4 : i64, epsilon = 1.0e-3}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: a division by zero, if it were not looked at.
func.func @zero(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C2): groups (0) must divide the channels}}
  kernel.group_norm ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {groups = 0 : i64, epsilon = 1.0e-3}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: a negative number divides too.
func.func @negative(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C2): groups (-2) must divide the channels}}
  kernel.group_norm ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {groups = -2 : i64, epsilon = 1.0e-3}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C3: a scale without a shift.
func.func @scale(%x: memref<?x8x4x4xf32, #b8>, %s: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C3): the weights must be none, or two of one number for each channel}}
  kernel.group_norm ins(%x : memref<?x8x4x4xf32, #b8>) weights(%s : memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {groups = 2 : i64, epsilon = 1.0e-3}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C3: a number for each channel, but not for each lane of the last block.
func.func @lanes(%x: memref<?x10x4x4xf32, #b8>, %s: memref<15xf32>, %y: memref<?x10x4x4xf32, #b8>) {
  // expected-error @below {{(C3)}}
  kernel.group_norm ins(%x : memref<?x10x4x4xf32, #b8>) weights(%s, %s : memref<15xf32>, memref<15xf32>) outs(%y : memref<?x10x4x4xf32, #b8>) {groups = 2 : i64, epsilon = 1.0e-3}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C3: three weights.
func.func @three(%x: memref<?x8x4x4xf32, #b8>, %s: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C3)}}
  kernel.group_norm ins(%x : memref<?x8x4x4xf32, #b8>) weights(%s, %s, %s : memref<8xf32>, memref<8xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {groups = 2 : i64, epsilon = 1.0e-3}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C4: a negative epsilon.
func.func @epsilon(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C4): epsilon must be above 0}}
  kernel.group_norm ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {groups = 2 : i64, epsilon = -1.0e-3}
  return
}
