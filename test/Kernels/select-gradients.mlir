// RUN: %cnn-opt %s "--cnn-select-kernels=triple=x86_64-linux-gnu cpu=x86-64-v4" | FileCheck %s --check-prefixes=CHECK,AVX512
// RUN: %cnn-opt %s "--cnn-select-kernels=triple=x86_64-linux-gnu cpu=x86-64-v3" | FileCheck %s --check-prefixes=CHECK,AVX2
// RUN: %cnn-opt %s "--cnn-select-kernels=triple=aarch64-linux-gnu" | FileCheck %s --check-prefixes=CHECK,NEON

// Which kernel computes the gradient of a weight, and with which tile: rows and vectors of sums, blocks of outputs
// and of inputs in an item, and whether rows are outputs (1) or inputs (2).

// The first layer of a ResNet: rows are inputs at the taps of a row of the kernel.
// CHECK-LABEL: func.func @stem(
// AVX512: #kernel.choice<"conv_weight_gradient", tile = [11, 2, 1, 2, 2]>
// AVX2: #kernel.choice<"conv_weight_gradient", tile = [6, 2, 1, 2, 2]>
// NEON: #kernel.choice<"conv_weight_gradient", tile = [11, 2, 1, 2, 2]>
func.func @stem(%x: tensor<?x3x224x224xf32>, %g: tensor<?x64x112x112xf32>) -> tensor<64x3x7x7xf32> {
  %y = cnn.fused %x, %g : (tensor<?x3x224x224xf32>, tensor<?x64x112x112xf32>) -> tensor<64x3x7x7xf32> {
  ^bb0(%a: tensor<?x3x224x224xf32>, %b: tensor<?x64x112x112xf32>):
    %0 = cnn.conv2d_weight_gradient %a, %b strides = [2, 2] padding = [3, 3, 3, 3] dilations = [1, 1] groups = 1 : (tensor<?x3x224x224xf32>, tensor<?x64x112x112xf32>) -> tensor<64x3x7x7xf32>
    cnn.yield %0 : tensor<64x3x7x7xf32>
  }
  return %y : tensor<64x3x7x7xf32>
}

// A row of tiles and the sums of all points fit into the cache.
// CHECK-LABEL: func.func @conv3x3_56(
// AVX512: #kernel.choice<"winograd_sums", tile = [2, 13, 2]>
// AVX2: #kernel.choice<"winograd_sums", tile = [2, 6, 2]>
// NEON: #kernel.choice<"winograd_sums", tile = [2, 13, 2]>
func.func @conv3x3_56(%x: tensor<?x64x56x56xf32>, %g: tensor<?x64x56x56xf32>) -> tensor<64x64x3x3xf32> {
  %y = cnn.fused %x, %g : (tensor<?x64x56x56xf32>, tensor<?x64x56x56xf32>) -> tensor<64x64x3x3xf32> {
  ^bb0(%a: tensor<?x64x56x56xf32>, %b: tensor<?x64x56x56xf32>):
    %0 = cnn.conv2d_weight_gradient %a, %b strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x64x56x56xf32>, tensor<?x64x56x56xf32>) -> tensor<64x64x3x3xf32>
    cnn.yield %0 : tensor<64x64x3x3xf32>
  }
  return %y : tensor<64x64x3x3xf32>
}

// Sums that do not fit. Three taps of a row are vectors.
// CHECK-LABEL: func.func @conv3x3_28(
// AVX512: #kernel.choice<"conv_weight_gradient", tile = [8, 3, 1, 2, 1]>
// AVX2: #kernel.choice<"conv_weight_gradient", tile = [4, 3, 2, 2, 1]>
// NEON: #kernel.choice<"conv_weight_gradient", tile = [4, 4, 4, 4, 1]>
func.func @conv3x3_28(%x: tensor<?x128x28x28xf32>, %g: tensor<?x128x28x28xf32>) -> tensor<128x128x3x3xf32> {
  %y = cnn.fused %x, %g : (tensor<?x128x28x28xf32>, tensor<?x128x28x28xf32>) -> tensor<128x128x3x3xf32> {
  ^bb0(%a: tensor<?x128x28x28xf32>, %b: tensor<?x128x28x28xf32>):
    %0 = cnn.conv2d_weight_gradient %a, %b strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x128x28x28xf32>, tensor<?x128x28x28xf32>) -> tensor<128x128x3x3xf32>
    cnn.yield %0 : tensor<128x128x3x3xf32>
  }
  return %y : tensor<128x128x3x3xf32>
}

// CHECK-LABEL: func.func @conv3x3_14(
// AVX512: #kernel.choice<"conv_weight_gradient", tile = [8, 3, 1, 2, 1]>
// AVX2: #kernel.choice<"conv_weight_gradient", tile = [4, 3, 2, 2, 1]>
// NEON: #kernel.choice<"conv_weight_gradient", tile = [4, 4, 4, 4, 1]>
func.func @conv3x3_14(%x: tensor<?x256x14x14xf32>, %g: tensor<?x256x14x14xf32>) -> tensor<256x256x3x3xf32> {
  %y = cnn.fused %x, %g : (tensor<?x256x14x14xf32>, tensor<?x256x14x14xf32>) -> tensor<256x256x3x3xf32> {
  ^bb0(%a: tensor<?x256x14x14xf32>, %b: tensor<?x256x14x14xf32>):
    %0 = cnn.conv2d_weight_gradient %a, %b strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x256x14x14xf32>, tensor<?x256x14x14xf32>) -> tensor<256x256x3x3xf32>
    cnn.yield %0 : tensor<256x256x3x3xf32>
  }
  return %y : tensor<256x256x3x3xf32>
}

// CHECK-LABEL: func.func @conv3x3_7(
// AVX512: #kernel.choice<"conv_weight_gradient", tile = [8, 3, 1, 2, 1]>
// AVX2: #kernel.choice<"conv_weight_gradient", tile = [4, 3, 2, 2, 1]>
// NEON: #kernel.choice<"conv_weight_gradient", tile = [4, 4, 4, 4, 1]>
func.func @conv3x3_7(%x: tensor<?x512x7x7xf32>, %g: tensor<?x512x7x7xf32>) -> tensor<512x512x3x3xf32> {
  %y = cnn.fused %x, %g : (tensor<?x512x7x7xf32>, tensor<?x512x7x7xf32>) -> tensor<512x512x3x3xf32> {
  ^bb0(%a: tensor<?x512x7x7xf32>, %b: tensor<?x512x7x7xf32>):
    %0 = cnn.conv2d_weight_gradient %a, %b strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x512x7x7xf32>, tensor<?x512x7x7xf32>) -> tensor<512x512x3x3xf32>
    cnn.yield %0 : tensor<512x512x3x3xf32>
  }
  return %y : tensor<512x512x3x3xf32>
}

// Without taps, blocks of inputs are.
// CHECK-LABEL: func.func @shortcut(
// AVX512: #kernel.choice<"conv_weight_gradient", tile = [8, 2, 2, 2, 1]>
// AVX2: #kernel.choice<"conv_weight_gradient", tile = [4, 2, 4, 2, 1]>
// NEON: #kernel.choice<"conv_weight_gradient", tile = [4, 4, 4, 4, 1]>
func.func @shortcut(%x: tensor<?x64x56x56xf32>, %g: tensor<?x128x28x28xf32>) -> tensor<128x64x1x1xf32> {
  %y = cnn.fused %x, %g : (tensor<?x64x56x56xf32>, tensor<?x128x28x28xf32>) -> tensor<128x64x1x1xf32> {
  ^bb0(%a: tensor<?x64x56x56xf32>, %b: tensor<?x128x28x28xf32>):
    %0 = cnn.conv2d_weight_gradient %a, %b strides = [2, 2] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x64x56x56xf32>, tensor<?x128x28x28xf32>) -> tensor<128x64x1x1xf32>
    cnn.yield %0 : tensor<128x64x1x1xf32>
  }
  return %y : tensor<128x64x1x1xf32>
}

// CHECK-LABEL: func.func @conv1x1_14(
// AVX512: #kernel.choice<"conv_weight_gradient", tile = [8, 2, 2, 2, 1]>
// AVX2: #kernel.choice<"conv_weight_gradient", tile = [4, 2, 2, 2, 1]>
// NEON: #kernel.choice<"conv_weight_gradient", tile = [4, 4, 4, 4, 1]>
func.func @conv1x1_14(%x: tensor<?x1024x14x14xf32>, %g: tensor<?x256x14x14xf32>) -> tensor<256x1024x1x1xf32> {
  %y = cnn.fused %x, %g : (tensor<?x1024x14x14xf32>, tensor<?x256x14x14xf32>) -> tensor<256x1024x1x1xf32> {
  ^bb0(%a: tensor<?x1024x14x14xf32>, %b: tensor<?x256x14x14xf32>):
    %0 = cnn.conv2d_weight_gradient %a, %b strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x1024x14x14xf32>, tensor<?x256x14x14xf32>) -> tensor<256x1024x1x1xf32>
    cnn.yield %0 : tensor<256x1024x1x1xf32>
  }
  return %y : tensor<256x1024x1x1xf32>
}

// A small weight: each picture has a gradient of its own, from Winograd's points.
// CHECK-LABEL: func.func @resnet20(
// AVX512: #kernel.choice<"winograd_picture_gradient", tile = [16, 1]>
// AVX2: #kernel.choice<"winograd_picture_gradient", tile = [6, 2]>
// NEON: #kernel.choice<"winograd_picture_gradient", tile = [6, 4]>
func.func @resnet20(%x: tensor<?x16x32x32xf32>, %g: tensor<?x16x32x32xf32>) -> tensor<16x16x3x3xf32> {
  %y = cnn.fused %x, %g : (tensor<?x16x32x32xf32>, tensor<?x16x32x32xf32>) -> tensor<16x16x3x3xf32> {
  ^bb0(%a: tensor<?x16x32x32xf32>, %b: tensor<?x16x32x32xf32>):
    %0 = cnn.conv2d_weight_gradient %a, %b strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x16x32x32xf32>, tensor<?x16x32x32xf32>) -> tensor<16x16x3x3xf32>
    cnn.yield %0 : tensor<16x16x3x3xf32>
  }
  return %y : tensor<16x16x3x3xf32>
}

// One plane: the whole kernel is one line.
// CHECK-LABEL: func.func @lenet1(
// AVX512: #kernel.choice<"conv_weight_gradient", tile = [25, 1, 1, 1, 2]>
// AVX2: #kernel.choice<"conv_weight_gradient", tile = [13, 1, 1, 1, 2]>
// NEON: #kernel.choice<"conv_weight_gradient", tile = [13, 2, 1, 2, 2]>
func.func @lenet1(%x: tensor<?x1x28x28xf32>, %g: tensor<?x6x28x28xf32>) -> tensor<6x1x5x5xf32> {
  %y = cnn.fused %x, %g : (tensor<?x1x28x28xf32>, tensor<?x6x28x28xf32>) -> tensor<6x1x5x5xf32> {
  ^bb0(%a: tensor<?x1x28x28xf32>, %b: tensor<?x6x28x28xf32>):
    %0 = cnn.conv2d_weight_gradient %a, %b strides = [1, 1] padding = [2, 2, 2, 2] dilations = [1, 1] groups = 1 : (tensor<?x1x28x28xf32>, tensor<?x6x28x28xf32>) -> tensor<6x1x5x5xf32>
    cnn.yield %0 : tensor<6x1x5x5xf32>
  }
  return %y : tensor<6x1x5x5xf32>
}

// Fewer inputs than fill a block are rows.
// CHECK-LABEL: func.func @lenet2(
// AVX512: #kernel.choice<"conv_weight_gradient", tile = [30, 1, 1, 1, 2]>
// AVX2: #kernel.choice<"conv_weight_gradient", tile = [6, 2, 1, 2, 2]>
// NEON: #kernel.choice<"conv_weight_gradient", tile = [4, 5, 1, 1, 1]>
func.func @lenet2(%x: tensor<?x6x14x14xf32>, %g: tensor<?x16x10x10xf32>) -> tensor<16x6x5x5xf32> {
  %y = cnn.fused %x, %g : (tensor<?x6x14x14xf32>, tensor<?x16x10x10xf32>) -> tensor<16x6x5x5xf32> {
  ^bb0(%a: tensor<?x6x14x14xf32>, %b: tensor<?x16x10x10xf32>):
    %0 = cnn.conv2d_weight_gradient %a, %b strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x6x14x14xf32>, tensor<?x16x10x10xf32>) -> tensor<16x6x5x5xf32>
    cnn.yield %0 : tensor<16x6x5x5xf32>
  }
  return %y : tensor<16x6x5x5xf32>
}

// CHECK-LABEL: func.func @depthwise(
// AVX512: #kernel.choice<"depthwise_weight_gradient", tile = [4, 3, 3]>
// AVX2: #kernel.choice<"depthwise_weight_gradient", tile = [2, 3, 3]>
// NEON: #kernel.choice<"depthwise_weight_gradient", tile = [4, 3, 3]>
func.func @depthwise(%x: tensor<?x96x56x56xf32>, %g: tensor<?x96x28x28xf32>) -> tensor<96x1x3x3xf32> {
  %y = cnn.fused %x, %g : (tensor<?x96x56x56xf32>, tensor<?x96x28x28xf32>) -> tensor<96x1x3x3xf32> {
  ^bb0(%a: tensor<?x96x56x56xf32>, %b: tensor<?x96x28x28xf32>):
    %0 = cnn.conv2d_weight_gradient %a, %b strides = [2, 2] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 96 : (tensor<?x96x56x56xf32>, tensor<?x96x28x28xf32>) -> tensor<96x1x3x3xf32>
    cnn.yield %0 : tensor<96x1x3x3xf32>
  }
  return %y : tensor<96x1x3x3xf32>
}

// CHECK-LABEL: func.func @depthwise5(
// AVX512: #kernel.choice<"depthwise_weight_gradient", tile = [4, 5, 5]>
// AVX2: #kernel.choice<"depthwise_weight_gradient", tile = [2, 2, 5]>
// NEON: #kernel.choice<"depthwise_weight_gradient", tile = [4, 4, 5]>
func.func @depthwise5(%x: tensor<?x240x28x28xf32>, %g: tensor<?x240x28x28xf32>) -> tensor<240x1x5x5xf32> {
  %y = cnn.fused %x, %g : (tensor<?x240x28x28xf32>, tensor<?x240x28x28xf32>) -> tensor<240x1x5x5xf32> {
  ^bb0(%a: tensor<?x240x28x28xf32>, %b: tensor<?x240x28x28xf32>):
    %0 = cnn.conv2d_weight_gradient %a, %b strides = [1, 1] padding = [2, 2, 2, 2] dilations = [1, 1] groups = 240 : (tensor<?x240x28x28xf32>, tensor<?x240x28x28xf32>) -> tensor<240x1x5x5xf32>
    cnn.yield %0 : tensor<240x1x5x5xf32>
  }
  return %y : tensor<240x1x5x5xf32>
}

// A depthwise convolution with two outputs for each channel.
// CHECK-LABEL: func.func @multiplier(
// AVX512: #kernel.choice<"conv_weight_gradient", tile = [8, 3, 1, 1, 1]>
// AVX2: #kernel.choice<"conv_weight_gradient", tile = [4, 3, 1, 1, 1]>
// NEON: #kernel.choice<"conv_weight_gradient", tile = [4, 3, 1, 1, 1]>
func.func @multiplier(%x: tensor<?x16x14x14xf32>, %g: tensor<?x32x14x14xf32>) -> tensor<32x1x3x3xf32> {
  %y = cnn.fused %x, %g : (tensor<?x16x14x14xf32>, tensor<?x32x14x14xf32>) -> tensor<32x1x3x3xf32> {
  ^bb0(%a: tensor<?x16x14x14xf32>, %b: tensor<?x32x14x14xf32>):
    %0 = cnn.conv2d_weight_gradient %a, %b strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 16 : (tensor<?x16x14x14xf32>, tensor<?x32x14x14xf32>) -> tensor<32x1x3x3xf32>
    cnn.yield %0 : tensor<32x1x3x3xf32>
  }
  return %y : tensor<32x1x3x3xf32>
}

// CHECK-LABEL: func.func @groups(
// AVX512: #kernel.choice<"conv_weight_gradient", tile = [8, 3, 1, 2, 1]>
// AVX2: #kernel.choice<"conv_weight_gradient", tile = [4, 3, 2, 2, 1]>
// NEON: #kernel.choice<"conv_weight_gradient", tile = [4, 4, 4, 4, 1]>
func.func @groups(%x: tensor<?x128x28x28xf32>, %g: tensor<?x128x28x28xf32>) -> tensor<128x32x3x3xf32> {
  %y = cnn.fused %x, %g : (tensor<?x128x28x28xf32>, tensor<?x128x28x28xf32>) -> tensor<128x32x3x3xf32> {
  ^bb0(%a: tensor<?x128x28x28xf32>, %b: tensor<?x128x28x28xf32>):
    %0 = cnn.conv2d_weight_gradient %a, %b strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 4 : (tensor<?x128x28x28xf32>, tensor<?x128x28x28xf32>) -> tensor<128x32x3x3xf32>
    cnn.yield %0 : tensor<128x32x3x3xf32>
  }
  return %y : tensor<128x32x3x3xf32>
}

// CHECK-LABEL: func.func @dense10(
// AVX512: #kernel.choice<"dense_weight_gradient", tile = [10, 2]>
// AVX2: #kernel.choice<"dense_weight_gradient", tile = [4, 3]>
// NEON: #kernel.choice<"dense_weight_gradient", tile = [5, 4]>
func.func @dense10(%x: tensor<?x84xf32>, %g: tensor<?x10xf32>) -> tensor<10x84xf32> {
  %y = cnn.fused %x, %g : (tensor<?x84xf32>, tensor<?x10xf32>) -> tensor<10x84xf32> {
  ^bb0(%a: tensor<?x84xf32>, %b: tensor<?x10xf32>):
    %0 = cnn.dense_weight_gradient %a, %b : (tensor<?x84xf32>, tensor<?x10xf32>) -> tensor<10x84xf32>
    cnn.yield %0 : tensor<10x84xf32>
  }
  return %y : tensor<10x84xf32>
}

// CHECK-LABEL: func.func @dense1000(
// AVX512: #kernel.choice<"dense_weight_gradient", tile = [14, 2]>
// AVX2: #kernel.choice<"dense_weight_gradient", tile = [6, 2]>
// NEON: #kernel.choice<"dense_weight_gradient", tile = [13, 2]>
func.func @dense1000(%x: tensor<?x512xf32>, %g: tensor<?x1000xf32>) -> tensor<1000x512xf32> {
  %y = cnn.fused %x, %g : (tensor<?x512xf32>, tensor<?x1000xf32>) -> tensor<1000x512xf32> {
  ^bb0(%a: tensor<?x512xf32>, %b: tensor<?x1000xf32>):
    %0 = cnn.dense_weight_gradient %a, %b : (tensor<?x512xf32>, tensor<?x1000xf32>) -> tensor<1000x512xf32>
    cnn.yield %0 : tensor<1000x512xf32>
  }
  return %y : tensor<1000x512xf32>
}

// With a batch, sums of parts of it stay in the cache, and nothing else is written.
// CHECK-LABEL: func.func @batch(
// AVX512: #kernel.choice<"winograd_sums", tile = [
// AVX2: #kernel.choice<"winograd_sums", tile = [
// NEON: #kernel.choice<"winograd_sums", tile = [
func.func @batch(%x: tensor<?x64x8x8xf32>, %g: tensor<?x64x8x8xf32>) -> tensor<64x64x3x3xf32> attributes {cnn.batch = 128 : i64} {
  %y = cnn.fused %x, %g : (tensor<?x64x8x8xf32>, tensor<?x64x8x8xf32>) -> tensor<64x64x3x3xf32> {
  ^bb0(%a: tensor<?x64x8x8xf32>, %b: tensor<?x64x8x8xf32>):
    %0 = cnn.conv2d_weight_gradient %a, %b strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x64x8x8xf32>, tensor<?x64x8x8xf32>) -> tensor<64x64x3x3xf32>
    cnn.yield %0 : tensor<64x64x3x3xf32>
  }
  return %y : tensor<64x64x3x3xf32>
}
