// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: bytes.
func.func @bytes(%x: tensor<?x9xui8>) {
  // expected-error @below {{dropout (C1): the input must be N x C or N x C x H x W of f32}}
  %y = cnn.dropout %x rate = 0.5 : tensor<?x9xui8>
  return
}

// -----

// C2: nothing would be left.
func.func @all(%x: tensor<?x9xf32>) {
  // expected-error @below {{dropout (C2): the rate must be at least 0 and below 1}}
  %y = cnn.dropout %x rate = 1.0 : tensor<?x9xf32>
  return
}

// -----

// C2: a negative rate.
func.func @negative(%x: tensor<?x9xf32>) {
  // expected-error @below {{dropout (C2)}}
  %y = cnn.dropout %x rate = -0.1 : tensor<?x9xf32>
  return
}

// -----

// C2: NaN is no rate.
func.func @nan(%x: tensor<?x9xf32>) {
  // expected-error @below {{dropout (C2)}}
  %y = cnn.dropout %x rate = 0x7FF8000000000000 : tensor<?x9xf32>
  return
}
