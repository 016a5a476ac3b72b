// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#hwc = #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// A transpose, between any layouts.
// CHECK-DAG: #[[TRANSPOSE:.*]] = affine_map<(d0, d1, d2) -> (d0, d2, d1)>
// CHECK-DAG: #[[SLICE:.*]] = affine_map<(d0, d1, d2) -> (d0 * 3 + 1, d1 * 2, d2 + 3)>
// CHECK-DAG: #[[SHUFFLE:.*]] = affine_map<(d0, d1, d2) -> (d0 * 4 + (d1 mod 2) * 2 + d2 mod 2, d1 floordiv 2, d2 floordiv 2)>
// CHECK-DAG: #[[REVERSE:.*]] = affine_map<(d0, d1, d2) -> (-d0 + 7, 0, d2)>
// CHECK-LABEL: func.func @transpose
// CHECK: kernel.gather ins(%{{.*}}) outs(%{{.*}}) {map = #[[TRANSPOSE]]}
func.func @transpose(%x: memref<?x8x4x6xf32, #b8>, %y: memref<?x8x6x4xf32, #hwc>) {
  kernel.gather ins(%x : memref<?x8x4x6xf32, #b8>) outs(%y : memref<?x8x6x4xf32, #hwc>) {map = affine_map<(d0, d1, d2) -> (d0, d2, d1)>}
  return
}

// A slice with steps, up to the last element.
// CHECK-LABEL: func.func @slice
// CHECK: {map = #[[SLICE]]}
func.func @slice(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x3x2x1xf32, #b8>) {
  kernel.gather ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x3x2x1xf32, #b8>) {map = affine_map<(d0, d1, d2) -> (d0 * 3 + 1, d1 * 2, d2 + 3)>}
  return
}

// A pixel shuffle.
// CHECK-LABEL: func.func @shuffle
// CHECK: {map = #[[SHUFFLE]]}
func.func @shuffle(%x: memref<?x8x4x5xf32, #b8>, %y: memref<?x2x8x10xf32, #b8>) {
  kernel.gather ins(%x : memref<?x8x4x5xf32, #b8>) outs(%y : memref<?x2x8x10xf32, #b8>) {map = affine_map<(d0, d1, d2) -> (d0 * 4 + (d1 mod 2) * 2 + d2 mod 2, d1 floordiv 2, d2 floordiv 2)>}
  return
}

// Channels in reverse, always of the first row.
// CHECK-LABEL: func.func @reverse
// CHECK: {map = #[[REVERSE]]}
func.func @reverse(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x9x4xf32, #b8>) {
  kernel.gather ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x9x4xf32, #b8>) {map = affine_map<(d0, d1, d2) -> (7 - d0, 0, d2)>}
  return
}
