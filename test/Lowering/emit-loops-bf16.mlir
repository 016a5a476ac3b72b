// RUN: %cnn-opt %s "--kernel-emit-loops=triple=x86_64-linux-gnu cpu=cooperlake" --canonicalize --cse | FileCheck %s
// RUN: not %cnn-opt %s "--kernel-emit-loops=triple=x86_64-linux-gnu cpu=x86-64-v4" 2>&1 | FileCheck %s --check-prefix=NONE

// NONE: this kernel has bf16 buffers; 'x86-64-v4' has no AVX512-BF16

#b16 = #cnn.layout<nchw, block = 16, halo = [0, 0, 0, 0], pitch = 0>
#top = #cnn.layout<nchw, block = 16, halo = [1, 0, 0, 0], pitch = 0>

// Five channels are three steps of a pair: a broadcast of both, then a product with each vector of weights, which hold
// the two weights of an output side by side. Sums are f32, and rounded where they are stored; zeros of the halo too.
// CHECK-LABEL: func.func @conv
// CHECK-SAME: (%[[X:.*]]: memref<64xbf16>, %[[W:.*]]: memref<192xbf16>, %[[B:.*]]: memref<32xf32>, %[[Y:.*]]: memref<192xbf16>,
// CHECK-DAG: %[[ZERO:.*]] = arith.constant dense<0.000000e+00> : vector<16xbf16>
// CHECK-DAG: %[[STEPS:.*]] = arith.constant 3 : index
// CHECK: scf.for %{{.*}} to %[[STEPS]] {{.*}} -> (vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>)
// CHECK-COUNT-2: vector.load %[[W]][%{{.*}}] : memref<192xbf16>, vector<32xbf16>
// CHECK: vector.load %[[X]][%{{.*}}] : memref<64xbf16>, vector<2xbf16>
// CHECK-NEXT: vector.bitcast %{{.*}} : vector<2xbf16> to vector<1xi32>
// CHECK-NEXT: vector.extract %{{.*}}[0]
// CHECK-NEXT: vector.broadcast %{{.*}} : i32 to vector<16xi32>
// CHECK-NEXT: %[[PAIR:.*]] = vector.bitcast %{{.*}} : vector<16xi32> to vector<32xbf16>
// CHECK-NEXT: x86vector.avx512.dot %{{.*}}, %[[PAIR]], %{{.*}} : vector<32xbf16> -> vector<16xf32>
// CHECK-NEXT: x86vector.avx512.dot %{{.*}}, %[[PAIR]], %{{.*}} : vector<32xbf16> -> vector<16xf32>
// CHECK: %[[R:.*]] = arith.truncf %{{.*}} : vector<16xf32> to vector<16xbf16>
// CHECK: vector.store %[[R]], %[[Y]]
// CHECK: vector.store %[[ZERO]], %[[Y]]
func.func @conv(%x: memref<?x5x2x2xbf16, #b16>, %w: memref<192xbf16>, %b: memref<32xf32>, %y: memref<?x32x2x2xbf16, #top>) attributes {kernel.kernel} {
  kernel.direct_conv ins(%x : memref<?x5x2x2xbf16, #b16>) weights(%w, %b : memref<192xbf16>, memref<32xf32>) outs(%y : memref<?x32x2x2xbf16, #top>) {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, groups = 1 : i64, tile = array<i64: 1, 2, 2>, pool = array<i64: 1, 1>}
  return
}

// Kernels without products compute in f32 on what is in bf16.
// CHECK-LABEL: func.func @relu
// CHECK: %[[V:.*]] = vector.load
// CHECK: %[[F:.*]] = arith.extf %[[V]] : vector<16xbf16> to vector<16xf32>
// CHECK: %[[M:.*]] = arith.maximumf %[[F]]
// CHECK: arith.truncf %[[M]] : vector<16xf32> to vector<16xbf16>
func.func @relu(%x: memref<?x5x2x2xbf16, #b16>, %y: memref<?x5x2x2xbf16, #b16>) attributes {kernel.kernel} {
  kernel.elementwise ins(%x : memref<?x5x2x2xbf16, #b16>) outs(%y : memref<?x5x2x2xbf16, #b16>) epilogue {
  ^bb0(%a: f32):
    %zero = arith.constant 0.0 : f32
    %m = arith.maximumf %a, %zero : f32
    kernel.yield %m : f32
  }
  return
}

// Vectors of f32 meet weights of bf16, which are widened.
// CHECK-LABEL: func.func @dense
// CHECK: scf.for
// CHECK: arith.extf %{{.*}} : vector<16xbf16> to vector<16xf32>
// CHECK: vector.fma
func.func @dense(%x: memref<?x8xf32, #b16>, %w: memref<256xbf16>, %b: memref<16xf32>, %y: memref<?x16xf32, #b16>) attributes {kernel.kernel} {
  kernel.dense ins(%x : memref<?x8xf32, #b16>) weights(%w, %b : memref<256xbf16>, memref<16xf32>) outs(%y : memref<?x16xf32, #b16>) {tile = array<i64: 1, 1>}
  return
}
