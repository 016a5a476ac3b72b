// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: a block argument too few.
func.func @arguments(%x: tensor<?x4xf32>) {
  // expected-error @below {{(C1): has 1 operands but 0 block arguments}}
  %y = cnn.fused %x : (tensor<?x4xf32>) -> tensor<?x4xf32> {
    %0 = cnn.relu %x : tensor<?x4xf32>
    cnn.yield %0 : tensor<?x4xf32>
  }
  return
}

// -----

// C1: another type.
func.func @type(%x: tensor<?x4xf32>) {
  // expected-error @below {{(C1): block argument 0 is 'tensor<?x5xf32>', the operand 'tensor<?x4xf32>'}}
  %y = cnn.fused %x : (tensor<?x4xf32>) -> tensor<?x4xf32> {
  ^bb0(%a: tensor<?x5xf32>):
    %0 = cnn.relu %a : tensor<?x5xf32>
    cnn.yield %0 : tensor<?x5xf32>
  }
  return
}

// -----

// C2: yields another type than the result.
func.func @result(%x: tensor<?x4xf32>) {
  // expected-error @below {{(C2): yields 'tensor<?x4xf32>', the result is 'tensor<?x5xf32>'}}
  %y = cnn.fused %x : (tensor<?x4xf32>) -> tensor<?x5xf32> {
  ^bb0(%a: tensor<?x4xf32>):
    %0 = cnn.relu %a : tensor<?x4xf32>
    cnn.yield %0 : tensor<?x4xf32>
  }
  return
}

// -----

// C2: nothing is computed.
func.func @empty(%x: tensor<?x4xf32>) {
  // expected-error @below {{(C2): the body must hold at least one layer and end in cnn.yield}}
  %y = cnn.fused %x : (tensor<?x4xf32>) -> tensor<?x4xf32> {
  ^bb0(%a: tensor<?x4xf32>):
    cnn.yield %a : tensor<?x4xf32>
  }
  return
}

// -----

// C2: the body ends in another terminator.
func.func @terminator(%x: tensor<?x4xf32>) {
  // expected-error @below {{(C2)}}
  %y = cnn.fused %x : (tensor<?x4xf32>) -> tensor<?x4xf32> {
  ^bb0(%a: tensor<?x4xf32>):
    %0 = cnn.relu %a : tensor<?x4xf32>
    "kernel.yield"(%0) : (tensor<?x4xf32>) -> ()
  }
  return
}

// -----

// C3: a constant is no layer.
func.func @constant(%x: tensor<?x4xf32>) {
  // expected-error @below {{(C3): the body may hold layers only, not arith.constant}}
  %y = cnn.fused %x : (tensor<?x4xf32>) -> tensor<?x4xf32> {
  ^bb0(%a: tensor<?x4xf32>):
    %0 = cnn.relu %a : tensor<?x4xf32>
    %c = arith.constant 1.0 : f32
    cnn.yield %0 : tensor<?x4xf32>
  }
  return
}

// -----

// C3: a chain, each layer of which reads the one before.
func.func @chain(%x: tensor<?x4xf32>) {
  // expected-error @below {{(C3): cnn.tanh does not read cnn.relu before it}}
  %y = cnn.fused %x : (tensor<?x4xf32>) -> tensor<?x4xf32> {
  ^bb0(%a: tensor<?x4xf32>):
    %0 = cnn.relu %a : tensor<?x4xf32>
    %1 = cnn.tanh %a : tensor<?x4xf32>
    cnn.yield %1 : tensor<?x4xf32>
  }
  return
}

// -----

// C3: the last layer is the result.
func.func @yield(%x: tensor<?x4xf32>) {
  // expected-error @below {{(C3): cnn.yield does not read cnn.tanh before it}}
  %y = cnn.fused %x : (tensor<?x4xf32>) -> tensor<?x4xf32> {
  ^bb0(%a: tensor<?x4xf32>):
    %0 = cnn.relu %a : tensor<?x4xf32>
    %1 = cnn.tanh %0 : tensor<?x4xf32>
    cnn.yield %0 : tensor<?x4xf32>
  }
  return
}

// -----

// C3: a constant is no activation.
func.func @activation(%x: tensor<?x4xf32>) {
  %c = arith.constant dense<1.0> : tensor<1x4xf32>
  // expected-error @below {{(C3): the first layer must read an operand of the group}}
  %y = cnn.fused %x : (tensor<?x4xf32>) -> tensor<1x4xf32> {
  ^bb0(%a: tensor<?x4xf32>):
    %0 = cnn.relu %c : tensor<1x4xf32>
    cnn.yield %0 : tensor<1x4xf32>
  }
  return
}

// -----

// Two blocks.
func.func @blocks(%x: tensor<?x4xf32>) {
  // expected-error @below {{expects region #0 to have 0 or 1 blocks}}
  %y = cnn.fused %x : (tensor<?x4xf32>) -> tensor<?x4xf32> {
  ^bb0(%a: tensor<?x4xf32>):
    %0 = cnn.relu %a : tensor<?x4xf32>
    cf.br ^bb1
  ^bb1:
    cnn.yield %0 : tensor<?x4xf32>
  }
  return
}
