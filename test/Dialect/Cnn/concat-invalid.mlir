// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: a picture and a vector.
func.func @mixed(%a: tensor<?x4x2x2xf32>, %b: tensor<?x4xf32>) {
  // expected-error @below {{concat (C1): all operands must be N x C x H x W, or all N x C, of f32}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.concat %a, %b : (tensor<?x4x2x2xf32>, tensor<?x4xf32>) -> tensor<?x8x2x2xf32>
  return
}

// -----

// C1: bytes.
func.func @bytes(%a: tensor<?x4x2x2xf32>, %b: tensor<?x4x2x2xui8>) {
  // expected-error @below {{concat (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.concat %a, %b : (tensor<?x4x2x2xf32>, tensor<?x4x2x2xui8>) -> tensor<?x8x2x2xf32>
  return
}

// -----

// C1: nothing to join.
func.func @nothing() {
  // expected-error @below {{concat (C1): there must be at least one operand}}
  // expected-error @below {{failed to infer returned types}}
  %y = "cnn.concat"() : () -> tensor<?x4xf32>
  return
}

// -----

// C1: the channels overflow.
func.func @overflow(%a: tensor<?x2147483648xf32>, %b: tensor<?x2147483648xf32>) {
  // expected-error @below {{concat (C1): the result would have more than 2^31 elements}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.concat %a, %b : (tensor<?x2147483648xf32>, tensor<?x2147483648xf32>) -> tensor<?x8xf32>
  return
}

// -----

// C2: widths differ.
func.func @width(%a: tensor<?x4x2x2xf32>, %b: tensor<?x4x2x3xf32>) {
  // expected-error @below {{concat (C2): all operands must have the same extents but along the axis}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.concat %a, %b : (tensor<?x4x2x2xf32>, tensor<?x4x2x3xf32>) -> tensor<?x8x2x2xf32>
  return
}

// -----

// C1: three dimensions.
func.func @rank(%a: tensor<?x4x2xf32>, %b: tensor<?x4x2xf32>) {
  // expected-error @below {{concat (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.concat %a, %b : (tensor<?x4x2xf32>, tensor<?x4x2xf32>) -> tensor<?x8x2xf32>
  return
}

// -----

// C1: only the batch is dynamic, even along the axis.
func.func @dynamic(%a: tensor<?x4x?x2xf32>, %b: tensor<?x4x2x2xf32>) {
  // expected-error @below {{concat (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.concat %a, %b axis = 2 : (tensor<?x4x?x2xf32>, tensor<?x4x2x2xf32>) -> tensor<?x4x?x2xf32>
  return
}

// -----

// C1: rows overflow as channels do.
func.func @rows(%a: tensor<?x1x2147483648x1xf32>, %b: tensor<?x1x1x1xf32>) {
  // expected-error @below {{concat (C1): the result would have more than 2^31 elements}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.concat %a, %b axis = 2 : (tensor<?x1x2147483648x1xf32>, tensor<?x1x1x1xf32>) -> tensor<?x1x2147483649x1xf32>
  return
}

// -----

// C2: along the rows, channels must agree.
func.func @channels(%a: tensor<?x4x2x2xf32>, %b: tensor<?x3x2x2xf32>) {
  // expected-error @below {{concat (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.concat %a, %b axis = 2 : (tensor<?x4x2x2xf32>, tensor<?x3x2x2xf32>) -> tensor<?x4x4x2xf32>
  return
}

// -----

// C2: along the columns, the third operand's rows too.
func.func @third(%a: tensor<?x4x2x2xf32>, %b: tensor<?x4x3x2xf32>) {
  // expected-error @below {{concat (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.concat %a, %a, %b axis = 3 : (tensor<?x4x2x2xf32>, tensor<?x4x2x2xf32>, tensor<?x4x3x2xf32>) -> tensor<?x4x2x6xf32>
  return
}

// -----

// C3: batches are not joined.
func.func @batch(%a: tensor<?x4x2x2xf32>) {
  // expected-error @below {{concat (C3): the axis must be a dimension other than the batch, got 0}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.concat %a, %a axis = 0 : (tensor<?x4x2x2xf32>, tensor<?x4x2x2xf32>) -> tensor<?x4x2x2xf32>
  return
}

// -----

// C3: axes do not count from the end.
func.func @negative(%a: tensor<?x4x2x2xf32>) {
  // expected-error @below {{concat (C3): the axis must be a dimension other than the batch, got -1}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.concat %a, %a axis = -1 : (tensor<?x4x2x2xf32>, tensor<?x4x2x2xf32>) -> tensor<?x4x2x4xf32>
  return
}

// -----

// C3: a picture has no fourth axis.
func.func @beyond(%a: tensor<?x4x2x2xf32>) {
  // expected-error @below {{concat (C3)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.concat %a, %a axis = 4 : (tensor<?x4x2x2xf32>, tensor<?x4x2x2xf32>) -> tensor<?x4x2x2xf32>
  return
}

// -----

// C3: a vector has no rows.
func.func @vector(%a: tensor<?x4xf32>) {
  // expected-error @below {{concat (C3)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.concat %a, %a axis = 2 : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
  return
}

// -----

// C3: the greatest number there is.
func.func @greatest(%a: tensor<?x4x2x2xf32>) {
  // expected-error @below {{concat (C3)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.concat %a, %a axis = 9223372036854775807 : (tensor<?x4x2x2xf32>, tensor<?x4x2x2xf32>) -> tensor<?x4x2x2xf32>
  return
}
