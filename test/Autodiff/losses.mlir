// RUN: %cnn-opt %s --cnn-autodiff -split-input-file | FileCheck %s
// RUN: %cnn-opt %s "--cnn-autodiff=freeze=a.*" -split-input-file | FileCheck %s --check-prefix=FROZEN

// Of two losses the weighted sum is the loss, and the gradients of a tensor that both read are added. Where nothing
// gives the batch it is 32.

cnn.parameter @a.weight : tensor<4x4xf32> init = #cnn.init<glorot_uniform>
cnn.parameter @b.weight : tensor<4x4xf32> init = #cnn.init<glorot_uniform>

// CHECK-LABEL: func.func @two.gradients(
// CHECK-SAME: %[[X:.*]]: tensor<?x4xf32> {{{.*}}}, %[[CLASS:.*]]: tensor<?x1xi32> {{{.*}}}, %[[Z:.*]]: tensor<?x4xf32> {{{.*}}cnn.name = "z"{{.*}}})
// CHECK-SAME: cnn.batch = 32 : i64
// CHECK: %[[A:.*]] = cnn.dense %[[X]]
// CHECK: %[[W:.*]] = cnn.get_parameter @b.weight
// CHECK: %[[B:.*]] = cnn.dense %[[A]], %[[W]]
// The loss that weighs 1 is not multiplied.
// CHECK: %[[L0:.*]] = cnn.cross_entropy %[[B]], %[[CLASS]]
// CHECK: %[[G0:.*]] = cnn.cross_entropy_gradient %[[B]], %[[CLASS]] {{.*}} scale = 1.000000e+00
// CHECK: %[[L1:.*]] = cnn.difference_loss "huber" %[[A]], %[[Z]] delta = 5.000000e-01
// CHECK: %[[G1:.*]] = cnn.difference_loss_gradient "huber" %[[A]], %[[Z]] delta = 5.000000e-01 scale = 2.500000e-01
// CHECK: %[[S1:.*]] = cnn.map %[[L1]]
// CHECK: arith.constant 2.500000e-01
// CHECK: %[[SUM:.*]] = cnn.add %[[L0]], %[[S1]]
// CHECK: cnn.dense_weight_gradient %[[A]], %[[G0]]
// CHECK: %[[T:.*]] = cnn.transpose_weight %[[W]]
// CHECK: %[[DA:.*]] = cnn.dense %[[G0]], %[[T]]
// CHECK: %[[G:.*]] = cnn.add %[[G1]], %[[DA]]
// CHECK: cnn.set_gradient @b.weight
// CHECK: cnn.dense_weight_gradient %[[X]], %[[G]]
// CHECK: cnn.set_gradient @a.weight
// CHECK: return %{{.*}}, %[[SUM]]

// Without the first layer's gradient the walk ends before it.
// FROZEN-LABEL: func.func @two.update(
// FROZEN-NEXT: cnn.optimize @b.weight
// FROZEN-NEXT: return
// FROZEN-LABEL: func.func @two.gradients(
// FROZEN-NOT: transpose_weight
// FROZEN: cnn.set_gradient @b.weight
// FROZEN-NOT: set_gradient
// FROZEN-LABEL: func.func @two.evaluate(

func.func @two(%x: tensor<?x4xf32> {cnn.layout = "C", cnn.name = "x"}) -> (tensor<?x4xf32> {cnn.layout = "C", cnn.name = "y"}) attributes {
    cnn.labels = [{classes = 4 : i64, name = "class"}, {name = "z", type = tensor<?x4xf32>}], cnn.network,
    cnn.train = {loss = [{function = "cross_entropy", label = "class", logits = "b", smoothing = 0.0, weight = 1.0},
                         {delta = 0.5, function = "huber", label = "z", prediction = "a", weight = 0.25}],
                 optimizer = [{epsilon = 1.0e-10, function = "adagrad", rate = 0.1, weight_decay = 0.0}]}} {
  %v = cnn.get_parameter @a.weight : tensor<4x4xf32>
  %a = cnn.dense %x, %v {cnn.name = "a"} : (tensor<?x4xf32>, tensor<4x4xf32>) -> tensor<?x4xf32>
  %w = cnn.get_parameter @b.weight : tensor<4x4xf32>
  %b = cnn.dense %a, %w {cnn.name = "b"} : (tensor<?x4xf32>, tensor<4x4xf32>) -> tensor<?x4xf32>
  return %b : tensor<?x4xf32>
}

// -----

// A batch normalisation of frozen scale and shift keeps its averages and has no statistics. A loss of what dropout
// gives finds it.

cnn.parameter @a.weight : tensor<4xf32> init = #cnn.init<ones>
cnn.parameter @a.bias : tensor<4xf32> init = #cnn.init<zeros>
cnn.parameter @a.mean : tensor<4xf32> init = #cnn.init<zeros> state
cnn.parameter @a.var : tensor<4xf32> init = #cnn.init<ones> state
cnn.parameter @b.weight : tensor<4x4xf32> init = #cnn.init<glorot_uniform>

// CHECK-LABEL: func.func @norm.gradients(
// CHECK: cnn.channel_sum {{.*}} statistics
// CHECK: cnn.update_average @a.mean
// CHECK: cnn.update_average @a.var
// CHECK: %[[D0:.*]] = cnn.random_dropout %{{.*}} rate = 5.000000e-01 salt = 0
// CHECK: cnn.dense %[[D0]]
// CHECK: %[[D1:.*]] = cnn.random_dropout %{{.*}} rate = 5.000000e-01 salt = 1
// CHECK: cnn.cross_entropy %[[D1]]
// CHECK: cnn.random_dropout %{{.*}} rate = 5.000000e-01 salt = 1
// CHECK: cnn.random_dropout %{{.*}} rate = 5.000000e-01 salt = 0

// FROZEN-LABEL: func.func @norm.gradients(
// FROZEN-NOT: statistics
// FROZEN-NOT: update_average
// FROZEN: %[[VAR:.*]] = cnn.get_parameter @a.var
// FROZEN: cnn.map %{{.*}}, %[[VAR]]
// FROZEN: cnn.channel_affine
// FROZEN-NOT: set_gradient @a
// FROZEN: set_gradient @b.weight

func.func @norm(%x: tensor<?x4xf32> {cnn.layout = "C", cnn.name = "x"}) -> (tensor<?x4xf32> {cnn.layout = "C", cnn.name = "y"}) attributes {
    cnn.labels = [{classes = 4 : i64, name = "class"}], cnn.network,
    cnn.train = {loss = [{function = "cross_entropy", label = "class", logits = "d", smoothing = 0.0, weight = 1.0}],
                 optimizer = [{epsilon = 1.0e-10, function = "adagrad", rate = 0.1, weight_decay = 0.0}]}} {
  %scale = cnn.get_parameter @a.weight : tensor<4xf32>
  %shift = cnn.get_parameter @a.bias : tensor<4xf32>
  %mean = cnn.get_parameter @a.mean : tensor<4xf32>
  %var = cnn.get_parameter @a.var : tensor<4xf32>
  %n = cnn.batch_norm %x, %scale, %shift, %mean, %var epsilon = 1.0e-5 momentum = 1.0e-1 : (tensor<?x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
  %c = cnn.dropout %n rate = 5.0e-1 : tensor<?x4xf32>
  %w = cnn.get_parameter @b.weight : tensor<4x4xf32>
  %b = cnn.dense %c, %w : (tensor<?x4xf32>, tensor<4x4xf32>) -> tensor<?x4xf32>
  %d = cnn.dropout %b rate = 5.0e-1 {cnn.name = "d"} : tensor<?x4xf32>
  return %d : tensor<?x4xf32>
}

// -----

// The gradient of an input's side of a convolution: one of stride 1 with the transposed weight, else a transposed
// convolution. Rows that no window reached get nothing: an output padding of 1. Another padding is a layer.

cnn.parameter @a.weight : tensor<4x4x1x1xf32> init = #cnn.init<he_normal>
cnn.parameter @one.weight : tensor<4x2x3x3xf32> init = #cnn.init<he_normal>
cnn.parameter @two.weight : tensor<4x4x3x3xf32> init = #cnn.init<he_normal>
cnn.parameter @reflect.weight : tensor<4x4x3x3xf32> init = #cnn.init<he_normal>

// CHECK-LABEL: func.func @conv.gradients(
// CHECK: cnn.pad %{{.*}} padding = [1, 1, 1, 1] mode = reflect
// CHECK: cnn.conv2d %{{.*}} padding = [0, 0, 0, 0]
// CHECK: cnn.difference_loss_gradient "squared"
// CHECK: %[[T3:.*]] = cnn.transpose_weight %{{.*}} groups = 1
// CHECK: %[[D3:.*]] = cnn.conv2d %{{.*}}, %[[T3]] strides = [1, 1] padding = [2, 2, 2, 2]
// CHECK: cnn.pad_gradient %[[D3]] padding = [1, 1, 1, 1] mode = reflect
// CHECK: cnn.conv_transpose2d %{{.*}} strides = [2, 2] padding = [1, 1, 1, 1] {{.*}}= [1, 1]
// CHECK: cnn.set_gradient @two.weight
// CHECK: %[[T1:.*]] = cnn.transpose_weight %{{.*}} groups = 2 : tensor<4x2x3x3xf32> -> tensor<4x2x3x3xf32>
// CHECK: cnn.conv2d %{{.*}}, %[[T1]] strides = [1, 1] padding = [2, 1, 2, 1] dilations = [1, 1] groups = 2
// CHECK: cnn.set_gradient @one.weight
// CHECK: cnn.set_gradient @a.weight

func.func @conv(%x: tensor<?x4x8x8xf32> {cnn.layout = "CHW", cnn.name = "x"}) -> (tensor<?x4x4x4xf32> {cnn.layout = "CHW", cnn.name = "y"}) attributes {
    cnn.labels = [{name = "z", type = tensor<?x4x4x4xf32>}], cnn.network,
    cnn.train = {loss = [{function = "mean_squared_error", label = "z", prediction = "p", weight = 1.0}],
                 optimizer = [{epsilon = 1.0e-10, function = "adagrad", rate = 0.1, weight_decay = 0.0}]}} {
  %0 = cnn.get_parameter @a.weight : tensor<4x4x1x1xf32>
  %a = cnn.conv2d %x, %0 strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x4x8x8xf32>, tensor<4x4x1x1xf32>) -> tensor<?x4x8x8xf32>
  %1 = cnn.get_parameter @one.weight : tensor<4x2x3x3xf32>
  %b = cnn.conv2d %a, %1 strides = [1, 1] padding = [0, 1, 0, 1] dilations = [1, 1] groups = 2 : (tensor<?x4x8x8xf32>, tensor<4x2x3x3xf32>) -> tensor<?x4x7x7xf32>
  %2 = cnn.pad %b padding = [0, 1, 0, 1] : tensor<?x4x7x7xf32> -> tensor<?x4x8x8xf32>
  %3 = cnn.get_parameter @two.weight : tensor<4x4x3x3xf32>
  %c = cnn.conv2d %2, %3 strides = [2, 2] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x4x8x8xf32>, tensor<4x4x3x3xf32>) -> tensor<?x4x4x4xf32>
  %4 = cnn.get_parameter @reflect.weight : tensor<4x4x3x3xf32>
  %d = cnn.conv2d %c, %4 strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 mode = reflect {cnn.name = "p"} : (tensor<?x4x4x4xf32>, tensor<4x4x3x3xf32>) -> tensor<?x4x4x4xf32>
  return %d : tensor<?x4x4x4xf32>
}
