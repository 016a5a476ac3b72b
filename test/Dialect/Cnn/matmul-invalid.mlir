// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: a vector on the left.
func.func @vector(%a: tensor<?x6xf32>, %b: tensor<?x4x6x7xf32>) {
  // expected-error @below {{matmul (C1): the operands must be N x C x H x W of f32, of one batch, with the same C or one of 1}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.matmul %a, %b : (tensor<?x6xf32>, tensor<?x4x6x7xf32>) -> tensor<?x4x1x7xf32>
  return
}

// -----

// C1: three dimensions on the right.
func.func @rank(%a: tensor<?x4x5x6xf32>, %b: tensor<?x6x7xf32>) {
  // expected-error @below {{matmul (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.matmul %a, %b : (tensor<?x4x5x6xf32>, tensor<?x6x7xf32>) -> tensor<?x4x5x7xf32>
  return
}

// -----

// C1: doubles on the left.
func.func @doubles(%a: tensor<?x4x5x6xf64>, %b: tensor<?x4x6x7xf32>) {
  // expected-error @below {{matmul (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.matmul %a, %b : (tensor<?x4x5x6xf64>, tensor<?x4x6x7xf32>) -> tensor<?x4x5x7xf32>
  return
}

// -----

// C1: bytes on the right.
func.func @bytes(%a: tensor<?x4x5x6xf32>, %b: tensor<?x4x6x7xi8>) {
  // expected-error @below {{matmul (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.matmul %a, %b : (tensor<?x4x5x6xf32>, tensor<?x4x6x7xi8>) -> tensor<?x4x5x7xf32>
  return
}

// -----

// C1: only the batch is dynamic.
func.func @dynamic(%a: tensor<?x4x5x?xf32>, %b: tensor<?x4x?x7xf32>) {
  // expected-error @below {{matmul (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.matmul %a, %b : (tensor<?x4x5x?xf32>, tensor<?x4x?x7xf32>) -> tensor<?x4x5x7xf32>
  return
}

// -----

// C1: a depth of 0.
func.func @empty(%a: tensor<?x4x5x0xf32>, %b: tensor<?x4x0x7xf32>) {
  // expected-error @below {{matmul (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.matmul %a, %b : (tensor<?x4x5x0xf32>, tensor<?x4x0x7xf32>) -> tensor<?x4x5x7xf32>
  return
}

// -----

// C1: the number of channels is neither the same nor 1.
func.func @channels(%a: tensor<?x4x5x6xf32>, %b: tensor<?x2x6x7xf32>) {
  // expected-error @below {{matmul (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.matmul %a, %b : (tensor<?x4x5x6xf32>, tensor<?x2x6x7xf32>) -> tensor<?x4x5x7xf32>
  return
}

// -----

// C1: an operand's elements overflow 64 bits.
func.func @overflow(%a: tensor<?x4x4294967296x4294967296xf32>, %b: tensor<?x4x4294967296x7xf32>) {
  // expected-error @below {{matmul (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.matmul %a, %b : (tensor<?x4x4294967296x4294967296xf32>, tensor<?x4x4294967296x7xf32>) -> tensor<?x4x5x7xf32>
  return
}

// -----

// C2: columns of the left and rows of the right differ.
func.func @depth(%a: tensor<?x4x5x6xf32>, %b: tensor<?x4x7x6xf32>) {
  // expected-error @below {{matmul (C2): the left has 6 columns, but the right 7 rows}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.matmul %a, %b : (tensor<?x4x5x6xf32>, tensor<?x4x7x6xf32>) -> tensor<?x4x5x6xf32>
  return
}

// -----

// C2: transposed, the left has other columns.
func.func @lhs(%a: tensor<?x4x5x6xf32>, %b: tensor<?x4x6x7xf32>) {
  // expected-error @below {{matmul (C2): the left has 5 columns, but the right 6 rows}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.matmul %a, %b transpose_lhs : (tensor<?x4x5x6xf32>, tensor<?x4x6x7xf32>) -> tensor<?x4x5x7xf32>
  return
}

// -----

// C2: transposed, the right has other rows.
func.func @rhs(%a: tensor<?x4x5x6xf32>, %b: tensor<?x4x6x7xf32>) {
  // expected-error @below {{matmul (C2): the left has 6 columns, but the right 7 rows}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.matmul %a, %b transpose_rhs : (tensor<?x4x5x6xf32>, tensor<?x4x6x7xf32>) -> tensor<?x4x5x7xf32>
  return
}

// -----

// C3: a row more than 2^31 elements.
func.func @elements(%a: tensor<?x1x65537x1xf32>, %b: tensor<?x1x1x32768xf32>) {
  // expected-error @below {{matmul (C3): the output must have at most 2^31 elements}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.matmul %a, %b : (tensor<?x1x65537x1xf32>, tensor<?x1x1x32768xf32>) -> tensor<?x1x65537x32768xf32>
  return
}

// -----

// C3: the product of two extents of 2^31 is 2^62.
func.func @product(%a: tensor<?x1x2147483648x1xf32>, %b: tensor<?x1x1x2147483648xf32>) {
  // expected-error @below {{matmul (C3)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.matmul %a, %b : (tensor<?x1x2147483648x1xf32>, tensor<?x1x1x2147483648xf32>) -> tensor<?x1x1x1xf32>
  return
}

// -----

// The stated type must be the inferred one.
func.func @stated(%a: tensor<?x4x5x6xf32>, %b: tensor<?x4x6x7xf32>) {
  // expected-error @below {{'cnn.matmul' op inferred type(s) 'tensor<?x4x5x7xf32>' are incompatible with return type(s) of operation 'tensor<?x4x7x5xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.matmul %a, %b : (tensor<?x4x5x6xf32>, tensor<?x4x6x7xf32>) -> tensor<?x4x7x5xf32>
  return
}
