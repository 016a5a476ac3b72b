// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// subtract C1: three dimensions.
func.func @subtract(%a: tensor<?x4x2xf32>) {
  // expected-error @below {{subtract (C1): the operands must be N x C or N x C x H x W of f32, or (not both) vectors of f32}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.subtract %a, %a : tensor<?x4x2xf32>
  return
}

// -----

// multiply C1: five dimensions.
func.func @multiply(%a: tensor<?x4x2x2x2xf32>) {
  // expected-error @below {{multiply (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.multiply %a, %a : tensor<?x4x2x2x2xf32>
  return
}

// -----

// divide C1: doubles.
func.func @divide(%a: tensor<?x4xf64>) {
  // expected-error @below {{divide (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.divide %a, %a : tensor<?x4xf64>
  return
}

// -----

// maximum C1: bytes on one side.
func.func @maximum(%a: tensor<?x4xf32>, %b: tensor<?x4xi8>) {
  // expected-error @below {{maximum (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.maximum %a, %b : (tensor<?x4xf32>, tensor<?x4xi8>) -> tensor<?x4xf32>
  return
}

// -----

// minimum C1: only the batch is dynamic.
func.func @minimum(%a: tensor<?x4x?x2xf32>) {
  // expected-error @below {{minimum (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.minimum %a, %a : tensor<?x4x?x2xf32>
  return
}

// -----

// power C1: two parameters.
func.func @power(%a: tensor<4xf32>, %b: tensor<1xf32>) {
  // expected-error @below {{power (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.power %a, %b : (tensor<4xf32>, tensor<1xf32>) -> tensor<4xf32>
  return
}

// -----

// C1: a parameter is static.
func.func @dynamic_parameter(%a: tensor<?x4xf32>, %b: tensor<?xf32>) {
  // expected-error @below {{multiply (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.multiply %a, %b : (tensor<?x4xf32>, tensor<?xf32>) -> tensor<?x4xf32>
  return
}

// -----

// C1: a parameter of doubles.
func.func @double_parameter(%a: tensor<?x4xf32>, %b: tensor<4xf64>) {
  // expected-error @below {{multiply (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.multiply %a, %b : (tensor<?x4xf32>, tensor<4xf64>) -> tensor<?x4xf32>
  return
}

// -----

// C1: a number of no dimensions.
func.func @scalar(%a: tensor<?x4xf32>, %b: tensor<f32>) {
  // expected-error @below {{divide (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.divide %a, %b : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
  return
}

// -----

// C1: an extent of 0 stands for nothing.
func.func @empty(%a: tensor<?x4x2x2xf32>, %b: tensor<?x4x0x2xf32>) {
  // expected-error @below {{subtract (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.subtract %a, %b : (tensor<?x4x2x2xf32>, tensor<?x4x0x2xf32>) -> tensor<?x4x2x2xf32>
  return
}

// -----

// C1: the elements of an operand overflow 64 bits to 0.
func.func @overflow(%a: tensor<?x1x4294967296x4294967296xf32>) {
  // expected-error @below {{multiply (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.multiply %a, %a : tensor<?x1x4294967296x4294967296xf32>
  return
}

// -----

// C2: channels that are neither the same nor 1.
func.func @channels(%a: tensor<?x4x2x2xf32>, %b: tensor<?x2x2x2xf32>) {
  // expected-error @below {{subtract (C2): the operands' extents must be the same, or one of them 1}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.subtract %a, %b : (tensor<?x4x2x2xf32>, tensor<?x2x2x2xf32>) -> tensor<?x4x2x2xf32>
  return
}

// -----

// C2: a vector is channels, not columns.
func.func @vector(%a: tensor<?x4x2x3xf32>, %b: tensor<?x3xf32>) {
  // expected-error @below {{divide (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.divide %a, %b : (tensor<?x4x2x3xf32>, tensor<?x3xf32>) -> tensor<?x4x2x3xf32>
  return
}

// -----

// C2: a parameter of too few channels.
func.func @parameter(%a: tensor<?x4x2x2xf32>, %b: tensor<3xf32>) {
  // expected-error @below {{maximum (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.maximum %a, %b : (tensor<?x4x2x2xf32>, tensor<3xf32>) -> tensor<?x4x2x2xf32>
  return
}

// -----

// C2: a parameter gives a tensor of one channel no others.
func.func @wide(%a: tensor<?x1x2x2xf32>, %b: tensor<4xf32>) {
  // expected-error @below {{minimum (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.minimum %a, %b : (tensor<?x1x2x2xf32>, tensor<4xf32>) -> tensor<?x4x2x2xf32>
  return
}

// -----

// C2: nor does one on the left.
func.func @wide_left(%a: tensor<4xf32>, %b: tensor<?x1xf32>) {
  // expected-error @below {{power (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.power %a, %b : (tensor<4xf32>, tensor<?x1xf32>) -> tensor<?x4xf32>
  return
}

// -----

// C3: rows of one and columns of the other: 2^60 elements.
func.func @elements(%a: tensor<?x1x1073741824x1xf32>, %b: tensor<?x1x1x1073741824xf32>) {
  // expected-error @below {{multiply (C3): the output would have more than 2^31 elements}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.multiply %a, %b : (tensor<?x1x1073741824x1xf32>, tensor<?x1x1x1073741824xf32>) -> tensor<?x1x1x1xf32>
  return
}

// -----

// C3: a vector's channels beside a picture's rows.
func.func @vector_elements(%a: tensor<?x65536xf32>, %b: tensor<?x1x32769x1xf32>) {
  // expected-error @below {{minimum (C3)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.minimum %a, %b : (tensor<?x65536xf32>, tensor<?x1x32769x1xf32>) -> tensor<?x65536x32769x1xf32>
  return
}

// -----

// One type stands for all three, so it must be the result's as well.
func.func @stated(%a: tensor<?x4x2x2xf32>, %b: tensor<?x4x1x1xf32>) {
  // expected-error @below {{inferred type(s) 'tensor<?x4x2x2xf32>' are incompatible with return type(s) of operation 'tensor<?x4x1x1xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.subtract %a, %b : (tensor<?x4x2x2xf32>, tensor<?x4x1x1xf32>) -> tensor<?x4x1x1xf32>
  return
}

// -----

// A function of one operand is no function of two.
func.func @operands(%a: tensor<?x4xf32>) {
  // expected-error @below {{expected the types of two operands and one result}}
  %y = cnn.subtract %a, %a : (tensor<?x4xf32>) -> tensor<?x4xf32>
  return
}

// -----

// Two results.
func.func @results(%a: tensor<?x4xf32>) {
  // expected-error @below {{expected the types of two operands and one result}}
  %y = cnn.power %a, %a : (tensor<?x4xf32>, tensor<?x4xf32>) -> (tensor<?x4xf32>, tensor<?x4xf32>)
  return
}

// -----

// A number is no tensor.
func.func @number(%a: f32) {
  // expected-error @below {{operand #0 must be ranked tensor of any type values, but got 'f32'}}
  %y = cnn.subtract %a, %a : f32
  return
}

// -----

// Nor is a buffer.
func.func @buffer(%a: memref<?x4xf32>) {
  // expected-error @below {{operand #0 must be ranked tensor of any type values, but got 'memref<?x4xf32>'}}
  %y = cnn.divide %a, %a : memref<?x4xf32>
  return
}

// -----

// multiply C2: rows that are neither the same nor 1.
func.func @multiply_rows(%a: tensor<?x4x2x2xf32>, %b: tensor<?x4x3x2xf32>) {
  // expected-error @below {{multiply (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.multiply %a, %b : (tensor<?x4x2x2xf32>, tensor<?x4x3x2xf32>) -> tensor<?x4x3x2xf32>
  return
}

// -----

// subtract C3: a column more than 2^31 elements.
func.func @subtract_elements(%a: tensor<?x1x65536x1xf32>, %b: tensor<?x1x1x32769xf32>) {
  // expected-error @below {{subtract (C3)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.subtract %a, %b : (tensor<?x1x65536x1xf32>, tensor<?x1x1x32769xf32>) -> tensor<?x1x65536x32769xf32>
  return
}

// -----

// divide C3: channels and columns.
func.func @divide_elements(%a: tensor<?x65536x1x1xf32>, %b: tensor<?x1x1x65536xf32>) {
  // expected-error @below {{divide (C3)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.divide %a, %b : (tensor<?x65536x1x1xf32>, tensor<?x1x1x65536xf32>) -> tensor<?x65536x1x65536xf32>
  return
}

// -----

// maximum C3: rows of a picture beside a vector.
func.func @maximum_elements(%a: tensor<?x1x65536x1xf32>, %b: tensor<?x65536xf32>) {
  // expected-error @below {{maximum (C3)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.maximum %a, %b : (tensor<?x1x65536x1xf32>, tensor<?x65536xf32>) -> tensor<?x65536x65536x1xf32>
  return
}

// -----

// power C3: 2^31 twice.
func.func @power_elements(%a: tensor<?x2147483648x1x1xf32>, %b: tensor<?x1x2147483648x1xf32>) {
  // expected-error @below {{power (C3)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.power %a, %b : (tensor<?x2147483648x1x1xf32>, tensor<?x1x2147483648x1xf32>) -> tensor<?x1x1x1xf32>
  return
}
