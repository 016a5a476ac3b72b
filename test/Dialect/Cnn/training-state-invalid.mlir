// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: there is no such parameter.
func.func @gradient_name(%g: tensor<8x3xf32>) {
  // expected-error @below {{'cnn.set_gradient' op (C1): @w must name a cnn.parameter of type 'tensor<8x3xf32>'}}
  cnn.set_gradient @w %g : tensor<8x3xf32>
  return
}

// -----

// C1: it is of another shape.
cnn.parameter @w : tensor<3x8xf32> init = #cnn.init<he_normal>
func.func @gradient_type(%g: tensor<8x3xf32>) {
  // expected-error @below {{'cnn.set_gradient' op (C1): @w must name a cnn.parameter of type 'tensor<8x3xf32>'}}
  cnn.set_gradient @w %g : tensor<8x3xf32>
  return
}

// -----

// C1: it is a function.
func.func private @f()
func.func @gradient_function(%g: tensor<8x3xf32>) {
  // expected-error @below {{'cnn.set_gradient' op (C1): @f must name a cnn.parameter}}
  cnn.set_gradient @f %g : tensor<8x3xf32>
  return
}

// -----

// C1: it is of another length.
cnn.parameter @mean : tensor<4xf32> init = #cnn.init<zeros> state
func.func @average_type(%v: tensor<8xf32>) {
  // expected-error @below {{'cnn.update_average' op (C1): @mean must name a cnn.parameter of type 'tensor<8xf32>'}}
  cnn.update_average @mean %v momentum = 0.1 elements = 16 : tensor<8xf32>
  return
}

// -----

// C1: averages are vectors.
cnn.parameter @mean : tensor<8x3xf32> init = #cnn.init<zeros> state
func.func @average_matrix(%v: tensor<8x3xf32>) {
  // expected-error @below {{'cnn.update_average' op (C1): the value must be a vector of f32}}
  cnn.update_average @mean %v momentum = 0.1 elements = 16 : tensor<8x3xf32>
  return
}

// -----

// C2: momentum is a share.
cnn.parameter @mean : tensor<8xf32> init = #cnn.init<zeros> state
func.func @average_momentum(%v: tensor<8xf32>) {
  // expected-error @below {{'cnn.update_average' op (C2): momentum must be from 0 to 1 and elements at least 1}}
  cnn.update_average @mean %v momentum = 1.5 elements = 16 : tensor<8xf32>
  return
}

// -----

// C2: NaN is none.
cnn.parameter @mean : tensor<8xf32> init = #cnn.init<zeros> state
func.func @average_nan(%v: tensor<8xf32>) {
  // expected-error @below {{'cnn.update_average' op (C2)}}
  cnn.update_average @mean %v momentum = 0x7FF8000000000000 elements = 16 : tensor<8xf32>
  return
}

// -----

// C2: a picture has elements.
cnn.parameter @mean : tensor<8xf32> init = #cnn.init<zeros> state
func.func @average_elements(%v: tensor<8xf32>) {
  // expected-error @below {{'cnn.update_average' op (C2)}}
  cnn.update_average @mean %v momentum = 0.1 elements = 0 : tensor<8xf32>
  return
}

// -----

// C1: there is no such parameter.
func.func @optimize_name() {
  // expected-error @below {{'cnn.optimize' op (C1): @w must name a cnn.parameter that is no running average}}
  cnn.optimize @w by {function = "sgd", momentum = 0.0, weight_decay = 0.0} l1 = 0.0 l2 = 0.0
  return
}

// -----

// C1: a running average is not trained.
cnn.parameter @mean : tensor<8xf32> init = #cnn.init<zeros> state
func.func @optimize_average() {
  // expected-error @below {{'cnn.optimize' op (C1): @mean must name a cnn.parameter that is no running average}}
  cnn.optimize @mean by {function = "sgd", momentum = 0.0, weight_decay = 0.0} l1 = 0.0 l2 = 0.0
  return
}

// -----

// C2: no such function.
cnn.parameter @w : tensor<8x3xf32> init = #cnn.init<he_normal>
func.func @optimize_function() {
  // expected-error @below {{'cnn.optimize' op (C2): there is no such optimizer}}
  cnn.optimize @w by {function = "newton"} l1 = 0.0 l2 = 0.0
  return
}

// -----

// C2: no function at all.
cnn.parameter @w : tensor<8x3xf32> init = #cnn.init<he_normal>
func.func @optimize_none() {
  // expected-error @below {{'cnn.optimize' op (C2): there is no such optimizer}}
  cnn.optimize @w by {momentum = 0.0, weight_decay = 0.0} l1 = 0.0 l2 = 0.0
  return
}

// -----

// C2: an argument is missing.
cnn.parameter @w : tensor<8x3xf32> init = #cnn.init<he_normal>
func.func @optimize_argument() {
  // expected-error @below {{'cnn.optimize' op (C2): adamw needs a number 'beta2'}}
  cnn.optimize @w by {function = "adamw", beta1 = 0.9, epsilon = 1.0e-8, weight_decay = 0.0} l1 = 0.0 l2 = 0.0
  return
}

// -----

// C2: an argument is no number.
cnn.parameter @w : tensor<8x3xf32> init = #cnn.init<he_normal>
func.func @optimize_argument_type() {
  // expected-error @below {{'cnn.optimize' op (C2): rmsprop needs a number 'decay'}}
  cnn.optimize @w by {function = "rmsprop", decay = "much", epsilon = 1.0e-8, momentum = 0.0, weight_decay = 0.0} l1 = 0.0 l2 = 0.0
  return
}
