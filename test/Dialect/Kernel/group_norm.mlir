// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// Two groups of five channels, which do not fill their blocks; the halo may be any.
// CHECK-LABEL: func.func @groups
// CHECK: kernel.group_norm ins(%{{.*}}) weights(%{{.*}}, %{{.*}} : memref<16xf32>, memref<16xf32>) outs(%{{.*}}) {epsilon = 1.000000e-03 : f64, groups = 2 : i64}
func.func @groups(%x: memref<?x10x4x5xf32, #b8>, %s: memref<16xf32>, %t: memref<16xf32>, %y: memref<?x10x4x5xf32, #h8>) {
  kernel.group_norm ins(%x : memref<?x10x4x5xf32, #b8>) weights(%s, %t : memref<16xf32>, memref<16xf32>) outs(%y : memref<?x10x4x5xf32, #h8>) {groups = 2 : i64, epsilon = 1.0e-3}
  return
}

// A vector, a group for each channel, no weights.
// CHECK-LABEL: func.func @instance
// CHECK: kernel.group_norm ins(%{{.*}}) outs(%{{.*}}) {{.*}}groups = 10 : i64
func.func @instance(%x: memref<?x10xf32, #b8>, %y: memref<?x10xf32, #b8>) {
  kernel.group_norm ins(%x : memref<?x10xf32, #b8>) outs(%y : memref<?x10xf32, #b8>) {groups = 10 : i64, epsilon = 1.0e-3}
  return
}
