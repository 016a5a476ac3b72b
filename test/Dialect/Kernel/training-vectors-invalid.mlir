// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: an input of a picture.
func.func @map_picture(%x: memref<?x8xf32, #plain>, %v: memref<8xf32>) {
  // expected-error @below {{'kernel.vector_map' op (C1): inputs and output must be vectors of f32}}
  kernel.vector_map ins(%x : memref<?x8xf32, #plain>) outs(%v : memref<8xf32>) epilogue {
  ^bb0(%a: f32):
    kernel.yield %a : f32
  }
  return
}

// -----

// C1: there is an input.
func.func @map_nothing(%v: memref<8xf32>) {
  // expected-error @below {{'kernel.vector_map' op (C1): inputs and output must be vectors of f32}}
  kernel.vector_map ins() outs(%v : memref<8xf32>)
  return
}

// -----

// C1: an input that is too short.
func.func @map_length(%v: memref<8xf32>, %w: memref<16xf32>) {
  // expected-error @below {{'kernel.vector_map' op (C1): an input must have the output's 16 elements, or one, got 8}}
  kernel.vector_map ins(%v : memref<8xf32>) outs(%w : memref<16xf32>) epilogue {
  ^bb0(%a: f32):
    kernel.yield %a : f32
  }
  return
}

// -----

// C2: a copy is of one.
func.func @map_copy(%v: memref<8xf32>, %w: memref<16xf32>) {
  // expected-error @below {{'kernel.vector_map' op (C2): without an epilogue there must be one input}}
  kernel.vector_map ins(%v, %v : memref<8xf32>, memref<8xf32>) outs(%v : memref<8xf32>)
  return
}

// -----

// The epilogue takes one number of each.
func.func @map_arguments(%v: memref<8xf32>, %w: memref<16xf32>) {
  // expected-error @below {{'kernel.vector_map' op the epilogue must have one argument per input}}
  kernel.vector_map ins(%v, %v : memref<8xf32>, memref<8xf32>) outs(%v : memref<8xf32>) epilogue {
  ^bb0(%a: f32):
    kernel.yield %a : f32
  }
  return
}

// -----

// It ends in a yield.
func.func @map_yield(%v: memref<8xf32>, %w: memref<16xf32>) {
  // expected-error @below {{'kernel.vector_map' op the epilogue must end in kernel.yield}}
  kernel.vector_map ins(%v : memref<8xf32>) outs(%v : memref<8xf32>) epilogue {
  ^bb0(%a: f32):
    cnn.yield_scalars %a : f32
  }
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: the first input has a batch.
func.func @sum_vector(%v: memref<8xf32>, %s: memref<?x16x1x1xf32, #b8>) {
  // expected-error @below {{'kernel.picture_sums' op (C1): the first input must have a batch, and pictures its block}}
  kernel.picture_sums ins(%v : memref<8xf32>) outs(%s : memref<?x16x1x1xf32, #b8>) epilogue {
  ^bb0(%a: f32):
    cnn.yield_scalars %a, %a : f32, f32
  }
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#b4 = #cnn.layout<nchw, block = 4, halo = [0, 0, 0, 0], pitch = 0>

// C1: pictures have one block.
func.func @sum_block(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b4>, %s: memref<?x8x1x1xf32, #b8>) {
  // expected-error @below {{'kernel.picture_sums' op (C1): the first input must have a batch, and pictures its block}}
  kernel.picture_sums ins(%x, %y : memref<?x8x4x4xf32, #b8>, memref<?x8x4x4xf32, #b4>) outs(%s : memref<?x8x1x1xf32, #b8>) epilogue {
  ^bb0(%a: f32, %b: f32):
    cnn.yield_scalars %a : f32
  }
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C3: two places of channels for one term.
func.func @sum_terms(%x: memref<?x8x4x4xf32, #b8>, %s: memref<?x16x1x1xf32, #b8>) {
  // expected-error @below {{'kernel.picture_sums' op (C3): the output must be a picture of one place with the sums of each term in turn}}
  kernel.picture_sums ins(%x : memref<?x8x4x4xf32, #b8>) outs(%s : memref<?x16x1x1xf32, #b8>) epilogue {
  ^bb0(%a: f32):
    cnn.yield_scalars %a : f32
  }
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: an argument for each input.
func.func @sum_arguments(%x: memref<?x8x4x4xf32, #b8>, %s: memref<?x16x1x1xf32, #b8>) {
  // expected-error @below {{'kernel.picture_sums' op (C2): the region must take a number of each input and yield at least one term}}
  kernel.picture_sums ins(%x, %x : memref<?x8x4x4xf32, #b8>, memref<?x8x4x4xf32, #b8>) outs(%s : memref<?x16x1x1xf32, #b8>) epilogue {
  ^bb0(%a: f32):
    cnn.yield_scalars %a, %a : f32, f32
  }
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: a region that ends in a yield.
func.func @sum_empty(%x: memref<?x8x4x4xf32, #b8>, %s: memref<?x16x1x1xf32, #b8>) {
  // expected-error @below {{'kernel.picture_sums' op (C2): the region must take a number of each input and yield at least one term}}
  kernel.picture_sums ins(%x : memref<?x8x4x4xf32, #b8>) outs(%s : memref<?x16x1x1xf32, #b8>) epilogue {
  ^bb0(%a: f32):
  }
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: there is a region.
func.func @sum_none(%x: memref<?x8x4x4xf32, #b8>, %s: memref<?x16x1x1xf32, #b8>) {
  // expected-error @below {{'kernel.picture_sums' op (C2): the region must take a number of each input and yield at least one term}}
  kernel.picture_sums ins(%x : memref<?x8x4x4xf32, #b8>) outs(%s : memref<?x16x1x1xf32, #b8>)
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C3: sums of whole blocks.
func.func @sum_length(%x: memref<?x6x4x4xf32, #b8>, %s: memref<12xf32>) {
  // expected-error @below {{'kernel.picture_sums' op (C3): the output must be a picture of one place with the sums of each term in turn}}
  kernel.picture_sums ins(%x : memref<?x6x4x4xf32, #b8>) outs(%s : memref<12xf32>) epilogue {
  ^bb0(%a: f32):
    cnn.yield_scalars %a, %a : f32, f32
  }
  return
}

// -----

// C1: the control vector is missing.
func.func @average_control(%v: memref<8xf32>, %w: memref<16xf32>) {
  // expected-error @below {{'kernel.update_average' op (C1): the control vector must be one of f32, the value and the output of one type}}
  kernel.update_average ins(%v : memref<8xf32>) outs(%v : memref<8xf32>) {momentum = 0.1 : f64, elements = 16 : i64}
  return
}

// -----

// C1: an average of another length.
func.func @average_length(%v: memref<8xf32>, %w: memref<16xf32>) {
  // expected-error @below {{'kernel.update_average' op (C1): the control vector must be one of f32, the value and the output of one type}}
  kernel.update_average ins(%v, %w : memref<8xf32>, memref<16xf32>) outs(%w : memref<16xf32>) {momentum = 0.1 : f64, elements = 16 : i64}
  return
}

// -----

// C1: there is no slot for the momentum.
func.func @optimize_slots(%g: memref<64xf32>, %c: memref<16xf32>) {
  // expected-error @below {{'kernel.optimize' op (C1): inputs must be the gradient, the optimizer's slots and the control vector}}
  kernel.optimize ins(%g, %c : memref<64xf32>, memref<16xf32>) outs(%g : memref<64xf32>) {optimizer = {function = "sgd", momentum = 0.9, weight_decay = 0.0}, l1 = 0.0 : f64, l2 = 0.0 : f64}
  return
}

// -----

// C1: without momentum there is no slot.
func.func @optimize_more(%g: memref<64xf32>, %c: memref<16xf32>) {
  // expected-error @below {{'kernel.optimize' op (C1): inputs must be the gradient, the optimizer's slots and the control vector}}
  kernel.optimize ins(%g, %g, %c : memref<64xf32>, memref<64xf32>, memref<16xf32>) outs(%g : memref<64xf32>) {optimizer = {function = "sgd", momentum = 0.0, weight_decay = 0.0}, l1 = 0.0 : f64, l2 = 0.0 : f64}
  return
}

// -----

// C1: adam keeps two.
func.func @optimize_adam(%g: memref<64xf32>, %c: memref<16xf32>) {
  // expected-error @below {{'kernel.optimize' op (C1): inputs must be the gradient, the optimizer's slots and the control vector}}
  kernel.optimize ins(%g, %g, %c : memref<64xf32>, memref<64xf32>, memref<16xf32>) outs(%g : memref<64xf32>) {optimizer = {function = "adam", beta1 = 0.9, beta2 = 0.999, epsilon = 1.0e-8, weight_decay = 0.0}, l1 = 0.0 : f64, l2 = 0.0 : f64}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: parameters are vectors here.
func.func @optimize_rank(%g: memref<64xf32>, %m: memref<8x8xf32, #plain>, %c: memref<16xf32>) {
  // expected-error @below {{'kernel.optimize' op (C1): inputs must be the gradient, the optimizer's slots and the control vector}}
  kernel.optimize ins(%m, %g, %c : memref<8x8xf32, #plain>, memref<64xf32>, memref<16xf32>) outs(%g : memref<64xf32>) {optimizer = {function = "sgd", momentum = 0.9, weight_decay = 0.0}, l1 = 0.0 : f64, l2 = 0.0 : f64}
  return
}

// -----

// It has no epilogue.
func.func @optimize_epilogue(%g: memref<64xf32>, %c: memref<16xf32>) {
  // expected-error @below {{'kernel.optimize' op has no epilogue}}
  kernel.optimize ins(%g, %g, %c : memref<64xf32>, memref<64xf32>, memref<16xf32>) outs(%g : memref<64xf32>) {optimizer = {function = "sgd", momentum = 0.9, weight_decay = 0.0}, l1 = 0.0 : f64, l2 = 0.0 : f64} epilogue {
  ^bb0(%a: f32, %b: f32, %d: f32):
    kernel.yield %a : f32
  }
  return
}

// -----

// C1: a vector has no filters.
func.func @constrain_vector(%g: memref<64xf32>) {
  // expected-error @below {{'kernel.constrain' op (C1): the output must be a parameter of f32, of rank 2 or more}}
  kernel.constrain ins() outs(%g : memref<64xf32>) {kind = "norm", low = 0.0 : f64, high = 3.0 : f64}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: parameters are of f32.
func.func @constrain_type(%w: memref<8x8xbf16, #b8>) {
  // expected-error @below {{'kernel.constrain' op (C1): the output must be a parameter of f32, of rank 2 or more}}
  kernel.constrain ins() outs(%w : memref<8x8xbf16, #b8>) {kind = "norm", low = 0.0 : f64, high = 3.0 : f64}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: sums of more than one place.
func.func @total_places(%x: memref<?x16x2x3xf32, #b8>, %s: memref<16xf32>) {
  // expected-error @below {{'kernel.channel_sum' op (C1): there must be one input, a picture of one column in blocks}}
  kernel.channel_sum ins(%x : memref<?x16x2x3xf32, #b8>) outs(%s : memref<16xf32>) {mean = array<i1: true, false>, terms = array<i64: 0, 1>, count = 4 : i64}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: three terms in two blocks.
func.func @total_terms(%x: memref<?x16x1x1xf32, #b8>, %s: memref<16xf32>) {
  // expected-error @below {{'kernel.channel_sum' op (C2): mean and terms must have a place for each result, terms all numbers from 0, and count must be at least 1}}
  kernel.channel_sum ins(%x : memref<?x16x1x1xf32, #b8>) outs(%s : memref<16xf32>) {mean = array<i1: true, false, true>, terms = array<i64: 0, 1, 2>, count = 4 : i64}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: a mean of nothing.
func.func @total_count(%x: memref<?x16x1x1xf32, #b8>, %s: memref<16xf32>) {
  // expected-error @below {{'kernel.channel_sum' op (C2): mean and terms must have a place for each result, terms all numbers from 0, and count must be at least 1}}
  kernel.channel_sum ins(%x : memref<?x16x1x1xf32, #b8>) outs(%s : memref<16xf32>) {mean = array<i1: true, false>, terms = array<i64: 0, 1>, count = 0 : i64}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: a term that is not stored.
func.func @total_count_gap(%x: memref<?x16x1x1xf32, #b8>, %s: memref<16xf32>) {
  // expected-error @below {{'kernel.channel_sum' op (C2): mean and terms must have a place for each result, terms all numbers from 0, and count must be at least 1}}
  kernel.channel_sum ins(%x : memref<?x16x1x1xf32, #b8>) outs(%s : memref<16xf32>) {mean = array<i1: true, false>, terms = array<i64: 0, 2>, count = 4 : i64}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: a result without a term.
func.func @total_count_fewer(%x: memref<?x16x1x1xf32, #b8>, %s: memref<16xf32>) {
  // expected-error @below {{'kernel.channel_sum' op (C2): mean and terms must have a place for each result, terms all numbers from 0, and count must be at least 1}}
  kernel.channel_sum ins(%x : memref<?x16x1x1xf32, #b8>) outs(%s : memref<16xf32>) {mean = array<i1: true, false>, terms = array<i64: 0>, count = 4 : i64}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C3: too few places for the sums.
func.func @total_short(%x: memref<?x16x1x1xf32, #b8>, %s: memref<8xf32>) {
  // expected-error @below {{'kernel.channel_sum' op (C3): the output must be a vector of the sums, or a weight of as many elements}}
  kernel.channel_sum ins(%x : memref<?x16x1x1xf32, #b8>) outs(%s : memref<8xf32>) {mean = array<i1: true, false>, terms = array<i64: 0, 1>, count = 4 : i64}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C3: a weight of too few elements, even to the end of its last 64 bytes.
func.func @total_weight(%x: memref<?x40x1x1xf32, #b8>, %s: memref<4x1x3x2xf32, #plain>) {
  // expected-error @below {{'kernel.channel_sum' op (C3): the output must be a vector of the sums, or a weight of as many elements}}
  kernel.channel_sum ins(%x : memref<?x40x1x1xf32, #b8>) outs(%s : memref<4x1x3x2xf32, #plain>) {mean = array<i1: false>, terms = array<i64: 0>, count = 1 : i64}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C2: a kind that there is not.
func.func @constrain_kind(%w: memref<8x4x3x3xf32, #plain>) {
  // expected-error @below {{'kernel.constrain' op (C2): the kind must be "norm" or "value"}}
  kernel.constrain ins() outs(%w : memref<8x4x3x3xf32, #plain>) {kind = "norms", low = 0.0 : f64, high = 1.0 : f64}
  return
}
