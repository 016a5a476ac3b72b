// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: a vector has no border.
func.func @vector(%x: tensor<?x8xf32>) {
  // expected-error @below {{pad (C1): the input must be N x C x H x W of f32}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pad %x padding = [0, 0, 0, 0] : tensor<?x8xf32> -> tensor<?x8xf32>
  return
}

// -----

// C1: bytes.
func.func @bytes(%x: tensor<?x8x4x4xui8>) {
  // expected-error @below {{pad (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pad %x padding = [1, 1, 1, 1] : tensor<?x8x4x4xui8> -> tensor<?x8x6x6xui8>
  return
}

// -----

// C1: only the batch is dynamic.
func.func @dynamic(%x: tensor<?x8x4x?xf32>) {
  // expected-error @below {{pad (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pad %x padding = [1, 1, 1, 1] : tensor<?x8x4x?xf32> -> tensor<?x8x6x?xf32>
  return
}

// -----

// C2: four sides.
func.func @sides(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{pad (C2): the padding must be four numbers of at least 0, with mode reflect below the extent of their axis, with circular at most that}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pad %x padding = [1, 1] : tensor<?x8x4x4xf32> -> tensor<?x8x6x6xf32>
  return
}

// -----

// C2: no sides.
func.func @none(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{pad (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pad %x padding = [] mode = reflect : tensor<?x8x4x4xf32> -> tensor<?x8x4x4xf32>
  return
}

// -----

// C2: negative padding would cut, and be outweighed by the other side.
func.func @negative(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{pad (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pad %x padding = [-1, 2, 0, 0] : tensor<?x8x4x4xf32> -> tensor<?x8x5x4xf32>
  return
}

// -----

// C2: two numbers whose sum overflows 64 bits.
func.func @greatest(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{pad (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pad %x padding = [9223372036854775807, 9223372036854775807, 0, 0] : tensor<?x8x4x4xf32> -> tensor<?x8x2x4xf32>
  return
}

// -----

// C2: 2^40 rows.
func.func @huge(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{pad (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pad %x padding = [1099511627776, 0, 0, 0] mode = replicate : tensor<?x8x4x4xf32> -> tensor<?x8x1099511627780x4xf32>
  return
}

// -----

// C2: a reflection has all rows but the edge.
func.func @reflect(%x: tensor<?x8x4x9xf32>) {
  // expected-error @below {{pad (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pad %x padding = [0, 4, 0, 0] mode = reflect : tensor<?x8x4x9xf32> -> tensor<?x8x8x9xf32>
  return
}

// -----

// C2: a circle has each column once.
func.func @circular(%x: tensor<?x8x9x4xf32>) {
  // expected-error @below {{pad (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pad %x padding = [0, 0, 5, 0] mode = circular : tensor<?x8x9x4xf32> -> tensor<?x8x9x9xf32>
  return
}

// -----

// C3: a reflection has no value of its own.
func.func @value(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{pad (C3): a value goes with mode zero only}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pad %x padding = [1, 1, 1, 1] mode = reflect value = 1.0 : tensor<?x8x4x4xf32> -> tensor<?x8x6x6xf32>
  return
}

// -----

// C3: NaN is not 0.
func.func @nan(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{pad (C3)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pad %x padding = [1, 1, 1, 1] mode = circular value = 0x7FF8000000000000 : tensor<?x8x4x4xf32> -> tensor<?x8x6x6xf32>
  return
}

// -----

// C4: a column more than 2^31 elements.
func.func @elements(%x: tensor<?x1x1x1xf32>) {
  // expected-error @below {{pad (C4): the output would have more than 2^31 elements}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pad %x padding = [65535, 0, 32768, 0] : tensor<?x1x1x1xf32> -> tensor<?x1x65536x32769xf32>
  return
}

// -----

// C4: the greatest padding that is allowed.
func.func @most(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{pad (C4)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pad %x padding = [2147483648, 2147483648, 2147483648, 2147483648] : tensor<?x8x4x4xf32> -> tensor<?x8x4x4xf32>
  return
}

// -----

// The stated type must be the inferred one: top and bottom are rows.
func.func @stated(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{inferred type(s) 'tensor<?x8x7x4xf32>' are incompatible with return type(s) of operation 'tensor<?x8x4x7xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pad %x padding = [1, 2, 0, 0] : tensor<?x8x4x4xf32> -> tensor<?x8x4x7xf32>
  return
}

// -----

// A value of f32 is of another type.
func.func @value_type(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{attribute 'value' failed to satisfy constraint: 64-bit float attribute}}
  %y = "cnn.pad"(%x) <{padding = array<i64: 1, 1, 1, 1>, value = 1.0 : f32}> : (tensor<?x8x4x4xf32>) -> tensor<?x8x6x6xf32>
  return
}
