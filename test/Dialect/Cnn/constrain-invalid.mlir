// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: a bias has no filters.
cnn.parameter @bias : tensor<8xf32> init = #cnn.init<zeros>
func.func @rank() {
  // expected-error @below {{(C1): @bias must name a cnn.parameter of rank 2 or more}}
  cnn.constrain @bias "norm" from 0.0 to 3.0
  return
}

// -----

cnn.parameter @w : tensor<8x3xf32> init = #cnn.init<he_normal>
func.func @kind() {
  // expected-error @below {{(C2): the kind must be "norm" or "value"}}
  cnn.constrain @w "length" from 0.0 to 3.0
  return
}

// -----

cnn.parameter @w : tensor<8x3xf32> init = #cnn.init<he_normal>
func.func @order() {
  // expected-error @below {{(C2): the kind must be "norm" or "value", and low at most high}}
  cnn.constrain @w "value" from 4.0 to 3.0
  return
}

// -----

cnn.parameter @w : tensor<8x3xf32> init = #cnn.init<he_normal>
func.func @negative() {
  // expected-error @below {{of norms low must be at least 0 and high above 0}}
  cnn.constrain @w "norm" from -1.0 to 3.0
  return
}

// -----

// C3: the groups of a transposed convolution divide its inputs.
cnn.parameter @w : tensor<8x3x2x2xf32> init = #cnn.init<he_normal>
func.func @groups() {
  // expected-error @below {{(C3): transposed is for norms and must divide 8, got 3}}
  cnn.constrain @w "norm" from 0.0 to 3.0 transposed 3
  return
}

// -----

cnn.parameter @w : tensor<8x3x2x2xf32> init = #cnn.init<he_normal>
func.func @values() {
  // expected-error @below {{(C3): transposed is for norms}}
  cnn.constrain @w "value" from 0.0 to 3.0 transposed 2
  return
}
