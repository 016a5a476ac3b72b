// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: no such symbol.
func.func @missing() {
  // expected-error @below {{(C1): there is no cnn.parameter named @a}}
  %a = cnn.get_parameter @a : tensor<2xf32>
  return
}

// -----

// C1: the symbol is a function.
func.func @function() {
  // expected-error @below {{(C1): there is no cnn.parameter named @function}}
  %a = cnn.get_parameter @function : tensor<2xf32>
  return
}

// -----

cnn.parameter @a : tensor<3xf32> init = #cnn.init<ones>

// C1: another type.
func.func @type() {
  // expected-error @below {{(C1): the parameter has type 'tensor<3xf32>', not 'tensor<2xf32>'}}
  %a = cnn.get_parameter @a : tensor<2xf32>
  return
}
