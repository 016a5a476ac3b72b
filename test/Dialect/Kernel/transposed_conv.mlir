// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

#in = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#out = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// A 4x4 kernel with stride 2 and padding 1 reaches one input beyond each edge.
// CHECK-LABEL: func.func @upsample
// CHECK: kernel.transposed_conv ins(%{{.*}}) weights(%{{.*}}, %{{.*}}) outs(%{{.*}}) {dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 4, 4>, padding = array<i64: 1, 1, 1, 1>, strides = array<i64: 2, 2>, tile = array<i64: 1, 4, 1>}
func.func @upsample(%x: memref<?x8x4x4xf32, #in>, %w: memref<1024xf32>, %b: memref<8xf32>, %y: memref<?x8x8x8xf32, #out>) {
  kernel.transposed_conv ins(%x : memref<?x8x4x4xf32, #in>) weights(%w, %b : memref<1024xf32>, memref<8xf32>)
    outs(%y : memref<?x8x8x8xf32, #out>)
    {kernel = array<i64: 4, 4>, strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>,
     padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>}
  return
}
