// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: a picture of unknown batch.
func.func @shared_dynamic() {
  // expected-error @below {{'kernel.shared' op (C1): the memref must be a vector of f32 without a layout, or static with a plain one}}
  %s = kernel.shared : memref<?x8x4x4xf32, #plain>
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: blocks are not plain.
func.func @shared_block() {
  // expected-error @below {{'kernel.shared' op (C1): the memref must be a vector of f32 without a layout, or static with a plain one}}
  %s = kernel.shared : memref<8x8x4x4xf32, #b8>
  return
}

// -----

// C1: vectors are of f32.
func.func @shared_type() {
  // expected-error @below {{'kernel.shared' op (C1): the memref must be a vector of f32 without a layout, or static with a plain one}}
  %s = kernel.shared : memref<8xi32>
  return
}

// -----

// C2: parts of a line.
func.func @shared_offset() {
  // expected-error @below {{'kernel.shared' op (C2): the offset must be a multiple of 64 of at least 0, got 96}}
  %s = kernel.shared offset = 96 : memref<8xf32>
  return
}

// -----

// C2: before the memory.
func.func @shared_negative() {
  // expected-error @below {{'kernel.shared' op (C2): the offset must be a multiple of 64 of at least 0, got -64}}
  %s = kernel.shared offset = -64 : memref<8xf32>
  return
}

// -----

// C1: a parameter has no batch.
func.func @state_dynamic() {
  // expected-error @below {{'kernel.state' op (C1): the memref must be of f32, static}}
  %s = kernel.state @w "value" : memref<?x8xf32>
  return
}

// -----

// C1: it is of f32.
func.func @state_type() {
  // expected-error @below {{'kernel.state' op (C1): the memref must be of f32, static}}
  %s = kernel.state @w "value" : memref<8xbf16>
  return
}

// -----

// C2: no optimiser keeps three.
func.func @state_kind() {
  // expected-error @below {{'kernel.state' op (C2): the kind must be value, gradient, slot0 or slot1, got slot2}}
  %s = kernel.state @w "slot2" : memref<8xf32>
  return
}

// -----

// C1: a matrix.
func.func @control_rank() {
  // expected-error @below {{'kernel.control' op (C1): the memref must be a vector of f32}}
  %c = kernel.control : memref<1x16xf32>
  return
}

// -----

// C1: whole numbers.
func.func @control_type() {
  // expected-error @below {{'kernel.control' op (C1): the memref must be a vector of f32}}
  %c = kernel.control : memref<16xi32>
  return
}

// -----

// C1: beyond the source.
func.func @part_end(%s: memref<16xf32>) {
  // expected-error @below {{'kernel.part' op (C1): both must be vectors of f32, the result within the source}}
  %p = kernel.part %s at 9 : memref<16xf32> -> memref<8xf32>
  return
}

// -----

// C1: before it.
func.func @part_start(%s: memref<16xf32>) {
  // expected-error @below {{'kernel.part' op (C1): both must be vectors of f32, the result within the source}}
  %p = kernel.part %s at -1 : memref<16xf32> -> memref<8xf32>
  return
}

// -----

// C1: longer than it.
func.func @part_length(%s: memref<16xf32>) {
  // expected-error @below {{'kernel.part' op (C1): both must be vectors of f32, the result within the source}}
  %p = kernel.part %s at 0 : memref<16xf32> -> memref<32xf32>
  return
}

// -----

#blocks = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: a picture.
func.func @part_picture(%s: memref<2x8xf32, #blocks>) {
  // expected-error @below {{'kernel.part' op (C1): both must be vectors of f32, the result within the source}}
  %p = kernel.part %s at 0 : memref<2x8xf32, #blocks> -> memref<8xf32>
  return
}
