// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// As in AlexNet.
// CHECK-LABEL: func.func @picture
// CHECK: kernel.local_response_norm ins(%{{.*}}) outs(%{{.*}}) {alpha = 1.000000e-04 : f64, beta = 7.500000e-01 : f64, k = 2.000000e+00 : f64, size = 5 : i64}
func.func @picture(%x: memref<?x96x4x5xf32, #b8>, %y: memref<?x96x4x5xf32, #b8>) {
  kernel.local_response_norm ins(%x : memref<?x96x4x5xf32, #b8>) outs(%y : memref<?x96x4x5xf32, #b8>) {size = 5 : i64, alpha = 1.0e-4, beta = 0.75, k = 2.0}
  return
}
