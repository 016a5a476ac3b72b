// RUN: %cnn-opt %s -split-input-file -verify-diagnostics "--convert-cnn-to-kernel=triple=x86_64-linux-gnu cpu=x86-64-v3"

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// Selection has not run.
func.func @unchosen(%x: tensor<?x4xf32, #b8>) -> tensor<?x4xf32, #b8> attributes {cnn.network} {
  // expected-error @below {{this group has no kernel; run cnn-select-kernels first}}
  %y = cnn.fused %x : (tensor<?x4xf32, #b8>) -> tensor<?x4xf32, #b8> {
  ^bb0(%a: tensor<?x4xf32>):
    %0 = cnn.relu %a : tensor<?x4xf32>
    cnn.yield %0 : tensor<?x4xf32>
  }
  return %y : tensor<?x4xf32, #b8>
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// There is no such kernel.
func.func @unknown(%x: tensor<?x4xf32, #b8>) -> tensor<?x4xf32, #b8> attributes {cnn.network} {
  // expected-error @below {{this group has no kernel}}
  %y = cnn.fused %x {kernel.choice = #kernel.choice<"magic">} : (tensor<?x4xf32, #b8>) -> tensor<?x4xf32, #b8> {
  ^bb0(%a: tensor<?x4xf32>):
    %0 = cnn.relu %a : tensor<?x4xf32>
    cnn.yield %0 : tensor<?x4xf32>
  }
  return %y : tensor<?x4xf32, #b8>
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// The kernel computes other layers.
func.func @other(%x: tensor<?x4xf32, #b8>) -> tensor<?x4xf32, #b8> attributes {cnn.network} {
  // expected-error @below {{the chosen kernel #kernel.choice<"softmax"> does not fit this group}}
  %y = cnn.fused %x {kernel.choice = #kernel.choice<"softmax">} : (tensor<?x4xf32, #b8>) -> tensor<?x4xf32, #b8> {
  ^bb0(%a: tensor<?x4xf32>):
    %0 = cnn.relu %a : tensor<?x4xf32>
    cnn.yield %0 : tensor<?x4xf32>
  }
  return %y : tensor<?x4xf32, #b8>
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// The kernel needs a tile.
func.func @tile(%x: tensor<?x4xf32, #b8>) -> tensor<?x4xf32, #b8> attributes {cnn.network} {
  %w = arith.constant dense<0.5> : tensor<4x4xf32>
  // expected-error @below {{the chosen kernel #kernel.choice<"dense"> does not fit this group}}
  %y = cnn.fused %x {kernel.choice = #kernel.choice<"dense">} : (tensor<?x4xf32, #b8>) -> tensor<?x4xf32, #b8> {
  ^bb0(%a: tensor<?x4xf32>):
    %0 = cnn.dense %a, %w : (tensor<?x4xf32>, tensor<4x4xf32>) -> tensor<?x4xf32>
    cnn.yield %0 : tensor<?x4xf32>
  }
  return %y : tensor<?x4xf32, #b8>
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// A tile of nothing would divide by zero.
func.func @empty_tile(%x: tensor<?x4xf32, #b8>) -> tensor<?x4xf32, #b8> attributes {cnn.network} {
  %w = arith.constant dense<0.5> : tensor<4x4xf32>
  // expected-error @below {{does not fit this group}}
  %y = cnn.fused %x {kernel.choice = #kernel.choice<"dense", tile = [1, 0]>} : (tensor<?x4xf32, #b8>) -> tensor<?x4xf32, #b8> {
  ^bb0(%a: tensor<?x4xf32>):
    %0 = cnn.dense %a, %w : (tensor<?x4xf32>, tensor<4x4xf32>) -> tensor<?x4xf32>
    cnn.yield %0 : tensor<?x4xf32>
  }
  return %y : tensor<?x4xf32, #b8>
}

// -----

// Layouts have not been assigned.
// expected-error @below {{this value has no layout; run cnn-assign-layouts first}}
func.func @layout(%x: tensor<?x4xf32>) -> tensor<?x4xf32> attributes {cnn.network} {
  return %x : tensor<?x4xf32>
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// The data of a dump's parameters are elided.
func.func @elided(%x: tensor<?x4xf32, #b8>) -> tensor<?x4xf32, #b8> attributes {cnn.network} {
  %w = arith.constant dense_resource<__elided__> : tensor<4x4xf32>
  // expected-error @below {{the values of this layer's parameters are not there (a dump elides them)}}
  %y = cnn.fused %x {kernel.choice = #kernel.choice<"dense", tile = [6, 1]>} : (tensor<?x4xf32, #b8>) -> tensor<?x4xf32, #b8> {
  ^bb0(%a: tensor<?x4xf32>):
    %0 = cnn.dense %a, %w : (tensor<?x4xf32>, tensor<4x4xf32>) -> tensor<?x4xf32>
    cnn.yield %0 : tensor<?x4xf32>
  }
  return %y : tensor<?x4xf32, #b8>
}
