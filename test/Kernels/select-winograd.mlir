// RUN: %cnn-opt %s "--cnn-select-kernels=triple=x86_64-linux-gnu cpu=x86-64-v4" | FileCheck %s --check-prefixes=CHECK,AVX512
// RUN: %cnn-opt %s "--cnn-select-kernels=triple=x86_64-linux-gnu cpu=sapphirerapids" | FileCheck %s --check-prefixes=CHECK,MESH
// RUN: %cnn-opt %s "--cnn-select-kernels=triple=x86_64-linux-gnu cpu=x86-64-v3" | FileCheck %s --check-prefixes=CHECK,AVX2
// RUN: %cnn-opt %s "--cnn-select-kernels=triple=x86_64-linux-gnu cpu=x86-64-v4 conv=direct" | FileCheck %s --check-prefix=DIRECT
// RUN: %cnn-opt %s "--cnn-select-kernels=triple=x86_64-linux-gnu cpu=x86-64-v4 max-error=0" | FileCheck %s --check-prefix=DIRECT
// RUN: %cnn-opt %s "--cnn-select-kernels=triple=x86_64-linux-gnu cpu=x86-64-v4 max-error=3e-6" | FileCheck %s --check-prefix=SMALL

// Which 3x3 and 5x5 convolutions go by Winograd's algorithm: outputs of a tile along an
// axis, rows and columns of tiles in a band, tiles and blocks of a register tile. On a
// processor whose cores share their last cache over a mesh (MESH), large kernels come
// slowly, and reading tiles from the second cache again for each group of blocks shows.
// DIRECT-NOT: winograd
// Tiles of 2 x 2 have a smaller error.
// SMALL: @wide
// SMALL: winograd_conv", tile = [2,
// SMALL-NOT: winograd_conv", tile = [4,

// The wide maps of a ResNet: bands of four rows of tiles.
// CHECK-LABEL: func.func @wide(
// AVX512: #kernel.choice<"winograd_conv", tile = [4, 4, 14, 14, 2]>
// MESH: #kernel.choice<"winograd_conv", tile = [4, 4, 14, 6, 4]>
// AVX2: #kernel.choice<"winograd_conv", tile = [4, 4, 14, 6, 2]>
func.func @wide(%x: tensor<?x64x56x56xf32>) -> tensor<?x64x56x56xf32> {
  %w = arith.constant dense<0.5> : tensor<64x64x3x3xf32>
  %y = cnn.fused %x : (tensor<?x64x56x56xf32>) -> tensor<?x64x56x56xf32> {
  ^bb0(%a: tensor<?x64x56x56xf32>):
    %0 = cnn.conv2d %a, %w strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x64x56x56xf32>, tensor<64x64x3x3xf32>) -> tensor<?x64x56x56xf32>
    cnn.yield %0 : tensor<?x64x56x56xf32>
  }
  return %y : tensor<?x64x56x56xf32>
}

// All tiles in one band, whose parts share its transformed input.
// CHECK-LABEL: func.func @medium(
// AVX512: #kernel.choice<"winograd_conv", tile = [4, 7, 7, 13, 2]>
// MESH: #kernel.choice<"winograd_conv", tile = [4, 7, 7, 6, 4]>
// AVX2: #kernel.choice<"winograd_conv", tile = [4, 7, 7, 6, 2]>
func.func @medium(%x: tensor<?x128x28x28xf32>) -> tensor<?x128x28x28xf32> {
  %w = arith.constant dense<0.5> : tensor<128x128x3x3xf32>
  %y = cnn.fused %x : (tensor<?x128x28x28xf32>) -> tensor<?x128x28x28xf32> {
  ^bb0(%a: tensor<?x128x28x28xf32>):
    %0 = cnn.conv2d %a, %w strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x128x28x28xf32>, tensor<128x128x3x3xf32>) -> tensor<?x128x28x28xf32>
    cnn.yield %0 : tensor<?x128x28x28xf32>
  }
  return %y : tensor<?x128x28x28xf32>
}

// Three blocks would cost less on one core, but leave three groups of outputs: one
// item, and nothing for a second thread.
// CHECK-LABEL: func.func @halves(
// AVX512: #kernel.choice<"winograd_conv", tile = [4, 7, 7, 13, 2]>
// AVX2: #kernel.choice<"winograd_conv", tile = [4, 7, 7, 6, 2]>
func.func @halves(%x: tensor<?x32x27x27xf32>) -> tensor<?x128x27x27xf32> {
  %w = arith.constant dense<0.5> : tensor<128x32x3x3xf32>
  %y = cnn.fused %x : (tensor<?x32x27x27xf32>) -> tensor<?x128x27x27xf32> {
  ^bb0(%a: tensor<?x32x27x27xf32>):
    %0 = cnn.conv2d %a, %w strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x32x27x27xf32>, tensor<128x32x3x3xf32>) -> tensor<?x128x27x27xf32>
    cnn.yield %0 : tensor<?x128x27x27xf32>
  }
  return %y : tensor<?x128x27x27xf32>
}

// Sixteen tiles are all there are, with a kernel of 9.4 MB; of 2 x 2 outputs it is 4.2 MB.
// CHECK-LABEL: func.func @small(
// AVX512: #kernel.choice<"winograd_conv", tile = [4, 4, 4, 8, 3]>
// MESH: #kernel.choice<"winograd_conv", tile = [2, 7, 7, 6, 4]>
// AVX2: #kernel.choice<"winograd_conv", tile = [4, 4, 4, 6, 2]>
func.func @small(%x: tensor<?x256x14x14xf32>) -> tensor<?x256x14x14xf32> {
  %w = arith.constant dense<0.5> : tensor<256x256x3x3xf32>
  %y = cnn.fused %x : (tensor<?x256x14x14xf32>) -> tensor<?x256x14x14xf32> {
  ^bb0(%a: tensor<?x256x14x14xf32>):
    %0 = cnn.conv2d %a, %w strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x256x14x14xf32>, tensor<256x256x3x3xf32>) -> tensor<?x256x14x14xf32>
    cnn.yield %0 : tensor<?x256x14x14xf32>
  }
  return %y : tensor<?x256x14x14xf32>
}

// Four tiles of 4 x 4 would hardly use the weights, which are read from memory: 2 x 2.
// Over a mesh even these are too many.
// CHECK-LABEL: func.func @tiny(
// AVX512: #kernel.choice<"winograd_conv", tile = [2, 4, 4, 8, 2]>
// MESH: #kernel.choice<"direct_conv", tile = [3, 2, 4]>
// AVX2: #kernel.choice<"winograd_conv", tile = [2, 4, 4, 6, 2]>
func.func @tiny(%x: tensor<?x512x7x7xf32>) -> tensor<?x512x7x7xf32> {
  %w = arith.constant dense<0.5> : tensor<512x512x3x3xf32>
  %y = cnn.fused %x : (tensor<?x512x7x7xf32>) -> tensor<?x512x7x7xf32> {
  ^bb0(%a: tensor<?x512x7x7xf32>):
    %0 = cnn.conv2d %a, %w strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x512x7x7xf32>, tensor<512x512x3x3xf32>) -> tensor<?x512x7x7xf32>
    cnn.yield %0 : tensor<?x512x7x7xf32>
  }
  return %y : tensor<?x512x7x7xf32>
}

// With fewer channels than a vector has, transforms cost more than they save.
// CHECK-LABEL: func.func @first(
// AVX512: #kernel.choice<"direct_conv", tile = [1, 6, 4]>
// AVX2: #kernel.choice<"direct_conv", tile = [1, 6, 2]>
func.func @first(%x: tensor<?x3x224x224xf32>) -> tensor<?x64x224x224xf32> {
  %w = arith.constant dense<0.5> : tensor<64x3x3x3xf32>
  %y = cnn.fused %x : (tensor<?x3x224x224xf32>) -> tensor<?x64x224x224xf32> {
  ^bb0(%a: tensor<?x3x224x224xf32>):
    %0 = cnn.conv2d %a, %w strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x3x224x224xf32>, tensor<64x3x3x3xf32>) -> tensor<?x64x224x224xf32>
    cnn.yield %0 : tensor<?x64x224x224xf32>
  }
  return %y : tensor<?x64x224x224xf32>
}

// Strides have no such algorithm.
// CHECK-LABEL: func.func @stride(
// AVX512: #kernel.choice<"direct_conv", tile = [1, 14, 2]>
// AVX2: #kernel.choice<"direct_conv", tile = [1, 6, 2]>
func.func @stride(%x: tensor<?x64x56x56xf32>) -> tensor<?x64x28x28xf32> {
  %w = arith.constant dense<0.5> : tensor<64x64x3x3xf32>
  %y = cnn.fused %x : (tensor<?x64x56x56xf32>) -> tensor<?x64x28x28xf32> {
  ^bb0(%a: tensor<?x64x56x56xf32>):
    %0 = cnn.conv2d %a, %w strides = [2, 2] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x64x56x56xf32>, tensor<64x64x3x3xf32>) -> tensor<?x64x28x28xf32>
    cnn.yield %0 : tensor<?x64x28x28xf32>
  }
  return %y : tensor<?x64x28x28xf32>
}

// Nor have kernels of 1x1.
// CHECK-LABEL: func.func @point(
// AVX512: #kernel.choice<"direct_conv", tile = [1, 6, 4]>
// AVX2: #kernel.choice<"direct_conv", tile = [1, 6, 2]>
func.func @point(%x: tensor<?x64x56x56xf32>) -> tensor<?x64x56x56xf32> {
  %w = arith.constant dense<0.5> : tensor<64x64x1x1xf32>
  %y = cnn.fused %x : (tensor<?x64x56x56xf32>) -> tensor<?x64x56x56xf32> {
  ^bb0(%a: tensor<?x64x56x56xf32>):
    %0 = cnn.conv2d %a, %w strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x64x56x56xf32>, tensor<64x64x1x1xf32>) -> tensor<?x64x56x56xf32>
    cnn.yield %0 : tensor<?x64x56x56xf32>
  }
  return %y : tensor<?x64x56x56xf32>
}

// Tiles of every second row and column.
// CHECK-LABEL: func.func @dilated(
// AVX512: #kernel.choice<"winograd_conv", tile = [4, 8, 8, 8, 3]>
// AVX2: #kernel.choice<"winograd_conv", tile = [4, 8, 8, 6, 2]>
func.func @dilated(%x: tensor<?x256x28x28xf32>) -> tensor<?x256x28x28xf32> {
  %w = arith.constant dense<0.5> : tensor<256x256x3x3xf32>
  %y = cnn.fused %x : (tensor<?x256x28x28xf32>) -> tensor<?x256x28x28xf32> {
  ^bb0(%a: tensor<?x256x28x28xf32>):
    %0 = cnn.conv2d %a, %w strides = [1, 1] padding = [2, 2, 2, 2] dilations = [2, 2] groups = 1 : (tensor<?x256x28x28xf32>, tensor<256x256x3x3xf32>) -> tensor<?x256x28x28xf32>
    cnn.yield %0 : tensor<?x256x28x28xf32>
  }
  return %y : tensor<?x256x28x28xf32>
}

// Half of the taps of this one see the padding only: direct convolution leaves
// them out.
// CHECK-LABEL: func.func @border(
// CHECK: #kernel.choice<"direct_conv"
func.func @border(%x: tensor<?x512x28x28xf32>) -> tensor<?x256x28x28xf32> {
  %w = arith.constant dense<0.5> : tensor<256x512x3x3xf32>
  %y = cnn.fused %x : (tensor<?x512x28x28xf32>) -> tensor<?x256x28x28xf32> {
  ^bb0(%a: tensor<?x512x28x28xf32>):
    %0 = cnn.conv2d %a, %w strides = [1, 1] padding = [12, 12, 12, 12] dilations = [12, 12] groups = 1 : (tensor<?x512x28x28xf32>, tensor<256x512x3x3xf32>) -> tensor<?x256x28x28xf32>
    cnn.yield %0 : tensor<?x256x28x28xf32>
  }
  return %y : tensor<?x256x28x28xf32>
}

// 5x5: two outputs along an axis, from six inputs.
// SMALL-LABEL: func.func @five(
// SMALL-NOT: winograd_conv
// CHECK-LABEL: func.func @five(
// CHECK: #kernel.choice<"winograd_conv", tile = [2,
func.func @five(%x: tensor<?x64x28x28xf32>) -> tensor<?x96x28x28xf32> {
  %w = arith.constant dense<0.5> : tensor<96x64x5x5xf32>
  %y = cnn.fused %x : (tensor<?x64x28x28xf32>) -> tensor<?x96x28x28xf32> {
  ^bb0(%a: tensor<?x64x28x28xf32>):
    %0 = cnn.conv2d %a, %w strides = [1, 1] padding = [2, 2, 2, 2] dilations = [1, 1] groups = 1 : (tensor<?x64x28x28xf32>, tensor<96x64x5x5xf32>) -> tensor<?x96x28x28xf32>
    cnn.yield %0 : tensor<?x96x28x28xf32>
  }
  return %y : tensor<?x96x28x28xf32>
}
