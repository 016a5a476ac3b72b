// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// CHECK-LABEL: func.func @generate
// CHECK: kernel.view %{{.*}} : memref<12xi32, #{{.*}}> -> memref<3x4xi32, #
// CHECK: kernel.generate ins(%{{.*}} : memref<3x4xi32, #{{.*}}>) weights(%{{.*}} : memref<3xi32>) outs(%{{.*}} : memref<4x3xi32, #{{.*}}>) body {
func.func @generate(%x: memref<12xi32, #plain>, %w: memref<3xi32>, %y: memref<4x3xi32, #plain>) {
  %v = kernel.view %x : memref<12xi32, #plain> -> memref<3x4xi32, #plain>
  kernel.generate ins(%v : memref<3x4xi32, #plain>) weights(%w : memref<3xi32>) outs(%y : memref<4x3xi32, #plain>) body {
  ^bb0(%i: index, %j: index, %a: memref<3x4xi32, #plain>, %b: memref<3xi32>):
    %e = memref.load %a[%j, %i] : memref<3x4xi32, #plain>
    %f = memref.load %b[%j] : memref<3xi32>
    %g = arith.addi %e, %f : i32
    kernel.yield %g : i32
  }
  return
}
