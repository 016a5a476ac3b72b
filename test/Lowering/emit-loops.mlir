// RUN: %cnn-opt %s "--kernel-emit-loops=triple=x86_64-linux-gnu cpu=x86-64-v3" --canonicalize --cse | FileCheck %s

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// The buffers become flat memrefs of one picture (10 * 10 rows and columns with
// the halo), and the pictures and the range of work items are arguments. One
// step of the depth is the body of the innermost loop: two vectors of weights,
// and for each of three positions a broadcast right before its two FMAs. The
// accumulators are carried, and stored once.
// CHECK-LABEL: func.func @conv
// CHECK-SAME: (%[[X:.*]]: memref<800xf32>, %[[W:.*]]: memref<1152xf32>, %[[B:.*]]: memref<16xf32>, %[[Y:.*]]: memref<1024xf32>, %{{.*}}: index, %{{.*}}: index, %{{.*}}: index)
// CHECK: scf.for
// The tiles of three columns, of which there are two in a row of eight.
// CHECK: %{{.*}}:6 = scf.for {{.*}} iter_args(
// CHECK: %{{.*}}:6 = scf.for {{.*}} iter_args(
// CHECK: %{{.*}}:6 = scf.for {{.*}} iter_args(
// CHECK-NOT: scf.for
// CHECK-COUNT-2: vector.load %[[W]]
// CHECK-NOT: vector.load
// CHECK: memref.load %[[X]]
// CHECK-NEXT: %[[A:.*]] = vector.broadcast %{{.*}} : f32 to vector<8xf32>
// CHECK-NEXT: vector.fma %[[A]]
// CHECK-NEXT: vector.fma %[[A]]
// CHECK: memref.load %[[X]]
// CHECK-NEXT: %[[A2:.*]] = vector.broadcast
// CHECK-NEXT: vector.fma %[[A2]]
// CHECK-NEXT: vector.fma %[[A2]]
// CHECK: memref.load %[[X]]
// CHECK-NEXT: %[[A3:.*]] = vector.broadcast
// CHECK-NEXT: vector.fma %[[A3]]
// CHECK-NEXT: vector.fma %[[A3]]
// CHECK-NEXT: scf.yield
// CHECK-NOT: vector.fma
// CHECK-COUNT-6: vector.store %{{.*}}, %[[Y]]
// The tile of the two columns that are left.
// CHECK-COUNT-3: %{{.*}}:4 = scf.for
// CHECK-COUNT-4: vector.fma
// CHECK-NOT: vector.fma
// CHECK: return
func.func @conv(%x: memref<?x8x8x8xf32, #h8>, %w: memref<1152xf32>, %k: memref<16xf32>, %y: memref<?x16x8x8xf32, #b8>) attributes {kernel.kernel} {
  kernel.direct_conv ins(%x : memref<?x8x8x8xf32, #h8>) weights(%w, %k : memref<1152xf32>, memref<16xf32>) outs(%y : memref<?x16x8x8xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 3, 2>, pool = array<i64: 1, 1>}
  return
}

// A fused pool reduces four results in registers and stores one.
// CHECK-LABEL: func.func @pooled
// CHECK-COUNT-4: vector.fma
// CHECK-NOT: vector.fma
// CHECK-COUNT-3: arith.maximumf
// CHECK-NOT: arith.maximumf
// CHECK: vector.store
// CHECK-NOT: vector.store
// CHECK: return
func.func @pooled(%x: memref<?x8x8x8xf32, #h8>, %w: memref<576xf32>, %k: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) attributes {kernel.kernel} {
  kernel.direct_conv ins(%x : memref<?x8x8x8xf32, #h8>) weights(%w, %k : memref<576xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 2, 2, 1>, pool = array<i64: 2, 2>, pool_kind = #cnn<pool_kind max>}
  return
}

// The epilogue becomes vector code on what a vector holds; the producer writes the
// halo of its result.
// CHECK-LABEL: func.func @epilogue
// CHECK: %[[V:.*]] = vector.load
// CHECK: %[[M:.*]] = math.absf %[[V]] : vector<8xf32>
// CHECK: vector.store %[[M]]
// CHECK: vector.store %cst
// CHECK: return
func.func @epilogue(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #h8>) attributes {kernel.kernel} {
  kernel.elementwise ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #h8>) epilogue {
  ^bb0(%v: f32):
    %m = math.absf %v : f32
    kernel.yield %m : f32
  }
  return
}

// A reference kernel is scalar, and sums in f64.
// CHECK-LABEL: func.func @reference
// CHECK-NOT: vector<
// CHECK: arith.mulf {{.*}} : f64
// CHECK-NEXT: arith.addf {{.*}} : f64
// CHECK-NOT: vector<
// CHECK: return
func.func @reference(%x: memref<?x4xf32, #b8>, %w: memref<12xf32>, %k: memref<3xf32>, %y: memref<?x3xf32, #b8>) attributes {kernel.kernel} {
  kernel.reference ins(%x : memref<?x4xf32, #b8>) weights(%w, %k : memref<12xf32>, memref<3xf32>) outs(%y : memref<?x3xf32, #b8>) {layer = "cnn.dense", layer_attributes = {}}
  return
}

// Other functions are left alone.
// CHECK-LABEL: func.func @network
// CHECK: kernel.pool
func.func @network(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) attributes {cnn.network} {
  kernel.pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  return
}

// CHECK: func.func private @external() attributes {kernel.kernel}
func.func private @external() attributes {kernel.kernel}
