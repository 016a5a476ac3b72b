// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: no such layer.
func.func @layer(%x: memref<?x3x4x4xf32, #b1>, %w: memref<54xf32>, %b: memref<2xf32>, %y: memref<?x2x4x4xf32, #b1>) {
  // expected-error @below {{(C1): there is no reference kernel for "cnn.lstm"}}
  kernel.reference ins(%x : memref<?x3x4x4xf32, #b1>) weights(%w, %b : memref<54xf32>, memref<2xf32>) outs(%y : memref<?x2x4x4xf32, #b1>) {layer = "cnn.lstm", layer_attributes = {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64}}
  return
}

// -----

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C2: attributes are missing.
func.func @attributes(%x: memref<?x3x4x4xf32, #b1>, %w: memref<54xf32>, %b: memref<2xf32>, %y: memref<?x2x4x4xf32, #b1>) {
  // expected-error @below {{(C2): the attributes or weights do not fit "cnn.conv2d"}}
  kernel.reference ins(%x : memref<?x3x4x4xf32, #b1>) weights(%w, %b : memref<54xf32>, memref<2xf32>) outs(%y : memref<?x2x4x4xf32, #b1>) {layer = "cnn.conv2d", layer_attributes = {}}
  return
}

// -----

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C2: an attribute of another type.
func.func @type(%x: memref<?x3x4x4xf32, #b1>, %w: memref<54xf32>, %b: memref<2xf32>, %y: memref<?x2x4x4xf32, #b1>) {
  // expected-error @below {{(C2): the attributes or weights do not fit }}
  kernel.reference ins(%x : memref<?x3x4x4xf32, #b1>) weights(%w, %b : memref<54xf32>, memref<2xf32>) outs(%y : memref<?x2x4x4xf32, #b1>) {layer = "cnn.conv2d", layer_attributes = {kernel = [3, 3], strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64}}
  return
}

// -----

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C2: no groups.
func.func @groups(%x: memref<?x3x4x4xf32, #b1>, %w: memref<54xf32>, %b: memref<2xf32>, %y: memref<?x2x4x4xf32, #b1>) {
  // expected-error @below {{(C2): the attributes or weights do not fit }}
  kernel.reference ins(%x : memref<?x3x4x4xf32, #b1>) weights(%w, %b : memref<54xf32>, memref<2xf32>) outs(%y : memref<?x2x4x4xf32, #b1>) {layer = "cnn.conv2d", layer_attributes = {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 0 : i64}}
  return
}

// -----

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C2: a weight that is too short.
func.func @weight(%x: memref<?x3x4x4xf32, #b1>, %w: memref<53xf32>, %b: memref<2xf32>, %y: memref<?x2x4x4xf32, #b1>) {
  // expected-error @below {{(C2): the attributes or weights do not fit }}
  kernel.reference ins(%x : memref<?x3x4x4xf32, #b1>) weights(%w, %b : memref<53xf32>, memref<2xf32>) outs(%y : memref<?x2x4x4xf32, #b1>) {layer = "cnn.conv2d", layer_attributes = {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64}}
  return
}

// -----

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C2: no weights.
func.func @weights(%x: memref<?x3x4x4xf32, #b1>, %w: memref<54xf32>, %b: memref<2xf32>, %y: memref<?x2x4x4xf32, #b1>) {
  // expected-error @below {{(C2): the attributes or weights do not fit }}
  kernel.reference ins(%x : memref<?x3x4x4xf32, #b1>) outs(%y : memref<?x2x4x4xf32, #b1>) {layer = "cnn.conv2d", layer_attributes = {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64}}
  return
}

// -----

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C2: a pool without a kind.
func.func @kind(%x: memref<?x3x4x4xf32, #b1>, %w: memref<54xf32>, %b: memref<2xf32>, %y: memref<?x2x4x4xf32, #b1>) {
  // expected-error @below {{(C2): the attributes or weights do not fit "cnn.pool"}}
  kernel.reference ins(%x : memref<?x3x4x4xf32, #b1>) weights(%w, %b : memref<54xf32>, memref<2xf32>) outs(%y : memref<?x2x4x4xf32, #b1>) {layer = "cnn.pool", layer_attributes = {kernel = array<i64: 3, 3>}}
  return
}

// -----

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C2: a global pool without a kind.
func.func @global(%x: memref<?x3x4x4xf32, #b1>, %w: memref<54xf32>, %b: memref<2xf32>, %y: memref<?x2x4x4xf32, #b1>) {
  // expected-error @below {{(C2): the attributes or weights do not fit "cnn.global_pool"}}
  kernel.reference ins(%x : memref<?x3x4x4xf32, #b1>) weights(%w, %b : memref<54xf32>, memref<2xf32>) outs(%y : memref<?x2x4x4xf32, #b1>) {layer = "cnn.global_pool", layer_attributes = {}}
  return
}

// -----

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C2: element-wise, but nothing to do.
func.func @elementwise(%x: memref<?x3x4x4xf32, #b1>, %w: memref<54xf32>, %b: memref<2xf32>, %y: memref<?x2x4x4xf32, #b1>) {
  // expected-error @below {{(C2): the attributes or weights do not fit "elementwise"}}
  kernel.reference ins(%x : memref<?x3x4x4xf32, #b1>) weights(%w, %b : memref<54xf32>, memref<2xf32>) outs(%y : memref<?x2x4x4xf32, #b1>) {layer = "elementwise", layer_attributes = {}}
  return
}

// -----

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C2: bytes.
func.func @bytes(%x: memref<?x3x4x4xi8, #b1>, %w: memref<54xf32>, %b: memref<2xf32>, %y: memref<?x2x4x4xf32, #b1>) {
  // expected-error @below {{(C2): the inputs must be of f32 or bf16 and have a #cnn.layout}}
  kernel.reference ins(%x : memref<?x3x4x4xi8, #b1>) weights(%w, %b : memref<54xf32>, memref<2xf32>) outs(%y : memref<?x2x4x4xf32, #b1>) {layer = "cnn.conv2d", layer_attributes = {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64}}
  return
}

// -----

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C2: the weight has another number of outputs than the gradient.
func.func @gradient_outputs(%x: memref<?x3x4x4xf32, #b1>, %g: memref<?x2x4x4xf32, #b1>, %w: memref<3x3x3x3xf32, #b1>) {
  // expected-error @below {{(C2): the attributes or weights do not fit "cnn.conv2d_weight_gradient"}}
  kernel.reference ins(%x, %g : memref<?x3x4x4xf32, #b1>, memref<?x2x4x4xf32, #b1>) outs(%w : memref<3x3x3x3xf32, #b1>) {layer = "cnn.conv2d_weight_gradient", layer_attributes = {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64}}
  return
}

// -----

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C2: the weight has the inputs of a group.
func.func @gradient_inputs(%x: memref<?x4x4x4xf32, #b1>, %g: memref<?x2x4x4xf32, #b1>, %w: memref<2x4x3x3xf32, #b1>) {
  // expected-error @below {{(C2): the attributes or weights do not fit "cnn.conv2d_weight_gradient"}}
  kernel.reference ins(%x, %g : memref<?x4x4x4xf32, #b1>, memref<?x2x4x4xf32, #b1>) outs(%w : memref<2x4x3x3xf32, #b1>) {layer = "cnn.conv2d_weight_gradient", layer_attributes = {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 2 : i64}}
  return
}

// -----

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C2: a gradient of a weight is of all pictures.
func.func @gradient_batch(%x: memref<?x3x4x4xf32, #b1>, %g: memref<?x2x4x4xf32, #b1>, %w: memref<?x3x3x3xf32, #b1>) {
  // expected-error @below {{(C2): the attributes or weights do not fit "cnn.conv2d_weight_gradient"}}
  kernel.reference ins(%x, %g : memref<?x3x4x4xf32, #b1>, memref<?x2x4x4xf32, #b1>) outs(%w : memref<?x3x3x3xf32, #b1>) {layer = "cnn.conv2d_weight_gradient", layer_attributes = {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64}}
  return
}

// -----

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C2: the weight has other inputs.
func.func @gradient_dense(%x: memref<?x3xf32, #b1>, %g: memref<?x2xf32, #b1>, %w: memref<2x4xf32, #b1>) {
  // expected-error @below {{(C2): the attributes or weights do not fit "cnn.dense_weight_gradient"}}
  kernel.reference ins(%x, %g : memref<?x3xf32, #b1>, memref<?x2xf32, #b1>) outs(%w : memref<2x4xf32, #b1>) {layer = "cnn.dense_weight_gradient", layer_attributes = {}}
  return
}
