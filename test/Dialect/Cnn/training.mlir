// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// Operands of the result's extents, of one row and column, and of one number for each channel.
// CHECK-LABEL: func.func @map
// CHECK: cnn.map %{{.*}}, %{{.*}}, %{{.*}} : (tensor<?x8x4x4xf32>, tensor<?x8x1x1xf32>, tensor<8xf32>) -> tensor<?x8x4x4xf32> {
// CHECK-NEXT: ^bb0(%[[A:.*]]: f32, %[[B:.*]]: f32, %[[C:.*]]: f32):
// CHECK-NEXT: %[[P:.*]] = arith.mulf %[[A]], %[[B]] : f32
// CHECK-NEXT: %[[S:.*]] = arith.addf %[[P]], %[[C]] : f32
// CHECK-NEXT: cnn.yield_scalars %[[S]] : f32
func.func @map(%x: tensor<?x8x4x4xf32>, %m: tensor<?x8x1x1xf32>, %v: tensor<8xf32>) -> tensor<?x8x4x4xf32> {
  %y = cnn.map %x, %m, %v : (tensor<?x8x4x4xf32>, tensor<?x8x1x1xf32>, tensor<8xf32>) -> tensor<?x8x4x4xf32> {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %p = arith.mulf %a, %b : f32
    %s = arith.addf %p, %c : f32
    cnn.yield_scalars %s : f32
  }
  return %y : tensor<?x8x4x4xf32>
}

// Vectors alone make a vector.
// CHECK-LABEL: func.func @map_vectors
// CHECK: cnn.map %{{.*}}, %{{.*}} : (tensor<8xf32>, tensor<1xf32>) -> tensor<8xf32>
func.func @map_vectors(%v: tensor<8xf32>, %one: tensor<1xf32>) -> tensor<8xf32> {
  %y = cnn.map %v, %one : (tensor<8xf32>, tensor<1xf32>) -> tensor<8xf32> {
  ^bb0(%a: f32, %b: f32):
    %r = math.sqrt %a : f32
    %p = arith.mulf %r, %b : f32
    cnn.yield_scalars %p : f32
  }
  return %y : tensor<8xf32>
}

// Two sums, one of them a mean; `statistics` is kept.
// CHECK-LABEL: func.func @channel_sum
// CHECK: %[[S:.*]] = cnn.channel_sum %{{.*}} mean = [true, false] statistics : (tensor<?x8x4x4xf32>) -> tensor<16xf32>
// CHECK: cnn.yield_scalars %{{.*}}, %{{.*}} : f32, f32
// CHECK: cnn.part %[[S]] at 1 : tensor<16xf32> -> tensor<8xf32>
func.func @channel_sum(%x: tensor<?x8x4x4xf32>) -> tensor<8xf32> {
  %s = cnn.channel_sum %x mean = [true, false] statistics : (tensor<?x8x4x4xf32>) -> tensor<16xf32> {
  ^bb0(%a: f32):
    %p = arith.mulf %a, %a : f32
    cnn.yield_scalars %a, %p : f32, f32
  }
  %v = cnn.part %s at 1 : tensor<16xf32> -> tensor<8xf32>
  return %v : tensor<8xf32>
}

// CHECK-LABEL: func.func @batch_normalize
// CHECK: cnn.batch_normalize %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} epsilon = 1.000000e-03 : (tensor<?x8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
func.func @batch_normalize(%x: tensor<?x8xf32>, %v: tensor<8xf32>) -> tensor<?x8xf32> {
  %y = cnn.batch_normalize %x, %v, %v, %v, %v epsilon = 1.0e-3
         : (tensor<?x8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
  return %y : tensor<?x8xf32>
}

// CHECK-LABEL: func.func @weights
// CHECK: cnn.transpose_weight %{{.*}} groups = 2 : tensor<16x3x5x3xf32> -> tensor<6x8x5x3xf32>
// CHECK: cnn.transpose_weight %{{.*}} groups = 1 : tensor<10x84xf32> -> tensor<84x10xf32>
func.func @weights(%w: tensor<16x3x5x3xf32>, %d: tensor<10x84xf32>) -> (tensor<6x8x5x3xf32>, tensor<84x10xf32>) {
  %t = cnn.transpose_weight %w groups = 2 : tensor<16x3x5x3xf32> -> tensor<6x8x5x3xf32>
  %e = cnn.transpose_weight %d groups = 1 : tensor<10x84xf32> -> tensor<84x10xf32>
  return %t, %e : tensor<6x8x5x3xf32>, tensor<84x10xf32>
}

// CHECK-LABEL: func.func @winograd
// CHECK: cnn.winograd_transform %{{.*}} start = [1, 0] tiles = [7, 7] : (tensor<?x64x28x28xf32>) -> tensor<?x2304x1x49xf32>
// CHECK: cnn.winograd_transform %{{.*}} gradient start = [0, 0] tiles = [7, 7] : (tensor<?x64x28x28xf32>) -> tensor<?x2304x1x49xf32>
// CHECK: cnn.winograd_weight_gradient %{{.*}} : (tensor<2304x32x1x1xf32>) -> tensor<64x32x3x3xf32>
func.func @winograd(%x: tensor<?x64x28x28xf32>, %m: tensor<2304x32x1x1xf32>) -> tensor<64x32x3x3xf32> {
  %t = cnn.winograd_transform %x start = [1, 0] tiles = [7, 7] : (tensor<?x64x28x28xf32>) -> tensor<?x2304x1x49xf32>
  %u = cnn.winograd_transform %x gradient start = [0, 0] tiles = [7, 7] : (tensor<?x64x28x28xf32>) -> tensor<?x2304x1x49xf32>
  %w = cnn.winograd_weight_gradient %m : (tensor<2304x32x1x1xf32>) -> tensor<64x32x3x3xf32>
  return %w : tensor<64x32x3x3xf32>
}

cnn.parameter @w : tensor<8x3xf32> init = #cnn.init<he_normal>
cnn.parameter @variance : tensor<8xf32> init = #cnn.init<ones> state

// CHECK-LABEL: func.func @state
// CHECK: cnn.set_gradient @w %{{.*}} : tensor<8x3xf32>
// CHECK: cnn.update_average @variance %{{.*}} momentum = 1.000000e-01 elements = 16 unbiased : tensor<8xf32>
// CHECK: cnn.optimize @w by {function = "sgd", momentum = 9.000000e-01 : f64, weight_decay = 0.000000e+00 : f64} l1 = 0.000000e+00 l2 = 5.000000e-04 clip_value = 2.000000e+00 clip_norm
// CHECK: cnn.constrain @w "value" from -1.000000e+00 to 1.000000e+00
func.func @state(%g: tensor<8x3xf32>, %v: tensor<8xf32>) {
  cnn.set_gradient @w %g : tensor<8x3xf32>
  cnn.update_average @variance %v momentum = 1.0e-1 elements = 16 unbiased : tensor<8xf32>
  cnn.optimize @w by {function = "sgd", momentum = 9.0e-1, weight_decay = 0.0} l1 = 0.0 l2 = 5.0e-4 clip_value = 2.0 clip_norm
  cnn.constrain @w "value" from -1.0 to 1.0
  return
}
