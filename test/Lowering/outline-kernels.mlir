// RUN: %cnn-opt %s --kernel-outline-kernels | FileCheck %s

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// A kernel becomes a function of its operands and a launch with its work; the
// second pool is the same but for its operands and what was predicted for it, and
// shares the function; the third differs in an attribute, the fourth in its epilogue.
// CHECK: func.func private @net_k0(%[[A:.*]]: memref<{{.*}}>, %[[B:.*]]: memref<{{.*}}>) attributes {kernel.kernel} {
// CHECK-NEXT: kernel.pool ins(%[[A]] : {{.*}}) outs(%[[B]] : {{.*}}) {kernel = array<i64: 1, 1>, kind = #cnn<pool_kind max>
// CHECK-NEXT: return
// CHECK: func.func private @net_k1
// CHECK: pool_kind avg
// CHECK: func.func private @net_k2
// CHECK: epilogue
// CHECK-LABEL: func.func @net
// CHECK-SAME: (%[[X:.*]]: memref<{{[^%]*}}, %[[Y:.*]]: memref<
// CHECK: %[[T:.*]] = kernel.buffer
// CHECK: kernel.launch @net_k0(%[[X]], %[[T]]) kind = "pool" items = {{[1-9][0-9]*}} fixed = 0 flops = 1.280000e+02 bytes = 1.024000e+03 cycles = 6.400000e+01 :
// CHECK: kernel.launch @net_k0(%[[T]], %[[Y]])
// CHECK: kernel.launch @net_k1(%[[X]], %[[Y]])
// CHECK: kernel.launch @net_k2(%[[X]], %[[Y]])
// CHECK-NEXT: return
func.func @net(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) attributes {cnn.network} {
  %t = kernel.buffer offset = 0 : memref<?x8x4x4xf32, #b8>
  kernel.pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%t : memref<?x8x4x4xf32, #b8>) {kernel.cycles = 64.0 : f64, kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  kernel.pool ins(%t : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  kernel.pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {kind = #cnn<pool_kind avg>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  kernel.pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} epilogue {
  ^bb0(%v: f32):
    %m = math.absf %v : f32
    kernel.yield %m : f32
  }
  return
}

// An operand that is used twice is two arguments.
// CHECK: func.func private @twice_k{{.*}}(%[[A:.*]]: memref<{{.*}}>, %[[B:.*]]: memref<{{.*}}>, %[[C:.*]]: memref<{{.*}}>)
// CHECK: kernel.elementwise ins(%[[A]], %[[B]] : {{.*}}) outs(%[[C]] :
// CHECK-LABEL: func.func @twice
// CHECK: kernel.launch @twice_k{{.*}}(%[[X:.*]], %[[X]], %{{.*}}) kind = "elementwise"
func.func @twice(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) attributes {cnn.network} {
  kernel.elementwise ins(%x, %x : memref<?x8x4x4xf32, #b8>, memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) epilogue {
  ^bb0(%v: f32, %u: f32):
    %m = arith.addf %v, %u : f32
    kernel.yield %m : f32
  }
  return
}
