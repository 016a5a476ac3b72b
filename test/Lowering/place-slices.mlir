// RUN: %cnn-opt %s --kernel-place-slices | FileCheck %s

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#r8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0, border = reflect>

// Whole blocks: the range is read where it is. What follows reads a halo, so that
// the source has one.
// CHECK-LABEL: func.func @range
// CHECK: %[[X:.*]] = kernel.buffer : memref<?x24x4x4xf32, #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>>
// CHECK: kernel.elementwise ins(%{{.*}}) outs(%[[X]] :
// CHECK: %[[S:.*]] = kernel.slice %[[X]] channel = 8 : {{.*}} -> memref<?x16x4x4xf32, #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 864>>
// CHECK-NOT: kernel.gather
// CHECK: kernel.direct_conv ins(%[[S]] :
func.func @range(%a: memref<?x24x4x4xf32, #b8>, %w: memref<1152xf32>, %c: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  %x = kernel.buffer : memref<?x24x4x4xf32, #b8>
  kernel.elementwise ins(%a : memref<?x24x4x4xf32, #b8>) outs(%x : memref<?x24x4x4xf32, #b8>)
  %s = kernel.buffer : memref<?x16x4x4xf32, #h8>
  kernel.gather ins(%x : memref<?x24x4x4xf32, #b8>) outs(%s : memref<?x16x4x4xf32, #h8>) {map = affine_map<(d0, d1, d2) -> (d0 + 8, d1, d2)>}
  kernel.direct_conv ins(%s : memref<?x16x4x4xf32, #h8>) weights(%w, %c : memref<1152xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>)
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>}
  return
}

// The last channels may end within a block, those before them not: the lanes
// behind them would not be zeros.
// CHECK-LABEL: func.func @within
// CHECK: kernel.gather
// CHECK: %[[S:.*]] = kernel.slice %{{.*}} channel = 8
// CHECK-NOT: kernel.gather
func.func @within(%x: memref<?x12x4x4xf32, #b8>, %y: memref<?x4x4x4xf32, #b8>, %z: memref<?x4x4x4xf32, #b8>) {
  %a = kernel.buffer : memref<?x4x4x4xf32, #b8>
  kernel.gather ins(%x : memref<?x12x4x4xf32, #b8>) outs(%a : memref<?x4x4x4xf32, #b8>) {map = affine_map<(d0, d1, d2) -> (d0, d1, d2)>}
  kernel.elementwise ins(%a : memref<?x4x4x4xf32, #b8>) outs(%y : memref<?x4x4x4xf32, #b8>)
  %b = kernel.buffer : memref<?x4x4x4xf32, #b8>
  kernel.gather ins(%x : memref<?x12x4x4xf32, #b8>) outs(%b : memref<?x4x4x4xf32, #b8>) {map = affine_map<(d0, d1, d2) -> (d0 + 8, d1, d2)>}
  kernel.elementwise ins(%b : memref<?x4x4x4xf32, #b8>) outs(%z : memref<?x4x4x4xf32, #b8>)
  return
}

// Rows, channels in another order, what starts within a block, what the network
// gives, and an argument that would need a halo.
// CHECK-LABEL: func.func @copies
// CHECK-COUNT-5: kernel.gather
func.func @copies(%x: memref<?x16x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>, %z: memref<?x8x3x4xf32, #b8>, %w: memref<72xf32>, %c: memref<8xf32>) {
  %a = kernel.buffer : memref<?x8x3x4xf32, #b8>
  kernel.gather ins(%x : memref<?x16x4x4xf32, #b8>) outs(%a : memref<?x8x3x4xf32, #b8>) {map = affine_map<(d0, d1, d2) -> (d0, d1 + 1, d2)>}
  kernel.elementwise ins(%a : memref<?x8x3x4xf32, #b8>) outs(%z : memref<?x8x3x4xf32, #b8>)
  %b = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.gather ins(%x : memref<?x16x4x4xf32, #b8>) outs(%b : memref<?x8x4x4xf32, #b8>) {map = affine_map<(d0, d1, d2) -> (d0 * 2, d1, d2)>}
  kernel.elementwise ins(%b : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>)
  %d = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.gather ins(%x : memref<?x16x4x4xf32, #b8>) outs(%d : memref<?x8x4x4xf32, #b8>) {map = affine_map<(d0, d1, d2) -> (d0 + 4, d1, d2)>}
  kernel.elementwise ins(%d : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>)
  kernel.gather ins(%x : memref<?x16x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {map = affine_map<(d0, d1, d2) -> (d0, d1, d2)>}
  %e = kernel.buffer : memref<?x8x4x4xf32, #h8>
  kernel.gather ins(%x : memref<?x16x4x4xf32, #b8>) outs(%e : memref<?x8x4x4xf32, #h8>) {map = affine_map<(d0, d1, d2) -> (d0, d1, d2)>}
  kernel.depthwise_conv ins(%e : memref<?x8x4x4xf32, #h8>) weights(%w, %c : memref<72xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>)
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, multiplier = 1 : i64, group_inputs = 1 : i64, tile = array<i64: 4>}
  return
}

// Dense kernels packed their weights for the layout that they saw.
// CHECK-LABEL: func.func @dense
// CHECK: kernel.gather
func.func @dense(%a: memref<?x16x1x1xf32, #b8>, %w: memref<64xf32>, %c: memref<8xf32>, %y: memref<?x8xf32, #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>>) {
  %s = kernel.buffer : memref<?x8x1x1xf32, #b8>
  kernel.gather ins(%a : memref<?x16x1x1xf32, #b8>) outs(%s : memref<?x8x1x1xf32, #b8>) {map = affine_map<(d0, d1, d2) -> (d0 + 8, d1, d2)>}
  kernel.dense ins(%s : memref<?x8x1x1xf32, #b8>) weights(%w, %c : memref<64xf32>, memref<8xf32>) outs(%y : memref<?x8xf32, #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>>) {tile = array<i64: 1, 1>}
  return
}

// A padding is a halo that the source's writer fills, and what follows may have
// one of its own around it.
// CHECK-LABEL: func.func @pad
// CHECK: %[[X:.*]] = kernel.buffer : memref<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [2, 3, 1, 4], pitch = 0>>
// CHECK: %[[Y:.*]] = kernel.view %[[X]] : {{.*}} -> memref<?x8x7x7xf32, #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>>
// CHECK-NOT: kernel.pad
// CHECK: kernel.elementwise ins(%[[Y]] :
func.func @pad(%a: memref<?x8x4x4xf32, #b8>, %z: memref<?x8x7x7xf32, #b8>) {
  %x = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.elementwise ins(%a : memref<?x8x4x4xf32, #b8>) outs(%x : memref<?x8x4x4xf32, #b8>)
  %y = kernel.buffer : memref<?x8x7x7xf32, #h8>
  kernel.pad ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x7x7xf32, #h8>) {padding = array<i64: 1, 2, 0, 3>}
  kernel.elementwise ins(%y : memref<?x8x7x7xf32, #h8>) outs(%z : memref<?x8x7x7xf32, #b8>)
  return
}

// Rows that repeat the picture, as a border does.
// CHECK-LABEL: func.func @reflect
// CHECK: %[[X:.*]] = kernel.buffer : memref<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0, border = reflect>>
// CHECK: kernel.view %[[X]]
// CHECK-NOT: kernel.pad
func.func @reflect(%a: memref<?x8x4x4xf32, #b8>, %z: memref<?x8x6x6xf32, #b8>) {
  %x = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.elementwise ins(%a : memref<?x8x4x4xf32, #b8>) outs(%x : memref<?x8x4x4xf32, #b8>)
  %y = kernel.buffer : memref<?x8x6x6xf32, #b8>
  kernel.pad ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x6x6xf32, #b8>) {padding = array<i64: 1, 1, 1, 1>, padding_mode = #cnn<pad_mode reflect>}
  kernel.elementwise ins(%y : memref<?x8x6x6xf32, #b8>) outs(%z : memref<?x8x6x6xf32, #b8>)
  return
}

// Another value than zero, a border around a border, and a source that has a
// border for somebody else.
// CHECK-LABEL: func.func @pads
// CHECK-COUNT-3: kernel.pad
func.func @pads(%a: memref<?x8x4x4xf32, #b8>, %z: memref<?x8x6x6xf32, #b8>) {
  %x = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.elementwise ins(%a : memref<?x8x4x4xf32, #b8>) outs(%x : memref<?x8x4x4xf32, #b8>)
  %y = kernel.buffer : memref<?x8x6x6xf32, #b8>
  kernel.pad ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x6x6xf32, #b8>) {padding = array<i64: 1, 1, 1, 1>, value = 1.0}
  kernel.elementwise ins(%y : memref<?x8x6x6xf32, #b8>) outs(%z : memref<?x8x6x6xf32, #b8>)
  %u = kernel.buffer : memref<?x8x6x6xf32, #r8>
  kernel.pad ins(%x : memref<?x8x4x4xf32, #b8>) outs(%u : memref<?x8x6x6xf32, #r8>) {padding = array<i64: 1, 1, 1, 1>, padding_mode = #cnn<pad_mode reflect>}
  kernel.elementwise ins(%u : memref<?x8x6x6xf32, #r8>) outs(%z : memref<?x8x6x6xf32, #b8>)
  %h = kernel.buffer : memref<?x8x4x4xf32, #h8>
  kernel.elementwise ins(%a : memref<?x8x4x4xf32, #b8>) outs(%h : memref<?x8x4x4xf32, #h8>)
  %v = kernel.buffer : memref<?x8x6x6xf32, #b8>
  kernel.pad ins(%h : memref<?x8x4x4xf32, #h8>) outs(%v : memref<?x8x6x6xf32, #b8>) {padding = array<i64: 1, 1, 1, 1>}
  kernel.elementwise ins(%v : memref<?x8x6x6xf32, #b8>) outs(%z : memref<?x8x6x6xf32, #b8>)
  return
}
