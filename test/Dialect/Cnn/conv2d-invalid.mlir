// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: a vector is no picture.
func.func @vector(%x: tensor<?x4xf32>, %w: tensor<6x4x3x3xf32>, %b: tensor<6xf32>) {
  // expected-error @below {{conv2d (C1): the input must be N x C x H x W of f32}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv2d %x, %w, %b strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x4xf32>, tensor<6x4x3x3xf32>, tensor<6xf32>) -> tensor<?x6x6x6xf32>
  return
}

// -----

// C1: bytes must be normalised first.
func.func @bytes(%x: tensor<?x4x8x8xui8>, %w: tensor<6x4x3x3xf32>, %b: tensor<6xf32>) {
  // expected-error @below {{conv2d (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv2d %x, %w, %b strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x4x8x8xui8>, tensor<6x4x3x3xf32>, tensor<6xf32>) -> tensor<?x6x6x6xf32>
  return
}

// -----

// C1: only the batch is dynamic.
func.func @dynamic_channels(%x: tensor<?x?x8x8xf32>, %w: tensor<6x4x3x3xf32>, %b: tensor<6xf32>) {
  // expected-error @below {{conv2d (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv2d %x, %w, %b strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x?x8x8xf32>, tensor<6x4x3x3xf32>, tensor<6xf32>) -> tensor<?x6x6x6xf32>
  return
}

// -----

// C1: a picture has rows.
func.func @no_rows(%x: tensor<?x4x0x8xf32>, %w: tensor<6x4x3x3xf32>, %b: tensor<6xf32>) {
  // expected-error @below {{conv2d (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv2d %x, %w, %b strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x4x0x8xf32>, tensor<6x4x3x3xf32>, tensor<6xf32>) -> tensor<?x6x6x6xf32>
  return
}

// -----

// C1: the number of elements overflows 64 bits.
func.func @overflow(%x: tensor<?x4x4294967296x4294967296xf32>, %w: tensor<6x4x3x3xf32>, %b: tensor<6xf32>) {
  // expected-error @below {{conv2d (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv2d %x, %w, %b strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x4x4294967296x4294967296xf32>, tensor<6x4x3x3xf32>, tensor<6xf32>) -> tensor<?x6x6x6xf32>
  return
}

// -----

// C2: the weight has four dimensions.
func.func @weight_rank(%x: tensor<?x4x8x8xf32>, %w: tensor<6x36xf32>, %b: tensor<6xf32>) {
  // expected-error @below {{conv2d (C2): the weight must be O x C/groups x KH x KW of f32}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv2d %x, %w, %b strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x4x8x8xf32>, tensor<6x36xf32>, tensor<6xf32>) -> tensor<?x6x6x6xf32>
  return
}

// -----

// C2: a kernel of no extent.
func.func @no_kernel(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x0x0xf32>, %b: tensor<6xf32>) {
  // expected-error @below {{conv2d (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv2d %x, %w, %b strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x4x8x8xf32>, tensor<6x4x0x0xf32>, tensor<6xf32>) -> tensor<?x6x6x6xf32>
  return
}

// -----

// C2: the weight is static.
func.func @dynamic_weight(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x?x3xf32>, %b: tensor<6xf32>) {
  // expected-error @below {{conv2d (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv2d %x, %w, %b strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x4x8x8xf32>, tensor<6x4x?x3xf32>, tensor<6xf32>) -> tensor<?x6x6x6xf32>
  return
}

// -----

// C2: the weight is of f32.
func.func @weight_type(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x3x3xf16>, %b: tensor<6xf32>) {
  // expected-error @below {{conv2d (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv2d %x, %w, %b strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x4x8x8xf32>, tensor<6x4x3x3xf16>, tensor<6xf32>) -> tensor<?x6x6x6xf32>
  return
}

// -----

// C2: groups divide the channels.
func.func @groups(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x3x3xf32>, %b: tensor<6xf32>) {
  // expected-error @below {{conv2d (C2): groups (3) must divide the channels of input (4) and output (6)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv2d %x, %w, %b strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 3 : (tensor<?x4x8x8xf32>, tensor<6x4x3x3xf32>, tensor<6xf32>) -> tensor<?x6x6x6xf32>
  return
}

// -----

// C2: no groups at all.
func.func @no_groups(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x3x3xf32>, %b: tensor<6xf32>) {
  // expected-error @below {{conv2d (C2): groups (0)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv2d %x, %w, %b strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 0 : (tensor<?x4x8x8xf32>, tensor<6x4x3x3xf32>, tensor<6xf32>) -> tensor<?x6x6x6xf32>
  return
}

// -----

// C2: the input channels of the weight are those of a group.
func.func @weight_channels(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x3x3xf32>, %b: tensor<6xf32>) {
  // expected-error @below {{conv2d (C2): the weight has 4 input channels per group, the input 2}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv2d %x, %w, %b strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 2 : (tensor<?x4x8x8xf32>, tensor<6x4x3x3xf32>, tensor<6xf32>) -> tensor<?x6x6x6xf32>
  return
}

// -----

// C3: one bias per output channel.
func.func @bias(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x3x3xf32>, %b: tensor<4xf32>) {
  // expected-error @below {{conv2d (C3): the bias must be a vector of 6}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv2d %x, %w, %b strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x4x8x8xf32>, tensor<6x4x3x3xf32>, tensor<4xf32>) -> tensor<?x6x6x6xf32>
  return
}

// -----

// C3: the bias is a vector.
func.func @bias_rank(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x3x3xf32>, %b: tensor<6x1xf32>) {
  // expected-error @below {{conv2d (C3)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv2d %x, %w, %b strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x4x8x8xf32>, tensor<6x4x3x3xf32>, tensor<6x1xf32>) -> tensor<?x6x6x6xf32>
  return
}

// -----

// C4: a stride moves forward.
func.func @stride(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x3x3xf32>, %b: tensor<6xf32>) {
  // expected-error @below {{conv2d (C4): strides and dilations must be two numbers of at least 1, padding four of at least 0}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv2d %x, %w, %b strides = [-1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x4x8x8xf32>, tensor<6x4x3x3xf32>, tensor<6xf32>) -> tensor<?x6x6x6xf32>
  return
}

// -----

// C4: two strides, not one.
func.func @one_stride(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x3x3xf32>, %b: tensor<6xf32>) {
  // expected-error @below {{conv2d (C4)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv2d %x, %w, %b strides = [1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x4x8x8xf32>, tensor<6x4x3x3xf32>, tensor<6xf32>) -> tensor<?x6x6x6xf32>
  return
}

// -----

// C4: a dilation of 0.
func.func @dilation(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x3x3xf32>, %b: tensor<6xf32>) {
  // expected-error @below {{conv2d (C4)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv2d %x, %w, %b strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 0] groups = 1 : (tensor<?x4x8x8xf32>, tensor<6x4x3x3xf32>, tensor<6xf32>) -> tensor<?x6x6x6xf32>
  return
}

// -----

// C4: padding has four sides.
func.func @sides(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x3x3xf32>, %b: tensor<6xf32>) {
  // expected-error @below {{conv2d (C4)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv2d %x, %w, %b strides = [1, 1] padding = [1, 1] dilations = [1, 1] groups = 1 : (tensor<?x4x8x8xf32>, tensor<6x4x3x3xf32>, tensor<6xf32>) -> tensor<?x6x6x6xf32>
  return
}

// -----

// C4: negative padding.
func.func @padding(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x3x3xf32>, %b: tensor<6xf32>) {
  // expected-error @below {{conv2d (C4)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv2d %x, %w, %b strides = [1, 1] padding = [0, 0, -1, 0] dilations = [1, 1] groups = 1 : (tensor<?x4x8x8xf32>, tensor<6x4x3x3xf32>, tensor<6xf32>) -> tensor<?x6x6x6xf32>
  return
}

// -----

// C4: the extent of the window would overflow.
func.func @huge(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x3x3xf32>, %b: tensor<6xf32>) {
  // expected-error @below {{conv2d (C4)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv2d %x, %w, %b strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 9223372036854775807] groups = 1 : (tensor<?x4x8x8xf32>, tensor<6x4x3x3xf32>, tensor<6xf32>) -> tensor<?x6x6x6xf32>
  return
}

// -----

// C5: the window is larger than the picture.
func.func @large(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x3x11xf32>, %b: tensor<6xf32>) {
  // expected-error @below {{conv2d (C5): the output's width would be -2}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv2d %x, %w, %b strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x4x8x8xf32>, tensor<6x4x3x11xf32>, tensor<6xf32>) -> tensor<?x6x6x6xf32>
  return
}

// -----

// C5: more outputs than can be counted.
func.func @outputs(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x3x3xf32>, %b: tensor<6xf32>) {
  // expected-error @below {{conv2d (C5): the output would have more than 2^31 elements}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv2d %x, %w, %b strides = [1, 1] padding = [1000000, 1000000, 1000000, 1000000] dilations = [1, 1] groups = 1 : (tensor<?x4x8x8xf32>, tensor<6x4x3x3xf32>, tensor<6xf32>) -> tensor<?x6x6x6xf32>
  return
}

// -----

// The stated type must be the inferred one.
func.func @stated(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x3x3xf32>, %b: tensor<6xf32>) {
  // expected-error @below {{'cnn.conv2d' op inferred type(s) 'tensor<?x6x6x6xf32>' are incompatible with return type(s) of operation 'tensor<?x6x7x6xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv2d %x, %w, %b strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x4x8x8xf32>, tensor<6x4x3x3xf32>, tensor<6xf32>) -> tensor<?x6x7x6xf32>
  return
}

// -----

// The weight is missing.
func.func @operands(%x: tensor<?x4x8x8xf32>) {
  // expected-error @below {{expected 2 or more operands, but found 1}}
  %y = "cnn.conv2d"(%x) <{strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64}> : (tensor<?x4x8x8xf32>) -> tensor<?x6x6x6xf32>
  return
}

// -----

// An attribute is missing.
func.func @attributes(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @below {{requires attribute 'padding'}}
  %y = "cnn.conv2d"(%x, %w) <{strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}> : (tensor<?x4x8x8xf32>, tensor<6x4x3x3xf32>) -> tensor<?x6x6x6xf32>
  return
}

// -----

// C1: five dimensions.
func.func @rank(%x: tensor<?x4x8x8x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @below {{conv2d (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv2d %x, %w strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x4x8x8x8xf32>, tensor<6x4x3x3xf32>) -> tensor<?x6x6x6xf32>
  return
}

// -----

// C2: the least number of groups there is.
func.func @least_groups(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @below {{conv2d (C2): groups (-9223372036854775808)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv2d %x, %w strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = -9223372036854775808 : (tensor<?x4x8x8xf32>, tensor<6x4x3x3xf32>) -> tensor<?x6x6x6xf32>
  return
}

// -----

// C4: a stride of 2^40.
func.func @huge_stride(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @below {{conv2d (C4)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv2d %x, %w strides = [1099511627776, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x4x8x8xf32>, tensor<6x4x3x3xf32>) -> tensor<?x6x1x6xf32>
  return
}

// -----

// C5: the greatest dilation and kernel that are allowed reach 2^62 elements.
func.func @reach(%x: tensor<?x1x8x1xf32>, %w: tensor<1x1x2147483648x1xf32>) {
  // expected-error @below {{conv2d (C5): the output's height would be -4611686016279904248}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv2d %x, %w strides = [1, 1] padding = [0, 0, 0, 0] dilations = [2147483648, 1] groups = 1 : (tensor<?x1x8x1xf32>, tensor<1x1x2147483648x1xf32>) -> tensor<?x1x1x1xf32>
  return
}

// -----

// C6: a reflection has all rows but the edge.
func.func @reflect(%x: tensor<?x4x4x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @below {{conv2d (C6): the input is too small for this padding of mode reflect}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv2d %x, %w strides = [1, 1] padding = [0, 4, 0, 0] dilations = [1, 1] groups = 1 mode = reflect : (tensor<?x4x4x8xf32>, tensor<6x4x3x3xf32>) -> tensor<?x6x6x6xf32>
  return
}

// -----

// C6: a picture of one column has no reflection.
func.func @reflect_column(%x: tensor<?x4x8x1xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @below {{conv2d (C6)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv2d %x, %w strides = [1, 1] padding = [0, 0, 1, 1] dilations = [1, 1] groups = 1 mode = reflect : (tensor<?x4x8x1xf32>, tensor<6x4x3x3xf32>) -> tensor<?x6x6x1xf32>
  return
}

// -----

// C6: a circle has each column once.
func.func @circular(%x: tensor<?x4x8x4xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @below {{conv2d (C6): the input is too small for this padding of mode circular}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv2d %x, %w strides = [1, 1] padding = [0, 0, 5, 0] dilations = [1, 1] groups = 1 mode = circular : (tensor<?x4x8x4xf32>, tensor<6x4x3x3xf32>) -> tensor<?x6x6x7xf32>
  return
}

// -----

// There is no other mode.
func.func @mode(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @below {{expected one of [zero, reflect, replicate, circular] for what lies beyond the edge of a picture, got: mirror}}
  // expected-error @below {{failed to parse Cnn_PadModeAttr parameter}}
  %y = cnn.conv2d %x, %w strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 mode = mirror : (tensor<?x4x8x8xf32>, tensor<6x4x3x3xf32>) -> tensor<?x6x8x8xf32>
  return
}
