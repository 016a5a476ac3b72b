// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#hwc = #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// An activation.
// CHECK-LABEL: func.func @relu
// CHECK: kernel.elementwise ins(%{{.*}}) outs(%{{.*}}) epilogue {
// CHECK: arith.maximumf
func.func @relu(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  kernel.elementwise ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) epilogue {
  ^bb0(%a: f32):
    %z = arith.constant 0.0 : f32
    %r = arith.maximumf %a, %z : f32
    kernel.yield %r : f32
  }
  return
}

// A change of layout has no epilogue.
// CHECK-LABEL: func.func @layout
// CHECK: kernel.elementwise ins(%{{.*}} : memref<?x8x4x4xf32, #cnn.layout<nhwc, {{.*}}>>) outs(%{{.*}} : memref<?x8x4x4xf32, #cnn.layout<nchw, {{.*}}>>){{$}}
func.func @layout(%x: memref<?x8x4x4xf32, #hwc>, %y: memref<?x8x4x4xf32, #b8>) {
  kernel.elementwise ins(%x : memref<?x8x4x4xf32, #hwc>) outs(%y : memref<?x8x4x4xf32, #b8>)
  return
}

// Bytes become floats.
// CHECK-LABEL: func.func @bytes
// CHECK: arith.uitofp
func.func @bytes(%x: memref<?x8x4x4xi8, #hwc>, %y: memref<?x8x4x4xf32, #b8>) {
  kernel.elementwise ins(%x : memref<?x8x4x4xi8, #hwc>) outs(%y : memref<?x8x4x4xf32, #b8>) epilogue {
  ^bb0(%a: i8):
    %f = arith.uitofp %a : i8 to f32
    kernel.yield %f : f32
  }
  return
}

// A number per channel.
// CHECK-LABEL: func.func @channel
// CHECK: memref<8xf32>
func.func @channel(%x: memref<?x8x4x4xf32, #b8>, %e: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  kernel.elementwise ins(%x, %e : memref<?x8x4x4xf32, #b8>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) epilogue {
  ^bb0(%a: f32, %r: f32):
    %s = arith.addf %a, %r : f32
    kernel.yield %s : f32
  }
  return
}

// Where an extent is 1, its element stands for all: of channels, of rows, of columns.
// CHECK-LABEL: func.func @broadcast
// CHECK: kernel.elementwise ins(%{{.*}}, %{{.*}}, %{{.*}} : memref<?x1x4x5xf32, {{.*}}>, memref<?x8x1x5xf32, {{.*}}>, memref<?x8xf32, {{.*}}>) outs(%{{.*}} : memref<?x8x4x5xf32, {{.*}}>)
func.func @broadcast(%x: memref<?x1x4x5xf32, #b8>, %e: memref<?x8x1x5xf32, #b8>, %v: memref<?x8xf32, #b8>, %y: memref<?x8x4x5xf32, #b8>) {
  kernel.elementwise ins(%x, %e, %v : memref<?x1x4x5xf32, #b8>, memref<?x8x1x5xf32, #b8>, memref<?x8xf32, #b8>) outs(%y : memref<?x8x4x5xf32, #b8>) epilogue {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %r = arith.mulf %a, %b : f32
    %s = arith.addf %r, %c : f32
    kernel.yield %s : f32
  }
  return
}
