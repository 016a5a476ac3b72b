// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// A network has a body.
// expected-error @below {{'cnn.network' belongs on a func.func of one block that ends in func.return}}
func.func private @external(tensor<?x4xf32>) attributes {cnn.network}

// -----

// A network has one block.
// expected-error @below {{'cnn.network' belongs on a func.func of one block}}
func.func @blocks(%x: tensor<?x4xf32>) -> tensor<?x4xf32> attributes {cnn.network} {
  cf.br ^bb1
^bb1:
  return %x : tensor<?x4xf32>
}

// -----

// A network reads tensors.
// expected-error @below {{a network's inputs and outputs must be tensors of known extents but for the batch, got 'index'}}
func.func @scalar(%x: index) attributes {cnn.network} {
  return
}

// -----

// A network writes tensors of a known rank.
// expected-error @below {{a network's inputs and outputs must be tensors of known extents but for the batch, got 'tensor<*xf32>'}}
func.func @unranked(%x: tensor<*xf32>) -> tensor<*xf32> attributes {cnn.network} {
  return %x : tensor<*xf32>
}

// -----

// A module is no network.
// expected-error @below {{'cnn.network' belongs on a func.func}}
module attributes {cnn.network} {
}
