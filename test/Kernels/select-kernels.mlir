// RUN: %cnn-opt %s "--cnn-select-kernels=conv=direct triple=x86_64-linux-gnu cpu=x86-64-v4" | FileCheck %s --check-prefixes=CHECK,AVX512
// RUN: %cnn-opt %s "--cnn-select-kernels=conv=direct triple=x86_64-linux-gnu cpu=x86-64-v3" | FileCheck %s --check-prefixes=CHECK,AVX2
// RUN: %cnn-opt %s "--cnn-select-kernels=conv=direct triple=aarch64-linux-gnu" | FileCheck %s --check-prefixes=CHECK,NEON

// Where Winograd's algorithm goes before the direct one: select-winograd.mlir.
// Which kernel and which tile: rows, columns and blocks of output channels of a
// direct convolution; columns of a depthwise one; pictures and blocks of a dense
// layer. Apart from that, a group stays as it is.

// The wide maps of a ResNet: 14 columns divide 56.
// CHECK-LABEL: func.func @conv3x3_56(
// AVX512: #kernel.choice<"direct_conv", tile = [1, 14, 2]>
// AVX2: #kernel.choice<"direct_conv", tile = [1, 6, 2]>
// NEON: #kernel.choice<"direct_conv", tile = [1, 12, 2]>
func.func @conv3x3_56(%x: tensor<?x64x56x56xf32>) -> tensor<?x64x56x56xf32> {
  %w = arith.constant dense<0.5> : tensor<64x64x3x3xf32>
  %y = cnn.fused %x : (tensor<?x64x56x56xf32>) -> tensor<?x64x56x56xf32> {
  ^bb0(%a: tensor<?x64x56x56xf32>):
    %0 = cnn.conv2d %a, %w strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x64x56x56xf32>, tensor<64x64x3x3xf32>) -> tensor<?x64x56x56xf32>
    cnn.yield %0 : tensor<?x64x56x56xf32>
  }
  return %y : tensor<?x64x56x56xf32>
}

// Half as wide.
// CHECK-LABEL: func.func @conv3x3_28(
// AVX512: #kernel.choice<"direct_conv", tile = [1, 14, 2]>
// AVX2: #kernel.choice<"direct_conv", tile = [1, 6, 2]>
// NEON: #kernel.choice<"direct_conv", tile = [1, 10, 2]>
func.func @conv3x3_28(%x: tensor<?x128x28x28xf32>) -> tensor<?x128x28x28xf32> {
  %w = arith.constant dense<0.5> : tensor<128x128x3x3xf32>
  %y = cnn.fused %x : (tensor<?x128x28x28xf32>) -> tensor<?x128x28x28xf32> {
  ^bb0(%a: tensor<?x128x28x28xf32>):
    %0 = cnn.conv2d %a, %w strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x128x28x28xf32>, tensor<128x128x3x3xf32>) -> tensor<?x128x28x28xf32>
    cnn.yield %0 : tensor<?x128x28x28xf32>
  }
  return %y : tensor<?x128x28x28xf32>
}

// One tile per row.
// CHECK-LABEL: func.func @conv3x3_14(
// AVX512: #kernel.choice<"direct_conv", tile = [1, 14, 2]>
// AVX2: #kernel.choice<"direct_conv", tile = [2, 2, 3]>
// NEON: #kernel.choice<"direct_conv", tile = [2, 3, 4]>
func.func @conv3x3_14(%x: tensor<?x256x14x14xf32>) -> tensor<?x256x14x14xf32> {
  %w = arith.constant dense<0.5> : tensor<256x256x3x3xf32>
  %y = cnn.fused %x : (tensor<?x256x14x14xf32>) -> tensor<?x256x14x14xf32> {
  ^bb0(%a: tensor<?x256x14x14xf32>):
    %0 = cnn.conv2d %a, %w strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x256x14x14xf32>, tensor<256x256x3x3xf32>) -> tensor<?x256x14x14xf32>
    cnn.yield %0 : tensor<?x256x14x14xf32>
  }
  return %y : tensor<?x256x14x14xf32>
}

// A row does not fill the registers: several rows at once, and few columns, of which
// those at the border leave a tap out.
// CHECK-LABEL: func.func @conv3x3_7(
// AVX512: #kernel.choice<"direct_conv", tile = [3, 2, 4]>
// AVX2: #kernel.choice<"direct_conv", tile = [1, 4, 3]>
// NEON: #kernel.choice<"direct_conv", tile = [3, 2, 4]>
func.func @conv3x3_7(%x: tensor<?x512x7x7xf32>) -> tensor<?x512x7x7xf32> {
  %w = arith.constant dense<0.5> : tensor<512x512x3x3xf32>
  %y = cnn.fused %x : (tensor<?x512x7x7xf32>) -> tensor<?x512x7x7xf32> {
  ^bb0(%a: tensor<?x512x7x7xf32>):
    %0 = cnn.conv2d %a, %w strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x512x7x7xf32>, tensor<512x512x3x3xf32>) -> tensor<?x512x7x7xf32>
    cnn.yield %0 : tensor<?x512x7x7xf32>
  }
  return %y : tensor<?x512x7x7xf32>
}

// A 1x1 kernel has the tile of its map.
// CHECK-LABEL: func.func @conv1x1(
// AVX512: #kernel.choice<"direct_conv", tile = [1, 6, 4]>
// AVX2: #kernel.choice<"direct_conv", tile = [1, 6, 2]>
// NEON: #kernel.choice<"direct_conv", tile = [1, 8, 3]>
func.func @conv1x1(%x: tensor<?x64x56x56xf32>) -> tensor<?x256x56x56xf32> {
  %w = arith.constant dense<0.5> : tensor<256x64x1x1xf32>
  %y = cnn.fused %x : (tensor<?x64x56x56xf32>) -> tensor<?x256x56x56xf32> {
  ^bb0(%a: tensor<?x64x56x56xf32>):
    %0 = cnn.conv2d %a, %w strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x64x56x56xf32>, tensor<256x64x1x1xf32>) -> tensor<?x256x56x56xf32>
    cnn.yield %0 : tensor<?x256x56x56xf32>
  }
  return %y : tensor<?x256x56x56xf32>
}

// A shortcut that skips every other position.
// CHECK-LABEL: func.func @conv1x1_strided(
// AVX512: #kernel.choice<"direct_conv", tile = [1, 14, 2]>
// AVX2: #kernel.choice<"direct_conv", tile = [1, 6, 2]>
// NEON: #kernel.choice<"direct_conv", tile = [1, 10, 2]>
func.func @conv1x1_strided(%x: tensor<?x256x56x56xf32>) -> tensor<?x512x28x28xf32> {
  %w = arith.constant dense<0.5> : tensor<512x256x1x1xf32>
  %y = cnn.fused %x : (tensor<?x256x56x56xf32>) -> tensor<?x512x28x28xf32> {
  ^bb0(%a: tensor<?x256x56x56xf32>):
    %0 = cnn.conv2d %a, %w strides = [2, 2] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x256x56x56xf32>, tensor<512x256x1x1xf32>) -> tensor<?x512x28x28xf32>
    cnn.yield %0 : tensor<?x512x28x28xf32>
  }
  return %y : tensor<?x512x28x28xf32>
}

// The first layer of a ResNet.
// CHECK-LABEL: func.func @first(
// AVX512: #kernel.choice<"direct_conv", tile = [1, 14, 2]>
// AVX2: #kernel.choice<"direct_conv", tile = [1, 6, 2]>
// NEON: #kernel.choice<"direct_conv", tile = [1, 13, 2]>
func.func @first(%x: tensor<?x3x224x224xf32>) -> tensor<?x64x112x112xf32> {
  %w = arith.constant dense<0.5> : tensor<64x3x7x7xf32>
  %y = cnn.fused %x : (tensor<?x3x224x224xf32>) -> tensor<?x64x112x112xf32> {
  ^bb0(%a: tensor<?x3x224x224xf32>):
    %0 = cnn.conv2d %a, %w strides = [2, 2] padding = [3, 3, 3, 3] dilations = [1, 1] groups = 1 : (tensor<?x3x224x224xf32>, tensor<64x3x7x7xf32>) -> tensor<?x64x112x112xf32>
    cnn.yield %0 : tensor<?x64x112x112xf32>
  }
  return %y : tensor<?x64x112x112xf32>
}

// As many groups as channels.
// CHECK-LABEL: func.func @depthwise(
// AVX512: #kernel.choice<"depthwise_conv", tile = [16]>
// AVX2: #kernel.choice<"depthwise_conv", tile = [8]>
// NEON: #kernel.choice<"depthwise_conv", tile = [13]>
func.func @depthwise(%x: tensor<?x32x112x112xf32>) -> tensor<?x32x112x112xf32> {
  %w = arith.constant dense<0.5> : tensor<32x1x3x3xf32>
  %y = cnn.fused %x : (tensor<?x32x112x112xf32>) -> tensor<?x32x112x112xf32> {
  ^bb0(%a: tensor<?x32x112x112xf32>):
    %0 = cnn.conv2d %a, %w strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 32 : (tensor<?x32x112x112xf32>, tensor<32x1x3x3xf32>) -> tensor<?x32x112x112xf32>
    cnn.yield %0 : tensor<?x32x112x112xf32>
  }
  return %y : tensor<?x32x112x112xf32>
}

// A depthwise convolution with a stride.
// CHECK-LABEL: func.func @depthwise_strided(
// AVX512: #kernel.choice<"depthwise_conv", tile = [10]>
// AVX2: #kernel.choice<"depthwise_conv", tile = [6]>
// NEON: #kernel.choice<"depthwise_conv", tile = [7]>
func.func @depthwise_strided(%x: tensor<?x96x56x56xf32>) -> tensor<?x96x28x28xf32> {
  %w = arith.constant dense<0.5> : tensor<96x1x3x3xf32>
  %y = cnn.fused %x : (tensor<?x96x56x56xf32>) -> tensor<?x96x28x28xf32> {
  ^bb0(%a: tensor<?x96x56x56xf32>):
    %0 = cnn.conv2d %a, %w strides = [2, 2] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 96 : (tensor<?x96x56x56xf32>, tensor<96x1x3x3xf32>) -> tensor<?x96x28x28xf32>
    cnn.yield %0 : tensor<?x96x28x28xf32>
  }
  return %y : tensor<?x96x28x28xf32>
}

// Other groups are a direct convolution.
// CHECK-LABEL: func.func @grouped(
// AVX512: #kernel.choice<"direct_conv", tile = [1, 14, 2]>
// AVX2: #kernel.choice<"direct_conv", tile = [1, 6, 2]>
// NEON: #kernel.choice<"direct_conv", tile = [1, 12, 2]>
func.func @grouped(%x: tensor<?x64x56x56xf32>) -> tensor<?x64x56x56xf32> {
  %w = arith.constant dense<0.5> : tensor<64x32x3x3xf32>
  %y = cnn.fused %x : (tensor<?x64x56x56xf32>) -> tensor<?x64x56x56xf32> {
  ^bb0(%a: tensor<?x64x56x56xf32>):
    %0 = cnn.conv2d %a, %w strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 2 : (tensor<?x64x56x56xf32>, tensor<64x32x3x3xf32>) -> tensor<?x64x56x56xf32>
    cnn.yield %0 : tensor<?x64x56x56xf32>
  }
  return %y : tensor<?x64x56x56xf32>
}

// Rows and columns are multiples of a fused window.
// CHECK-LABEL: func.func @pooled(
// AVX512: #kernel.choice<"direct_conv", tile = [2, 6, 2]>
// AVX2: #kernel.choice<"direct_conv", tile = [2, 2, 3]>
// NEON: #kernel.choice<"direct_conv", tile = [2, 6, 2]>
func.func @pooled(%x: tensor<?x64x56x56xf32>) -> tensor<?x64x28x28xf32> {
  %w = arith.constant dense<0.5> : tensor<64x64x3x3xf32>
  %y = cnn.fused %x : (tensor<?x64x56x56xf32>) -> tensor<?x64x28x28xf32> {
  ^bb0(%a: tensor<?x64x56x56xf32>):
    %0 = cnn.conv2d %a, %w strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x64x56x56xf32>, tensor<64x64x3x3xf32>) -> tensor<?x64x56x56xf32>
    %1 = cnn.pool max %0 kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x64x56x56xf32> -> tensor<?x64x28x28xf32>
    cnn.yield %1 : tensor<?x64x28x28xf32>
  }
  return %y : tensor<?x64x28x28xf32>
}

// An odd width leaves a column that no window covers.
// CHECK-LABEL: func.func @pooled_odd(
// AVX512: #kernel.choice<"direct_conv", tile = [2, 6, 2]>
// AVX2: #kernel.choice<"direct_conv", tile = [2, 2, 2]>
// NEON: #kernel.choice<"direct_conv", tile = [2, 6, 2]>
func.func @pooled_odd(%x: tensor<?x32x15x15xf32>) -> tensor<?x32x7x7xf32> {
  %w = arith.constant dense<0.5> : tensor<32x32x3x3xf32>
  %y = cnn.fused %x : (tensor<?x32x15x15xf32>) -> tensor<?x32x7x7xf32> {
  ^bb0(%a: tensor<?x32x15x15xf32>):
    %0 = cnn.conv2d %a, %w strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x32x15x15xf32>, tensor<32x32x3x3xf32>) -> tensor<?x32x15x15xf32>
    %1 = cnn.pool max %0 kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x32x15x15xf32> -> tensor<?x32x7x7xf32>
    cnn.yield %1 : tensor<?x32x7x7xf32>
  }
  return %y : tensor<?x32x7x7xf32>
}

// Even tiles of a width that 14 does not divide.
// CHECK-LABEL: func.func @odd_width(
// AVX512: #kernel.choice<"direct_conv", tile = [1, 9, 2]>
// AVX2: #kernel.choice<"direct_conv", tile = [1, 6, 2]>
// NEON: #kernel.choice<"direct_conv", tile = [1, 9, 2]>
func.func @odd_width(%x: tensor<?x64x17x17xf32>) -> tensor<?x64x17x17xf32> {
  %w = arith.constant dense<0.5> : tensor<64x64x3x3xf32>
  %y = cnn.fused %x : (tensor<?x64x17x17xf32>) -> tensor<?x64x17x17xf32> {
  ^bb0(%a: tensor<?x64x17x17xf32>):
    %0 = cnn.conv2d %a, %w strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x64x17x17xf32>, tensor<64x64x3x3xf32>) -> tensor<?x64x17x17xf32>
    cnn.yield %0 : tensor<?x64x17x17xf32>
  }
  return %y : tensor<?x64x17x17xf32>
}

// Fewer output channels than a vector has lanes.
// CHECK-LABEL: func.func @narrow(
// AVX512: #kernel.choice<"direct_conv", tile = [4, 7, 1]>
// AVX2: #kernel.choice<"direct_conv", tile = [2, 7, 1]>
// NEON: #kernel.choice<"direct_conv", tile = [2, 11, 1]>
func.func @narrow(%x: tensor<?x16x32x32xf32>) -> tensor<?x3x32x32xf32> {
  %w = arith.constant dense<0.5> : tensor<3x16x3x3xf32>
  %y = cnn.fused %x : (tensor<?x16x32x32xf32>) -> tensor<?x3x32x32xf32> {
  ^bb0(%a: tensor<?x16x32x32xf32>):
    %0 = cnn.conv2d %a, %w strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x16x32x32xf32>, tensor<3x16x3x3xf32>) -> tensor<?x3x32x32xf32>
    cnn.yield %0 : tensor<?x3x32x32xf32>
  }
  return %y : tensor<?x3x32x32xf32>
}

// Pictures and blocks of outputs.
// CHECK-LABEL: func.func @dense(
// AVX512: #kernel.choice<"dense", tile = [6, 3]>
// AVX2: #kernel.choice<"dense", tile = [2, 4]>
// NEON: #kernel.choice<"dense", tile = [6, 4]>
func.func @dense(%x: tensor<?x512xf32>) -> tensor<?x1000xf32> {
  %w = arith.constant dense<0.5> : tensor<1000x512xf32>
  %y = cnn.fused %x : (tensor<?x512xf32>) -> tensor<?x1000xf32> {
  ^bb0(%a: tensor<?x512xf32>):
    %0 = cnn.dense %a, %w : (tensor<?x512xf32>, tensor<1000x512xf32>) -> tensor<?x1000xf32>
    cnn.yield %0 : tensor<?x1000xf32>
  }
  return %y : tensor<?x1000xf32>
}

// Windows that overlap.
// CHECK-LABEL: func.func @pool(
// CHECK: cnn.fused %{{.*}} {kernel.choice = #kernel.choice<"pool">, kernel.cycles = {{.*}} : f64}
func.func @pool(%x: tensor<?x64x8x8xf32>) -> tensor<?x64x4x4xf32> {
  %y = cnn.fused %x : (tensor<?x64x8x8xf32>) -> tensor<?x64x4x4xf32> {
  ^bb0(%a: tensor<?x64x8x8xf32>):
    %0 = cnn.pool max %a kernel = [3, 3] strides = [2, 2] padding = [1, 1, 1, 1] : tensor<?x64x8x8xf32> -> tensor<?x64x4x4xf32>
    cnn.yield %0 : tensor<?x64x4x4xf32>
  }
  return %y : tensor<?x64x4x4xf32>
}

// A whole channel.
// CHECK-LABEL: func.func @global_pool(
// CHECK: cnn.fused %{{.*}} {kernel.choice = #kernel.choice<"global_pool">, kernel.cycles = {{.*}} : f64}
func.func @global_pool(%x: tensor<?x64x8x8xf32>) -> tensor<?x64xf32> {
  %y = cnn.fused %x : (tensor<?x64x8x8xf32>) -> tensor<?x64xf32> {
  ^bb0(%a: tensor<?x64x8x8xf32>):
    %0 = cnn.global_pool avg %a : tensor<?x64x8x8xf32> -> tensor<?x64xf32>
    cnn.yield %0 : tensor<?x64xf32>
  }
  return %y : tensor<?x64xf32>
}

// Over the channels.
// CHECK-LABEL: func.func @softmax(
// CHECK: cnn.fused %{{.*}} {kernel.choice = #kernel.choice<"softmax">, kernel.cycles = {{.*}} : f64}
func.func @softmax(%x: tensor<?x10xf32>) -> tensor<?x10xf32> {
  %y = cnn.fused %x : (tensor<?x10xf32>) -> tensor<?x10xf32> {
  ^bb0(%a: tensor<?x10xf32>):
    %0 = cnn.softmax %a : tensor<?x10xf32>
    cnn.yield %0 : tensor<?x10xf32>
  }
  return %y : tensor<?x10xf32>
}

// An activation by itself.
// CHECK-LABEL: func.func @relu(
// CHECK: cnn.fused %{{.*}} {kernel.choice = #kernel.choice<"elementwise">, kernel.cycles = {{.*}} : f64}
func.func @relu(%x: tensor<?x64x8x8xf32>) -> tensor<?x64x8x8xf32> {
  %y = cnn.fused %x : (tensor<?x64x8x8xf32>) -> tensor<?x64x8x8xf32> {
  ^bb0(%a: tensor<?x64x8x8xf32>):
    %0 = cnn.relu %a : tensor<?x64x8x8xf32>
    cnn.yield %0 : tensor<?x64x8x8xf32>
  }
  return %y : tensor<?x64x8x8xf32>
}

// A copy.
// CHECK-LABEL: func.func @flatten(
// CHECK: cnn.fused %{{.*}} {kernel.choice = #kernel.choice<"gather">, kernel.cycles = {{.*}} : f64}
func.func @flatten(%x: tensor<?x64x8x8xf32>) -> tensor<?x4096xf32> {
  %y = cnn.fused %x : (tensor<?x64x8x8xf32>) -> tensor<?x4096xf32> {
  ^bb0(%a: tensor<?x64x8x8xf32>):
    %0 = cnn.flatten %a : tensor<?x64x8x8xf32> -> tensor<?x4096xf32>
    cnn.yield %0 : tensor<?x4096xf32>
  }
  return %y : tensor<?x4096xf32>
}

// Another copy.
// CHECK-LABEL: func.func @concat(
// CHECK: cnn.fused %{{.*}} {kernel.choice = #kernel.choice<"concat">, kernel.cycles = {{.*}} : f64}
func.func @concat(%x: tensor<?x64x8x8xf32>) -> tensor<?x128x8x8xf32> {
  %y = cnn.fused %x : (tensor<?x64x8x8xf32>) -> tensor<?x128x8x8xf32> {
  ^bb0(%a: tensor<?x64x8x8xf32>):
    %0 = cnn.concat %a, %a : (tensor<?x64x8x8xf32>, tensor<?x64x8x8xf32>) -> tensor<?x128x8x8xf32>
    cnn.yield %0 : tensor<?x128x8x8xf32>
  }
  return %y : tensor<?x128x8x8xf32>
}
