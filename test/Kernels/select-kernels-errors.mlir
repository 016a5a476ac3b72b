// RUN: %cnn-opt %s -split-input-file -verify-diagnostics "--cnn-select-kernels=reference=true"

// A reference kernel computes one layer, so what was fused has none; the error
// gives each kernel's reason.
func.func @fused(%x: tensor<?x8xf32>) -> tensor<?x8xf32> {
  %w = arith.constant dense<0.5> : tensor<8x8xf32>
  // expected-error @below {{reference: reference kernels compute one layer each}}
  %y = cnn.fused %x : (tensor<?x8xf32>) -> tensor<?x8xf32> {
  ^bb0(%a: tensor<?x8xf32>):
    %0 = cnn.dense %a, %w : (tensor<?x8xf32>, tensor<8x8xf32>) -> tensor<?x8xf32>
    %1 = cnn.relu %0 : tensor<?x8xf32>
    cnn.yield %1 : tensor<?x8xf32>
  }
  return %y : tensor<?x8xf32>
}

// -----

// An epilogue knows a constant per channel, not per element.
func.func @constant_picture(%x: tensor<1x3x4x4xf32>) -> tensor<1x3x4x4xf32> {
  %c = arith.constant dense<0.5> : tensor<1x3x4x4xf32>
  // expected-error @below {{no kernel computes this layer}}
  %y = cnn.fused %x : (tensor<1x3x4x4xf32>) -> tensor<1x3x4x4xf32> {
  ^bb0(%a: tensor<1x3x4x4xf32>):
    %0 = cnn.add %a, %c : tensor<1x3x4x4xf32>
    cnn.yield %0 : tensor<1x3x4x4xf32>
  }
  return %y : tensor<1x3x4x4xf32>
}
