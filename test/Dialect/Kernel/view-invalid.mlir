// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// (C1): the same elements.
func.func @c1(%x: memref<12xi32, #plain>) {
  // expected-error @below {{(C1): source and result must be plain, dense and have the same elements}}
  %v = kernel.view %x : memref<12xi32, #plain> -> memref<3x5xi32, #plain>
  return
}
