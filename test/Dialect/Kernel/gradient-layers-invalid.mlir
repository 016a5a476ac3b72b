// RUN: %cnn-opt %s --split-input-file --verify-diagnostics

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

func.func @loss_c1(%x: memref<?x4xf32, #plain>, %y: memref<?x1xf32, #plain>) {
  // expected-error @below {{'kernel.loss' op (C1): computes no "cnn.softmax"}}
  kernel.loss ins(%x, %x : memref<?x4xf32, #plain>, memref<?x4xf32, #plain>) outs(%y : memref<?x1xf32, #plain>) {layer = "cnn.softmax", layer_attributes = {}}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

func.func @loss_c2(%x: memref<?x4xf32, #plain>, %y: memref<?x1xf32, #plain>) {
  // expected-error @below {{'kernel.loss' op (C2): the inputs, attributes or weights do not fit "cnn.soft_cross_entropy"}}
  kernel.loss ins(%x : memref<?x4xf32, #plain>) outs(%y : memref<?x1xf32, #plain>) {layer = "cnn.soft_cross_entropy", layer_attributes = {}}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#blocks = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

func.func @loss_c2_block(%x: memref<?x8xf32, #plain>, %t: memref<?x8xf32, #blocks>, %y: memref<?x1xf32, #plain>) {
  // expected-error @below {{'kernel.loss' op (C2): pictures must have one block}}
  kernel.loss ins(%x, %t : memref<?x8xf32, #plain>, memref<?x8xf32, #blocks>) outs(%y : memref<?x1xf32, #plain>) {layer = "cnn.soft_cross_entropy", layer_attributes = {}}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

func.func @pool_c1(%x: memref<?x4xf32, #plain>) {
  // expected-error @below {{'kernel.pool_gradient' op (C1): computes no "cnn.pool"}}
  kernel.pool_gradient ins(%x : memref<?x4xf32, #plain>) outs(%x : memref<?x4xf32, #plain>) {layer = "cnn.pool", layer_attributes = {}}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

func.func @axis_c2(%x: memref<?x4xf32, #plain>) {
  // expected-error @below {{'kernel.axis_gradient' op (C2): there must be two tables}}
  kernel.axis_gradient ins(%x : memref<?x4xf32, #plain>) outs(%x : memref<?x4xf32, #plain>) {layer = "cnn.slice_gradient", layer_attributes = {starts = array<i64: 0>, sizes = array<i64: 4>, steps = array<i64: 1>}}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

func.func @norm_c2(%x: memref<?x4xf32, #plain>) {
  // expected-error @below {{'kernel.norm_gradient' op (C2): the inputs, attributes or weights do not fit "cnn.softmax_gradient"}}
  kernel.norm_gradient ins(%x, %x : memref<?x4xf32, #plain>, memref<?x4xf32, #plain>) outs(%x : memref<?x4xf32, #plain>) {layer = "cnn.softmax_gradient", layer_attributes = {}}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

func.func @dropout_c2(%x: memref<?x4xf32, #plain>, %c: memref<8xf32>) {
  // expected-error @below {{'kernel.random_dropout' op (C2): the inputs, attributes or weights do not fit "cnn.random_dropout"}}
  kernel.random_dropout ins(%x, %c : memref<?x4xf32, #plain>, memref<8xf32>) outs(%x : memref<?x4xf32, #plain>) {layer = "cnn.random_dropout", layer_attributes = {rate = 0.5 : f64, salt = 0 : i64}}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: another layer.
func.func @lrn_c1(%x0: memref<?x8xf32, #b8>, %x1: memref<?x8xf32, #b8>, %y: memref<?x8xf32, #b8>) {
  // expected-error @below {{'kernel.local_response_norm_gradient' op (C1): computes no "cnn.local_response_norm"}}
  kernel.local_response_norm_gradient ins(%x0, %x1 : memref<?x8xf32, #b8>, memref<?x8xf32, #b8>) outs(%y : memref<?x8xf32, #b8>) {layer = "cnn.local_response_norm", layer_attributes = {}}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: without beta.
func.func @lrn_c2(%x0: memref<?x8xf32, #b8>, %x1: memref<?x8xf32, #b8>, %y: memref<?x8xf32, #b8>) {
  // expected-error @below {{'kernel.local_response_norm_gradient' op (C2): the inputs, attributes or weights do not fit "cnn.local_response_norm_gradient"}}
  kernel.local_response_norm_gradient ins(%x0, %x1 : memref<?x8xf32, #b8>, memref<?x8xf32, #b8>) outs(%y : memref<?x8xf32, #b8>) {layer = "cnn.local_response_norm_gradient", layer_attributes = {alpha = 1.0, k = 1.0, size = 5}}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: two blocks.
func.func @lrn_c2_block(%x0: memref<?x8xf32, #plain>, %x1: memref<?x8xf32, #b8>, %y: memref<?x8xf32, #b8>) {
  // expected-error @below {{'kernel.local_response_norm_gradient' op (C2): pictures must have one block}}
  kernel.local_response_norm_gradient ins(%x0, %x1 : memref<?x8xf32, #plain>, memref<?x8xf32, #b8>) outs(%y : memref<?x8xf32, #b8>) {layer = "cnn.local_response_norm_gradient", layer_attributes = {alpha = 1.0, beta = 1.0, k = 1.0, size = 5}}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: another layer.
func.func @unpool_c1(%x0: memref<?x8xf32, #b8>, %x1: memref<?x8xf32, #b8>, %y: memref<?x8xf32, #b8>) {
  // expected-error @below {{'kernel.unpool_gradient' op (C1): computes no "cnn.unpool"}}
  kernel.unpool_gradient ins(%x0, %x1 : memref<?x8xf32, #b8>, memref<?x8xf32, #b8>) outs(%y : memref<?x8xf32, #b8>) {layer = "cnn.unpool", layer_attributes = {}}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: without indices.
func.func @unpool_c2(%x0: memref<?x8x8x8xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{'kernel.unpool_gradient' op (C2): the inputs, attributes or weights do not fit "cnn.unpool_gradient"}}
  kernel.unpool_gradient ins(%x0 : memref<?x8x8x8xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {layer = "cnn.unpool_gradient", layer_attributes = {}}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: indices of another picture.
func.func @unpool_c2_indices(%x0: memref<?x8x8x8xf32, #b8>, %x1: memref<?x8x2x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{'kernel.unpool_gradient' op (C2): the inputs, attributes or weights do not fit}}
  kernel.unpool_gradient ins(%x0, %x1 : memref<?x8x8x8xf32, #b8>, memref<?x8x2x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {layer = "cnn.unpool_gradient", layer_attributes = {}}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: two blocks.
func.func @unpool_c2_block(%x0: memref<?x8x8x8xf32, #plain>, %x1: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{'kernel.unpool_gradient' op (C2): pictures must have one block}}
  kernel.unpool_gradient ins(%x0, %x1 : memref<?x8x8x8xf32, #plain>, memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {layer = "cnn.unpool_gradient", layer_attributes = {}}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: two blocks.
func.func @pool_c2_block(%x0: memref<?x8x2x2xf32, #plain>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{'kernel.pool_gradient' op (C2): pictures must have one block}}
  kernel.pool_gradient ins(%x0 : memref<?x8x2x2xf32, #plain>) outs(%y : memref<?x8x4x4xf32, #b8>) {layer = "cnn.adaptive_pool_gradient", layer_attributes = {kind = #cnn<pool_kind avg>, size = array<i64: 2, 2>}}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: an average reads no input.
func.func @pool_c2_value(%x0: memref<?x8x2x2xf32, #b8>, %x1: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{'kernel.pool_gradient' op (C2): the inputs, attributes or weights do not fit}}
  kernel.pool_gradient ins(%x0, %x1 : memref<?x8x2x2xf32, #b8>, memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {layer = "cnn.adaptive_pool_gradient", layer_attributes = {kind = #cnn<pool_kind avg>, size = array<i64: 2, 2>}}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: another layer.
func.func @axis_c1(%x0: memref<?x8xf32, #b8>, %y: memref<?x8xf32, #b8>) {
  // expected-error @below {{'kernel.axis_gradient' op (C1): computes no "cnn.pool_gradient"}}
  kernel.axis_gradient ins(%x0 : memref<?x8xf32, #b8>) outs(%y : memref<?x8xf32, #b8>) {layer = "cnn.pool_gradient", layer_attributes = {}}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: another layer.
func.func @norm_c1(%x0: memref<?x8xf32, #b8>, %y: memref<?x8xf32, #b8>) {
  // expected-error @below {{'kernel.norm_gradient' op (C1): computes no "cnn.softmax"}}
  kernel.norm_gradient ins(%x0 : memref<?x8xf32, #b8>) outs(%y : memref<?x8xf32, #b8>) {layer = "cnn.softmax", layer_attributes = {}}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: inference drops nothing.
func.func @dropout_c1(%x0: memref<?x8xf32, #b8>, %x1: memref<16xf32>, %y: memref<?x8xf32, #b8>) {
  // expected-error @below {{'kernel.random_dropout' op (C1): computes no "cnn.dropout"}}
  kernel.random_dropout ins(%x0, %x1 : memref<?x8xf32, #b8>, memref<16xf32>) outs(%y : memref<?x8xf32, #b8>) {layer = "cnn.dropout", layer_attributes = {}}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: two blocks.
func.func @dropout_c2_block(%x0: memref<?x8xf32, #plain>, %x1: memref<16xf32>, %y: memref<?x8xf32, #b8>) {
  // expected-error @below {{'kernel.random_dropout' op (C2): pictures must have one block}}
  kernel.random_dropout ins(%x0, %x1 : memref<?x8xf32, #plain>, memref<16xf32>) outs(%y : memref<?x8xf32, #b8>) {layer = "cnn.random_dropout", layer_attributes = {rate = 0.5, salt = 3}}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: a class weight is missing.
func.func @loss_c2_weights(%x0: memref<?x8xf32, #b8>, %x1: memref<?x1xi32, #plain>, %w0: memref<7xf32>, %y: memref<?x1xf32, #plain>) {
  // expected-error @below {{'kernel.loss' op (C2): the inputs, attributes or weights do not fit "cnn.cross_entropy"}}
  kernel.loss ins(%x0, %x1 : memref<?x8xf32, #b8>, memref<?x1xi32, #plain>) weights(%w0 : memref<7xf32>) outs(%y : memref<?x1xf32, #plain>) {layer = "cnn.cross_entropy", layer_attributes = {class_weights = array<f64: 1.0>, smoothing = 0.0}}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: classes are whole numbers.
func.func @loss_c2_label(%x0: memref<?x8xf32, #b8>, %x1: memref<?x1xf32, #plain>, %y: memref<?x1xf32, #plain>) {
  // expected-error @below {{'kernel.loss' op (C2): the inputs, attributes or weights do not fit "cnn.cross_entropy"}}
  kernel.loss ins(%x0, %x1 : memref<?x8xf32, #b8>, memref<?x1xf32, #plain>) outs(%y : memref<?x1xf32, #plain>) {layer = "cnn.cross_entropy", layer_attributes = {smoothing = 0.0}}
  return
}
