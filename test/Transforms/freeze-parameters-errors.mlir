// RUN: %cnn-opt %s --cnn-freeze-parameters -verify-diagnostics -split-input-file

// Every parameter that is used and has no value is named.
// expected-error @below {{parameter 'a' has no value: neither weights nor an initialiser gave it one}}
cnn.parameter @a : tensor<2xf32> init = <zeros>
// expected-error @below {{parameter 'b' has no value}}
cnn.parameter @b : tensor<2xf32> init = <zeros>
func.func @f() -> (tensor<2xf32>, tensor<2xf32>) {
  %a = cnn.get_parameter @a : tensor<2xf32>
  %b = cnn.get_parameter @b : tensor<2xf32>
  return %a, %b : tensor<2xf32>, tensor<2xf32>
}
