// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// A range that ends before it begins.
// expected-error @below {{a uniform initialiser needs a <= b}}
cnn.parameter @a : tensor<4xf32> init = #cnn.init<uniform, a = 1.0 : f64, b = -1.0 : f64>

// -----

// NaN is no bound.
// expected-error @below {{a uniform initialiser needs a <= b}}
cnn.parameter @a : tensor<4xf32> init = #cnn.init<uniform, a = 0x7FF8000000000000 : f64, b = 1.0 : f64>

// -----

// A negative spread.
// expected-error @below {{a normal initialiser needs a standard deviation of at least 0}}
cnn.parameter @a : tensor<4xf32> init = #cnn.init<normal, a = 0.0 : f64, b = -1.0 : f64>

// -----

// There is no such initialiser.
// expected-error @below {{expected one of [zeros, ones, constant, uniform, normal, glorot_uniform, glorot_normal, he_uniform, he_normal, values] for how a parameter starts, got: xavier}}
// expected-error @below {{failed to parse Cnn_InitAttr parameter}}
cnn.parameter @a : tensor<4xf32> init = #cnn.init<xavier>

// -----

// A list that is not there.
// expected-error @below {{the initialiser `values`, and no other, lists its elements}}
cnn.parameter @a : tensor<2xf32> init = #cnn.init<values>
