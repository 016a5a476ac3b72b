// RUN: %cnn-opt %s --split-input-file --verify-diagnostics

func.func @c1(%x: tensor<?x10xf32>, %y: tensor<?x1xf32>) {
  // expected-error @below {{'cnn.cross_entropy' op (C1): logits must be N x C or N x C x H x W of f32, labels the same with one channel of i32}}
  %l = cnn.cross_entropy %x, %y smoothing = 0.0 : (tensor<?x10xf32>, tensor<?x1xf32>) -> tensor<?x1xf32>
  return
}

// -----

func.func @c1_places(%x: tensor<?x10x4x4xf32>, %y: tensor<?x1xi32>) {
  // expected-error @below {{(C1): logits must be}}
  %l = cnn.cross_entropy %x, %y smoothing = 0.0 : (tensor<?x10x4x4xf32>, tensor<?x1xi32>) -> tensor<?x1xf32>
  return
}

// -----

func.func @c2(%x: tensor<?x10xf32>, %y: tensor<?x1xi32>) {
  // expected-error @below {{(C2): smoothing must be at least 0 and below 1, and class weights be 10 numbers of at least 0}}
  %l = cnn.cross_entropy %x, %y smoothing = 1.0 : (tensor<?x10xf32>, tensor<?x1xi32>) -> tensor<?x1xf32>
  return
}

// -----

func.func @c2_weights(%x: tensor<?x2xf32>, %y: tensor<?x1xi32>) {
  // expected-error @below {{'cnn.cross_entropy_gradient' op (C2): smoothing must be at least 0 and below 1, and class weights be 2 numbers of at least 0}}
  %l = cnn.cross_entropy_gradient %x, %y smoothing = 0.0 class_weights = [1.0, -1.0] scale = 1.0 : (tensor<?x2xf32>, tensor<?x1xi32>) -> tensor<?x2xf32>
  return
}

// -----

func.func @c3(%x: tensor<?x10xf32>, %y: tensor<?x1xi32>) {
  // expected-error @below {{(C3): the result must be 'tensor<?x1xf32>'}}
  %l = cnn.cross_entropy %x, %y smoothing = 0.0 : (tensor<?x10xf32>, tensor<?x1xi32>) -> tensor<?x10xf32>
  return
}

// -----

func.func @c3_gradient(%x: tensor<?x10xf32>, %y: tensor<?x1xi32>) {
  // expected-error @below {{(C3): the result must be 'tensor<?x10xf32>'}}
  %l = cnn.cross_entropy_gradient %x, %y smoothing = 0.0 scale = 1.0 : (tensor<?x10xf32>, tensor<?x1xi32>) -> tensor<?x1xf32>
  return
}

// -----

func.func @soft_c1(%x: tensor<?x10xf32>, %y: tensor<?x9xf32>) {
  // expected-error @below {{'cnn.soft_cross_entropy' op (C1): the operands must be N x C or N x C x H x W of f32, of one shape}}
  %l = cnn.soft_cross_entropy %x, %y : (tensor<?x10xf32>, tensor<?x9xf32>) -> tensor<?x1xf32>
  return
}

// -----

func.func @soft_c2(%x: tensor<?x10xf32>, %y: tensor<?x10xf32>) {
  // expected-error @below {{(C2): the result must be 'tensor<?x1xf32>'}}
  %l = cnn.soft_cross_entropy %x, %y : (tensor<?x10xf32>, tensor<?x10xf32>) -> tensor<?x10xf32>
  return
}

// -----

func.func @soft_gradient_c2(%x: tensor<?x10xf32>, %y: tensor<?x10xf32>) {
  // expected-error @below {{(C2): the result must be 'tensor<?x10xf32>'}}
  %l = cnn.soft_cross_entropy_gradient %x, %y scale = 1.0 : (tensor<?x10xf32>, tensor<?x10xf32>) -> tensor<?x1xf32>
  return
}

// -----

func.func @difference_c1(%x: tensor<?x10xf32>, %y: tensor<?x10x1x1xf32>) {
  // expected-error @below {{'cnn.difference_loss' op (C1): the operands must be}}
  %l = cnn.difference_loss "squared" %x, %y delta = 1.0 : (tensor<?x10xf32>, tensor<?x10x1x1xf32>) -> tensor<?x1xf32>
  return
}

// -----

func.func @difference_c2(%x: tensor<?x10xf32>, %y: tensor<?x10xf32>) {
  // expected-error @below {{(C2): the kind must be squared, absolute, huber, binary or binary_logits, and delta above 0}}
  %l = cnn.difference_loss "cubed" %x, %y delta = 1.0 : (tensor<?x10xf32>, tensor<?x10xf32>) -> tensor<?x1xf32>
  return
}

// -----

func.func @difference_c2_delta(%x: tensor<?x10xf32>, %y: tensor<?x10xf32>) {
  // expected-error @below {{(C2): the kind must be}}
  %l = cnn.difference_loss_gradient "huber" %x, %y delta = 0.0 scale = 1.0 : (tensor<?x10xf32>, tensor<?x10xf32>) -> tensor<?x10xf32>
  return
}

// -----

func.func @difference_c3(%x: tensor<?x10xf32>, %y: tensor<?x10xf32>) {
  // expected-error @below {{(C3): the result must be 'tensor<?x1xf32>'}}
  %l = cnn.difference_loss "squared" %x, %y delta = 1.0 : (tensor<?x10xf32>, tensor<?x10xf32>) -> tensor<1x10xf32>
  return
}
