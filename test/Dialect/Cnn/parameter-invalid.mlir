// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: bytes are not learned.
// expected-error @below {{(C1): the type must be a tensor of f32 with static extents of at least 1}}
cnn.parameter @a : tensor<4xi8> init = #cnn.init<zeros>

// -----

// C1: a dynamic extent.
// expected-error @below {{(C1)}}
cnn.parameter @a : tensor<?x4xf32> init = #cnn.init<zeros>

// -----

// C1: no elements.
// expected-error @below {{(C1)}}
cnn.parameter @a : tensor<0x4xf32> init = #cnn.init<zeros>

// -----

// C1: the number of elements overflows 64 bits.
// expected-error @below {{(C1)}}
cnn.parameter @a : tensor<4294967296x4294967296xf32> init = #cnn.init<zeros>

// -----

// C2: the value has another shape.
// expected-error @below {{(C2): the value's type 'tensor<3xf32>' is not the parameter's, 'tensor<4xf32>'}}
cnn.parameter @a : tensor<4xf32> init = #cnn.init<zeros> value = dense<1.0> : tensor<3xf32>

// -----

// Two parameters of one name; the first one is noted.
// expected-note @below {{see existing symbol definition here}}
cnn.parameter @a : tensor<4xf32> init = #cnn.init<zeros>
// expected-error @below {{redefinition of symbol named 'a'}}
cnn.parameter @a : tensor<4xf32> init = #cnn.init<zeros>
