// RUN: %cnn-opt %s --split-input-file --cnn-fold-batch-norm | FileCheck %s

// Into the convolution before: scale / sqrt(3 + 1) is 1/2 and 1, shift - mean * s
// is 1 - 4/2 = -1 and 0 + 2 = 2; the old bias is 2 and 4.
// CHECK-LABEL: func.func @conv_before
// CHECK-SAME: (%[[X:.*]]: tensor<?x1x4x4xf32>)
// CHECK-NEXT: %[[W:.*]] = arith.constant dense_resource<conv.weight.folded> : tensor<2x1x1x2xf32>
// CHECK-NEXT: %[[B:.*]] = arith.constant dense_resource<conv.bias.folded> : tensor<2xf32>
// CHECK-NEXT: %[[Y:.*]] = cnn.conv2d %[[X]], %[[W]], %[[B]] strides = [1, 1] padding = [0, 0, 1, 0]
// CHECK-NEXT: return %[[Y]]
// Bias 2 / 2 - 1 = 0 and 4 * 1 + 2 = 6; weight 0.5, 1 and 3, 4.
// CHECK-DAG: conv.bias.folded: "0x40000000000000000000C040"
// CHECK-DAG: conv.weight.folded: "0x400000000000003F0000803F0000404000008040"
func.func @conv_before(%x: tensor<?x1x4x4xf32>) -> tensor<?x2x4x4xf32> {
  %w = arith.constant dense<[[[[1.0, 2.0]]], [[[3.0, 4.0]]]]> : tensor<2x1x1x2xf32> loc("conv.weight"("a.net":1:1))
  %b = arith.constant dense<[2.0, 4.0]> : tensor<2xf32> loc("conv.bias"("a.net":1:1))
  %scale = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %shift = arith.constant dense<[1.0, 0.0]> : tensor<2xf32>
  %mean = arith.constant dense<[4.0, -2.0]> : tensor<2xf32>
  %variance = arith.constant dense<3.0> : tensor<2xf32>
  %y = cnn.conv2d %x, %w, %b strides = [1, 1] padding = [0, 0, 1, 0] dilations = [1, 1] groups = 1
         : (tensor<?x1x4x4xf32>, tensor<2x1x1x2xf32>, tensor<2xf32>) -> tensor<?x2x4x4xf32>
  %z = cnn.batch_norm %y, %scale, %shift, %mean, %variance epsilon = 1.0 momentum = 0.1
         : (tensor<?x2x4x4xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<?x2x4x4xf32>
  return %z : tensor<?x2x4x4xf32>
}

// -----

// A layer without a bias gets one, named after its weight.
// CHECK-LABEL: func.func @dense_before
// CHECK-DAG: %[[W:.*]] = arith.constant dense_resource<fc.weight.folded> : tensor<2x2xf32>
// CHECK-DAG: %[[B:.*]] = arith.constant dense_resource<fc.bias.folded> : tensor<2xf32>
// CHECK: cnn.dense %{{.*}}, %[[W]], %[[B]]
// CHECK-NEXT: return
// CHECK-DAG: fc.bias.folded: "0x400000000000A0400000C040"
// CHECK-DAG: fc.weight.folded: "0x4000000000000040000080400000104100004041"
func.func @dense_before(%x: tensor<?x2xf32>) -> tensor<?x2xf32> {
  %w = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32> loc("fc.weight"("a.net":1:1))
  %scale = arith.constant dense<[2.0, 3.0]> : tensor<2xf32>
  %shift = arith.constant dense<[5.0, 6.0]> : tensor<2xf32>
  %y = cnn.dense %x, %w : (tensor<?x2xf32>, tensor<2x2xf32>) -> tensor<?x2xf32>
  %z = cnn.channel_affine %y, %scale, %shift : (tensor<?x2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<?x2xf32>
  return %z : tensor<?x2xf32>
}

// -----

// Two layers may share a constant: only the one before the batch norm changes.
// CHECK-LABEL: func.func @shared_weight
// CHECK-DAG: %[[OLD:.*]] = arith.constant dense<{{.*}}> : tensor<2x2xf32>
// CHECK-DAG: %[[NEW:.*]] = arith.constant dense_resource<fc.weight.folded> : tensor<2x2xf32>
// CHECK: cnn.dense %{{.*}}, %[[NEW]]
// CHECK: cnn.dense %{{.*}}, %[[OLD]]
func.func @shared_weight(%x: tensor<?x2xf32>) -> tensor<?x2xf32> {
  %w = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32> loc("fc.weight"("a.net":1:1))
  %scale = arith.constant dense<[2.0, 3.0]> : tensor<2xf32>
  %y = cnn.dense %x, %w : (tensor<?x2xf32>, tensor<2x2xf32>) -> tensor<?x2xf32>
  %z = cnn.channel_affine %y, %scale, %scale : (tensor<?x2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<?x2xf32>
  %u = cnn.dense %z, %w : (tensor<?x2xf32>, tensor<2x2xf32>) -> tensor<?x2xf32>
  return %u : tensor<?x2xf32>
}

// -----

// Into the convolution after, which has two groups and no padding: channels
// scaled by 2, 3, 4, 5 and shifted by 1, 1, 1, 2.
// CHECK-LABEL: func.func @conv_after
// CHECK-SAME: (%[[X:.*]]: tensor<?x4x4x4xf32>)
// CHECK: %[[R:.*]] = cnn.relu %[[X]]
// CHECK: cnn.conv2d %[[R]]
// CHECK-NEXT: return
// Bias 1+1 = 2 and 1*1 + 2*2 = 5; weight 2, 3 and 4, 10.
// CHECK-DAG: conv.bias.folded: "0x40000000000000400000A040"
// CHECK-DAG: conv.weight.folded: "0x4000000000000040000040400000804000002041"
func.func @conv_after(%x: tensor<?x4x4x4xf32>) -> tensor<?x2x4x4xf32> {
  %scale = arith.constant dense<[2.0, 3.0, 4.0, 5.0]> : tensor<4xf32>
  %shift = arith.constant dense<[1.0, 1.0, 1.0, 2.0]> : tensor<4xf32>
  %w = arith.constant dense<[[[[1.0]], [[1.0]]], [[[1.0]], [[2.0]]]]> : tensor<2x2x1x1xf32> loc("conv.weight"("a.net":1:1))
  %r = cnn.relu %x : tensor<?x4x4x4xf32>
  %y = cnn.channel_affine %r, %scale, %shift : (tensor<?x4x4x4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<?x4x4x4xf32>
  %z = cnn.conv2d %y, %w strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 2
         : (tensor<?x4x4x4xf32>, tensor<2x2x1x1xf32>) -> tensor<?x2x4x4xf32>
  return %z : tensor<?x2x4x4xf32>
}

// -----

// Into the dense layer after a flatten: a channel covers two columns.
// CHECK-LABEL: func.func @flatten_after
// CHECK: cnn.relu
// CHECK-NEXT: cnn.flatten
// CHECK: cnn.dense
// CHECK-NEXT: return
// Bias 10 + (1+2)*1 + (3+4)*2 = 27; weight 2, 4, 9, 12.
// CHECK-DAG: fc.bias.folded: "0x400000000000D841"
// CHECK-DAG: fc.weight.folded: "0x4000000000000040000080400000104100004041"
func.func @flatten_after(%x: tensor<?x2x1x2xf32>) -> tensor<?x1xf32> {
  %scale = arith.constant dense<[2.0, 3.0]> : tensor<2xf32>
  %shift = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %w = arith.constant dense<[[1.0, 2.0, 3.0, 4.0]]> : tensor<1x4xf32> loc("fc.weight"("a.net":1:1))
  %b = arith.constant dense<10.0> : tensor<1xf32> loc("fc.bias"("a.net":1:1))
  %r = cnn.relu %x : tensor<?x2x1x2xf32>
  %y = cnn.channel_affine %r, %scale, %shift : (tensor<?x2x1x2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<?x2x1x2xf32>
  %f = cnn.flatten %y : tensor<?x2x1x2xf32> -> tensor<?x4xf32>
  %z = cnn.dense %f, %w, %b : (tensor<?x4xf32>, tensor<1x4xf32>, tensor<1xf32>) -> tensor<?x1xf32>
  return %z : tensor<?x1xf32>
}

// -----

// Padding would need other zeros, so the batch norm becomes an affine op.
// CHECK-LABEL: func.func @padding
// CHECK-DAG: %[[S:.*]] = arith.constant dense_resource<bn.scale.folded> : tensor<1xf32>
// CHECK-DAG: %[[T:.*]] = arith.constant dense_resource<bn.shift.folded> : tensor<1xf32>
// CHECK: %[[A:.*]] = cnn.channel_affine %{{.*}}, %[[S]], %[[T]]
// CHECK: cnn.conv2d %[[A]]
// CHECK-DAG: bn.scale.folded: "0x400000000000803F"
// CHECK-DAG: bn.shift.folded: "0x40000000000000C0"
func.func @padding(%x: tensor<?x1x4x4xf32>) -> tensor<?x1x4x4xf32> {
  %w = arith.constant dense<1.0> : tensor<1x1x1x2xf32>
  %scale = arith.constant dense<2.0> : tensor<1xf32> loc("bn.scale"("a.net":1:1))
  %shift = arith.constant dense<1.0> : tensor<1xf32> loc("bn.shift"("a.net":1:1))
  %three = arith.constant dense<3.0> : tensor<1xf32>
  %y = cnn.batch_norm %x, %scale, %shift, %three, %three epsilon = 1.0 momentum = 0.1
         : (tensor<?x1x4x4xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<?x1x4x4xf32>
  %z = cnn.conv2d %y, %w strides = [1, 1] padding = [0, 0, 0, 1] dilations = [1, 1] groups = 1
         : (tensor<?x1x4x4xf32>, tensor<1x1x1x2xf32>) -> tensor<?x1x4x4xf32>
  return %z : tensor<?x1x4x4xf32>
}

// -----

// The result before the batch norm has another user, and so has the one after.
// CHECK-LABEL: func.func @other_users
// CHECK: %[[Y:.*]] = cnn.dense
// CHECK: %[[Z:.*]] = cnn.channel_affine %[[Y]]
// CHECK: cnn.dense %[[Z]]
// CHECK-NOT: .folded
func.func @other_users(%x: tensor<?x2xf32>) -> (tensor<?x2xf32>, tensor<?x2xf32>, tensor<?x2xf32>) {
  %w = arith.constant dense<1.0> : tensor<2x2xf32>
  %s = arith.constant dense<2.0> : tensor<2xf32>
  %y = cnn.dense %x, %w : (tensor<?x2xf32>, tensor<2x2xf32>) -> tensor<?x2xf32>
  %z = cnn.channel_affine %y, %s, %s : (tensor<?x2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<?x2xf32>
  %u = cnn.dense %z, %w : (tensor<?x2xf32>, tensor<2x2xf32>) -> tensor<?x2xf32>
  return %y, %z, %u : tensor<?x2xf32>, tensor<?x2xf32>, tensor<?x2xf32>
}

// -----

// Nothing is known about arguments, and nothing about an elided constant, as
// dumps have it: all stays.
// CHECK-LABEL: func.func @unknown
// CHECK: cnn.dense
// CHECK: cnn.batch_norm
// CHECK: cnn.batch_norm
func.func @unknown(%x: tensor<?x2xf32>, %v: tensor<2xf32>) -> tensor<?x2xf32> {
  %w = arith.constant dense<1.0> : tensor<2x2xf32>
  %elided = arith.constant dense_resource<__elided__> : tensor<2xf32>
  %y = cnn.dense %x, %w : (tensor<?x2xf32>, tensor<2x2xf32>) -> tensor<?x2xf32>
  %z = cnn.batch_norm %y, %v, %v, %v, %v epsilon = 1.0 momentum = 0.1
         : (tensor<?x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<?x2xf32>
  %u = cnn.batch_norm %z, %elided, %elided, %elided, %elided epsilon = 1.0 momentum = 0.1
         : (tensor<?x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<?x2xf32>
  return %u : tensor<?x2xf32>
}

// -----

// A padding that repeats the picture may come before the affine function: it is
// folded forward, which a padding of zeros forbids.
// CHECK-LABEL: func.func @padded_by_the_picture
// CHECK-NOT: cnn.channel_affine
// CHECK: cnn.conv2d {{.*}} padding = [1, 1, 1, 1] {{.*}} mode = reflect
// CHECK: cnn.channel_affine
// CHECK: cnn.conv2d {{.*}} padding = [1, 1, 1, 1]
func.func @padded_by_the_picture(%x: tensor<?x1x4x4xf32>) -> (tensor<?x1x4x4xf32>, tensor<?x1x4x4xf32>) {
  %w = arith.constant dense<1.0> : tensor<1x1x3x3xf32>
  %scale = arith.constant dense<2.0> : tensor<1xf32>
  %shift = arith.constant dense<3.0> : tensor<1xf32>
  %a = cnn.channel_affine %x, %scale, %shift : (tensor<?x1x4x4xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<?x1x4x4xf32>
  %y = cnn.conv2d %a, %w strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 mode = reflect
         : (tensor<?x1x4x4xf32>, tensor<1x1x3x3xf32>) -> tensor<?x1x4x4xf32>
  %b = cnn.channel_affine %x, %scale, %shift : (tensor<?x1x4x4xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<?x1x4x4xf32>
  %z = cnn.conv2d %b, %w strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1
         : (tensor<?x1x4x4xf32>, tensor<1x1x3x3xf32>) -> tensor<?x1x4x4xf32>
  return %y, %z : tensor<?x1x4x4xf32>, tensor<?x1x4x4xf32>
}
