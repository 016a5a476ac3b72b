// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: a vector is no picture.
func.func @vector(%x: tensor<?x6xf32>) {
  // expected-error @below {{pool (C1): the input must be N x C x H x W of f32}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pool max %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x6xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C1: only the batch is dynamic.
func.func @dynamic(%x: tensor<?x6x?x8xf32>) {
  // expected-error @below {{pool (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pool max %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x6x?x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C2: a window of no extent.
func.func @kernel(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{pool (C2): kernel, strides and dilations must be two numbers of at least 1, padding four from 0 to below the kernel's extent}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pool max %x kernel = [0, 2] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C2: one number.
func.func @one(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{pool (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pool max %x kernel = [2] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C2: a negative stride.
func.func @stride(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{pool (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pool max %x kernel = [2, 2] strides = [2, -2] padding = [0, 0, 0, 0] : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C2: a window could lie outside of the picture.
func.func @padding(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{pool (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pool max %x kernel = [2, 2] strides = [2, 2] padding = [2, 0, 0, 0] : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C2: the window would overflow.
func.func @huge(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{pool (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pool max %x kernel = [9223372036854775807, 2] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C3: the window is larger than the picture.
func.func @large(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{pool (C3): the output's height would be 0}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pool max %x kernel = [9, 2] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C3: the window is larger than the picture.
func.func @wide(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{pool (C3): the output's width would be 0}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pool max %x kernel = [2, 9] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// There is no other kind.
func.func @kind(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{expected one of [max, avg, lp] for what a pooling window computes, got: min}}
  // expected-error @below {{failed to parse Cnn_PoolKindAttr parameter}}
  %y = cnn.pool min %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C1: doubles have no kernel.
func.func @doubles(%x: tensor<?x6x8x8xf64>) {
  // expected-error @below {{pool (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pool max %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x6x8x8xf64> -> tensor<?x6x4x4xf64>
  return
}

// -----

// C2: a dilation of 0 would take one element over and over.
func.func @dilation(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{pool (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pool max %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] dilations = [0, 1] : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C2: three dilations.
func.func @dilations(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{pool (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pool max %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] dilations = [1, 1, 1] : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C2: a dilation times a kernel that overflows 64 bits.
func.func @reach(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{pool (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pool max %x kernel = [2147483648, 2] strides = [2, 2] padding = [0, 0, 0, 0] dilations = [2147483648, 1] : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C2: padding below the extent of the dilated kernel; the other side is not.
func.func @dilated_padding(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{pool (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pool max %x kernel = [2, 2] strides = [1, 1] padding = [3, 4, 0, 0] dilations = [3, 3] : tensor<?x6x8x8xf32> -> tensor<?x6x12x5xf32>
  return
}

// -----

// C2: no kernel at all.
func.func @no_kernel(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{pool (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pool max %x kernel = [] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C3: rounding up makes no window where not even one fits.
func.func @ceil(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{pool (C3): the output's height would be 0}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pool max %x kernel = [9, 2] strides = [2, 2] padding = [0, 0, 0, 0] ceil : tensor<?x6x8x8xf32> -> tensor<?x6x1x4xf32>
  return
}

// -----

// C3: padding makes too many windows.
func.func @elements(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{pool (C3): the output would have more than 2^31 elements}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pool max %x kernel = [100000, 100000] strides = [1, 1] padding = [99999, 99999, 99999, 99999] : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C4: a norm without p.
func.func @no_p(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{pool (C4): p, at least 1, must be there for a norm and for nothing else}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pool lp %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C4: a maximum has no p.
func.func @max_p(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{pool (C4)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pool max %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] p = 2.0 : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C4: below 1 it is no norm.
func.func @small_p(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{pool (C4)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pool lp %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] p = 0.5 : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C4: a negative p.
func.func @negative_p(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{pool (C4)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pool lp %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] p = -2.0 : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C4: infinity would divide by zero.
func.func @infinite_p(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{pool (C4)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pool lp %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] p = 0x7FF0000000000000 : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C4: NaN is not at least 1.
func.func @nan_p(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{pool (C4)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pool lp %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] p = 0x7FF8000000000000 : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C5: a reflection has all elements but the edge.
func.func @reflect(%x: tensor<?x6x4x8xf32>) {
  // expected-error @below {{pool (C5): the picture is too small for this padding, or ceil goes with another mode than zero}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pool max %x kernel = [5, 5] strides = [1, 1] padding = [4, 0, 0, 0] mode = reflect : tensor<?x6x4x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C5: a circle has each element once.
func.func @circular(%x: tensor<?x6x8x4xf32>) {
  // expected-error @below {{pool (C5)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pool max %x kernel = [6, 6] strides = [1, 1] padding = [0, 0, 0, 5] mode = circular : tensor<?x6x8x4xf32> -> tensor<?x6x3x4xf32>
  return
}

// -----

// C5: where windows end with the padding, nothing lies beyond.
func.func @ceil_mode(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{pool (C5)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pool max %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] ceil mode = replicate : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// There is no other mode.
func.func @mode(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{expected one of [zero, reflect, replicate, circular] for what lies beyond the edge of a picture, got: wrap}}
  // expected-error @below {{failed to parse Cnn_PadModeAttr parameter}}
  %y = cnn.pool max %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] mode = wrap : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}
