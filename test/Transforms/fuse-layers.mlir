// RUN: %cnn-opt %s --cnn-fuse-layers | FileCheck %s
// RUN: %cnn-opt %s --cnn-fuse-layers --cnn-fuse-layers | FileCheck %s

// A convolution takes the activation and the pool that tiles its result; the
// weight is used from outside. The pool ends the group.
// CHECK-LABEL: func.func @conv_pool
// CHECK-SAME: (%[[X:.*]]: tensor<?x1x7x7xf32>)
// CHECK: %[[W:.*]] = arith.constant
// CHECK-NEXT: %[[F:.*]] = cnn.fused %[[X]] : (tensor<?x1x7x7xf32>) -> tensor<?x2x2x2xf32> {
// CHECK-NEXT: ^bb0(%[[A:.*]]: tensor<?x1x7x7xf32>):
// CHECK-NEXT: %[[C:.*]] = cnn.conv2d %[[A]], %[[W]]
// CHECK-NEXT: %[[R:.*]] = cnn.relu %[[C]]
// CHECK-NEXT: %[[P:.*]] = cnn.pool max %[[R]]
// CHECK-NEXT: cnn.yield %[[P]]
// CHECK: cnn.fused %[[F]]
// CHECK-NEXT: ^bb0
// CHECK-NEXT: cnn.tanh
// CHECK-NEXT: cnn.yield
func.func @conv_pool(%x: tensor<?x1x7x7xf32>) -> tensor<?x2x2x2xf32> {
  %w = arith.constant dense<1.0> : tensor<2x1x3x3xf32>
  %c = cnn.conv2d %x, %w strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1
         : (tensor<?x1x7x7xf32>, tensor<2x1x3x3xf32>) -> tensor<?x2x5x5xf32>
  %r = cnn.relu %c : tensor<?x2x5x5xf32>
  %p = cnn.pool max %r kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x2x5x5xf32> -> tensor<?x2x2x2xf32>
  %t = cnn.tanh %p : tensor<?x2x2x2xf32>
  return %t : tensor<?x2x2x2xf32>
}

// A pool whose windows overlap is a root of its own, and takes an activation.
// CHECK-LABEL: func.func @overlapping_pool
// CHECK: cnn.fused
// CHECK-NEXT: ^bb0
// CHECK-NEXT: cnn.conv2d
// CHECK-NEXT: cnn.yield
// CHECK: cnn.fused
// CHECK-NEXT: ^bb0
// CHECK-NEXT: cnn.pool avg
// CHECK-NEXT: cnn.relu
// CHECK-NEXT: cnn.yield
func.func @overlapping_pool(%x: tensor<?x1x5x5xf32>) -> tensor<?x1x2x2xf32> {
  %w = arith.constant dense<1.0> : tensor<1x1x1x1xf32>
  %c = cnn.conv2d %x, %w strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1
         : (tensor<?x1x5x5xf32>, tensor<1x1x1x1xf32>) -> tensor<?x1x5x5xf32>
  %p = cnn.pool avg %c kernel = [3, 3] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x1x5x5xf32> -> tensor<?x1x2x2xf32>
  %r = cnn.relu %p : tensor<?x1x2x2xf32>
  return %r : tensor<?x1x2x2xf32>
}

// Both sides of the addition are convolutions: the later one takes it, and the
// earlier one's result comes in as an operand. %x is one operand, used twice.
// CHECK-LABEL: func.func @residual
// CHECK-SAME: (%[[X:.*]]: tensor<?x2x4x4xf32>)
// CHECK: %[[S:.*]] = cnn.fused %[[X]]
// CHECK-NEXT: ^bb0
// CHECK-NEXT: cnn.conv2d
// CHECK-NEXT: cnn.yield
// CHECK: %[[Y:.*]] = cnn.fused %[[X]], %[[S]] : (tensor<?x2x4x4xf32>, tensor<?x2x4x4xf32>)
// CHECK-NEXT: ^bb0(%[[A:.*]]: tensor<?x2x4x4xf32>, %[[B:.*]]: tensor<?x2x4x4xf32>):
// CHECK-NEXT: %[[C:.*]] = cnn.conv2d %[[A]]
// CHECK-NEXT: %[[D:.*]] = cnn.add %[[B]], %[[C]]
// CHECK-NEXT: %[[E:.*]] = cnn.add %[[D]], %[[A]]
// CHECK-NEXT: cnn.yield %[[E]]
// CHECK: return %[[Y]]
func.func @residual(%x: tensor<?x2x4x4xf32>) -> tensor<?x2x4x4xf32> {
  %w = arith.constant dense<1.0> : tensor<2x2x1x1xf32>
  %a = cnn.conv2d %x, %w strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1
         : (tensor<?x2x4x4xf32>, tensor<2x2x1x1xf32>) -> tensor<?x2x4x4xf32>
  %b = cnn.conv2d %x, %w strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1
         : (tensor<?x2x4x4xf32>, tensor<2x2x1x1xf32>) -> tensor<?x2x4x4xf32>
  %s = cnn.add %a, %b : tensor<?x2x4x4xf32>
  %t = cnn.add %s, %x : tensor<?x2x4x4xf32>
  return %t : tensor<?x2x4x4xf32>
}

// The other side is computed after the root: the group sinks to the addition.
// CHECK-LABEL: func.func @sink
// CHECK: %[[T:.*]] = cnn.fused
// CHECK: cnn.softmax
// CHECK: cnn.fused %{{.*}}, %[[T]]
// CHECK-NEXT: ^bb0
// CHECK-NEXT: cnn.dense
// CHECK-NEXT: cnn.add
func.func @sink(%x: tensor<?x2xf32>) -> tensor<?x2xf32> {
  %w = arith.constant dense<1.0> : tensor<2x2xf32>
  %d = cnn.dense %x, %w : (tensor<?x2xf32>, tensor<2x2xf32>) -> tensor<?x2xf32>
  %t = cnn.softmax %x : tensor<?x2xf32>
  %s = cnn.add %d, %t : tensor<?x2xf32>
  return %s : tensor<?x2xf32>
}

// A result with two users stays a result, even if one layer uses it twice.
// CHECK-LABEL: func.func @two_users
// CHECK: %[[D:.*]] = cnn.fused
// CHECK-NEXT: ^bb0
// CHECK-NEXT: cnn.dense
// CHECK-NEXT: cnn.yield
// CHECK: cnn.fused %[[D]] :
// CHECK-NEXT: ^bb0(%[[A:.*]]: tensor<?x2xf32>):
// CHECK-NEXT: cnn.add %[[A]], %[[A]]
func.func @two_users(%x: tensor<?x2xf32>) -> tensor<?x2xf32> {
  %w = arith.constant dense<1.0> : tensor<2x2xf32>
  %d = cnn.dense %x, %w : (tensor<?x2xf32>, tensor<2x2xf32>) -> tensor<?x2xf32>
  %s = cnn.add %d, %d : tensor<?x2xf32>
  return %s : tensor<?x2xf32>
}

// Concat, flatten and softmax take nothing in; element-wise layers follow each
// other. Constants of an affine op are used from outside.
// CHECK-LABEL: func.func @others
// CHECK: cnn.fused %{{.*}} : (tensor<?x1x2x2xui8>) -> tensor<?x1x2x2xf32>
// CHECK-NEXT: ^bb0(%{{.*}}: tensor<?x1x2x2xui8>):
// CHECK-NEXT: cnn.cast
// CHECK-NEXT: cnn.channel_affine %{{.*}}, %[[ONE:cst.*]], %[[ONE]] :
// CHECK-NEXT: cnn.yield
// CHECK: cnn.concat
// CHECK-NEXT: cnn.yield
// CHECK: cnn.relu
// CHECK-NEXT: cnn.yield
// CHECK: cnn.flatten
// CHECK-NEXT: cnn.yield
// CHECK: cnn.sigmoid
// CHECK-NEXT: cnn.yield
// CHECK: cnn.softmax
// CHECK-NEXT: cnn.yield
// CHECK: cnn.relu6
// CHECK-NEXT: cnn.yield
func.func @others(%x: tensor<?x1x2x2xui8>) -> tensor<?x8xf32> {
  %one = arith.constant dense<1.0> : tensor<1xf32>
  %f = cnn.cast %x : tensor<?x1x2x2xui8> -> tensor<?x1x2x2xf32>
  %a = cnn.channel_affine %f, %one, %one : (tensor<?x1x2x2xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<?x1x2x2xf32>
  %c = cnn.concat %a, %a : (tensor<?x1x2x2xf32>, tensor<?x1x2x2xf32>) -> tensor<?x2x2x2xf32>
  %r = cnn.relu %c : tensor<?x2x2x2xf32>
  %g = cnn.flatten %r : tensor<?x2x2x2xf32> -> tensor<?x8xf32>
  %s = cnn.sigmoid %g : tensor<?x8xf32>
  %p = cnn.softmax %s : tensor<?x8xf32>
  %q = cnn.relu6 %p : tensor<?x8xf32>
  return %q : tensor<?x8xf32>
}

// The parameters of a network in training are used from outside as well.
// CHECK-LABEL: func.func @parameters
// CHECK: %[[W:.*]] = cnn.get_parameter @w
// CHECK: cnn.fused %{{.*}} : (tensor<?x2xf32>)
// CHECK: cnn.dense %{{.*}}, %[[W]]
cnn.parameter @w : tensor<2x2xf32> init = <ones>
func.func @parameters(%x: tensor<?x2xf32>) -> tensor<?x2xf32> {
  %w = cnn.get_parameter @w : tensor<2x2xf32>
  %d = cnn.dense %x, %w : (tensor<?x2xf32>, tensor<2x2xf32>) -> tensor<?x2xf32>
  return %d : tensor<?x2xf32>
}
