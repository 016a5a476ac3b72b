// RUN: %cnn-opt %s "--convert-cnn-to-kernel=triple=x86_64-linux-gnu cpu=x86-64-v3" | FileCheck %s

#hwc = #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// The arguments become buffers, the result a further argument; weights are packed
// for the block and the bias is there even if the layer has none; what was fused
// is the epilogue, on scalars; the residual is a second input; the predicted cycles
// go along.
// CHECK-LABEL: func.func @net
// CHECK-SAME: (%[[X:.*]]: memref<?x8x4x4xf32, #cnn.layout<nhwc, {{.*}}>> {cnn.name = "x"}, %[[Y:.*]]: memref<?x8x4x4xf32, #cnn.layout<nhwc, {{.*}}>> {cnn.name = "y"}) attributes {cnn.network}
// CHECK: %[[A:.*]] = kernel.buffer : memref<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1]
// CHECK: kernel.elementwise ins(%[[X]] : {{.*}}) outs(%[[A]] : {{[^{]*}}){{$}}
// CHECK: %[[B:.*]] = kernel.buffer : memref<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0]
// CHECK: %[[W:.*]] = kernel.constant {{.*}} -> memref<576xf32>
// CHECK: %[[BIAS:.*]] = kernel.constant {{.*}} -> memref<8xf32>
// CHECK: kernel.direct_conv ins(%[[A]], %[[A]] : {{.*}}) weights(%[[W]], %[[BIAS]] : {{.*}}) outs(%[[B]] : {{.*}}) {{{.*}}kernel = array<i64: 3, 3>, kernel.cycles = 6.400000e+02 : f64, padding = array<i64: 1, 1, 1, 1>, pool = array<i64: 1, 1>, strides = array<i64: 1, 1>, tile = array<i64: 1, 4, 1>} epilogue {
// CHECK-NEXT: ^bb0(%[[V:.*]]: f32, %[[R:.*]]: f32):
// CHECK-NEXT: %[[S:.*]] = arith.addf %[[V]], %[[R]] : f32
// CHECK-NEXT: %[[ZERO:.*]] = arith.constant 0.000000e+00 : f32
// CHECK-NEXT: %[[M:.*]] = arith.maximumf %[[S]], %[[ZERO]] fastmath<nsz> : f32
// CHECK-NEXT: kernel.yield %[[M]] : f32
// CHECK: kernel.elementwise ins(%[[B]] : {{.*}}) outs(%[[Y]] :
// CHECK-NOT: cnn.fused
// CHECK: return{{$}}
func.func @net(%x: tensor<?x8x4x4xf32, #hwc> {cnn.name = "x"}) -> (tensor<?x8x4x4xf32, #hwc> {cnn.name = "y"}) attributes {cnn.network} {
  %w = arith.constant dense<0.5> : tensor<8x8x3x3xf32>
  %0 = cnn.change_layout %x : tensor<?x8x4x4xf32, #hwc> -> tensor<?x8x4x4xf32, #h8>
  %1 = cnn.fused %0 {kernel.choice = #kernel.choice<"direct_conv", tile = [1, 4, 1]>, kernel.cycles = 640.0 : f64} : (tensor<?x8x4x4xf32, #h8>) -> tensor<?x8x4x4xf32, #b8> {
  ^bb0(%a: tensor<?x8x4x4xf32>):
    %c = cnn.conv2d %a, %w strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x8x4x4xf32>, tensor<8x8x3x3xf32>) -> tensor<?x8x4x4xf32>
    %s = cnn.add %c, %a : tensor<?x8x4x4xf32>
    %r = cnn.relu %s : tensor<?x8x4x4xf32>
    cnn.yield %r : tensor<?x8x4x4xf32>
  }
  %2 = cnn.change_layout %1 : tensor<?x8x4x4xf32, #b8> -> tensor<?x8x4x4xf32, #hwc>
  return %2 : tensor<?x8x4x4xf32, #hwc>
}

// Memrefs know no unsigned bytes.
// CHECK-LABEL: func.func @bytes
// CHECK-SAME: memref<?x8x4x4xi8,
// CHECK: kernel.elementwise {{.*}} epilogue {
// CHECK-NEXT: ^bb0(%[[A:.*]]: i8):
// CHECK-NEXT: arith.uitofp %[[A]] : i8 to f32
func.func @bytes(%x: tensor<?x8x4x4xui8, #hwc>) -> tensor<?x8x4x4xf32, #hwc> attributes {cnn.network} {
  %0 = cnn.fused %x {kernel.choice = #kernel.choice<"elementwise">} : (tensor<?x8x4x4xui8, #hwc>) -> tensor<?x8x4x4xf32, #hwc> {
  ^bb0(%a: tensor<?x8x4x4xui8>):
    %c = cnn.cast %a : tensor<?x8x4x4xui8> -> tensor<?x8x4x4xf32>
    cnn.yield %c : tensor<?x8x4x4xf32>
  }
  return %0 : tensor<?x8x4x4xf32, #hwc>
}

// What is no network is left alone.
// CHECK-LABEL: func.func @helper
// CHECK-SAME: index
func.func @helper(%i: index) -> index {
  return %i : index
}

// An input that is a result is copied: the caller's memories differ.
// CHECK-LABEL: func.func @identity
// CHECK-SAME: (%[[X:.*]]: memref<{{[^%]*}}, %[[Y:.*]]: memref<
// CHECK: kernel.elementwise ins(%[[X]] : {{.*}}) outs(%[[Y]] :
func.func @identity(%x: tensor<?x4xf32, #b8>) -> tensor<?x4xf32, #b8> attributes {cnn.network} {
  return %x : tensor<?x4xf32, #b8>
}

// What is on buffers already is left alone.
// CHECK-LABEL: func.func @buffers
// CHECK-SAME: memref<?x4xf32, #cnn.layout<nchw, block = 8,
func.func @buffers(%x: memref<?x4xf32, #b8>) attributes {cnn.network} {
  return
}
