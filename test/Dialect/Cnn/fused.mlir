// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

#blocks = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// The body is logical, the operands and the result carry layouts.
// CHECK-LABEL: func.func @layouts
// CHECK: %[[Y:.*]] = cnn.fused %{{.*}}, %{{.*}} : (tensor<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>>, tensor<?x8x4x4xf32>) -> tensor<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>> {
// CHECK-NEXT: ^bb0(%[[A:.*]]: tensor<?x8x4x4xf32>, %[[B:.*]]: tensor<?x8x4x4xf32>):
// CHECK-NEXT: %[[S:.*]] = cnn.add %[[A]], %[[B]]
// CHECK-NEXT: %[[R:.*]] = cnn.relu %[[S]]
// CHECK-NEXT: cnn.yield %[[R]] : tensor<?x8x4x4xf32>
func.func @layouts(%x: tensor<?x8x4x4xf32, #blocks>, %s: tensor<?x8x4x4xf32>) -> tensor<?x8x4x4xf32, #blocks> {
  %y = cnn.fused %x, %s : (tensor<?x8x4x4xf32, #blocks>, tensor<?x8x4x4xf32>) -> tensor<?x8x4x4xf32, #blocks> {
  ^bb0(%a: tensor<?x8x4x4xf32>, %b: tensor<?x8x4x4xf32>):
    %0 = cnn.add %a, %b : tensor<?x8x4x4xf32>
    %1 = cnn.relu %0 : tensor<?x8x4x4xf32>
    cnn.yield %1 : tensor<?x8x4x4xf32>
  }
  return %y : tensor<?x8x4x4xf32, #blocks>
}

// Parameters come from outside.
// CHECK-LABEL: func.func @parameter
// CHECK: %[[W:.*]] = arith.constant
// CHECK: cnn.dense %{{.*}}, %[[W]]
func.func @parameter(%x: tensor<?x4xf32>) -> tensor<?x2xf32> {
  %w = arith.constant dense<1.0> : tensor<2x4xf32>
  %y = cnn.fused %x : (tensor<?x4xf32>) -> tensor<?x2xf32> {
  ^bb0(%a: tensor<?x4xf32>):
    %0 = cnn.dense %a, %w : (tensor<?x4xf32>, tensor<2x4xf32>) -> tensor<?x2xf32>
    cnn.yield %0 : tensor<?x2xf32>
  }
  return %y : tensor<?x2xf32>
}
