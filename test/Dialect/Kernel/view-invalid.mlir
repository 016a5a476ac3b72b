// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// (C1): the same elements.
func.func @c1(%x: memref<12xi32, #plain>) {
  // expected-error @below {{(C1): source and result must be plain, dense and have the same elements, or the result have a part of the source's halo as rows and columns}}
  %v = kernel.view %x : memref<12xi32, #plain> -> memref<3x5xi32, #plain>
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#r8 = #cnn.layout<nchw, block = 8, halo = [2, 2, 2, 2], pitch = 0, border = reflect>

// (C1): more rows than the halo has.
func.func @rows(%x: memref<?x8x4x4xf32, #h8>) {
  // expected-error @below {{(C1): source and result must be plain}}
  %v = kernel.view %x : memref<?x8x4x4xf32, #h8> -> memref<?x8x7x6xf32, #b8>
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#r8 = #cnn.layout<nchw, block = 8, halo = [2, 2, 2, 2], pitch = 0, border = reflect>

// (C1): a wider halo than the source's.
func.func @halo(%x: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C1): source and result must be plain}}
  %v = kernel.view %x : memref<?x8x4x4xf32, #b8> -> memref<?x8x4x4xf32, #h8>
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#r8 = #cnn.layout<nchw, block = 8, halo = [2, 2, 2, 2], pitch = 0, border = reflect>

// (C1): other channels.
func.func @channels(%x: memref<?x8x4x4xf32, #h8>) {
  // expected-error @below {{(C1): source and result must be plain}}
  %v = kernel.view %x : memref<?x8x4x4xf32, #h8> -> memref<?x16x6x6xf32, #b8>
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#r8 = #cnn.layout<nchw, block = 8, halo = [2, 2, 2, 2], pitch = 0, border = reflect>

// (C1): the border of a border.
func.func @border(%x: memref<?x8x4x4xf32, #r8>) {
  // expected-error @below {{(C1): source and result must be plain}}
  %v = kernel.view %x : memref<?x8x4x4xf32, #r8> -> memref<?x8x6x6xf32, #h8>
  return
}
