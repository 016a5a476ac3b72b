// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// Tables of one, two and four taps, with a place and a weight for each, of six rows and three columns.
// CHECK-LABEL: func.func @modes
// CHECK: kernel.resize ins(%{{.*}}) weights(%{{.*}}, %{{.*}} : memref<12xf32>, memref<6xf32>) outs(%{{.*}}) {mode = #cnn<resize_mode nearest>}
// CHECK: memref<24xf32>, memref<12xf32>) outs(%{{.*}}) {mode = #cnn<resize_mode bilinear>}
// CHECK: memref<48xf32>, memref<24xf32>) outs(%{{.*}}) {align_corners, mode = #cnn<resize_mode bicubic>}
func.func @modes(%x: memref<?x8x4x5xf32, #b8>, %a: memref<6xf32>, %b: memref<12xf32>, %c: memref<24xf32>, %d: memref<48xf32>, %y: memref<?x8x6x3xf32, #b8>) {
  kernel.resize ins(%x : memref<?x8x4x5xf32, #b8>) weights(%b, %a : memref<12xf32>, memref<6xf32>) outs(%y : memref<?x8x6x3xf32, #b8>) {mode = #cnn<resize_mode nearest>}
  kernel.resize ins(%x : memref<?x8x4x5xf32, #b8>) weights(%c, %b : memref<24xf32>, memref<12xf32>) outs(%y : memref<?x8x6x3xf32, #b8>) {mode = #cnn<resize_mode bilinear>}
  kernel.resize ins(%x : memref<?x8x4x5xf32, #b8>) weights(%d, %c : memref<48xf32>, memref<24xf32>) outs(%y : memref<?x8x6x3xf32, #b8>) {mode = #cnn<resize_mode bicubic>, align_corners}
  return
}
