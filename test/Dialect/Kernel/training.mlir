// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#halo = #cnn.layout<nchw, block = 8, halo = [1, 5, 1, 5], pitch = 0>
#after = #cnn.layout<nchw, block = 8, halo = [0, 1, 0, 1], pitch = 0>

// CHECK-LABEL: func.func @memory
// CHECK: %[[S:.*]] = kernel.shared : memref<16xf32>
// CHECK: kernel.shared offset = 128 : memref<16x3x3x3xf32, #{{.*}}>
// CHECK: %[[P:.*]] = kernel.part %[[S]] at 8 : memref<16xf32> -> memref<8xf32>
// CHECK: %[[V:.*]] = kernel.state @bn.mean "value" : memref<8xf32>
// CHECK: %[[C:.*]] = kernel.control : memref<16xf32>
// CHECK: kernel.vector_map ins(%[[P]] : memref<8xf32>) outs(%[[V]] : memref<8xf32>)
// CHECK-NOT: epilogue
// CHECK: kernel.update_average ins(%[[P]], %[[C]] : memref<8xf32>, memref<16xf32>) outs(%[[V]] : memref<8xf32>) {elements = 16 : i64, momentum = 1.000000e-01 : f64, unbiased}
func.func @memory() {
  %s = kernel.shared : memref<16xf32>
  %w = kernel.shared offset = 128 : memref<16x3x3x3xf32, #plain>
  %p = kernel.part %s at 8 : memref<16xf32> -> memref<8xf32>
  %v = kernel.state @bn.mean "value" : memref<8xf32>
  %c = kernel.control : memref<16xf32>
  kernel.vector_map ins(%p : memref<8xf32>) outs(%v : memref<8xf32>)
  kernel.update_average ins(%p, %c : memref<8xf32>, memref<16xf32>) outs(%v : memref<8xf32>) {momentum = 0.1 : f64, elements = 16 : i64, unbiased}
  return
}

// CHECK-LABEL: func.func @scalars
// CHECK: kernel.vector_map ins(%{{.*}}, %{{.*}} : memref<8xf32>, memref<1xf32>) outs(%{{.*}} : memref<8xf32>) epilogue {
// CHECK: kernel.yield
// CHECK: kernel.picture_sums ins(%{{.*}} : memref<?x8x4x4xf32, #{{.*}}>) outs(%{{.*}} : memref<?x16x1x1xf32, #{{.*}}>) epilogue {
// CHECK: cnn.yield_scalars %{{.*}}, %{{.*}} : f32, f32
// CHECK: kernel.channel_sum ins(%{{.*}} : memref<?x16x1x1xf32, #{{.*}}>) outs(%{{.*}} : memref<16xf32>) {count = 16 : i64, mean = array<i1: true, false>, statistics, terms = array<i64: 0, 1>}
func.func @scalars(%v: memref<8xf32>, %one: memref<1xf32>, %x: memref<?x8x4x4xf32, #b8>, %p: memref<?x16x1x1xf32, #b8>, %s: memref<16xf32>) {
  kernel.vector_map ins(%v, %one : memref<8xf32>, memref<1xf32>) outs(%v : memref<8xf32>) epilogue {
  ^bb0(%a: f32, %b: f32):
    %m = arith.mulf %a, %b : f32
    kernel.yield %m : f32
  }
  kernel.picture_sums ins(%x : memref<?x8x4x4xf32, #b8>) outs(%p : memref<?x16x1x1xf32, #b8>) epilogue {
  ^bb0(%a: f32):
    %m = arith.mulf %a, %a : f32
    cnn.yield_scalars %a, %m : f32, f32
  }
  kernel.channel_sum ins(%p : memref<?x16x1x1xf32, #b8>) outs(%s : memref<16xf32>) {mean = array<i1: true, false>, terms = array<i64: 0, 1>, count = 16 : i64, statistics}
  return
}

// CHECK-LABEL: func.func @weights
// CHECK: kernel.pack ins(%{{.*}} : memref<8x3x3x3xf32, #{{.*}}>) weights(%{{.*}} : memref<54xi32>) outs(%{{.*}} : memref<216xf32>) {stride = 27 : i64}
// CHECK: kernel.winograd_weights ins(%{{.*}} : memref<576xf32>) outs(%{{.*}} : memref<2304xf32>) {blocks = 1 : i64, exchanged, input_channels = 8 : i64, lanes = 8 : i64, output_channels = 8 : i64, outputs = 4 : i64}
// CHECK: kernel.winograd_weights ins(%{{.*}} : memref<1600xf32>) {{.*}}taps = 5 : i64}
func.func @weights(%w: memref<8x3x3x3xf32, #plain>, %t: memref<54xi32>, %p: memref<216xf32>, %f: memref<576xf32>, %g: memref<1600xf32>, %u: memref<2304xf32>) {
  kernel.pack ins(%w : memref<8x3x3x3xf32, #plain>) weights(%t : memref<54xi32>) outs(%p : memref<216xf32>) {stride = 27 : i64}
  kernel.winograd_weights ins(%f : memref<576xf32>) outs(%u : memref<2304xf32>) {output_channels = 8 : i64, input_channels = 8 : i64, exchanged, outputs = 4 : i64, blocks = 1 : i64, lanes = 8 : i64}
  kernel.winograd_weights ins(%g : memref<1600xf32>) outs(%u : memref<2304xf32>) {output_channels = 8 : i64, input_channels = 8 : i64, outputs = 2 : i64, blocks = 1 : i64, lanes = 8 : i64, taps = 5 : i64}
  return
}

// CHECK-LABEL: func.func @convolutions
// CHECK: kernel.depthwise_transposed_conv ins(%{{.*}}) weights(%{{.*}}) outs(%{{.*}}) {dilations = array<i64: 1, 1>, kernel = array<i64: 3, 3>, padding = array<i64: 1, 1, 1, 1>, strides = array<i64: 2, 2>}
// CHECK: kernel.winograd_transform ins(%{{.*}}) outs(%{{.*}} : memref<?x288x1x4xf32, #{{.*}}>) {start = array<i64: 1, 1>, tiles = array<i64: 2, 2>}
// CHECK: kernel.winograd_transform {{.*}} {gradient, start = array<i64: 0, 0>, tiles = array<i64: 1, 1>}
// CHECK: kernel.winograd_weight_gradient ins(%{{.*}} : memref<288x4x1x1xf32, #{{.*}}>) outs(%{{.*}} : memref<8x4x3x3xf32, #{{.*}}>)
func.func @convolutions(%g: memref<?x8x4x4xf32, #after>, %w: memref<72xf32>, %b: memref<8xf32>, %dx: memref<?x8x8x8xf32, #b8>,
    %x: memref<?x8x4x4xf32, #halo>, %t: memref<?x288x1x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>,
    %u: memref<?x288x1x1xf32, #b8>, %m: memref<288x4x1x1xf32, #plain>, %dw: memref<8x4x3x3xf32, #plain>) {
  kernel.depthwise_transposed_conv ins(%g : memref<?x8x4x4xf32, #after>) weights(%w, %b : memref<72xf32>, memref<8xf32>) outs(%dx : memref<?x8x8x8xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>}
  kernel.winograd_transform ins(%x : memref<?x8x4x4xf32, #halo>) outs(%t : memref<?x288x1x4xf32, #b8>) {start = array<i64: 1, 1>, tiles = array<i64: 2, 2>}
  kernel.winograd_transform ins(%y : memref<?x8x4x4xf32, #b8>) outs(%u : memref<?x288x1x1xf32, #b8>) {gradient, start = array<i64: 0, 0>, tiles = array<i64: 1, 1>}
  kernel.winograd_weight_gradient ins(%m : memref<288x4x1x1xf32, #plain>) outs(%dw : memref<8x4x3x3xf32, #plain>)
  return
}

// The gradient, one slot for momentum, the control vector.
// CHECK-LABEL: func.func @updates
// CHECK: kernel.optimize ins(%{{.*}}, %{{.*}}, %{{.*}} : memref<64xf32>, memref<64xf32>, memref<16xf32>) outs(%{{.*}} : memref<64xf32>) {clip_norm, l1 = 0.000000e+00 : f64, l2 = 0.000000e+00 : f64, optimizer = {function = "sgd", momentum = 9.000000e-01 : f64, weight_decay = 0.000000e+00 : f64}}
// CHECK: kernel.constrain ins() outs(%{{.*}} : memref<8x3x3x3xf32, #{{.*}}>) {high = 3.000000e+00 : f64, kind = "norm", low = 0.000000e+00 : f64}
func.func @updates(%g: memref<64xf32>, %c: memref<16xf32>, %w: memref<8x3x3x3xf32, #plain>) {
  kernel.optimize ins(%g, %g, %c : memref<64xf32>, memref<64xf32>, memref<16xf32>) outs(%g : memref<64xf32>) {optimizer = {function = "sgd", momentum = 0.9, weight_decay = 0.0}, l1 = 0.0 : f64, l2 = 0.0 : f64, clip_norm}
  kernel.constrain ins() outs(%w : memref<8x3x3x3xf32, #plain>) {kind = "norm", low = 0.0 : f64, high = 3.0 : f64}
  return
}

// CHECK-LABEL: func.func @picture_gradient
// CHECK: kernel.winograd_picture_gradient ins(%{{.*}}) outs(%{{.*}} : memref<?x1152x1x1xf32, #{{.*}}>) {start = array<i64: 1, 1>, tile = array<i64: 8, 1>, weight = array<i64: 8, 16, 3, 3>}
func.func @picture_gradient(%x: memref<?x16x4x4xf32, #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>>, %g: memref<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>>, %o: memref<?x1152x1x1xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>>) {
  kernel.winograd_picture_gradient ins(%x, %g : memref<?x16x4x4xf32, #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>>, memref<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>>) outs(%o : memref<?x1152x1x1xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>>) {start = array<i64: 1, 1>, tile = array<i64: 8, 1>, weight = array<i64: 8, 16, 3, 3>}
  return
}

// Of eight parts of a batch, which the second kernel adds up.
// CHECK-LABEL: func.func @sums
// CHECK: kernel.winograd_sums ins(%{{.*}}) outs(%[[S:.*]] : memref<2304x16x1x1xf32, #{{.*}}>) {start = array<i64: 1, 1>, tile = array<i64: 2, 8, 1>}
// CHECK: kernel.winograd_weight_gradient ins(%[[S]] : memref<2304x16x1x1xf32, #{{.*}}>) outs(%{{.*}} : memref<8x16x3x3xf32, #{{.*}}>)
func.func @sums(%x: memref<?x16x4x4xf32, #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>>, %g: memref<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>>, %s: memref<2304x16x1x1xf32, #plain>, %w: memref<8x16x3x3xf32, #plain>) {
  kernel.winograd_sums ins(%x, %g : memref<?x16x4x4xf32, #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>>, memref<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>>) outs(%s : memref<2304x16x1x1xf32, #plain>) {start = array<i64: 1, 1>, tile = array<i64: 2, 8, 1>}
  kernel.winograd_weight_gradient ins(%s : memref<2304x16x1x1xf32, #plain>) outs(%w : memref<8x16x3x3xf32, #plain>)
  return
}
