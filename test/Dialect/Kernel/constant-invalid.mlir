// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: a longer memref.
func.func @length() {
  // expected-error @below {{(C1): value and memref must be vectors of numbers of the same type and length}}
  %a = kernel.constant dense<1.0> : tensor<16xf32> -> memref<17xf32>
  return
}

// -----

// C1: a matrix.
func.func @rank() {
  // expected-error @below {{(C1): value and memref must be vectors of numbers of the same type and length}}
  %a = kernel.constant dense<1.0> : tensor<4x4xf32> -> memref<4x4xf32>
  return
}

// -----

// C1: elements of another type.
func.func @elements() {
  // expected-error @below {{(C1): value and memref must be vectors of numbers of the same type and length}}
  %a = kernel.constant dense<1> : tensor<16xi32> -> memref<16xi64>
  return
}

// -----

// C1: a dynamic memref.
func.func @dynamic() {
  // expected-error @below {{(C1): value and memref must be vectors of numbers of the same type and length}}
  %a = kernel.constant dense<1.0> : tensor<16xf32> -> memref<?xf32>
  return
}

// -----

// C1: every other element.
func.func @strided() {
  // expected-error @below {{(C1): value and memref must be vectors of numbers of the same type and length}}
  %a = kernel.constant dense<1.0> : tensor<16xf32> -> memref<16xf32, strided<[2]>>
  return
}
