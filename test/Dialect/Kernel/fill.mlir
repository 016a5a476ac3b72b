// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#hwc = #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// Ten channels in two blocks of eight, of two by three pixels; the halo is not among the weights.
// CHECK-LABEL: func.func @blocks
// CHECK: kernel.fill ins() weights(%{{.*}} : memref<96xf32>) outs(%{{.*}} : memref<?x10x2x3xf32, {{.*}}>)
func.func @blocks(%w: memref<96xf32>, %y: memref<?x10x2x3xf32, #h8>) {
  kernel.fill ins() weights(%w : memref<96xf32>) outs(%y : memref<?x10x2x3xf32, #h8>)
  return
}

// In the order of pictures there are no blocks to fill.
// CHECK-LABEL: func.func @picture
// CHECK: kernel.fill ins() weights(%{{.*}} : memref<60xf32>)
func.func @picture(%w: memref<60xf32>, %y: memref<?x10x2x3xf32, #hwc>) {
  kernel.fill ins() weights(%w : memref<60xf32>) outs(%y : memref<?x10x2x3xf32, #hwc>)
  return
}
