// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

func.func private @k(memref<64xf32>)

// C1: no such function.
func.func @symbol(%x: memref<64xf32>) {
  // expected-error @below {{(C1): there is no function @missing}}
  kernel.launch @missing(%x) kind = "pool" items = 1 fixed = 0 flops = 1.0 bytes = 1.0 : memref<64xf32>
  return
}

// -----

func.func private @k(memref<64xf32>)

// C1: an operand too many.
func.func @operands(%x: memref<64xf32>) {
  // expected-error @below {{(C1): @k has 1 arguments, got 2}}
  kernel.launch @k(%x, %x) kind = "pool" items = 1 fixed = 0 flops = 1.0 bytes = 1.0 : memref<64xf32>, memref<64xf32>
  return
}

// -----

func.func private @k(memref<64xf32>)

// C2: negative work.
func.func @items(%x: memref<64xf32>) {
  // expected-error @below {{(C2): items and fixed must be at least 0}}
  kernel.launch @k(%x) kind = "pool" items = -1 fixed = 0 flops = 1.0 bytes = 1.0 : memref<64xf32>
  return
}

// -----

func.func private @k(memref<64xf32>)

// C2: negative work.
func.func @fixed(%x: memref<64xf32>) {
  // expected-error @below {{(C2)}}
  kernel.launch @k(%x) kind = "pool" items = 1 fixed = -1 flops = 1.0 bytes = 1.0 : memref<64xf32>
  return
}
