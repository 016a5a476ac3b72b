// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: a vector is no picture.
func.func @vector(%x: tensor<?x6xf32>, %w: tensor<6x3x2x2xf32>) {
  // expected-error @below {{conv_transpose2d (C1): the input must be N x C x H x W of f32}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv_transpose2d %x, %w strides = [2, 2] padding = [0, 0, 0, 0] output_padding = [0, 0] dilations = [1, 1] groups = 1 : (tensor<?x6xf32>, tensor<6x3x2x2xf32>) -> tensor<?x3x8x8xf32>
  return
}

// -----

// C1: five dimensions.
func.func @rank(%x: tensor<?x6x4x4x4xf32>, %w: tensor<6x3x2x2xf32>) {
  // expected-error @below {{conv_transpose2d (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv_transpose2d %x, %w strides = [2, 2] padding = [0, 0, 0, 0] output_padding = [0, 0] dilations = [1, 1] groups = 1 : (tensor<?x6x4x4x4xf32>, tensor<6x3x2x2xf32>) -> tensor<?x3x8x8xf32>
  return
}

// -----

// C1: doubles have no kernel.
func.func @doubles(%x: tensor<?x6x4x4xf64>, %w: tensor<6x3x2x2xf32>) {
  // expected-error @below {{conv_transpose2d (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv_transpose2d %x, %w strides = [2, 2] padding = [0, 0, 0, 0] output_padding = [0, 0] dilations = [1, 1] groups = 1 : (tensor<?x6x4x4xf64>, tensor<6x3x2x2xf32>) -> tensor<?x3x8x8xf32>
  return
}

// -----

// C1: only the batch is dynamic.
func.func @dynamic(%x: tensor<?x6x4x?xf32>, %w: tensor<6x3x2x2xf32>) {
  // expected-error @below {{conv_transpose2d (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv_transpose2d %x, %w strides = [2, 2] padding = [0, 0, 0, 0] output_padding = [0, 0] dilations = [1, 1] groups = 1 : (tensor<?x6x4x?xf32>, tensor<6x3x2x2xf32>) -> tensor<?x3x8x8xf32>
  return
}

// -----

// C2: the first dimension of the weight is that of the input channels.
func.func @channels(%x: tensor<?x6x4x4xf32>, %w: tensor<3x6x2x2xf32>) {
  // expected-error @below {{conv_transpose2d (C2): the weight must be 6 x O/groups x KH x KW of f32}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv_transpose2d %x, %w strides = [2, 2] padding = [0, 0, 0, 0] output_padding = [0, 0] dilations = [1, 1] groups = 1 : (tensor<?x6x4x4xf32>, tensor<3x6x2x2xf32>) -> tensor<?x3x8x8xf32>
  return
}

// -----

// C2: the weight has four dimensions.
func.func @weight_rank(%x: tensor<?x6x4x4xf32>, %w: tensor<6x3x4xf32>) {
  // expected-error @below {{conv_transpose2d (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv_transpose2d %x, %w strides = [2, 2] padding = [0, 0, 0, 0] output_padding = [0, 0] dilations = [1, 1] groups = 1 : (tensor<?x6x4x4xf32>, tensor<6x3x4xf32>) -> tensor<?x3x8x8xf32>
  return
}

// -----

// C2: the weight is of f32.
func.func @weight_type(%x: tensor<?x6x4x4xf32>, %w: tensor<6x3x2x2xi8>) {
  // expected-error @below {{conv_transpose2d (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv_transpose2d %x, %w strides = [2, 2] padding = [0, 0, 0, 0] output_padding = [0, 0] dilations = [1, 1] groups = 1 : (tensor<?x6x4x4xf32>, tensor<6x3x2x2xi8>) -> tensor<?x3x8x8xf32>
  return
}

// -----

// C2: the weight is static.
func.func @weight_dynamic(%x: tensor<?x6x4x4xf32>, %w: tensor<6x?x2x2xf32>) {
  // expected-error @below {{conv_transpose2d (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv_transpose2d %x, %w strides = [2, 2] padding = [0, 0, 0, 0] output_padding = [0, 0] dilations = [1, 1] groups = 1 : (tensor<?x6x4x4xf32>, tensor<6x?x2x2xf32>) -> tensor<?x3x8x8xf32>
  return
}

// -----

// C2: a kernel of no extent.
func.func @weight_empty(%x: tensor<?x6x4x4xf32>, %w: tensor<6x3x0x2xf32>) {
  // expected-error @below {{conv_transpose2d (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv_transpose2d %x, %w strides = [2, 2] padding = [0, 0, 0, 0] output_padding = [0, 0] dilations = [1, 1] groups = 1 : (tensor<?x6x4x4xf32>, tensor<6x3x0x2xf32>) -> tensor<?x3x8x8xf32>
  return
}

// -----

// C2: the weight's elements overflow 64 bits.
func.func @weight_overflow(%x: tensor<?x6x4x4xf32>, %w: tensor<6x4294967296x4294967296x2xf32>) {
  // expected-error @below {{conv_transpose2d (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv_transpose2d %x, %w strides = [2, 2] padding = [0, 0, 0, 0] output_padding = [0, 0] dilations = [1, 1] groups = 1 : (tensor<?x6x4x4xf32>, tensor<6x4294967296x4294967296x2xf32>) -> tensor<?x3x8x8xf32>
  return
}

// -----

// C2: groups divide the channels.
func.func @groups(%x: tensor<?x6x4x4xf32>, %w: tensor<6x3x2x2xf32>) {
  // expected-error @below {{conv_transpose2d (C2): groups (4) must divide the 6 input channels}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv_transpose2d %x, %w strides = [2, 2] padding = [0, 0, 0, 0] output_padding = [0, 0] dilations = [1, 1] groups = 4 : (tensor<?x6x4x4xf32>, tensor<6x3x2x2xf32>) -> tensor<?x3x8x8xf32>
  return
}

// -----

// C2: a division by zero, if it were not looked at.
func.func @no_groups(%x: tensor<?x6x4x4xf32>, %w: tensor<6x3x2x2xf32>) {
  // expected-error @below {{conv_transpose2d (C2): groups (0)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv_transpose2d %x, %w strides = [2, 2] padding = [0, 0, 0, 0] output_padding = [0, 0] dilations = [1, 1] groups = 0 : (tensor<?x6x4x4xf32>, tensor<6x3x2x2xf32>) -> tensor<?x3x8x8xf32>
  return
}

// -----

// C2: the least number of groups there is.
func.func @least_groups(%x: tensor<?x6x4x4xf32>, %w: tensor<6x3x2x2xf32>) {
  // expected-error @below {{conv_transpose2d (C2): groups (-9223372036854775808)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv_transpose2d %x, %w strides = [2, 2] padding = [0, 0, 0, 0] output_padding = [0, 0] dilations = [1, 1] groups = -9223372036854775808 : (tensor<?x6x4x4xf32>, tensor<6x3x2x2xf32>) -> tensor<?x3x8x8xf32>
  return
}

// -----

// C2: a weight of just more than 2^31 elements, whose extents are all small.
func.func @weight_elements(%x: tensor<?x65536x1x1xf32>, %w: tensor<65536x32769x1x1xf32>) {
  // expected-error @below {{conv_transpose2d (C2): the weight must be}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv_transpose2d %x, %w strides = [1, 1] padding = [0, 0, 0, 0] output_padding = [0, 0] dilations = [1, 1] groups = 65536 : (tensor<?x65536x1x1xf32>, tensor<65536x32769x1x1xf32>) -> tensor<?x1x1x1xf32>
  return
}

// -----

// C3: one bias per output channel, of all groups.
func.func @bias(%x: tensor<?x6x4x4xf32>, %w: tensor<6x3x2x2xf32>, %b: tensor<3xf32>) {
  // expected-error @below {{conv_transpose2d (C3): the bias must be a vector of 6}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv_transpose2d %x, %w, %b strides = [2, 2] padding = [0, 0, 0, 0] output_padding = [0, 0] dilations = [1, 1] groups = 2 : (tensor<?x6x4x4xf32>, tensor<6x3x2x2xf32>, tensor<3xf32>) -> tensor<?x6x8x8xf32>
  return
}

// -----

// C3: the bias is of f32.
func.func @bias_type(%x: tensor<?x6x4x4xf32>, %w: tensor<6x3x2x2xf32>, %b: tensor<3xf64>) {
  // expected-error @below {{conv_transpose2d (C3)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv_transpose2d %x, %w, %b strides = [2, 2] padding = [0, 0, 0, 0] output_padding = [0, 0] dilations = [1, 1] groups = 1 : (tensor<?x6x4x4xf32>, tensor<6x3x2x2xf32>, tensor<3xf64>) -> tensor<?x3x8x8xf32>
  return
}

// -----

// C4: a stride moves forward.
func.func @stride(%x: tensor<?x6x4x4xf32>, %w: tensor<6x3x2x2xf32>) {
  // expected-error @below {{conv_transpose2d (C4): strides and dilations must be two numbers of at least 1, padding four and output_padding two of at least 0}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv_transpose2d %x, %w strides = [2, 0] padding = [0, 0, 0, 0] output_padding = [0, 0] dilations = [1, 1] groups = 1 : (tensor<?x6x4x4xf32>, tensor<6x3x2x2xf32>) -> tensor<?x3x8x8xf32>
  return
}

// -----

// C4: three strides.
func.func @strides(%x: tensor<?x6x4x4xf32>, %w: tensor<6x3x2x2xf32>) {
  // expected-error @below {{conv_transpose2d (C4)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv_transpose2d %x, %w strides = [2, 2, 2] padding = [0, 0, 0, 0] output_padding = [0, 0] dilations = [1, 1] groups = 1 : (tensor<?x6x4x4xf32>, tensor<6x3x2x2xf32>) -> tensor<?x3x8x8xf32>
  return
}

// -----

// C4: no dilations at all.
func.func @dilations(%x: tensor<?x6x4x4xf32>, %w: tensor<6x3x2x2xf32>) {
  // expected-error @below {{conv_transpose2d (C4)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv_transpose2d %x, %w strides = [2, 2] padding = [0, 0, 0, 0] output_padding = [0, 0] dilations = [] groups = 1 : (tensor<?x6x4x4xf32>, tensor<6x3x2x2xf32>) -> tensor<?x3x8x8xf32>
  return
}

// -----

// C4: the extent would overflow.
func.func @huge_stride(%x: tensor<?x6x4x4xf32>, %w: tensor<6x3x2x2xf32>) {
  // expected-error @below {{conv_transpose2d (C4)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv_transpose2d %x, %w strides = [9223372036854775807, 2] padding = [0, 0, 0, 0] output_padding = [0, 0] dilations = [1, 1] groups = 1 : (tensor<?x6x4x4xf32>, tensor<6x3x2x2xf32>) -> tensor<?x3x8x8xf32>
  return
}

// -----

// C4: a dilation of 2^40.
func.func @huge_dilation(%x: tensor<?x6x4x4xf32>, %w: tensor<6x3x2x2xf32>) {
  // expected-error @below {{conv_transpose2d (C4)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv_transpose2d %x, %w strides = [2, 2] padding = [0, 0, 0, 0] output_padding = [0, 0] dilations = [1, 1099511627776] groups = 1 : (tensor<?x6x4x4xf32>, tensor<6x3x2x2xf32>) -> tensor<?x3x8x8xf32>
  return
}

// -----

// C4: padding has four sides.
func.func @sides(%x: tensor<?x6x4x4xf32>, %w: tensor<6x3x2x2xf32>) {
  // expected-error @below {{conv_transpose2d (C4)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv_transpose2d %x, %w strides = [2, 2] padding = [0, 0] output_padding = [0, 0] dilations = [1, 1] groups = 1 : (tensor<?x6x4x4xf32>, tensor<6x3x2x2xf32>) -> tensor<?x3x8x8xf32>
  return
}

// -----

// C4: negative padding would widen the picture.
func.func @padding(%x: tensor<?x6x4x4xf32>, %w: tensor<6x3x2x2xf32>) {
  // expected-error @below {{conv_transpose2d (C4)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv_transpose2d %x, %w strides = [2, 2] padding = [0, 0, 0, -1] output_padding = [0, 0] dilations = [1, 1] groups = 1 : (tensor<?x6x4x4xf32>, tensor<6x3x2x2xf32>) -> tensor<?x3x8x9xf32>
  return
}

// -----

// C4: one number of output padding.
func.func @output_padding_count(%x: tensor<?x6x4x4xf32>, %w: tensor<6x3x2x2xf32>) {
  // expected-error @below {{conv_transpose2d (C4)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv_transpose2d %x, %w strides = [2, 2] padding = [0, 0, 0, 0] output_padding = [1] dilations = [1, 1] groups = 1 : (tensor<?x6x4x4xf32>, tensor<6x3x2x2xf32>) -> tensor<?x3x9x8xf32>
  return
}

// -----

// C4: negative output padding.
func.func @output_padding_sign(%x: tensor<?x6x4x4xf32>, %w: tensor<6x3x2x2xf32>) {
  // expected-error @below {{conv_transpose2d (C4)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv_transpose2d %x, %w strides = [2, 2] padding = [0, 0, 0, 0] output_padding = [0, -1] dilations = [1, 1] groups = 1 : (tensor<?x6x4x4xf32>, tensor<6x3x2x2xf32>) -> tensor<?x3x8x7xf32>
  return
}

// -----

// C4: as much output padding as the stride would be another row of windows.
func.func @output_padding(%x: tensor<?x6x4x4xf32>, %w: tensor<6x3x2x2xf32>) {
  // expected-error @below {{the latter below the stride or the dilation}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv_transpose2d %x, %w strides = [2, 2] padding = [0, 0, 0, 0] output_padding = [2, 0] dilations = [1, 1] groups = 1 : (tensor<?x6x4x4xf32>, tensor<6x3x2x2xf32>) -> tensor<?x3x10x8xf32>
  return
}

// -----

// C5: padding cuts off everything.
func.func @height(%x: tensor<?x6x4x4xf32>, %w: tensor<6x3x2x2xf32>) {
  // expected-error @below {{conv_transpose2d (C5): the output's height would be 0}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv_transpose2d %x, %w strides = [2, 2] padding = [4, 4, 0, 0] output_padding = [0, 0] dilations = [1, 1] groups = 1 : (tensor<?x6x4x4xf32>, tensor<6x3x2x2xf32>) -> tensor<?x3x0x8xf32>
  return
}

// -----

// C5: and more than that.
func.func @width(%x: tensor<?x6x4x4xf32>, %w: tensor<6x3x2x2xf32>) {
  // expected-error @below {{conv_transpose2d (C5): the output's width would be -4294967288}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv_transpose2d %x, %w strides = [2, 2] padding = [0, 0, 2147483648, 2147483648] output_padding = [0, 0] dilations = [1, 1] groups = 1 : (tensor<?x6x4x4xf32>, tensor<6x3x2x2xf32>) -> tensor<?x3x8x8xf32>
  return
}

// -----

// C5: each extent is small enough, their product is not.
func.func @elements(%x: tensor<?x6x4x4xf32>, %w: tensor<6x3x2x2xf32>) {
  // expected-error @below {{conv_transpose2d (C5): the output would have more than 2^31 elements}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv_transpose2d %x, %w strides = [100000, 100000] padding = [0, 0, 0, 0] output_padding = [0, 0] dilations = [1, 1] groups = 1 : (tensor<?x6x4x4xf32>, tensor<6x3x2x2xf32>) -> tensor<?x3x8x8xf32>
  return
}

// -----

// C5: every number is the greatest that is allowed; their sum is just below 2^63.
func.func @greatest(%x: tensor<?x1x2147483648x1xf32>, %w: tensor<1x1x2147483648x1xf32>) {
  // expected-error @below {{conv_transpose2d (C5): the output would have more than 2^31 elements}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv_transpose2d %x, %w strides = [2147483648, 1] padding = [0, 0, 0, 0] output_padding = [2147483647, 0] dilations = [2147483648, 1] groups = 1 : (tensor<?x1x2147483648x1xf32>, tensor<1x1x2147483648x1xf32>) -> tensor<?x1x8x1xf32>
  return
}

// -----

// The stated type must be the inferred one.
func.func @stated(%x: tensor<?x6x4x4xf32>, %w: tensor<6x3x2x2xf32>) {
  // expected-error @below {{'cnn.conv_transpose2d' op inferred type(s) 'tensor<?x3x8x8xf32>' are incompatible with return type(s) of operation 'tensor<?x3x8x7xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.conv_transpose2d %x, %w strides = [2, 2] padding = [0, 0, 0, 0] output_padding = [0, 0] dilations = [1, 1] groups = 1 : (tensor<?x6x4x4xf32>, tensor<6x3x2x2xf32>) -> tensor<?x3x8x7xf32>
  return
}

// -----

// An attribute is missing.
func.func @attributes(%x: tensor<?x6x4x4xf32>, %w: tensor<6x3x2x2xf32>) {
  // expected-error @below {{requires attribute 'output_padding'}}
  %y = "cnn.conv_transpose2d"(%x, %w) <{strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64}> : (tensor<?x6x4x4xf32>, tensor<6x3x2x2xf32>) -> tensor<?x3x8x8xf32>
  return
}
