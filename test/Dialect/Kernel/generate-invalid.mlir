// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// (C1): formulas know no blocks.
func.func @c1(%x: memref<3x8xf32, #b8>, %y: memref<3x8xf32, #plain>) {
  // expected-error @below {{(C1): inputs and output must be of numbers and have the plain nchw layout}}
  kernel.generate ins(%x : memref<3x8xf32, #b8>) outs(%y : memref<3x8xf32, #plain>) body {
  ^bb0(%i: index, %j: index, %a: memref<3x8xf32, #b8>):
    %e = memref.load %a[%i, %j] : memref<3x8xf32, #b8>
    kernel.yield %e : f32
  }
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// (C2): the yielded element is the output's.
func.func @c2(%x: memref<4xi32, #plain>, %y: memref<4xf32, #plain>) {
  // expected-error @below {{(C2): the body's arguments must be the output's indices, the inputs and the weights, and it must yield an element of the output}}
  kernel.generate ins(%x : memref<4xi32, #plain>) outs(%y : memref<4xf32, #plain>) body {
  ^bb0(%i: index, %a: memref<4xi32, #plain>):
    %e = memref.load %a[%i] : memref<4xi32, #plain>
    kernel.yield %e : i32
  }
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// (C3): nothing with effects.
func.func @c3(%x: memref<4xf32, #plain>, %y: memref<4xf32, #plain>) {
  // expected-error @below {{(C3): the body may hold ops of arith, math, scf and memref.load only, not memref.store}}
  kernel.generate ins(%x : memref<4xf32, #plain>) outs(%y : memref<4xf32, #plain>) body {
  ^bb0(%i: index, %a: memref<4xf32, #plain>):
    %e = memref.load %a[%i] : memref<4xf32, #plain>
    memref.store %e, %a[%i] : memref<4xf32, #plain>
    kernel.yield %e : f32
  }
  return
}
