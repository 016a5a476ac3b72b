// RUN: %cnn-opt %s -split-input-file -verify-diagnostics --cnn-assign-layouts

// Selection has not run.
func.func @unchosen(%x: tensor<?x4xf32>) -> tensor<?x4xf32> attributes {cnn.network} {
  // expected-error @below {{this group has no kernel; run cnn-select-kernels first}}
  %y = cnn.fused %x : (tensor<?x4xf32>) -> tensor<?x4xf32> {
  ^bb0(%a: tensor<?x4xf32>):
    %0 = cnn.relu %a : tensor<?x4xf32>
    cnn.yield %0 : tensor<?x4xf32>
  }
  return %y : tensor<?x4xf32>
}

// -----

// There is no such kernel.
func.func @unknown(%x: tensor<?x4xf32>) -> tensor<?x4xf32> attributes {cnn.network} {
  // expected-error @below {{this group has no kernel}}
  %y = cnn.fused %x {kernel.choice = #kernel.choice<"magic">} : (tensor<?x4xf32>) -> tensor<?x4xf32> {
  ^bb0(%a: tensor<?x4xf32>):
    %0 = cnn.relu %a : tensor<?x4xf32>
    cnn.yield %0 : tensor<?x4xf32>
  }
  return %y : tensor<?x4xf32>
}

// -----

// The kernel computes other layers.
func.func @other(%x: tensor<?x4xf32>) -> tensor<?x4xf32> attributes {cnn.network} {
  // expected-error @below {{the chosen kernel #kernel.choice<"softmax"> does not fit this group}}
  %y = cnn.fused %x {kernel.choice = #kernel.choice<"softmax">} : (tensor<?x4xf32>) -> tensor<?x4xf32> {
  ^bb0(%a: tensor<?x4xf32>):
    %0 = cnn.relu %a : tensor<?x4xf32>
    cnn.yield %0 : tensor<?x4xf32>
  }
  return %y : tensor<?x4xf32>
}

// -----

// The kernel needs a tile.
func.func @tile(%x: tensor<?x4xf32>) -> tensor<?x4xf32> attributes {cnn.network} {
  %w = arith.constant dense<0.5> : tensor<4x4xf32>
  // expected-error @below {{the chosen kernel #kernel.choice<"dense"> does not fit this group}}
  %y = cnn.fused %x {kernel.choice = #kernel.choice<"dense">} : (tensor<?x4xf32>) -> tensor<?x4xf32> {
  ^bb0(%a: tensor<?x4xf32>):
    %0 = cnn.dense %a, %w : (tensor<?x4xf32>, tensor<4x4xf32>) -> tensor<?x4xf32>
    cnn.yield %0 : tensor<?x4xf32>
  }
  return %y : tensor<?x4xf32>
}

// -----

// A tile of nothing would divide by zero.
func.func @empty_tile(%x: tensor<?x4xf32>) -> tensor<?x4xf32> attributes {cnn.network} {
  %w = arith.constant dense<0.5> : tensor<4x4xf32>
  // expected-error @below {{does not fit this group}}
  %y = cnn.fused %x {kernel.choice = #kernel.choice<"dense", tile = [1, 0]>} : (tensor<?x4xf32>) -> tensor<?x4xf32> {
  ^bb0(%a: tensor<?x4xf32>):
    %0 = cnn.dense %a, %w : (tensor<?x4xf32>, tensor<4x4xf32>) -> tensor<?x4xf32>
    cnn.yield %0 : tensor<?x4xf32>
  }
  return %y : tensor<?x4xf32>
}
