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
