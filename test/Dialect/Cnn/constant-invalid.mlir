// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: doubles.
func.func @doubles() {
  // expected-error @below {{constant (C1): the value must be of f32 and of the shape C, or C x H x W}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.constant dense<1.0> : tensor<4xf64> -> tensor<?x4xf64>
  return
}

// -----

// C1: bytes.
func.func @bytes() {
  // expected-error @below {{constant (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.constant dense<1> : tensor<4xi8> -> tensor<?x4xi8>
  return
}

// -----

// C1: a number of no dimensions.
func.func @scalar() {
  // expected-error @below {{constant (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.constant dense<1.0> : tensor<f32> -> tensor<?xf32>
  return
}

// -----

// C1: two dimensions.
func.func @matrix() {
  // expected-error @below {{constant (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.constant dense<1.0> : tensor<4x4xf32> -> tensor<?x4x4xf32>
  return
}

// -----

// C1: four dimensions; the batch is not among them.
func.func @batch() {
  // expected-error @below {{constant (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.constant dense<1.0> : tensor<1x4x2x2xf32> -> tensor<1x4x2x2xf32>
  return
}

// -----

// C1: no elements.
func.func @empty() {
  // expected-error @below {{constant (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.constant dense<> : tensor<0xf32> -> tensor<?x0xf32>
  return
}

// -----

// C1: more elements than any tensor has.
func.func @huge() {
  // expected-error @below {{constant (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.constant dense<1.0> : tensor<1099511627776xf32> -> tensor<?x1099511627776xf32>
  return
}

// -----

// C1: a vector of the builtin dialect is no tensor.
func.func @builtin_vector() {
  // expected-error @below {{constant (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.constant dense<1.0> : vector<4xf32> -> tensor<?x4xf32>
  return
}

// -----

// C1: the shape of the result is that of the value.
func.func @shape() {
  // expected-error @below {{inferred type(s) 'tensor<?x4xf32>' are incompatible with return type(s) of operation 'tensor<?x4x1x1xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.constant dense<1.0> : tensor<4xf32> -> tensor<?x4x1x1xf32>
  return
}

// -----

// The batch is dynamic, for the value is the same for every picture.
func.func @static_batch() {
  // expected-error @below {{inferred type(s) 'tensor<?x4xf32>' are incompatible with return type(s) of operation 'tensor<2x4xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.constant dense<1.0> : tensor<4xf32> -> tensor<2x4xf32>
  return
}

// -----

// No value.
func.func @missing() {
  // expected-error @below {{requires attribute 'value'}}
  %y = "cnn.constant"() : () -> tensor<?x4xf32>
  return
}

// -----

// A number is no tensor of numbers.
func.func @number() {
  // expected-error @below {{Invalid attribute `value` in property conversion: 1.000000e+00 : f32}}
  %y = "cnn.constant"() <{value = 1.0 : f32}> : () -> tensor<?x4xf32>
  return
}
