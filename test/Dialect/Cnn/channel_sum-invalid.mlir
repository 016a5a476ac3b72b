// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: the first operand has a batch.
func.func @vector(%v: tensor<8xf32>) {
  // expected-error @below {{'cnn.channel_sum' op (C1): the operands must be N x C, N x C x H x W or C of f32, the first one with a batch}}
  %s = cnn.channel_sum %v mean = [false] : (tensor<8xf32>) -> tensor<8xf32> {
  ^bb0(%a: f32):
    cnn.yield_scalars %a : f32
  }
  return
}

// -----

// C1: extents are the first one's or 1, not the other way round.
func.func @extents(%x: tensor<?x8x1x1xf32>, %y: tensor<?x8x4x4xf32>) {
  // expected-error @below {{(C1): the operands must be}}
  %s = cnn.channel_sum %x, %y mean = [false] : (tensor<?x8x1x1xf32>, tensor<?x8x4x4xf32>) -> tensor<8xf32> {
  ^bb0(%a: f32, %b: f32):
    cnn.yield_scalars %b : f32
  }
  return
}

// -----

// C1: one batch.
func.func @batch(%x: tensor<2x8xf32>, %y: tensor<3x8xf32>) {
  // expected-error @below {{(C1): the operands must be}}
  %s = cnn.channel_sum %x, %y mean = [false] : (tensor<2x8xf32>, tensor<3x8xf32>) -> tensor<8xf32> {
  ^bb0(%a: f32, %b: f32):
    cnn.yield_scalars %b : f32
  }
  return
}

// -----

// C2: there is a sum.
func.func @none(%x: tensor<?x8xf32>) {
  // expected-error @below {{(C2): there must be at least one sum}}
  %s = cnn.channel_sum %x mean = [] : (tensor<?x8xf32>) -> tensor<8xf32> {
  ^bb0(%a: f32):
    cnn.yield_scalars
  }
  return
}

// -----

// C2: as many terms as sums.
func.func @terms(%x: tensor<?x8xf32>) {
  // expected-error @below {{(C2): the body must take an f32 for each operand and yield 2}}
  %s = cnn.channel_sum %x mean = [true, false] : (tensor<?x8xf32>) -> tensor<16xf32> {
  ^bb0(%a: f32):
    cnn.yield_scalars %a : f32
  }
  return
}

// -----

// C2: scalar code alone.
func.func @layer(%x: tensor<?x8xf32>) {
  // expected-error @below {{(C2): the body may hold ops of arith and math only, not cnn.get_parameter}}
  %s = cnn.channel_sum %x mean = [false] : (tensor<?x8xf32>) -> tensor<8xf32> {
  ^bb0(%a: f32):
    %p = cnn.get_parameter @p : tensor<8xf32>
    cnn.yield_scalars %a : f32
  }
  return
}
cnn.parameter @p : tensor<8xf32> init = #cnn.init<zeros>

// -----

// C3: two sums of eight.
func.func @result(%x: tensor<?x8xf32>) {
  // expected-error @below {{(C3): the result must be a vector of 2 times the channels}}
  %s = cnn.channel_sum %x mean = [true, false] : (tensor<?x8xf32>) -> tensor<8xf32> {
  ^bb0(%a: f32):
    cnn.yield_scalars %a, %a : f32, f32
  }
  return
}

// -----

// C1 of cnn.part: the sums lie one after the other.
func.func @part_length(%s: tensor<16xf32>) {
  // expected-error @below {{'cnn.part' op (C1): the result must be one of the vectors that make up the input}}
  %v = cnn.part %s at 0 : tensor<16xf32> -> tensor<6xf32>
  return
}

// -----

// C1 of cnn.part: there are two.
func.func @part_index(%s: tensor<16xf32>) {
  // expected-error @below {{'cnn.part' op (C1): the result must be one of}}
  %v = cnn.part %s at 2 : tensor<16xf32> -> tensor<8xf32>
  return
}

// -----

// C1 of cnn.part: none is before the first.
func.func @part_negative(%s: tensor<16xf32>) {
  // expected-error @below {{'cnn.part' op (C1): the result must be one of}}
  %v = cnn.part %s at -1 : tensor<16xf32> -> tensor<8xf32>
  return
}

// -----

// C1 of cnn.part: a picture has no parts.
func.func @part_picture(%s: tensor<2x8xf32>) {
  // expected-error @below {{'cnn.part' op (C1): the result must be one of}}
  %v = cnn.part %s at 0 : tensor<2x8xf32> -> tensor<8xf32>
  return
}
