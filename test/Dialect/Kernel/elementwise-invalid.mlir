// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: another shape.
func.func @shape(%x: memref<?x8x4x5xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C1): the extents of picture inputs must be the output's, or 1}}
  kernel.elementwise ins(%x : memref<?x8x4x5xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) epilogue {
  ^bb0(%a: f32):
    %z = arith.constant 0.0 : f32
    %r = arith.maximumf %a, %z : f32
    kernel.yield %r : f32
  }
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: the second input counts too.
func.func @second(%x: memref<?x8x4x4xf32, #b8>, %e: memref<?x8x5x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C1)}}
  kernel.elementwise ins(%x, %e : memref<?x8x4x4xf32, #b8>, memref<?x8x5x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) epilogue {
  ^bb0(%a: f32, %r: f32):
    %s = arith.addf %a, %r : f32
    kernel.yield %s : f32
  }
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: two inputs and nothing that joins them.
func.func @join(%x: memref<?x8x4x4xf32, #b8>, %e: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C2): without an epilogue there must be one input, of f32 or bf16}}
  kernel.elementwise ins(%x, %e : memref<?x8x4x4xf32, #b8>, memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>)
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: bytes are not copied into floats.
func.func @copy(%x: memref<?x8x4x4xi8, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C2)}}
  kernel.elementwise ins(%x : memref<?x8x4x4xi8, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>)
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// No input.
func.func @none(%y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{needs at least one input}}
  "kernel.elementwise"(%y) <{operandSegmentSizes = array<i32: 0, 0, 1>}> ({}) : (memref<?x8x4x4xf32, #b8>) -> ()
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// A number for each of too few channels.
func.func @channels(%x: memref<?x8x4x4xf32, #b8>, %e: memref<7xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{an input without a #cnn.layout must be a vector of f32 or bf16, one per channel}}
  kernel.elementwise ins(%x, %e : memref<?x8x4x4xf32, #b8>, memref<7xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) epilogue {
  ^bb0(%a: f32, %r: f32):
    %s = arith.addf %a, %r : f32
    kernel.yield %s : f32
  }
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// Doubles have no kernel.
func.func @doubles(%x: memref<?x8x4x4xf64, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{an input without a #cnn.layout must be a vector of f32}}
  kernel.elementwise ins(%x : memref<?x8x4x4xf64, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) epilogue {
  ^bb0(%a: f32):
    %z = arith.constant 0.0 : f32
    %r = arith.maximumf %a, %z : f32
    kernel.yield %r : f32
  }
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// The epilogue has an argument per input.
func.func @arguments(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{the epilogue must have one argument per input}}
  kernel.elementwise ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) epilogue {
  ^bb0(%a: f32, %b: f32):
    kernel.yield %a : f32
  }
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// The epilogue works on elements.
func.func @element(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{the epilogue's arguments must be elements of the inputs, f32 for bf16}}
  kernel.elementwise ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) epilogue {
  ^bb0(%a: i8):
    %f = arith.uitofp %a : i8 to f32
    kernel.yield %f : f32
  }
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// The epilogue yields f32.
func.func @yield(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{the epilogue must yield f32, got 'f64'}}
  kernel.elementwise ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) epilogue {
  ^bb0(%a: f32):
    %f = arith.extf %a : f32 to f64
    kernel.yield %f : f64
  }
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// The epilogue ends in a yield.
func.func @terminator(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{the epilogue must end in kernel.yield}}
  kernel.elementwise ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) epilogue {
  ^bb0(%a: f32):
    %r = arith.addf %a, %a : f32
  }
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// The epilogue is empty.
func.func @empty(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{the epilogue must end in kernel.yield}}
  kernel.elementwise ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) epilogue {
  ^bb0(%a: f32):
  }
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// The epilogue holds no loops.
func.func @loop(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{the epilogue may hold scalar operations only, not scf.execute_region}}
  kernel.elementwise ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) epilogue {
  ^bb0(%a: f32):
    %r = scf.execute_region -> f32 {
      scf.yield %a : f32
    }
    kernel.yield %r : f32
  }
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: the result is no smaller than its inputs.
func.func @larger(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x1x4xf32, #b8>) {
  // expected-error @below {{(C1): the extents of picture inputs must be the output's, or 1}}
  kernel.elementwise ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x1x4xf32, #b8>)
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: two channels do not stand for eight.
func.func @two(%x: memref<?x8x4x4xf32, #b8>, %e: memref<?x2x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C1)}}
  kernel.elementwise ins(%x, %e : memref<?x8x4x4xf32, #b8>, memref<?x2x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) epilogue {
  ^bb0(%a: f32, %r: f32):
    %s = arith.addf %a, %r : f32
    kernel.yield %s : f32
  }
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// A parameter has a number for each channel, even where they are all the same.
func.func @one(%x: memref<?x8x4x4xf32, #b8>, %e: memref<1xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{an input without a #cnn.layout must be a vector of f32 or bf16, one per channel}}
  kernel.elementwise ins(%x, %e : memref<?x8x4x4xf32, #b8>, memref<1xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) epilogue {
  ^bb0(%a: f32, %r: f32):
    %s = arith.mulf %a, %r : f32
    kernel.yield %s : f32
  }
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// A picture without a layout.
func.func @plain(%x: memref<?x8x4x4xf32, #b8>, %e: memref<?x8x4x4xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{an input without a #cnn.layout must be a vector of f32 or bf16, one per channel}}
  kernel.elementwise ins(%x, %e : memref<?x8x4x4xf32, #b8>, memref<?x8x4x4xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) epilogue {
  ^bb0(%a: f32, %r: f32):
    %s = arith.addf %a, %r : f32
    kernel.yield %s : f32
  }
  return
}
