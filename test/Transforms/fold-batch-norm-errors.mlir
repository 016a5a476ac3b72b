// RUN: %cnn-opt %s --cnn-fold-batch-norm -verify-diagnostics

// Damaged weights: there is no square root of the variance.
func.func @negative_variance(%x: tensor<?x2xf32>) -> tensor<?x2xf32> {
  %one = arith.constant dense<1.0> : tensor<2xf32>
  %variance = arith.constant dense<[1.0, -0.5]> : tensor<2xf32>
  // expected-error @below {{the variance of channel 1 is -5.000000e-01; expected a number above -2.500000e-01}}
  %y = cnn.batch_norm %x, %one, %one, %one, %variance epsilon = 0.25 momentum = 0.1
         : (tensor<?x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}
