// RUN: %cnn-opt %s "--cnn-select-kernels=triple=x86_64-linux-gnu cpu=cooperlake precision=bf16" | FileCheck %s --check-prefixes=CHECK,BF16
// RUN: %cnn-opt %s "--cnn-select-kernels=triple=x86_64-linux-gnu cpu=cooperlake" | FileCheck %s --check-prefixes=CHECK,F32
// RUN: not %cnn-opt %s "--cnn-select-kernels=triple=x86_64-linux-gnu cpu=x86-64-v4 precision=bf16" 2>&1 | FileCheck %s --check-prefix=NONE
// RUN: not %cnn-opt %s "--cnn-select-kernels=triple=x86_64-linux-gnu cpu=cooperlake precision=f16" 2>&1 | FileCheck %s --check-prefix=WORD

// NONE: --precision=bf16 needs a processor with AVX512-BF16, which 'x86-64-v4' does not have
// WORD: unknown precision 'f16' for --precision: expected f32 or bf16

// On wide maps Winograd's algorithm in f32 is faster than dot products, too.
// CHECK-LABEL: func.func @wide(
// CHECK: #kernel.choice<"winograd_conv", tile = [4, 4, 14, 14, 2]>
func.func @wide(%x: tensor<?x64x56x56xf32>) -> tensor<?x64x56x56xf32> {
  %w = arith.constant dense<0.5> : tensor<64x64x3x3xf32>
  %y = cnn.fused %x : (tensor<?x64x56x56xf32>) -> tensor<?x64x56x56xf32> {
  ^bb0(%a: tensor<?x64x56x56xf32>):
    %0 = cnn.conv2d %a, %w strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x64x56x56xf32>, tensor<64x64x3x3xf32>) -> tensor<?x64x56x56xf32>
    cnn.yield %0 : tensor<?x64x56x56xf32>
  }
  return %y : tensor<?x64x56x56xf32>
}

// On small ones its kernel, eight times as large as one of bf16, is not worth its while.
// CHECK-LABEL: func.func @small(
// BF16: #kernel.choice<"direct_conv", tile = [1, 14, 2]>
// F32: #kernel.choice<"winograd_conv"
func.func @small(%x: tensor<?x256x14x14xf32>) -> tensor<?x256x14x14xf32> {
  %w = arith.constant dense<0.5> : tensor<256x256x3x3xf32>
  %y = cnn.fused %x : (tensor<?x256x14x14xf32>) -> tensor<?x256x14x14xf32> {
  ^bb0(%a: tensor<?x256x14x14xf32>):
    %0 = cnn.conv2d %a, %w strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x256x14x14xf32>, tensor<256x256x3x3xf32>) -> tensor<?x256x14x14xf32>
    cnn.yield %0 : tensor<?x256x14x14xf32>
  }
  return %y : tensor<?x256x14x14xf32>
}

// Eight channels of each group of a vector's sixteen: a direct convolution multiplies as many zeros, but in pairs.
// CHECK-LABEL: func.func @grouped(
// BF16: #kernel.choice<"direct_conv"
// F32: #kernel.choice<"depthwise_conv"
func.func @grouped(%x: tensor<?x64x28x28xf32>) -> tensor<?x64x28x28xf32> {
  %w = arith.constant dense<0.5> : tensor<64x8x3x3xf32>
  %y = cnn.fused %x : (tensor<?x64x28x28xf32>) -> tensor<?x64x28x28xf32> {
  ^bb0(%a: tensor<?x64x28x28xf32>):
    %0 = cnn.conv2d %a, %w strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 8 : (tensor<?x64x28x28xf32>, tensor<64x8x3x3xf32>) -> tensor<?x64x28x28xf32>
    cnn.yield %0 : tensor<?x64x28x28xf32>
  }
  return %y : tensor<?x64x28x28xf32>
}

// Channels by themselves have no pairs.
// CHECK-LABEL: func.func @depthwise(
// CHECK: #kernel.choice<"depthwise_conv"
func.func @depthwise(%x: tensor<?x64x28x28xf32>) -> tensor<?x64x28x28xf32> {
  %w = arith.constant dense<0.5> : tensor<64x1x3x3xf32>
  %y = cnn.fused %x : (tensor<?x64x28x28xf32>) -> tensor<?x64x28x28xf32> {
  ^bb0(%a: tensor<?x64x28x28xf32>):
    %0 = cnn.conv2d %a, %w strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 64 : (tensor<?x64x28x28xf32>, tensor<64x1x3x3xf32>) -> tensor<?x64x28x28xf32>
    cnn.yield %0 : tensor<?x64x28x28xf32>
  }
  return %y : tensor<?x64x28x28xf32>
}
