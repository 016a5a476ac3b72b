// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#in = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#planes = #cnn.layout<nchw, block = 1, halo = [1, 1, 1, 1], pitch = 0>
#reflect = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0, border = reflect>
#nhwc = #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#b4 = #cnn.layout<nchw, block = 4, halo = [0, 0, 0, 0], pitch = 0>
#pitch = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 1024>

// CHECK-LABEL: func.func @plain
// CHECK: kernel.depthwise_weight_gradient ins(%{{.*}}, %{{.*}} : {{.*}}) outs(%{{.*}} : memref<16x1x3x3xf32, {{.*}}>) {dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>, tile = array<i64: 4, 3, 3>}
func.func @plain(%x: memref<?x16x8x8xf32, #in>, %g: memref<?x16x8x8xf32, #b8>, %dw: memref<16x1x3x3xf32, #plain>) {
  kernel.depthwise_weight_gradient ins(%x, %g : memref<?x16x8x8xf32, #in>, memref<?x16x8x8xf32, #b8>) outs(%dw : memref<16x1x3x3xf32, #plain>) {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4, 3, 3>}
  return
}
