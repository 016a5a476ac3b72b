// RUN: %cnn-opt %s "--kernel-emit-loops=triple=x86_64-linux-gnu cpu=x86-64-v3" | FileCheck %s
// A change of layout moves whole vectors on either side, whatever lies where.

#blocks = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#planes = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#halo = #cnn.layout<nchw, block = 1, halo = [1, 1, 1, 1], pitch = 0>
#pixels = #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// Eight pixels of eight channels are turned in three rounds of eight shuffles;
// the last 3 of 11 channels are three planes; 35 pixels are one row with a tail.
// CHECK-LABEL: func.func @to_planes
// CHECK-NOT: memref.store
// CHECK-COUNT-8: vector.load {{.*}} vector<8xf32>
// CHECK-COUNT-24: vector.shuffle
// CHECK-NOT: vector.shuffle
// CHECK-COUNT-8: vector.store {{.*}} vector<8xf32>
// CHECK: scf.if
// CHECK-COUNT-3: vector.load
// CHECK-COUNT-24: vector.shuffle
// CHECK-COUNT-8: vector.maskedstore
// CHECK-COUNT-8: vector.load
// CHECK-COUNT-24: vector.shuffle
// CHECK-COUNT-3: vector.store
// CHECK-COUNT-3: vector.maskedstore
// CHECK-NOT: memref.store
// CHECK: return
func.func @to_planes(%x: memref<?x11x5x7xf32, #blocks>, %y: memref<?x11x5x7xf32, #planes>) attributes {kernel.kernel} {
  kernel.elementwise ins(%x : memref<?x11x5x7xf32, #blocks>) outs(%y : memref<?x11x5x7xf32, #planes>)
  return
}

// CHECK-LABEL: func.func @to_blocks
// CHECK-NOT: memref.load
// CHECK-COUNT-8: vector.load {{.*}} vector<8xf32>
// CHECK-COUNT-24: vector.shuffle
// CHECK-COUNT-8: vector.store {{.*}} vector<8xf32>
// CHECK-NOT: memref.load
// CHECK: return
func.func @to_blocks(%x: memref<?x8x4x8xf32, #planes>, %y: memref<?x8x4x8xf32, #blocks>) attributes {kernel.kernel} {
  kernel.elementwise ins(%x : memref<?x8x4x8xf32, #planes>) outs(%y : memref<?x8x4x8xf32, #blocks>)
  return
}

// From pictures of many channels.
// CHECK-LABEL: func.func @from_pixels
// CHECK-NOT: memref.load
// CHECK-COUNT-24: vector.shuffle
// CHECK-NOT: memref.load
// CHECK: return
func.func @from_pixels(%x: memref<?x8x4x8xf32, #pixels>, %y: memref<?x8x4x8xf32, #planes>) attributes {kernel.kernel} {
  kernel.elementwise ins(%x : memref<?x8x4x8xf32, #pixels>) outs(%y : memref<?x8x4x8xf32, #planes>)
  return
}

// Planes that get a halo are copied row by row, no vector is turned.
// CHECK-LABEL: func.func @planes
// CHECK-NOT: vector.shuffle
// CHECK: vector.load
// CHECK: vector.store
// CHECK: vector.maskedload
// CHECK: vector.maskedstore
// CHECK-NOT: memref.load
// CHECK: return
func.func @planes(%x: memref<?x3x4x11xf32, #planes>, %y: memref<?x3x4x11xf32, #halo>) attributes {kernel.kernel} {
  kernel.elementwise ins(%x : memref<?x3x4x11xf32, #planes>) outs(%y : memref<?x3x4x11xf32, #halo>)
  return
}
