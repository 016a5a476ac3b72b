// RUN: %cnn-opt %s --cnn-autodiff -split-input-file -verify-diagnostics
// RUN: not %cnn-opt %s "--cnn-autodiff=freeze=stem.*" -split-input-file 2>&1 | FileCheck %s --check-prefix=PATTERN
// RUN: not %cnn-opt %s "--cnn-autodiff=freeze=[" -split-input-file 2>&1 | FileCheck %s --check-prefix=BRACKET
// PATTERN: error: no parameter matches 'stem.*', which is to be frozen
// BRACKET: error: the pattern '[' of parameters to freeze is none

// expected-error @below {{the network cannot be trained: it has no `train` block that names a loss and an optimizer}}
func.func @no_block(%x: tensor<?x4xf32>) -> tensor<?x4xf32> attributes {cnn.network} {
  return %x : tensor<?x4xf32>
}

// -----

// A layer without a gradient between a parameter and the loss.
cnn.parameter @w : tensor<4x4x1x1xf32> init = #cnn.init<glorot_uniform>
func.func @layer(%x: tensor<?x4x2x2xf32> {cnn.layout = "CHW", cnn.name = "x"}) -> (tensor<?x4x2x2xf32> {cnn.layout = "CHW", cnn.name = "y"}) attributes {
    cnn.labels = [{name = "z", type = tensor<?x4x2x2xf32>}], cnn.network,
    cnn.train = {loss = [{function = "mean_squared_error", label = "z", prediction = "p", weight = 1.0}],
                 optimizer = [{epsilon = 1.0e-10, function = "adagrad", rate = 0.1, weight_decay = 0.0}]}} {
  %w = cnn.get_parameter @w : tensor<4x4x1x1xf32>
  // expected-error @below {{the layer 'standardize' has no gradient, and a loss depends on it}}
  %s = cnn.standardize %w epsilon = 1.0e-5 : tensor<4x4x1x1xf32>
  %c = cnn.conv2d %x, %s strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 {cnn.name = "p"} : (tensor<?x4x2x2xf32>, tensor<4x4x1x1xf32>) -> tensor<?x4x2x2xf32>
  return %c : tensor<?x4x2x2xf32>
}

// -----

// Whole numbers do not change with a parameter.
cnn.parameter @w : tensor<4x4xf32> init = #cnn.init<glorot_uniform>
// expected-error @below {{no loss gives a parameter that is trained a gradient, so that nothing would be learnt}}
func.func @argmax(%x: tensor<?x4xf32> {cnn.layout = "C", cnn.name = "x"}) -> (tensor<?x1xf32> {cnn.layout = "C", cnn.name = "y"}) attributes {
    cnn.labels = [{name = "z", type = tensor<?x1xf32>}], cnn.network,
    cnn.train = {loss = [{function = "mean_squared_error", label = "z", prediction = "p", weight = 1.0}],
                 optimizer = [{epsilon = 1.0e-10, function = "adagrad", rate = 0.1, weight_decay = 0.0}]}} {
  %w = cnn.get_parameter @w : tensor<4x4xf32>
  %a = cnn.dense %x, %w : (tensor<?x4xf32>, tensor<4x4xf32>) -> tensor<?x4xf32>
  %b = cnn.argmax %a axis = 1 {cnn.name = "p"} : tensor<?x4xf32> -> tensor<?x1xf32>
  return %b : tensor<?x1xf32>
}

// -----

// No output depends on what the loss compares.
cnn.parameter @w : tensor<4x4xf32> init = #cnn.init<glorot_uniform>
// expected-error @below {{the loss needs "p", but no output depends on it; make it an output, too}}
func.func @gone(%x: tensor<?x4xf32> {cnn.layout = "C", cnn.name = "x"}) -> (tensor<?x4xf32> {cnn.layout = "C", cnn.name = "y"}) attributes {
    cnn.labels = [{name = "z", type = tensor<?x4xf32>}], cnn.network,
    cnn.train = {loss = [{function = "mean_squared_error", label = "z", prediction = "p", weight = 1.0}],
                 optimizer = [{epsilon = 1.0e-10, function = "adagrad", rate = 0.1, weight_decay = 0.0}]}} {
  return %x : tensor<?x4xf32>
}

// -----

// A label that is not there.
// expected-error @below {{the loss compares "p" with "class", which are not both there}}
func.func @label(%x: tensor<?x4xf32> {cnn.layout = "C", cnn.name = "p"}) -> (tensor<?x4xf32> {cnn.layout = "C", cnn.name = "y"}) attributes {
    cnn.labels = [{name = "z", type = tensor<?x4xf32>}], cnn.network,
    cnn.train = {loss = [{function = "mean_squared_error", label = "class", prediction = "p", weight = 1.0}],
                 optimizer = [{epsilon = 1.0e-10, function = "adagrad", rate = 0.1, weight_decay = 0.0}]}} {
  return %x : tensor<?x4xf32>
}
