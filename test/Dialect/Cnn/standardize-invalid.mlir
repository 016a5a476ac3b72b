// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: a vector has no filters.
func.func @vector(%w: tensor<64xf32>) {
  // expected-error @below {{(C1): the weight must be of f32, of rank 2 or more}}
  %s = cnn.standardize %w epsilon = 1.0e-5 : tensor<64xf32>
  return
}

// -----

// C1: no dimensions.
func.func @scalar(%w: tensor<f32>) {
  // expected-error @below {{(C1)}}
  %s = cnn.standardize %w epsilon = 1.0e-5 : tensor<f32>
  return
}

// -----

// C1: doubles.
func.func @doubles(%w: tensor<64x3x3x3xf64>) {
  // expected-error @below {{(C1)}}
  %s = cnn.standardize %w epsilon = 1.0e-5 : tensor<64x3x3x3xf64>
  return
}

// -----

// C1: bytes.
func.func @bytes(%w: tensor<64x3x3x3xi8>) {
  // expected-error @below {{(C1)}}
  %s = cnn.standardize %w epsilon = 1.0e-5 : tensor<64x3x3x3xi8>
  return
}

// -----

// C1: a parameter is static.
func.func @dynamic(%w: tensor<?x3x3x3xf32>) {
  // expected-error @below {{(C1)}}
  %s = cnn.standardize %w epsilon = 1.0e-5 : tensor<?x3x3x3xf32>
  return
}

// -----

// C1: the mean of nothing.
func.func @empty(%w: tensor<64x0x3x3xf32>) {
  // expected-error @below {{(C1)}}
  %s = cnn.standardize %w epsilon = 1.0e-5 : tensor<64x0x3x3xf32>
  return
}

// -----

// C1: the number of elements overflows 64 bits to 0.
func.func @overflow(%w: tensor<4294967296x4294967296xf32>) {
  // expected-error @below {{(C1)}}
  %s = cnn.standardize %w epsilon = 1.0e-5 : tensor<4294967296x4294967296xf32>
  return
}

// -----

// C1: a tensor of unknown rank.
func.func @unranked(%w: tensor<*xf32>) {
  // expected-error @below {{operand #0 must be ranked tensor of any type values, but got 'tensor<*xf32>'}}
  %s = "cnn.standardize"(%w) <{epsilon = 1.0e-5 : f64}> : (tensor<*xf32>) -> tensor<*xf32>
  return
}

// -----

// C2: an epsilon of 0.
func.func @zero(%w: tensor<64x3x3x3xf32>) {
  // expected-error @below {{(C2): epsilon must be above 0}}
  %s = cnn.standardize %w epsilon = 0.0 : tensor<64x3x3x3xf32>
  return
}

// -----

// C2: a negative epsilon.
func.func @negative(%w: tensor<64x3x3x3xf32>) {
  // expected-error @below {{(C2)}}
  %s = cnn.standardize %w epsilon = -1.0e-5 : tensor<64x3x3x3xf32>
  return
}

// -----

// C2: NaN is not above 0.
func.func @nan(%w: tensor<64x3x3x3xf32>) {
  // expected-error @below {{(C2)}}
  %s = cnn.standardize %w epsilon = 0x7FF8000000000000 : tensor<64x3x3x3xf32>
  return
}

// -----

// The result has the weight's type.
func.func @result(%w: tensor<64x3x3x3xf32>) {
  // expected-error @below {{requires the same type for all operands and results}}
  %s = "cnn.standardize"(%w) <{epsilon = 1.0e-5 : f64}> : (tensor<64x3x3x3xf32>) -> tensor<64x27xf32>
  return
}
