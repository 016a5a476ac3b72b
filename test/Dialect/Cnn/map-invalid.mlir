// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: an operand of other extents.
func.func @extents(%x: tensor<?x8x4x4xf32>, %y: tensor<?x8x2x4xf32>) {
  // expected-error @below {{'cnn.map' op (C1): the operands must be N x C, N x C x H x W or C of f32, with the result's extents or 1}}
  %r = cnn.map %x, %y : (tensor<?x8x4x4xf32>, tensor<?x8x2x4xf32>) -> tensor<?x8x4x4xf32> {
  ^bb0(%a: f32, %b: f32):
    cnn.yield_scalars %a : f32
  }
  return
}

// -----

// C1: other channels.
func.func @channels(%x: tensor<?x8x4x4xf32>, %v: tensor<4xf32>) {
  // expected-error @below {{(C1): the operands must be}}
  %r = cnn.map %x, %v : (tensor<?x8x4x4xf32>, tensor<4xf32>) -> tensor<?x8x4x4xf32> {
  ^bb0(%a: f32, %b: f32):
    cnn.yield_scalars %a : f32
  }
  return
}

// -----

// C1: another batch.
func.func @batch(%x: tensor<2x8xf32>) {
  // expected-error @below {{(C1): the operands must be}}
  %r = cnn.map %x : (tensor<2x8xf32>) -> tensor<3x8xf32> {
  ^bb0(%a: f32):
    cnn.yield_scalars %a : f32
  }
  return
}

// -----

// C1: a type other than f32.
func.func @type(%x: tensor<?x8xi32>) {
  // expected-error @below {{(C1): the operands must be}}
  %r = cnn.map %x : (tensor<?x8xi32>) -> tensor<?x8xf32> {
  ^bb0(%a: f32):
    cnn.yield_scalars %a : f32
  }
  return
}

// -----

// C1: there are operands.
func.func @nothing() {
  // expected-error @below {{(C1): the operands must be}}
  %r = cnn.map : () -> tensor<8xf32> {
    %a = arith.constant 1.0 : f32
    cnn.yield_scalars %a : f32
  }
  return
}

// -----

// C1: vectors alone make no picture.
func.func @vectors(%v: tensor<1xf32>) {
  // expected-error @below {{(C1): the operands must be}}
  %r = cnn.map %v : (tensor<1xf32>) -> tensor<?x8x4x4xf32> {
  ^bb0(%a: f32):
    cnn.yield_scalars %a : f32
  }
  return
}

// -----

// C1: a vector has a length.
func.func @length(%v: tensor<1xf32>) {
  // expected-error @below {{(C1): the operands must be}}
  %r = cnn.map %v : (tensor<1xf32>) -> tensor<?xf32> {
  ^bb0(%a: f32):
    cnn.yield_scalars %a : f32
  }
  return
}

// -----

// C2: an argument for each operand.
func.func @arguments(%x: tensor<?x8xf32>) {
  // expected-error @below {{'cnn.map' op (C2): the body must take an f32 for each operand and yield 1}}
  %r = cnn.map %x, %x : (tensor<?x8xf32>, tensor<?x8xf32>) -> tensor<?x8xf32> {
  ^bb0(%a: f32):
    cnn.yield_scalars %a : f32
  }
  return
}

// -----

// C2: arguments of f32.
func.func @argument_type(%x: tensor<?x8xf32>) {
  // expected-error @below {{(C2): the body must take an f32 for each operand and yield 1}}
  %r = cnn.map %x : (tensor<?x8xf32>) -> tensor<?x8xf32> {
  ^bb0(%a: f64):
    %b = arith.truncf %a : f64 to f32
    cnn.yield_scalars %b : f32
  }
  return
}

// -----

// C2: one number is yielded.
func.func @yields(%x: tensor<?x8xf32>) {
  // expected-error @below {{(C2): the body must take an f32 for each operand and yield 1}}
  %r = cnn.map %x : (tensor<?x8xf32>) -> tensor<?x8xf32> {
  ^bb0(%a: f32):
    cnn.yield_scalars %a, %a : f32, f32
  }
  return
}

// -----

// C2: and it is of f32.
func.func @yield_type(%x: tensor<?x8xf32>) {
  // expected-error @below {{(C2): the body must take an f32 for each operand and yield 1}}
  %r = cnn.map %x : (tensor<?x8xf32>) -> tensor<?x8xf32> {
  ^bb0(%a: f32):
    %b = arith.fptosi %a : f32 to i32
    cnn.yield_scalars %b : i32
  }
  return
}

// -----

// C2: scalar code alone.
func.func @layer(%x: tensor<?x8xf32>) {
  // expected-error @below {{(C2): the body may hold ops of arith and math only, not cnn.get_parameter}}
  %r = cnn.map %x : (tensor<?x8xf32>) -> tensor<?x8xf32> {
  ^bb0(%a: f32):
    %p = cnn.get_parameter @p : tensor<8xf32>
    cnn.yield_scalars %a : f32
  }
  return
}
cnn.parameter @p : tensor<8xf32> init = #cnn.init<zeros>
