// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#in = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#planes = #cnn.layout<nchw, block = 1, halo = [1, 1, 1, 1], pitch = 0>
#reflect = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0, border = reflect>
#nhwc = #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#b4 = #cnn.layout<nchw, block = 4, halo = [0, 0, 0, 0], pitch = 0>
#pitch = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 1024>

// Rows are outputs.
// CHECK-LABEL: func.func @outputs
// CHECK: kernel.conv_weight_gradient ins(%{{.*}}, %{{.*}} : {{.*}}) outs(%{{.*}} : memref<24x16x3x3xf32, {{.*}}>) {dilations = array<i64: 1, 1>, groups = 1 : i64, padding = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>, tile = array<i64: 8, 3, 1, 1, 1>}
func.func @outputs(%x: memref<?x16x8x8xf32, #in>, %g: memref<?x24x8x8xf32, #b8>, %dw: memref<24x16x3x3xf32, #plain>) {
  kernel.conv_weight_gradient ins(%x, %g : memref<?x16x8x8xf32, #in>, memref<?x24x8x8xf32, #b8>) outs(%dw : memref<24x16x3x3xf32, #plain>) {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 8, 3, 1, 1, 1>}
  return
}

// Rows are taps of planes.
// CHECK-LABEL: func.func @planes
// CHECK: tile = array<i64: 9, 2, 1, 3, 2>
func.func @planes(%x: memref<?x3x8x8xf32, #planes>, %g: memref<?x24x8x8xf32, #b8>, %dw: memref<24x3x3x3xf32, #plain>) {
  kernel.conv_weight_gradient ins(%x, %g : memref<?x3x8x8xf32, #planes>, memref<?x24x8x8xf32, #b8>) outs(%dw : memref<24x3x3x3xf32, #plain>) {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 9, 2, 1, 3, 2>}
  return
}

// Groups that share blocks.
// CHECK-LABEL: func.func @groups
// CHECK: groups = 2
func.func @groups(%x: memref<?x16x8x8xf32, #in>, %g: memref<?x24x8x8xf32, #b8>, %dw: memref<24x8x3x3xf32, #plain>) {
  kernel.conv_weight_gradient ins(%x, %g : memref<?x16x8x8xf32, #in>, memref<?x24x8x8xf32, #b8>) outs(%dw : memref<24x8x3x3xf32, #plain>) {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 2 : i64, tile = array<i64: 8, 3, 1, 1, 1>}
  return
}
