// RUN: %cnn-opt %s --split-input-file --verify-diagnostics

func.func @pool_c1(%g: tensor<?x5x2x2xf32>) {
  // expected-error @below {{'cnn.pool_gradient' op (C1): gradient and result must be N x C x H x W of f32, of one batch and as many channels}}
  %y = cnn.pool_gradient avg %g kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] : (tensor<?x5x2x2xf32>) -> tensor<?x4x4x4xf32>
  return
}

// -----

func.func @pool_c2(%g: tensor<?x4x2x2xf32>) {
  // expected-error @below {{'cnn.pool_gradient' op (C2): kernel, strides, padding, dilations or p do not fit}}
  %y = cnn.pool_gradient avg %g kernel = [2, 2] strides = [2, 2] padding = [2, 0, 0, 0] : (tensor<?x4x2x2xf32>) -> tensor<?x4x4x4xf32>
  return
}

// -----

func.func @pool_c2_p(%g: tensor<?x4x2x2xf32>, %x: tensor<?x4x4x4xf32>) {
  // expected-error @below {{(C2): kernel, strides, padding, dilations or p do not fit}}
  %y = cnn.pool_gradient lp %g, %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] : (tensor<?x4x2x2xf32>, tensor<?x4x4x4xf32>) -> tensor<?x4x4x4xf32>
  return
}

// -----

func.func @pool_c3(%g: tensor<?x4x2x2xf32>) {
  // expected-error @below {{(C3): the value must be there for a maximum or a norm, and only then}}
  %y = cnn.pool_gradient max %g kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] : (tensor<?x4x2x2xf32>) -> tensor<?x4x4x4xf32>
  return
}

// -----

func.func @pool_c3_type(%g: tensor<?x4x2x2xf32>, %x: tensor<?x4x5x4xf32>) {
  // expected-error @below {{(C3): the value must be the layer's input}}
  %y = cnn.pool_gradient max %g, %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] : (tensor<?x4x2x2xf32>, tensor<?x4x5x4xf32>) -> tensor<?x4x4x4xf32>
  return
}

// -----

func.func @pool_c4(%g: tensor<?x4x3x2xf32>) {
  // expected-error @below {{(C4): the gradient has more windows than the picture}}
  %y = cnn.pool_gradient avg %g kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] : (tensor<?x4x3x2xf32>) -> tensor<?x4x4x4xf32>
  return
}

// -----

func.func @pool_c4_mode(%g: tensor<?x4x1x1xf32>) {
  // expected-error @below {{(C4): the gradient has more windows than the picture, or the padding does not fit its mode}}
  %y = cnn.pool_gradient avg %g kernel = [3, 3] strides = [2, 2] padding = [2, 2, 2, 2] mode = reflect : (tensor<?x4x1x1xf32>) -> tensor<?x4x2x2xf32>
  return
}

// -----

func.func @adaptive_c1(%g: tensor<?x4xf32>) {
  // expected-error @below {{'cnn.adaptive_pool_gradient' op (C1)}}
  %y = cnn.adaptive_pool_gradient avg %g size = [1, 1] : (tensor<?x4xf32>) -> tensor<?x4x4x4xf32>
  return
}

// -----

func.func @adaptive_c2(%g: tensor<?x4x2x2xf32>) {
  // expected-error @below {{(C2): the kind must be max or avg, and size the gradient's extents}}
  %y = cnn.adaptive_pool_gradient avg %g size = [2, 3] : (tensor<?x4x2x2xf32>) -> tensor<?x4x4x4xf32>
  return
}

// -----

func.func @adaptive_c3(%g: tensor<?x4x2x2xf32>, %x: tensor<?x4x4x4xf32>) {
  // expected-error @below {{(C3): the value must be there for a maximum or a norm, and only then}}
  %y = cnn.adaptive_pool_gradient avg %g, %x size = [2, 2] : (tensor<?x4x2x2xf32>, tensor<?x4x4x4xf32>) -> tensor<?x4x4x4xf32>
  return
}

// -----

func.func @unpool_c1(%g: tensor<?x4x4x4xf32>, %i: tensor<?x3x2x2xf32>) {
  // expected-error @below {{'cnn.unpool_gradient' op (C1)}}
  %y = cnn.unpool_gradient %g, %i size = [4, 4] : (tensor<?x4x4x4xf32>, tensor<?x3x2x2xf32>) -> tensor<?x3x2x2xf32>
  return
}

// -----

func.func @unpool_c2(%g: tensor<?x4x4x4xf32>, %i: tensor<?x4x2x2xf32>) {
  // expected-error @below {{(C2): size must be the gradient's extents}}
  %y = cnn.unpool_gradient %g, %i size = [4, 5] : (tensor<?x4x4x4xf32>, tensor<?x4x2x2xf32>) -> tensor<?x4x2x2xf32>
  return
}

// -----

func.func @unpool_c3(%g: tensor<?x4x4x4xf32>) {
  // expected-error @below {{(C3): there must be indices of type}}
  %y = cnn.unpool_gradient %g size = [4, 4] : (tensor<?x4x4x4xf32>) -> tensor<?x4x2x2xf32>
  return
}

// -----

func.func @slice_c1(%g: tensor<?x4xf32>) {
  // expected-error @below {{'cnn.slice_gradient' op (C1)}}
  %y = cnn.slice_gradient %g starts = [0] sizes = [4] steps = [1] : (tensor<?x4xf32>) -> tensor<?x4x2x2xf32>
  return
}

// -----

func.func @slice_c2(%g: tensor<?x4xf32>) {
  // expected-error @below {{(C2): starts, sizes and steps must be 1 numbers, and sizes the gradient's extents}}
  %y = cnn.slice_gradient %g starts = [0] sizes = [3] steps = [1] : (tensor<?x4xf32>) -> tensor<?x8xf32>
  return
}

// -----

func.func @slice_c3(%g: tensor<?x4xf32>) {
  // expected-error @below {{(C3): the last element must be within the result}}
  %y = cnn.slice_gradient %g starts = [2] sizes = [4] steps = [2] : (tensor<?x4xf32>) -> tensor<?x8xf32>
  return
}

// -----

func.func @pad_c1(%g: tensor<?x4xf32>) {
  // expected-error @below {{'cnn.pad_gradient' op (C1)}}
  %y = cnn.pad_gradient %g padding = [0, 0, 0, 0] : (tensor<?x4xf32>) -> tensor<?x4xf32>
  return
}

// -----

func.func @pad_c2(%g: tensor<?x4x6x2xf32>) {
  // expected-error @below {{(C2): the padding must fit the mode and the extents}}
  %y = cnn.pad_gradient %g padding = [2, 2, 0, 0] mode = reflect : (tensor<?x4x6x2xf32>) -> tensor<?x4x2x2xf32>
  return
}

// -----

func.func @resize_c1(%g: tensor<?x4x6x2xf32>) {
  // expected-error @below {{'cnn.resize_gradient' op (C1)}}
  %y = cnn.resize_gradient nearest %g size = [6, 2] : (tensor<?x4x6x2xf32>) -> tensor<?x5x2x2xf32>
  return
}

// -----

func.func @resize_c2(%g: tensor<?x4x6x2xf32>) {
  // expected-error @below {{(C2): size must be the gradient's extents}}
  %y = cnn.resize_gradient nearest %g size = [6, 3] : (tensor<?x4x6x2xf32>) -> tensor<?x4x2x2xf32>
  return
}

// -----

func.func @resize_c3(%g: tensor<?x4x6x2xf32>) {
  // expected-error @below {{(C3): align_corners does not go with nearest}}
  %y = cnn.resize_gradient nearest %g size = [6, 2] align_corners : (tensor<?x4x6x2xf32>) -> tensor<?x4x2x2xf32>
  return
}

// -----

func.func @reduce_c1(%g: tensor<?x4xf32>) {
  // expected-error @below {{'cnn.reduce_gradient' op (C1)}}
  %y = cnn.reduce_gradient sum %g axes = [2, 3] : (tensor<?x4xf32>) -> tensor<?x4x2x2xf32>
  return
}

// -----

func.func @reduce_c2(%g: tensor<?x4x1x2xf32>) {
  // expected-error @below {{(C2): the gradient must have extents of 1 along the axes, which ascend, else the result's}}
  %y = cnn.reduce_gradient sum %g axes = [2, 3] : (tensor<?x4x1x2xf32>) -> tensor<?x4x2x2xf32>
  return
}

// -----

func.func @reduce_c3(%g: tensor<?x4x1x1xf32>) {
  // expected-error @below {{(C3): for max and min the value must be of type}}
  %y = cnn.reduce_gradient max %g axes = [2, 3] : (tensor<?x4x1x1xf32>) -> tensor<?x4x2x2xf32>
  return
}

// -----

func.func @softmax_c1(%g: tensor<?x4xf32>) {
  // expected-error @below {{'cnn.softmax_gradient' op (C1): gradient, value and result must be N x C or N x C x H x W of f32, of one shape}}
  %y = cnn.softmax_gradient %g axis = 1 : (tensor<?x4xf32>) -> tensor<?x4xf32>
  return
}

// -----

func.func @softmax_c2(%g: tensor<?x4xf32>) {
  // expected-error @below {{(C2): the axis must be a dimension other than the batch}}
  %y = cnn.softmax_gradient %g, %g axis = 2 : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
  return
}

// -----

func.func @layer_norm_c1(%g: tensor<?x4xf32>, %x: tensor<?x5xf32>) {
  // expected-error @below {{'cnn.layer_norm_gradient' op (C1)}}
  %y = cnn.layer_norm_gradient %g, %x axes = [1] epsilon = 1.0e-5 : (tensor<?x4xf32>, tensor<?x5xf32>) -> tensor<?x4xf32>
  return
}

// -----

func.func @layer_norm_c2(%g: tensor<?x4x2x2xf32>) {
  // expected-error @below {{(C2): axes must be ascending dimensions other than the batch}}
  %y = cnn.layer_norm_gradient %g, %g axes = [3, 2] epsilon = 1.0e-5 : (tensor<?x4x2x2xf32>, tensor<?x4x2x2xf32>) -> tensor<?x4x2x2xf32>
  return
}

// -----

func.func @layer_norm_c3(%g: tensor<?x4xf32>) {
  // expected-error @below {{(C3): epsilon must be above 0}}
  %y = cnn.layer_norm_gradient %g, %g axes = [1] epsilon = 0.0 : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
  return
}

// -----

func.func @lrn_c1(%g: tensor<?x4xf32>, %x: tensor<?x5xf32>) {
  // expected-error @below {{'cnn.local_response_norm_gradient' op (C1)}}
  %y = cnn.local_response_norm_gradient %g, %x size = 5 alpha = 1.0 beta = 0.75 k = 1.0 : (tensor<?x4xf32>, tensor<?x5xf32>) -> tensor<?x4xf32>
  return
}

// -----

func.func @lrn_c2(%g: tensor<?x4xf32>) {
  // expected-error @below {{(C2): size must be at least 1}}
  %y = cnn.local_response_norm_gradient %g, %g size = 0 alpha = 1.0 beta = 0.75 k = 1.0 : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
  return
}

// -----

func.func @dropout_c1(%x: tensor<?x4xf32>) {
  // expected-error @below {{'cnn.random_dropout' op (C1): the input must be N x C or N x C x H x W of f32, and the result likewise}}
  %y = cnn.random_dropout %x rate = 0.5 salt = 0 : (tensor<?x4xf32>) -> tensor<?x5xf32>
  return
}

// -----

func.func @dropout_c2(%x: tensor<?x4xf32>) {
  // expected-error @below {{(C2): the rate must be at least 0 and below 1}}
  %y = cnn.random_dropout %x rate = 1.0 salt = 0 : (tensor<?x4xf32>) -> tensor<?x4xf32>
  return
}

// -----

func.func @dropout_c3(%x: tensor<?x4xf32>, %c: tensor<?x15xf32>) {
  // expected-error @below {{(C3): control must be N x 16 of f32}}
  %y = cnn.random_dropout %x control %c rate = 0.5 salt = 0 : (tensor<?x4xf32>, tensor<?x15xf32>) -> tensor<?x4xf32>
  return
}
