// RUN: %cnn-opt %s "--cnn-assign-layouts=triple=x86_64-linux-gnu cpu=x86-64-v3" | FileCheck %s --check-prefixes=CHECK,AVX2
// RUN: %cnn-opt %s "--cnn-assign-layouts=triple=x86_64-linux-gnu cpu=x86-64-v4" | FileCheck %s --check-prefixes=CHECK,AVX512
// RUN: %cnn-opt %s "--cnn-assign-layouts=triple=aarch64-linux-gnu" | FileCheck %s --check-prefixes=CHECK,NEON

// The first layer reads planes with the halo that its padding needs; its result
// is in blocks of a vector, with the halo of the next layer; the caller's picture
// and result have the order of pictures.
// CHECK-LABEL: func.func @first
// CHECK-SAME: (%[[X:.*]]: tensor<?x3x16x16xf32, #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>>) -> tensor<?x16x16x16xf32, #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>>
// CHECK: %[[P:.*]] = cnn.change_layout %[[X]] : {{.*}} -> tensor<?x3x16x16xf32, #cnn.layout<nchw, block = 1, halo = [1, 1, 1, 1], pitch = 0>>
// AVX2: %[[A:.*]] = cnn.fused %[[P]] {{.*}} -> tensor<?x16x16x16xf32, #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>>
// AVX512: %[[A:.*]] = cnn.fused %[[P]] {{.*}} -> tensor<?x16x16x16xf32, #cnn.layout<nchw, block = 16, halo = [1, 1, 1, 1], pitch = 0>>
// NEON: %[[A:.*]] = cnn.fused %[[P]] {{.*}} -> tensor<?x16x16x16xf32, #cnn.layout<nchw, block = 4, halo = [1, 1, 1, 1], pitch = 0>>
// CHECK: %[[B:.*]] = cnn.fused %[[A]] {{.*}} -> tensor<?x16x16x16xf32, #cnn.layout<nchw, block = {{[0-9]+}}, halo = [0, 0, 0, 0], pitch = 0>>
// CHECK: %[[R:.*]] = cnn.change_layout %[[B]] : {{.*}} -> tensor<?x16x16x16xf32, #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>>
// CHECK: return %[[R]]
func.func @first(%x: tensor<?x3x16x16xf32>) -> tensor<?x16x16x16xf32> attributes {cnn.network} {
  %w = arith.constant dense<0.5> : tensor<16x3x3x3xf32>
  %v = arith.constant dense<0.5> : tensor<16x16x3x3xf32>
  %1 = cnn.fused %x {kernel.choice = #kernel.choice<"direct_conv", tile = [1, 4, 1]>} : (tensor<?x3x16x16xf32>) -> tensor<?x16x16x16xf32> {
  ^bb0(%a: tensor<?x3x16x16xf32>):
    %0 = cnn.conv2d %a, %w strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x3x16x16xf32>, tensor<16x3x3x3xf32>) -> tensor<?x16x16x16xf32>
    cnn.yield %0 : tensor<?x16x16x16xf32>
  }
  %2 = cnn.fused %1 {kernel.choice = #kernel.choice<"direct_conv", tile = [1, 4, 1]>} : (tensor<?x16x16x16xf32>) -> tensor<?x16x16x16xf32> {
  ^bb0(%a: tensor<?x16x16x16xf32>):
    %0 = cnn.conv2d %a, %v strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x16x16x16xf32>, tensor<16x16x3x3xf32>) -> tensor<?x16x16x16xf32>
    cnn.yield %0 : tensor<?x16x16x16xf32>
  }
  return %2 : tensor<?x16x16x16xf32>
}

// Two readers of one value: it has the halo of the one that needs more.
// CHECK-LABEL: func.func @widest
// CHECK: cnn.change_layout %{{.*}} -> tensor<?x16x16x16xf32, #cnn.layout<nchw, block = {{[0-9]+}}, halo = [2, 2, 2, 2], pitch = 0>>
// CHECK-NOT: cnn.change_layout
// CHECK: cnn.fused
// CHECK: cnn.fused
// CHECK: cnn.change_layout
// CHECK: cnn.change_layout
// CHECK-NOT: cnn.change_layout
func.func @widest(%x: tensor<?x16x16x16xf32>) -> (tensor<?x16x16x16xf32>, tensor<?x16x16x16xf32>) attributes {cnn.network} {
  %w = arith.constant dense<0.5> : tensor<16x16x5x5xf32>
  %v = arith.constant dense<0.5> : tensor<16x16x3x3xf32>
  %1 = cnn.fused %x {kernel.choice = #kernel.choice<"direct_conv", tile = [1, 4, 1]>} : (tensor<?x16x16x16xf32>) -> tensor<?x16x16x16xf32> {
  ^bb0(%a: tensor<?x16x16x16xf32>):
    %0 = cnn.conv2d %a, %w strides = [1, 1] padding = [2, 2, 2, 2] dilations = [1, 1] groups = 1 : (tensor<?x16x16x16xf32>, tensor<16x16x5x5xf32>) -> tensor<?x16x16x16xf32>
    cnn.yield %0 : tensor<?x16x16x16xf32>
  }
  %2 = cnn.fused %x {kernel.choice = #kernel.choice<"direct_conv", tile = [1, 4, 1]>} : (tensor<?x16x16x16xf32>) -> tensor<?x16x16x16xf32> {
  ^bb0(%a: tensor<?x16x16x16xf32>):
    %0 = cnn.conv2d %a, %v strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x16x16x16xf32>, tensor<16x16x3x3xf32>) -> tensor<?x16x16x16xf32>
    cnn.yield %0 : tensor<?x16x16x16xf32>
  }
  return %1, %2 : tensor<?x16x16x16xf32>, tensor<?x16x16x16xf32>
}

// A caller may keep planes.
// CHECK-LABEL: func.func @planes
// CHECK-SAME: tensor<?x3x16x16xf32, #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>> {cnn.layout = "CHW"}
// CHECK: cnn.change_layout {{.*}}#cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>> -> {{.*}}halo = [1, 1, 1, 1]
func.func @planes(%x: tensor<?x3x16x16xf32> {cnn.layout = "CHW"}) -> tensor<?x16x16x16xf32> attributes {cnn.network} {
  %w = arith.constant dense<0.5> : tensor<16x3x3x3xf32>
  %1 = cnn.fused %x {kernel.choice = #kernel.choice<"direct_conv", tile = [1, 4, 1]>} : (tensor<?x3x16x16xf32>) -> tensor<?x16x16x16xf32> {
  ^bb0(%a: tensor<?x3x16x16xf32>):
    %0 = cnn.conv2d %a, %w strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x3x16x16xf32>, tensor<16x3x3x3xf32>) -> tensor<?x16x16x16xf32>
    cnn.yield %0 : tensor<?x16x16x16xf32>
  }
  return %1 : tensor<?x16x16x16xf32>
}

// A layer that can write any layout takes what its reader wants; here, planes.
// CHECK-LABEL: func.func @wish
// CHECK: cnn.fused {{.*}} -> tensor<?x3x16x16xf32, #cnn.layout<nchw, block = 1, halo = [1, 1, 1, 1], pitch = 0>>
func.func @wish(%x: tensor<?x3x16x16xf32>) -> tensor<?x16x16x16xf32> attributes {cnn.network} {
  %w = arith.constant dense<0.5> : tensor<16x3x3x3xf32>
  %1 = cnn.fused %x {kernel.choice = #kernel.choice<"elementwise">} : (tensor<?x3x16x16xf32>) -> tensor<?x3x16x16xf32> {
  ^bb0(%a: tensor<?x3x16x16xf32>):
    %0 = cnn.relu %a : tensor<?x3x16x16xf32>
    cnn.yield %0 : tensor<?x3x16x16xf32>
  }
  %2 = cnn.fused %1 {kernel.choice = #kernel.choice<"direct_conv", tile = [1, 4, 1]>} : (tensor<?x3x16x16xf32>) -> tensor<?x16x16x16xf32> {
  ^bb0(%a: tensor<?x3x16x16xf32>):
    %0 = cnn.conv2d %a, %w strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x3x16x16xf32>, tensor<16x3x3x3xf32>) -> tensor<?x16x16x16xf32>
    cnn.yield %0 : tensor<?x16x16x16xf32>
  }
  return %2 : tensor<?x16x16x16xf32>
}

// What is on buffers already is left alone.
// CHECK-LABEL: func.func @buffers
// CHECK-SAME: memref<?x4xf32, #cnn.layout<nchw, block = 8,
func.func @buffers(%x: memref<?x4xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>>) attributes {cnn.network} {
  return
}

// What is no network is left alone.
// CHECK-LABEL: func.func @helper(
// CHECK-SAME: index) -> index
func.func @helper(%i: index) -> index {
  return %i : index
}

// CHECK: func.func private @external(tensor<?x4xf32>)
func.func private @external(tensor<?x4xf32>)
