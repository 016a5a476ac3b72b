// RUN: %cnn-opt %s "--convert-cnn-to-kernel=triple=x86_64-linux-gnu cpu=cooperlake precision=bf16" | FileCheck %s
// RUN: %cnn-opt %s "--convert-cnn-to-kernel=triple=x86_64-linux-gnu cpu=cooperlake" | FileCheck %s --check-prefix=F32
// RUN: not %cnn-opt %s "--convert-cnn-to-kernel=triple=x86_64-linux-gnu cpu=x86-64-v3 precision=bf16" 2>&1 | FileCheck %s --check-prefix=NONE

// F32-NOT: bf16
// NONE: --precision=bf16 needs a processor with AVX512-BF16

#hwc = #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#planes = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#b16 = #cnn.layout<nchw, block = 16, halo = [0, 0, 0, 0], pitch = 0>

// Planes stay f32, and so do the weights of a layer that reads them; blocks of channels are bf16, the weights of a layer
// that reads them in pairs, 8 channels of them for the 7 there are; what goes to the result only is not rounded.
// CHECK-LABEL: func.func @chain
// CHECK: kernel.buffer : memref<?x3x4x4xf32, {{.*}}block = 1,
// CHECK: %[[A:.*]] = kernel.buffer : memref<?x7x4x4xbf16, {{.*}}block = 16,
// CHECK: %[[W:.*]] = kernel.constant {{.*}} -> memref<48xf32>
// CHECK: kernel.direct_conv {{.*}} weights(%[[W]], {{.*}} outs(%[[A]]
// CHECK: %[[B:.*]] = kernel.buffer : memref<?x7x4x4xf32, {{.*}}block = 16,
// CHECK: %[[V:.*]] = kernel.constant {{.*}} -> memref<128xbf16>
// CHECK: %[[BIAS:.*]] = kernel.constant {{.*}} -> memref<16xf32>
// CHECK: kernel.direct_conv ins(%[[A]], %[[A]] : {{.*}}) weights(%[[V]], %[[BIAS]] : {{.*}}) outs(%[[B]]
// The epilogue computes in f32.
// CHECK-NEXT: ^bb0(%{{.*}}: f32, %{{.*}}: f32):
func.func @chain(%x: tensor<?x3x4x4xf32, #hwc>) -> tensor<?x7x4x4xf32, #hwc> attributes {cnn.network} {
  %w = arith.constant dense<0.5> : tensor<7x3x1x1xf32>
  %v = arith.constant dense<0.5> : tensor<7x7x1x1xf32>
  %0 = cnn.change_layout %x : tensor<?x3x4x4xf32, #hwc> -> tensor<?x3x4x4xf32, #planes>
  %1 = cnn.fused %0 {kernel.choice = #kernel.choice<"direct_conv", tile = [1, 4, 1]>} : (tensor<?x3x4x4xf32, #planes>) -> tensor<?x7x4x4xf32, #b16> {
  ^bb0(%a: tensor<?x3x4x4xf32>):
    %c = cnn.conv2d %a, %w strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x3x4x4xf32>, tensor<7x3x1x1xf32>) -> tensor<?x7x4x4xf32>
    cnn.yield %c : tensor<?x7x4x4xf32>
  }
  %2 = cnn.fused %1 {kernel.choice = #kernel.choice<"direct_conv", tile = [1, 4, 1]>} : (tensor<?x7x4x4xf32, #b16>) -> tensor<?x7x4x4xf32, #b16> {
  ^bb0(%a: tensor<?x7x4x4xf32>):
    %c = cnn.conv2d %a, %v strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x7x4x4xf32>, tensor<7x7x1x1xf32>) -> tensor<?x7x4x4xf32>
    %s = cnn.add %c, %a : tensor<?x7x4x4xf32>
    cnn.yield %s : tensor<?x7x4x4xf32>
  }
  %3 = cnn.change_layout %2 : tensor<?x7x4x4xf32, #b16> -> tensor<?x7x4x4xf32, #hwc>
  return %3 : tensor<?x7x4x4xf32, #hwc>
}

// Places are whole numbers: those that a layer finds, what is made of them, and what unpooling reads.
// CHECK-LABEL: func.func @places
// CHECK: kernel.buffer : memref<?x16x4x4xbf16
// CHECK: kernel.buffer : memref<?x16x2x2xf32
// CHECK: kernel.pool {{.*}}{indices,
// CHECK: kernel.buffer : memref<?x16x2x2xf32
// CHECK: kernel.elementwise
// CHECK: kernel.buffer : memref<?x16x2x2xf32
// CHECK: kernel.elementwise ins(%arg1
// CHECK: kernel.buffer : memref<?x16x4x4xbf16
// CHECK: kernel.unpool
func.func @places(%x: tensor<?x16x4x4xf32, #hwc>, %i: tensor<?x16x2x2xf32, #hwc>) -> tensor<?x16x4x4xf32, #hwc> attributes {cnn.network} {
  %0 = cnn.change_layout %x : tensor<?x16x4x4xf32, #hwc> -> tensor<?x16x4x4xf32, #b16>
  %1 = cnn.fused %0 {kernel.choice = #kernel.choice<"pool">} : (tensor<?x16x4x4xf32, #b16>) -> tensor<?x16x2x2xf32, #b16> {
  ^bb0(%a: tensor<?x16x4x4xf32>):
    %p = cnn.pool_indices %a kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x16x4x4xf32> -> tensor<?x16x2x2xf32>
    cnn.yield %p : tensor<?x16x2x2xf32>
  }
  %2 = cnn.fused %1 {kernel.choice = #kernel.choice<"elementwise">} : (tensor<?x16x2x2xf32, #b16>) -> tensor<?x16x2x2xf32, #b16> {
  ^bb0(%a: tensor<?x16x2x2xf32>):
    %r = cnn.relu %a : tensor<?x16x2x2xf32>
    cnn.yield %r : tensor<?x16x2x2xf32>
  }
  %3 = cnn.change_layout %i : tensor<?x16x2x2xf32, #hwc> -> tensor<?x16x2x2xf32, #b16>
  %4 = cnn.fused %2, %3 {kernel.choice = #kernel.choice<"unpool">} : (tensor<?x16x2x2xf32, #b16>, tensor<?x16x2x2xf32, #b16>) -> tensor<?x16x4x4xf32, #b16> {
  ^bb0(%a: tensor<?x16x2x2xf32>, %b: tensor<?x16x2x2xf32>):
    %u = cnn.unpool %a, %b size = [4, 4] : (tensor<?x16x2x2xf32>, tensor<?x16x2x2xf32>) -> tensor<?x16x4x4xf32>
    cnn.yield %u : tensor<?x16x4x4xf32>
  }
  %5 = cnn.fused %4 {kernel.choice = #kernel.choice<"elementwise">} : (tensor<?x16x4x4xf32, #b16>) -> tensor<?x16x4x4xf32, #b16> {
  ^bb0(%a: tensor<?x16x4x4xf32>):
    %r = cnn.relu %a : tensor<?x16x4x4xf32>
    cnn.yield %r : tensor<?x16x4x4xf32>
  }
  %6 = cnn.change_layout %5 : tensor<?x16x4x4xf32, #b16> -> tensor<?x16x4x4xf32, #hwc>
  return %6 : tensor<?x16x4x4xf32, #hwc>
}
