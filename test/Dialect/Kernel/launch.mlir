// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

func.func private @k(memref<64xf32>, memref<64xf32>)

// A step with its name, its work and its costs.
// CHECK-LABEL: func.func @net
// CHECK: kernel.launch @k(%{{.*}}, %{{.*}}) kind = "pool" items = 4 fixed = 1 flops = 1.000000e+06 bytes = 2.000000e+03 : memref<64xf32>, memref<64xf32>
func.func @net(%x: memref<64xf32>) {
  kernel.launch @k(%x, %x) kind = "pool" items = 4 fixed = 1 flops = 1.0e6 bytes = 2.0e3 : memref<64xf32>, memref<64xf32>
  // CHECK: flops = 1.000000e+00 bytes = 2.000000e+00 images = 3 cycles = 5.000000e+00 : memref
  kernel.launch @k(%x, %x) kind = "pool" items = 4 fixed = 1 flops = 1.0 bytes = 2.0 images = 3 cycles = 5.0 : memref<64xf32>, memref<64xf32>
  return
}
