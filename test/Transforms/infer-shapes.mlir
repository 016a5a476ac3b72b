// RUN: %cnn-opt %s --mlir-very-unsafe-disable-verifier-on-parsing --cnn-infer-shapes | FileCheck %s

// The argument's batch has become fixed; all that follows becomes so too, and
// the function's result.
// CHECK-LABEL: func.func @fixed_batch
// CHECK-SAME: -> tensor<4x72xf32>
// CHECK: cnn.conv2d {{.*}} -> tensor<4x2x6x6xf32>
// CHECK: cnn.flatten {{.*}} : tensor<4x2x6x6xf32> -> tensor<4x72xf32>
// CHECK: return %{{.*}} : tensor<4x72xf32>
func.func @fixed_batch(%x: tensor<4x1x8x8xf32>, %w: tensor<2x1x3x3xf32>) -> tensor<?x72xf32> {
  %y = cnn.conv2d %x, %w strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1
         : (tensor<4x1x8x8xf32>, tensor<2x1x3x3xf32>) -> tensor<?x2x6x6xf32>
  %z = "cnn.flatten"(%y) : (tensor<?x2x6x6xf32>) -> tensor<?x72xf32>
  "func.return"(%z) : (tensor<?x72xf32>) -> ()
}

// Groups are inferred from their operands inwards, and outwards again.
// CHECK-LABEL: func.func @fused
// CHECK-SAME: -> tensor<4x8xf32>
// CHECK: cnn.fused {{.*}} : (tensor<4x8xf32>) -> tensor<4x8xf32>
// CHECK: ^bb0(%{{.*}}: tensor<4x8xf32>)
// CHECK: cnn.yield %{{.*}} : tensor<4x8xf32>
func.func @fused(%x: tensor<4x8xf32>) -> tensor<?x8xf32> {
  %y = "cnn.fused"(%x) ({
  ^bb0(%a: tensor<?x8xf32>):
    %r = "cnn.relu"(%a) : (tensor<?x8xf32>) -> tensor<?x8xf32>
    "cnn.yield"(%r) : (tensor<?x8xf32>) -> ()
  }) : (tensor<4x8xf32>) -> tensor<?x8xf32>
  "func.return"(%y) : (tensor<?x8xf32>) -> ()
}
