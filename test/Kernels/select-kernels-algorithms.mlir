// RUN: %cnn-opt %s "--cnn-select-kernels=conv=reference" | FileCheck %s --check-prefix=CONV
// RUN: %cnn-opt %s "--cnn-select-kernels=reference=true" | FileCheck %s --check-prefix=ALL
// RUN: %cnn-opt %s "--cnn-select-kernels=conv=direct" | FileCheck %s --check-prefix=DIRECT

// `conv` speaks of convolutions only, `reference` of all layers.
// CONV: cnn.fused {{.*}}#kernel.choice<"reference">
// CONV: cnn.fused {{.*}}#kernel.choice<"elementwise">
// ALL: cnn.fused {{.*}}#kernel.choice<"reference">
// ALL: cnn.fused {{.*}}#kernel.choice<"reference">
// DIRECT: cnn.fused {{.*}}#kernel.choice<"direct_conv"
// DIRECT: cnn.fused {{.*}}#kernel.choice<"elementwise">
func.func @algorithms(%x: tensor<?x4x8x8xf32>) -> tensor<?x6x6x6xf32> {
  %w = arith.constant dense<0.5> : tensor<6x4x3x3xf32>
  %y = cnn.fused %x : (tensor<?x4x8x8xf32>) -> tensor<?x6x6x6xf32> {
  ^bb0(%a: tensor<?x4x8x8xf32>):
    %0 = cnn.conv2d %a, %w strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x4x8x8xf32>, tensor<6x4x3x3xf32>) -> tensor<?x6x6x6xf32>
    cnn.yield %0 : tensor<?x6x6x6xf32>
  }
  %z = cnn.fused %y : (tensor<?x6x6x6xf32>) -> tensor<?x6x6x6xf32> {
  ^bb0(%a: tensor<?x6x6x6xf32>):
    %0 = cnn.relu %a : tensor<?x6x6x6xf32>
    cnn.yield %0 : tensor<?x6x6x6xf32>
  }
  return %z : tensor<?x6x6x6xf32>
}
