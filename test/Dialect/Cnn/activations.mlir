// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// CHECK-LABEL: func.func @selu
// CHECK: cnn.selu %{{.*}} : tensor<?x8x4x4xf32>
// CHECK: cnn.selu %{{.*}} : tensor<?x10xf32>
func.func @selu(%x: tensor<?x8x4x4xf32>, %v: tensor<?x10xf32>) -> (tensor<?x8x4x4xf32>, tensor<?x10xf32>) {
  %y = cnn.selu %x : tensor<?x8x4x4xf32>
  %w = cnn.selu %v : tensor<?x10xf32>
  return %y, %w : tensor<?x8x4x4xf32>, tensor<?x10xf32>
}

// CHECK-LABEL: func.func @softsign
// CHECK: cnn.softsign %{{.*}} : tensor<?x8x4x4xf32>
// CHECK: cnn.softsign %{{.*}} : tensor<?x10xf32>
func.func @softsign(%x: tensor<?x8x4x4xf32>, %v: tensor<?x10xf32>) -> (tensor<?x8x4x4xf32>, tensor<?x10xf32>) {
  %y = cnn.softsign %x : tensor<?x8x4x4xf32>
  %w = cnn.softsign %v : tensor<?x10xf32>
  return %y, %w : tensor<?x8x4x4xf32>, tensor<?x10xf32>
}

// CHECK-LABEL: func.func @mish
// CHECK: cnn.mish %{{.*}} : tensor<?x8x4x4xf32>
// CHECK: cnn.mish %{{.*}} : tensor<?x10xf32>
func.func @mish(%x: tensor<?x8x4x4xf32>, %v: tensor<?x10xf32>) -> (tensor<?x8x4x4xf32>, tensor<?x10xf32>) {
  %y = cnn.mish %x : tensor<?x8x4x4xf32>
  %w = cnn.mish %v : tensor<?x10xf32>
  return %y, %w : tensor<?x8x4x4xf32>, tensor<?x10xf32>
}

// CHECK-LABEL: func.func @silu
// CHECK: cnn.silu %{{.*}} : tensor<?x8x4x4xf32>
// CHECK: cnn.silu %{{.*}} : tensor<?x10xf32>
func.func @silu(%x: tensor<?x8x4x4xf32>, %v: tensor<?x10xf32>) -> (tensor<?x8x4x4xf32>, tensor<?x10xf32>) {
  %y = cnn.silu %x : tensor<?x8x4x4xf32>
  %w = cnn.silu %v : tensor<?x10xf32>
  return %y, %w : tensor<?x8x4x4xf32>, tensor<?x10xf32>
}

// CHECK-LABEL: func.func @hard_sigmoid
// CHECK: cnn.hard_sigmoid %{{.*}} : tensor<?x8x4x4xf32>
// CHECK: cnn.hard_sigmoid %{{.*}} : tensor<?x10xf32>
func.func @hard_sigmoid(%x: tensor<?x8x4x4xf32>, %v: tensor<?x10xf32>) -> (tensor<?x8x4x4xf32>, tensor<?x10xf32>) {
  %y = cnn.hard_sigmoid %x : tensor<?x8x4x4xf32>
  %w = cnn.hard_sigmoid %v : tensor<?x10xf32>
  return %y, %w : tensor<?x8x4x4xf32>, tensor<?x10xf32>
}

// CHECK-LABEL: func.func @hard_swish
// CHECK: cnn.hard_swish %{{.*}} : tensor<?x8x4x4xf32>
// CHECK: cnn.hard_swish %{{.*}} : tensor<?x10xf32>
func.func @hard_swish(%x: tensor<?x8x4x4xf32>, %v: tensor<?x10xf32>) -> (tensor<?x8x4x4xf32>, tensor<?x10xf32>) {
  %y = cnn.hard_swish %x : tensor<?x8x4x4xf32>
  %w = cnn.hard_swish %v : tensor<?x10xf32>
  return %y, %w : tensor<?x8x4x4xf32>, tensor<?x10xf32>
}

// CHECK-LABEL: func.func @exp
// CHECK: cnn.exp %{{.*}} : tensor<?x8x4x4xf32>
// CHECK: cnn.exp %{{.*}} : tensor<?x10xf32>
func.func @exp(%x: tensor<?x8x4x4xf32>, %v: tensor<?x10xf32>) -> (tensor<?x8x4x4xf32>, tensor<?x10xf32>) {
  %y = cnn.exp %x : tensor<?x8x4x4xf32>
  %w = cnn.exp %v : tensor<?x10xf32>
  return %y, %w : tensor<?x8x4x4xf32>, tensor<?x10xf32>
}

// CHECK-LABEL: func.func @log
// CHECK: cnn.log %{{.*}} : tensor<?x8x4x4xf32>
// CHECK: cnn.log %{{.*}} : tensor<?x10xf32>
func.func @log(%x: tensor<?x8x4x4xf32>, %v: tensor<?x10xf32>) -> (tensor<?x8x4x4xf32>, tensor<?x10xf32>) {
  %y = cnn.log %x : tensor<?x8x4x4xf32>
  %w = cnn.log %v : tensor<?x10xf32>
  return %y, %w : tensor<?x8x4x4xf32>, tensor<?x10xf32>
}

// CHECK-LABEL: func.func @sqrt
// CHECK: cnn.sqrt %{{.*}} : tensor<?x8x4x4xf32>
// CHECK: cnn.sqrt %{{.*}} : tensor<?x10xf32>
func.func @sqrt(%x: tensor<?x8x4x4xf32>, %v: tensor<?x10xf32>) -> (tensor<?x8x4x4xf32>, tensor<?x10xf32>) {
  %y = cnn.sqrt %x : tensor<?x8x4x4xf32>
  %w = cnn.sqrt %v : tensor<?x10xf32>
  return %y, %w : tensor<?x8x4x4xf32>, tensor<?x10xf32>
}

// CHECK-LABEL: func.func @abs
// CHECK: cnn.abs %{{.*}} : tensor<?x8x4x4xf32>
// CHECK: cnn.abs %{{.*}} : tensor<?x10xf32>
func.func @abs(%x: tensor<?x8x4x4xf32>, %v: tensor<?x10xf32>) -> (tensor<?x8x4x4xf32>, tensor<?x10xf32>) {
  %y = cnn.abs %x : tensor<?x8x4x4xf32>
  %w = cnn.abs %v : tensor<?x10xf32>
  return %y, %w : tensor<?x8x4x4xf32>, tensor<?x10xf32>
}

// CHECK-LABEL: func.func @negate
// CHECK: cnn.negate %{{.*}} : tensor<?x8x4x4xf32>
// CHECK: cnn.negate %{{.*}} : tensor<?x10xf32>
func.func @negate(%x: tensor<?x8x4x4xf32>, %v: tensor<?x10xf32>) -> (tensor<?x8x4x4xf32>, tensor<?x10xf32>) {
  %y = cnn.negate %x : tensor<?x8x4x4xf32>
  %w = cnn.negate %v : tensor<?x10xf32>
  return %y, %w : tensor<?x8x4x4xf32>, tensor<?x10xf32>
}

// CHECK-LABEL: func.func @gelu
// CHECK: cnn.gelu %{{.*}} : tensor<?x8x4x4xf32>
// CHECK: cnn.gelu %{{.*}} : tensor<?x10xf32>
func.func @gelu(%x: tensor<?x8x4x4xf32>, %v: tensor<?x10xf32>) -> (tensor<?x8x4x4xf32>, tensor<?x10xf32>) {
  %y = cnn.gelu %x : tensor<?x8x4x4xf32>
  %w = cnn.gelu %v : tensor<?x10xf32>
  return %y, %w : tensor<?x8x4x4xf32>, tensor<?x10xf32>
}

// CHECK-LABEL: func.func @gelu_approximate
// CHECK: cnn.gelu %{{.*}} approximate : tensor<?x8x4x4xf32>
// CHECK: cnn.gelu %{{.*}} approximate : tensor<?x10xf32>
func.func @gelu_approximate(%x: tensor<?x8x4x4xf32>, %v: tensor<?x10xf32>) -> (tensor<?x8x4x4xf32>, tensor<?x10xf32>) {
  %y = cnn.gelu %x approximate : tensor<?x8x4x4xf32>
  %w = cnn.gelu %v approximate : tensor<?x10xf32>
  return %y, %w : tensor<?x8x4x4xf32>, tensor<?x10xf32>
}

// CHECK-LABEL: func.func @leaky_relu
// CHECK: cnn.leaky_relu %{{.*}} alpha = 1.000000e-02 : tensor<?x8x4x4xf32>
// CHECK: cnn.leaky_relu %{{.*}} alpha = 1.000000e-02 : tensor<?x10xf32>
func.func @leaky_relu(%x: tensor<?x8x4x4xf32>, %v: tensor<?x10xf32>) -> (tensor<?x8x4x4xf32>, tensor<?x10xf32>) {
  %y = cnn.leaky_relu %x alpha = 1.000000e-02 : tensor<?x8x4x4xf32>
  %w = cnn.leaky_relu %v alpha = 1.000000e-02 : tensor<?x10xf32>
  return %y, %w : tensor<?x8x4x4xf32>, tensor<?x10xf32>
}

// CHECK-LABEL: func.func @elu
// CHECK: cnn.elu %{{.*}} alpha = 1.000000e+00 : tensor<?x8x4x4xf32>
// CHECK: cnn.elu %{{.*}} alpha = 1.000000e+00 : tensor<?x10xf32>
func.func @elu(%x: tensor<?x8x4x4xf32>, %v: tensor<?x10xf32>) -> (tensor<?x8x4x4xf32>, tensor<?x10xf32>) {
  %y = cnn.elu %x alpha = 1.000000e+00 : tensor<?x8x4x4xf32>
  %w = cnn.elu %v alpha = 1.000000e+00 : tensor<?x10xf32>
  return %y, %w : tensor<?x8x4x4xf32>, tensor<?x10xf32>
}

// CHECK-LABEL: func.func @celu
// CHECK: cnn.celu %{{.*}} alpha = -5.000000e-01 : tensor<?x8x4x4xf32>
// CHECK: cnn.celu %{{.*}} alpha = -5.000000e-01 : tensor<?x10xf32>
func.func @celu(%x: tensor<?x8x4x4xf32>, %v: tensor<?x10xf32>) -> (tensor<?x8x4x4xf32>, tensor<?x10xf32>) {
  %y = cnn.celu %x alpha = -5.000000e-01 : tensor<?x8x4x4xf32>
  %w = cnn.celu %v alpha = -5.000000e-01 : tensor<?x10xf32>
  return %y, %w : tensor<?x8x4x4xf32>, tensor<?x10xf32>
}

// CHECK-LABEL: func.func @softplus
// CHECK: cnn.softplus %{{.*}} beta = 1.000000e+00 threshold = 2.000000e+01 : tensor<?x8x4x4xf32>
// CHECK: cnn.softplus %{{.*}} beta = 1.000000e+00 threshold = 2.000000e+01 : tensor<?x10xf32>
func.func @softplus(%x: tensor<?x8x4x4xf32>, %v: tensor<?x10xf32>) -> (tensor<?x8x4x4xf32>, tensor<?x10xf32>) {
  %y = cnn.softplus %x beta = 1.000000e+00 threshold = 2.000000e+01 : tensor<?x8x4x4xf32>
  %w = cnn.softplus %v beta = 1.000000e+00 threshold = 2.000000e+01 : tensor<?x10xf32>
  return %y, %w : tensor<?x8x4x4xf32>, tensor<?x10xf32>
}

// CHECK-LABEL: func.func @clip
// CHECK: cnn.clip %{{.*}} low = -1.000000e+00 high = 0x7FF0000000000000 : tensor<?x8x4x4xf32>
// CHECK: cnn.clip %{{.*}} low = -1.000000e+00 high = 0x7FF0000000000000 : tensor<?x10xf32>
func.func @clip(%x: tensor<?x8x4x4xf32>, %v: tensor<?x10xf32>) -> (tensor<?x8x4x4xf32>, tensor<?x10xf32>) {
  %y = cnn.clip %x low = -1.000000e+00 high = 0x7FF0000000000000 : tensor<?x8x4x4xf32>
  %w = cnn.clip %v low = -1.000000e+00 high = 0x7FF0000000000000 : tensor<?x10xf32>
  return %y, %w : tensor<?x8x4x4xf32>, tensor<?x10xf32>
}

// The slope is learned for each channel, or one for all.
// CHECK-LABEL: func.func @prelu
// CHECK: cnn.prelu %{{.*}}, %{{.*}} : (tensor<?x8x4x4xf32>, tensor<8xf32>) -> tensor<?x8x4x4xf32>
// CHECK: cnn.prelu %{{.*}}, %{{.*}} : (tensor<?x8x4x4xf32>, tensor<1xf32>) -> tensor<?x8x4x4xf32>
func.func @prelu(%x: tensor<?x8x4x4xf32>, %s: tensor<8xf32>, %t: tensor<1xf32>) -> tensor<?x8x4x4xf32> {
  %y = cnn.prelu %x, %s : (tensor<?x8x4x4xf32>, tensor<8xf32>) -> tensor<?x8x4x4xf32>
  %z = cnn.prelu %y, %t : (tensor<?x8x4x4xf32>, tensor<1xf32>) -> tensor<?x8x4x4xf32>
  return %z : tensor<?x8x4x4xf32>
}
