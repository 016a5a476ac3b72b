// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: other channels.
func.func @channels(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x9xf32, #b8>) {
  // expected-error @below {{(C1): input and output must have the same channels and block}}
  kernel.global_pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x9xf32, #b8>) {kind = #cnn<pool_kind avg>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// An input without a layout.
func.func @layout(%x: memref<8xf32>, %y: memref<?x8xf32, #b8>) {
  // expected-error @below {{the first input must be of f32, bf16 or i8 and have a #cnn.layout}}
  kernel.global_pool ins(%x : memref<8xf32>) outs(%y : memref<?x8xf32, #b8>) {kind = #cnn<pool_kind avg>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: a norm without p.
func.func @no_p(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8xf32, #b8>) {
  // expected-error @below {{(C2): p, at least 1, must be there for a norm and for nothing else}}
  kernel.global_pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8xf32, #b8>) {kind = #cnn<pool_kind lp>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: a maximum has no p.
func.func @max_p(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8xf32, #b8>) {
  // expected-error @below {{(C2)}}
  kernel.global_pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8xf32, #b8>) {kind = #cnn<pool_kind max>, p = 2.0}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: a p of 0 would divide by zero.
func.func @zero_p(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8xf32, #b8>) {
  // expected-error @below {{(C2)}}
  kernel.global_pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8xf32, #b8>) {kind = #cnn<pool_kind lp>, p = 0.0}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: the root of infinite order would divide by infinity.
func.func @infinite_p(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8xf32, #b8>) {
  // expected-error @below {{(C2)}}
  kernel.global_pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8xf32, #b8>) {kind = #cnn<pool_kind lp>, p = 0x7FF0000000000000 : f64}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C3: a count of nothing.
func.func @no_count(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8xf32, #b8>) {
  // expected-error @below {{(C3): count must be at least 1, and of an average}}
  kernel.global_pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8xf32, #b8>) {kind = #cnn<pool_kind avg>, count = 0 : i64}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C3: a maximum of sums.
func.func @count_of_maximum(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8xf32, #b8>) {
  // expected-error @below {{(C3): count must be at least 1, and of an average}}
  kernel.global_pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8xf32, #b8>) {kind = #cnn<pool_kind max>, count = 16 : i64}
  return
}
