// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// A list beside another initialiser.
// expected-error @below {{the initialiser `values`, and no other, lists its elements}}
cnn.parameter @a : tensor<2xf32> init = #cnn.init<zeros = [0.0, 0.0]>

// -----

// parameter C3: a list of too few elements.
// expected-error @below {{(C3): the initialiser lists 2 elements of 3}}
cnn.parameter @a : tensor<3xf32> init = #cnn.init<values = [0.0, 0.0]>
