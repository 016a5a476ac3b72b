// RUN: %cnn-opt %s --kernel-place-concats | FileCheck %s

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#hwc = #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// Both producers write straight into the result: no copy is left. The pitch is
// the distance between the pictures of the wide buffer, 24 * 16 elements.
// CHECK-LABEL: func.func @two
// CHECK: %[[Y:.*]] = kernel.buffer : memref<?x24x4x4xf32
// CHECK: %[[A:.*]] = kernel.slice %[[Y]] channel = 0 : {{.*}} -> memref<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 384>>
// CHECK: kernel.elementwise ins(%{{.*}}) outs(%[[A]] :
// CHECK: %[[B:.*]] = kernel.slice %[[Y]] channel = 8 : {{.*}} -> memref<?x16x4x4xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 384>>
// CHECK: kernel.elementwise ins(%{{.*}}) outs(%[[B]] :
// CHECK-NOT: kernel.concat
func.func @two(%x: memref<?x8x4x4xf32, #b8>, %z: memref<?x16x4x4xf32, #b8>) {
  %a = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.elementwise ins(%x : memref<?x8x4x4xf32, #b8>) outs(%a : memref<?x8x4x4xf32, #b8>)
  %b = kernel.buffer : memref<?x16x4x4xf32, #b8>
  kernel.elementwise ins(%z : memref<?x16x4x4xf32, #b8>) outs(%b : memref<?x16x4x4xf32, #b8>)
  %y = kernel.buffer : memref<?x24x4x4xf32, #b8>
  kernel.concat ins(%a, %b : memref<?x8x4x4xf32, #b8>, memref<?x16x4x4xf32, #b8>) outs(%y : memref<?x24x4x4xf32, #b8>)
  return
}

// The last input may end within a block.
// CHECK-LABEL: func.func @last
// CHECK: kernel.slice %{{.*}} channel = 8 : {{.*}} -> memref<?x4x4x4xf32
// CHECK-NOT: kernel.concat
func.func @last(%x: memref<?x8x4x4xf32, #b8>, %z: memref<?x4x4x4xf32, #b8>) {
  %a = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.elementwise ins(%x : memref<?x8x4x4xf32, #b8>) outs(%a : memref<?x8x4x4xf32, #b8>)
  %b = kernel.buffer : memref<?x4x4x4xf32, #b8>
  kernel.elementwise ins(%z : memref<?x4x4x4xf32, #b8>) outs(%b : memref<?x4x4x4xf32, #b8>)
  %y = kernel.buffer : memref<?x12x4x4xf32, #b8>
  kernel.concat ins(%a, %b : memref<?x8x4x4xf32, #b8>, memref<?x4x4x4xf32, #b8>) outs(%y : memref<?x12x4x4xf32, #b8>)
  return
}

// An input of the result's halo is wide enough for its own readers.
// CHECK-LABEL: func.func @halo
// CHECK: kernel.slice %{{.*}} channel = 0 : {{.*}} -> memref<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 576>>
// CHECK-NOT: kernel.concat
func.func @halo(%x: memref<?x8x4x4xf32, #b8>, %z: memref<?x8x4x4xf32, #b8>) {
  %a = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.elementwise ins(%x : memref<?x8x4x4xf32, #b8>) outs(%a : memref<?x8x4x4xf32, #b8>)
  %b = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.elementwise ins(%z : memref<?x8x4x4xf32, #b8>) outs(%b : memref<?x8x4x4xf32, #b8>)
  %y = kernel.buffer : memref<?x16x4x4xf32, #h8>
  kernel.concat ins(%a, %b : memref<?x8x4x4xf32, #b8>, memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x16x4x4xf32, #h8>)
  return
}

// A concat of a concat: slices of a slice.
// CHECK-LABEL: func.func @nested
// CHECK: %[[Y:.*]] = kernel.buffer : memref<?x24x4x4xf32
// CHECK: %[[AB:.*]] = kernel.slice %[[Y]] channel = 0 : {{.*}} -> memref<?x16x4x4xf32
// CHECK: kernel.slice %[[AB]] channel = 0
// CHECK: kernel.slice %[[AB]] channel = 8
// CHECK: kernel.slice %[[Y]] channel = 16
// CHECK-NOT: kernel.concat
func.func @nested(%x: memref<?x8x4x4xf32, #b8>) {
  %a = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.elementwise ins(%x : memref<?x8x4x4xf32, #b8>) outs(%a : memref<?x8x4x4xf32, #b8>)
  %b = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.elementwise ins(%x : memref<?x8x4x4xf32, #b8>) outs(%b : memref<?x8x4x4xf32, #b8>)
  %ab = kernel.buffer : memref<?x16x4x4xf32, #b8>
  kernel.concat ins(%a, %b : memref<?x8x4x4xf32, #b8>, memref<?x8x4x4xf32, #b8>) outs(%ab : memref<?x16x4x4xf32, #b8>)
  %c = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.elementwise ins(%x : memref<?x8x4x4xf32, #b8>) outs(%c : memref<?x8x4x4xf32, #b8>)
  %y = kernel.buffer : memref<?x24x4x4xf32, #b8>
  kernel.concat ins(%ab, %c : memref<?x16x4x4xf32, #b8>, memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x24x4x4xf32, #b8>)
  return
}

// The caller's memory is copied: it is no buffer of ours.
// CHECK-LABEL: func.func @argument
// CHECK-NOT: kernel.slice
// CHECK: kernel.concat
func.func @argument(%x: memref<?x8x4x4xf32, #b8>, %z: memref<?x8x4x4xf32, #b8>) {
  %y = kernel.buffer : memref<?x16x4x4xf32, #b8>
  kernel.concat ins(%x, %z : memref<?x8x4x4xf32, #b8>, memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x16x4x4xf32, #b8>)
  return
}

// Nothing can be at two places at once.
// CHECK-LABEL: func.func @twice
// CHECK-NOT: kernel.slice
// CHECK: kernel.concat
func.func @twice(%x: memref<?x8x4x4xf32, #b8>) {
  %a = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.elementwise ins(%x : memref<?x8x4x4xf32, #b8>) outs(%a : memref<?x8x4x4xf32, #b8>)
  %y = kernel.buffer : memref<?x16x4x4xf32, #b8>
  kernel.concat ins(%a, %a : memref<?x8x4x4xf32, #b8>, memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x16x4x4xf32, #b8>)
  return
}

// Channels that start within a block cannot be written by vectors.
// CHECK-LABEL: func.func @block
// CHECK-NOT: kernel.slice
// CHECK: kernel.concat
func.func @block(%x: memref<?x4x4x4xf32, #b8>, %z: memref<?x8x4x4xf32, #b8>) {
  %a = kernel.buffer : memref<?x4x4x4xf32, #b8>
  kernel.elementwise ins(%x : memref<?x4x4x4xf32, #b8>) outs(%a : memref<?x4x4x4xf32, #b8>)
  %b = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.elementwise ins(%z : memref<?x8x4x4xf32, #b8>) outs(%b : memref<?x8x4x4xf32, #b8>)
  %y = kernel.buffer : memref<?x12x4x4xf32, #b8>
  kernel.concat ins(%a, %b : memref<?x4x4x4xf32, #b8>, memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x12x4x4xf32, #b8>)
  return
}

// A reader needs a halo that the result has not.
// CHECK-LABEL: func.func @narrow
// CHECK-NOT: kernel.slice
// CHECK: kernel.concat
func.func @narrow(%x: memref<?x8x4x4xf32, #b8>) {
  %a = kernel.buffer : memref<?x8x4x4xf32, #h8>
  kernel.elementwise ins(%x : memref<?x8x4x4xf32, #b8>) outs(%a : memref<?x8x4x4xf32, #h8>)
  %b = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.elementwise ins(%x : memref<?x8x4x4xf32, #b8>) outs(%b : memref<?x8x4x4xf32, #b8>)
  %y = kernel.buffer : memref<?x16x4x4xf32, #b8>
  kernel.concat ins(%a, %b : memref<?x8x4x4xf32, #h8>, memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x16x4x4xf32, #b8>)
  return
}
