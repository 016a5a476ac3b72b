// RUN: %cnn-opt %s "--cnn-select-kernels=triple=x86_64-linux-gnu cpu=x86-64-v4" | FileCheck %s --check-prefixes=CHECK,AVX512
// RUN: %cnn-opt %s "--cnn-select-kernels=triple=x86_64-linux-gnu cpu=x86-64-v3" | FileCheck %s --check-prefixes=CHECK,AVX2
// RUN: %cnn-opt %s "--cnn-select-kernels=triple=aarch64-linux-gnu" | FileCheck %s --check-prefixes=CHECK,NEON

// Which kernel computes the gradient of a layer's input. Weights are parameters, packed anew in each step.
cnn.parameter @w256 : tensor<256x256x3x3xf32> init = #cnn.init<he_normal>
cnn.parameter @w16 : tensor<16x16x3x3xf32> init = #cnn.init<he_normal>
cnn.parameter @w128 : tensor<128x64x3x3xf32> init = #cnn.init<he_normal>
cnn.parameter @w1x1 : tensor<256x1024x1x1xf32> init = #cnn.init<he_normal>
cnn.parameter @d3 : tensor<96x1x3x3xf32> init = #cnn.init<he_normal>
cnn.parameter @fc : tensor<10x512xf32> init = #cnn.init<he_normal>

// Of stride 1 it is a convolution, by Winograd's algorithm where channels are many.
// CHECK-LABEL: func.func @conv3x3_14(
// AVX512: #kernel.choice<"winograd_conv", tile = [4, 4, 4, 8, 3]>
// AVX2: #kernel.choice<"winograd_conv", tile = [4, 4, 4, 6, 2]>
// NEON: #kernel.choice<"winograd_conv", tile = [4, 4, 4, 8, 2]>
func.func @conv3x3_14(%g: tensor<?x256x14x14xf32>) -> tensor<?x256x14x14xf32> {
  %w = cnn.get_parameter @w256 : tensor<256x256x3x3xf32>
  %t = cnn.transpose_weight %w groups = 1 : tensor<256x256x3x3xf32> -> tensor<256x256x3x3xf32>
  %y = cnn.fused %g : (tensor<?x256x14x14xf32>) -> tensor<?x256x14x14xf32> {
  ^bb0(%a: tensor<?x256x14x14xf32>):
    %0 = cnn.conv2d %a, %t strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x256x14x14xf32>, tensor<256x256x3x3xf32>) -> tensor<?x256x14x14xf32>
    cnn.yield %0 : tensor<?x256x14x14xf32>
  }
  return %y : tensor<?x256x14x14xf32>
}

// CHECK-LABEL: func.func @resnet20(
// AVX512: #kernel.choice<"winograd_conv", tile = [4, 8, 8, 22, 1]>
// AVX2: #kernel.choice<"winograd_conv", tile = [4, 8, 8, 6, 2]>
// NEON: #kernel.choice<"winograd_conv", tile = [4, 8, 8, 8, 3]>
func.func @resnet20(%g: tensor<?x16x32x32xf32>) -> tensor<?x16x32x32xf32> {
  %w = cnn.get_parameter @w16 : tensor<16x16x3x3xf32>
  %t = cnn.transpose_weight %w groups = 1 : tensor<16x16x3x3xf32> -> tensor<16x16x3x3xf32>
  %y = cnn.fused %g : (tensor<?x16x32x32xf32>) -> tensor<?x16x32x32xf32> {
  ^bb0(%a: tensor<?x16x32x32xf32>):
    %0 = cnn.conv2d %a, %t strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x16x32x32xf32>, tensor<16x16x3x3xf32>) -> tensor<?x16x32x32xf32>
    cnn.yield %0 : tensor<?x16x32x32xf32>
  }
  return %y : tensor<?x16x32x32xf32>
}

// CHECK-LABEL: func.func @conv1x1_14(
// AVX512: #kernel.choice<"direct_conv", tile = [1, 14, 2]>
// AVX2: #kernel.choice<"direct_conv", tile = [2, 2, 3]>
// NEON: #kernel.choice<"direct_conv", tile = [1, 7, 3]>
func.func @conv1x1_14(%g: tensor<?x256x14x14xf32>) -> tensor<?x1024x14x14xf32> {
  %w = cnn.get_parameter @w1x1 : tensor<256x1024x1x1xf32>
  %t = cnn.transpose_weight %w groups = 1 : tensor<256x1024x1x1xf32> -> tensor<1024x256x1x1xf32>
  %y = cnn.fused %g : (tensor<?x256x14x14xf32>) -> tensor<?x1024x14x14xf32> {
  ^bb0(%a: tensor<?x256x14x14xf32>):
    %0 = cnn.conv2d %a, %t strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x256x14x14xf32>, tensor<1024x256x1x1xf32>) -> tensor<?x1024x14x14xf32>
    cnn.yield %0 : tensor<?x1024x14x14xf32>
  }
  return %y : tensor<?x1024x14x14xf32>
}

// Each channel by itself.
// CHECK-LABEL: func.func @depthwise(
// AVX512: #kernel.choice<"depthwise_conv", tile = [14]>
// AVX2: #kernel.choice<"depthwise_conv", tile = [8]>
// NEON: #kernel.choice<"depthwise_conv", tile = [12]>
func.func @depthwise(%g: tensor<?x96x56x56xf32>) -> tensor<?x96x56x56xf32> {
  %w = cnn.get_parameter @d3 : tensor<96x1x3x3xf32>
  %t = cnn.transpose_weight %w groups = 96 : tensor<96x1x3x3xf32> -> tensor<96x1x3x3xf32>
  %y = cnn.fused %g : (tensor<?x96x56x56xf32>) -> tensor<?x96x56x56xf32> {
  ^bb0(%a: tensor<?x96x56x56xf32>):
    %0 = cnn.conv2d %a, %t strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 96 : (tensor<?x96x56x56xf32>, tensor<96x1x3x3xf32>) -> tensor<?x96x56x56xf32>
    cnn.yield %0 : tensor<?x96x56x56xf32>
  }
  return %y : tensor<?x96x56x56xf32>
}

// With a stride it is a transposed convolution.
// CHECK-LABEL: func.func @stride2(
// AVX512: #kernel.choice<"transposed_conv", tile = [1, 14, 2]>
// AVX2: #kernel.choice<"transposed_conv", tile = [1, 6, 2]>
// NEON: #kernel.choice<"transposed_conv", tile = [1, 10, 2]>
func.func @stride2(%g: tensor<?x128x28x28xf32>) -> tensor<?x64x56x56xf32> {
  %w = cnn.get_parameter @w128 : tensor<128x64x3x3xf32>
  %y = cnn.fused %g : (tensor<?x128x28x28xf32>) -> tensor<?x64x56x56xf32> {
  ^bb0(%a: tensor<?x128x28x28xf32>):
    %0 = cnn.conv_transpose2d %a, %w strides = [2, 2] padding = [1, 1, 1, 1] output_padding = [1, 1] dilations = [1, 1] groups = 1 : (tensor<?x128x28x28xf32>, tensor<128x64x3x3xf32>) -> tensor<?x64x56x56xf32>
    cnn.yield %0 : tensor<?x64x56x56xf32>
  }
  return %y : tensor<?x64x56x56xf32>
}

// CHECK-LABEL: func.func @depthwise_stride2(
// AVX512: #kernel.choice<"depthwise_transposed_conv">
// AVX2: #kernel.choice<"depthwise_transposed_conv">
// NEON: #kernel.choice<"depthwise_transposed_conv">
func.func @depthwise_stride2(%g: tensor<?x96x28x28xf32>) -> tensor<?x96x56x56xf32> {
  %w = cnn.get_parameter @d3 : tensor<96x1x3x3xf32>
  %y = cnn.fused %g : (tensor<?x96x28x28xf32>) -> tensor<?x96x56x56xf32> {
  ^bb0(%a: tensor<?x96x28x28xf32>):
    %0 = cnn.conv_transpose2d %a, %w strides = [2, 2] padding = [1, 1, 1, 1] output_padding = [1, 1] dilations = [1, 1] groups = 96 : (tensor<?x96x28x28xf32>, tensor<96x1x3x3xf32>) -> tensor<?x96x56x56xf32>
    cnn.yield %0 : tensor<?x96x56x56xf32>
  }
  return %y : tensor<?x96x56x56xf32>
}

// CHECK-LABEL: func.func @dense(
// AVX512: #kernel.choice<"dense", tile = [6, 4]>
// AVX2: #kernel.choice<"dense", tile = [2, 4]>
// NEON: #kernel.choice<"dense", tile = [6, 4]>
func.func @dense(%g: tensor<?x10xf32>) -> tensor<?x512xf32> {
  %w = cnn.get_parameter @fc : tensor<10x512xf32>
  %t = cnn.transpose_weight %w groups = 1 : tensor<10x512xf32> -> tensor<512x10xf32>
  %y = cnn.fused %g : (tensor<?x10xf32>) -> tensor<?x512xf32> {
  ^bb0(%a: tensor<?x10xf32>):
    %0 = cnn.dense %a, %t : (tensor<?x10xf32>, tensor<512x10xf32>) -> tensor<?x512xf32>
    cnn.yield %0 : tensor<?x512xf32>
  }
  return %y : tensor<?x512xf32>
}
