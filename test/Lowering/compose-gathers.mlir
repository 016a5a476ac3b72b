// RUN: %cnn-opt %s --kernel-compose-gathers | FileCheck %s

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// CHECK-DAG: #[[FIRST:.*]] = affine_map<(d0, d1, d2) -> ((d0 mod 2) * 16 + d0 floordiv 2, d1, d2)>
// CHECK-DAG: #[[SECOND:.*]] = affine_map<(d0, d1, d2) -> ((d0 mod 2) * 16 + d0 floordiv 2 + 8, d1, d2)>
// CHECK-DAG: #[[THREE:.*]] = affine_map<(d0, d1, d2) -> (d0, d2 + 3, d1 * 2 + 1)>

// Halves of shuffled channels: each reads every second channel of its own.
// CHECK-LABEL: func.func @halves
// CHECK-SAME: %[[X:[a-z0-9]+]]: memref<?x32x4x4xf32
// CHECK-NOT: kernel.buffer
// CHECK: kernel.gather ins(%[[X]] : {{.*}}) outs(%{{.*}} : memref<?x16x4x4xf32, {{.*}}>) {map = #[[FIRST]]}
// CHECK: kernel.gather ins(%[[X]] : {{.*}}) outs(%{{.*}} : memref<?x16x4x4xf32, {{.*}}halo = [1, 1, 1, 1]{{.*}}>) {map = #[[SECOND]]}
// CHECK-NOT: kernel.gather
func.func @halves(%x: memref<?x32x4x4xf32, #b8>, %a: memref<?x16x4x4xf32, #b8>, %b: memref<?x16x4x4xf32, #h8>) {
  %s = kernel.buffer : memref<?x32x4x4xf32, #b8>
  kernel.gather ins(%x : memref<?x32x4x4xf32, #b8>) outs(%s : memref<?x32x4x4xf32, #b8>) {map = affine_map<(d0, d1, d2) -> (d0 mod 2 * 16 + d0 floordiv 2, d1, d2)>}
  kernel.gather ins(%s : memref<?x32x4x4xf32, #b8>) outs(%a : memref<?x16x4x4xf32, #b8>) {map = affine_map<(d0, d1, d2) -> (d0, d1, d2)>}
  kernel.gather ins(%s : memref<?x32x4x4xf32, #b8>) outs(%b : memref<?x16x4x4xf32, #h8>) {map = affine_map<(d0, d1, d2) -> (d0 + 16, d1, d2)>}
  return
}

// Three in a row become one.
// CHECK-LABEL: func.func @three
// CHECK: kernel.gather ins(%{{.*}} : memref<?x8x6x4xf32, {{.*}}>) outs(%{{.*}} : memref<?x8x2x2xf32, {{.*}}>) {map = #[[THREE]]}
// CHECK-NOT: kernel.gather
func.func @three(%x: memref<?x8x6x4xf32, #b8>, %y: memref<?x8x2x2xf32, #b8>) {
  %a = kernel.buffer : memref<?x8x4x6xf32, #b8>
  kernel.gather ins(%x : memref<?x8x6x4xf32, #b8>) outs(%a : memref<?x8x4x6xf32, #b8>) {map = affine_map<(d0, d1, d2) -> (d0, d2, d1)>}
  %b = kernel.buffer : memref<?x8x3x3xf32, #b8>
  kernel.gather ins(%a : memref<?x8x4x6xf32, #b8>) outs(%b : memref<?x8x3x3xf32, #b8>) {map = affine_map<(d0, d1, d2) -> (d0, d1 + 1, d2 + 2)>}
  kernel.gather ins(%b : memref<?x8x3x3xf32, #b8>) outs(%y : memref<?x8x2x2xf32, #b8>) {map = affine_map<(d0, d1, d2) -> (d0, d1 * 2, d2 + 1)>}
  return
}

// What a kernel of another kind reads is needed anyway.
// CHECK-LABEL: func.func @other_reader
// CHECK-COUNT-2: kernel.gather
func.func @other_reader(%x: memref<?x32x4x4xf32, #b8>, %a: memref<?x16x4x4xf32, #b8>, %b: memref<?x32x4x4xf32, #b8>) {
  %s = kernel.buffer : memref<?x32x4x4xf32, #b8>
  kernel.gather ins(%x : memref<?x32x4x4xf32, #b8>) outs(%s : memref<?x32x4x4xf32, #b8>) {map = affine_map<(d0, d1, d2) -> (d0 mod 2 * 16 + d0 floordiv 2, d1, d2)>}
  kernel.gather ins(%s : memref<?x32x4x4xf32, #b8>) outs(%a : memref<?x16x4x4xf32, #b8>) {map = affine_map<(d0, d1, d2) -> (d0, d1, d2)>}
  kernel.elementwise ins(%s : memref<?x32x4x4xf32, #b8>) outs(%b : memref<?x32x4x4xf32, #b8>)
  return
}

// So is what the network gives.
// CHECK-LABEL: func.func @result
// CHECK-COUNT-2: kernel.gather
func.func @result(%x: memref<?x32x4x4xf32, #b8>, %s: memref<?x32x4x4xf32, #b8>, %a: memref<?x16x4x4xf32, #b8>) {
  kernel.gather ins(%x : memref<?x32x4x4xf32, #b8>) outs(%s : memref<?x32x4x4xf32, #b8>) {map = affine_map<(d0, d1, d2) -> (d0 mod 2 * 16 + d0 floordiv 2, d1, d2)>}
  kernel.gather ins(%s : memref<?x32x4x4xf32, #b8>) outs(%a : memref<?x16x4x4xf32, #b8>) {map = affine_map<(d0, d1, d2) -> (d0, d1, d2)>}
  return
}

// A reshape by way of a vector transposes blocks twice: at once it would move
// elements one by one.
// CHECK-LABEL: func.func @reshape
// CHECK-COUNT-2: kernel.gather
func.func @reshape(%x: memref<?x8x8x9xf32, #b8>, %y: memref<?x9x8x8xf32, #b8>) {
  %v = kernel.buffer : memref<?x576xf32, #b8>
  kernel.gather ins(%x : memref<?x8x8x9xf32, #b8>) outs(%v : memref<?x576xf32, #b8>) {map = affine_map<(d0, d1, d2) -> ((d0 + d1 + d2) floordiv 72, ((d0 + d1 + d2) mod 72) floordiv 9, ((d0 + d1 + d2) mod 72) mod 9)>}
  kernel.gather ins(%v : memref<?x576xf32, #b8>) outs(%y : memref<?x9x8x8xf32, #b8>) {map = affine_map<(d0, d1, d2) -> ((d0 * 8 + d1) * 8 + d2, 0, 0)>}
  return
}
