// RUN: %cnn-opt %s --cnn-autodiff | FileCheck %s
// RUN: %cnn-opt %s --cnn-autodiff | FileCheck %s --check-prefix=EVALUATE

// What convolution, batch normalisation, relu, dropout and a dense layer become that are trained with cross-entropy.

cnn.parameter @conv.weight : tensor<8x3x3x3xf32> init = #cnn.init<he_normal>
cnn.parameter @bn.weight : tensor<8xf32> init = #cnn.init<ones>
cnn.parameter @bn.bias : tensor<8xf32> init = #cnn.init<zeros>
cnn.parameter @bn.running_mean : tensor<8xf32> init = #cnn.init<zeros> state
cnn.parameter @bn.running_var : tensor<8xf32> init = #cnn.init<ones> state
cnn.parameter @dense.weight : tensor<10x512xf32> init = #cnn.init<glorot_uniform>
cnn.parameter @dense.bias : tensor<10xf32> init = #cnn.init<zeros>

// The network stays as it is.
// CHECK-LABEL: func.func @net(
// CHECK-SAME: cnn.train
// CHECK: cnn.batch_norm
// CHECK: cnn.dropout

// The update: regularised and bounded are weights alone; running averages are not the optimiser's.
// CHECK-LABEL: func.func @net.update()
// CHECK-SAME: cnn.role = "update"
// CHECK-NEXT: cnn.optimize @conv.weight by {{{.*}}function = "sgd"{{.*}}} l1 = 2.500000e-01 l2 = 5.000000e-01 clip_value = 2.000000e+00 clip_norm
// CHECK-NEXT: cnn.constrain @conv.weight "norm" from 0.000000e+00 to 3.000000e+00
// CHECK-NEXT: cnn.constrain @conv.weight "value" from 0.000000e+00
// CHECK-NEXT: cnn.optimize @bn.weight by {{{.*}}} l1 = 0.000000e+00 l2 = 0.000000e+00 clip_value = 2.000000e+00 clip_norm
// CHECK-NEXT: cnn.optimize @bn.bias
// CHECK-NEXT: cnn.optimize @dense.weight by {{{.*}}} l1 = 2.500000e-01 l2 = 5.000000e-01
// CHECK-NEXT: cnn.constrain @dense.weight "norm"
// CHECK-NEXT: cnn.constrain @dense.weight "value"
// CHECK-NEXT: cnn.optimize @dense.bias
// CHECK-NEXT: return

// The gradients: labels are arguments, the loss is a result, and the batch is the block's.
// CHECK-LABEL: func.func @net.gradients(
// CHECK-SAME: %[[X:.*]]: tensor<?x3x8x8xf32> {{{.*}}}, %[[CLASS:.*]]: tensor<?x1xi32> {{{.*}}cnn.name = "class"{{.*}}}) -> (tensor<?x10xf32> {{{.*}}}, tensor<?x1xf32> {{{.*}}cnn.name = "loss"}) attributes {cnn.batch = 16 : i64, cnn.network, cnn.role = "gradients"}
// CHECK-NOT: cnn.train

// Statistics of the batch, measured about the running mean, and the averages' update.
// CHECK: %[[C:.*]] = cnn.conv2d %[[X]]
// CHECK: %[[SCALE:.*]] = cnn.get_parameter @bn.weight
// CHECK: %[[PIVOT:.*]] = cnn.get_parameter @bn.running_mean
// CHECK: %[[SUMS:.*]] = cnn.channel_sum %[[C]], %[[PIVOT]] mean = [true, true] statistics
// CHECK: %[[S0:.*]] = cnn.part %[[SUMS]] at 0
// CHECK: %[[S1:.*]] = cnn.part %[[SUMS]] at 1
// CHECK: %[[MEAN:.*]] = cnn.map %[[S0]], %[[PIVOT]]
// CHECK: arith.addf
// CHECK: %[[VAR:.*]] = cnn.map %[[S0]], %[[S1]]
// CHECK: arith.maximumf
// CHECK: cnn.update_average @bn.running_mean %[[MEAN]] momentum = 1.000000e-01 elements = 64 : tensor<8xf32>
// CHECK: cnn.update_average @bn.running_var %[[VAR]] momentum = 1.000000e-01 elements = 64 unbiased : tensor<8xf32>
// CHECK: %[[N:.*]] = cnn.channel_affine %[[C]]
// CHECK: %[[R:.*]] = cnn.relu %[[N]]
// CHECK: %[[D:.*]] = cnn.random_dropout %[[R]] rate = 2.500000e-01 salt = 0
// CHECK: %[[F:.*]] = cnn.flatten %[[D]]
// CHECK: %[[W:.*]] = cnn.get_parameter @dense.weight
// CHECK: %[[L:.*]] = cnn.dense %[[F]], %[[W]]
// CHECK: %[[P:.*]] = cnn.softmax %[[L]]

// Softmax's own gradient is not needed: the loss has it. Backwards from there.
// CHECK: %[[LOSS:.*]] = cnn.cross_entropy %[[L]], %[[CLASS]] smoothing = 1.000000e-01
// CHECK: %[[G:.*]] = cnn.cross_entropy_gradient %[[L]], %[[CLASS]] smoothing = 1.000000e-01 scale = 1.000000e+00
// CHECK-NOT: softmax_gradient
// CHECK: %[[DW:.*]] = cnn.dense_weight_gradient %[[F]], %[[G]]
// CHECK: %[[DB:.*]] = cnn.channel_sum %[[G]] mean = [false]
// CHECK: %[[T:.*]] = cnn.transpose_weight %[[W]] groups = 1
// CHECK: %[[DF:.*]] = cnn.dense %[[G]], %[[T]]
// CHECK: cnn.set_gradient @dense.bias %[[DB]]
// CHECK: cnn.set_gradient @dense.weight %[[DW]]
// CHECK: %[[DD:.*]] = cnn.reshape %[[DF]] shape = [8, 8, 8]
// What dropout dropped is 0 again: the same rate and salt.
// CHECK: %[[DR:.*]] = cnn.random_dropout %[[DD]] rate = 2.500000e-01 salt = 0
// The derivative of relu reads its result.
// CHECK: %[[DN:.*]] = cnn.map %[[DR]], %[[R]]
// CHECK: arith.cmpf ogt
// CHECK: arith.select
// One pass sums all that batch normalisation's gradient needs.
// CHECK: %[[DSUMS:.*]] = cnn.channel_sum %[[DN]], %[[C]], %[[MEAN]], %{{.*}} mean = [true, true, false, false] statistics
// CHECK-NOT: cnn.channel_sum
// CHECK: %[[DC:.*]] = cnn.map %[[DN]], %[[C]], %{{.*}} -> tensor<?x8x8x8xf32>
// CHECK: cnn.set_gradient @bn.bias
// CHECK: cnn.set_gradient @bn.weight
// The picture has no gradient: nothing but the weight's is computed.
// CHECK: %[[DCW:.*]] = cnn.conv2d_weight_gradient %[[X]], %[[DC]] strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1
// CHECK-NEXT: cnn.set_gradient @conv.weight %[[DCW]]
// CHECK-NEXT: return %[[P]], %[[LOSS]]

// EVALUATE-LABEL: func.func @net.evaluate(
// EVALUATE-SAME: cnn.role = "evaluate"
// EVALUATE-NOT: channel_sum
// EVALUATE-NOT: random_dropout
// EVALUATE-NOT: gradient
// EVALUATE-NOT: update_average
// EVALUATE: %[[VAR:.*]] = cnn.get_parameter @bn.running_var
// EVALUATE: cnn.map %{{.*}}, %[[VAR]]
// EVALUATE: cnn.channel_affine
// EVALUATE: %[[P:.*]] = cnn.softmax
// EVALUATE: %[[LOSS:.*]] = cnn.cross_entropy
// EVALUATE: return %[[P]], %[[LOSS]]

func.func @net(%x: tensor<?x3x8x8xf32> {cnn.layout = "CHW", cnn.name = "x"}) -> (tensor<?x10xf32> {cnn.layout = "C", cnn.name = "y"}) attributes {
    cnn.labels = [{classes = 10 : i64, name = "class"}], cnn.network,
    cnn.train = {batch = 16 : i64,
                 constraint = [{function = "max_norm", limit = 3.0}, {function = "non_negative"}, {function = "clip_value", limit = 2.0},
                               {function = "clip_norm", limit = 5.0}],
                 loss = [{function = "cross_entropy", label = "class", logits = "logits", smoothing = 0.1, weight = 1.0}],
                 optimizer = [{function = "sgd", momentum = 0.9, rate = 0.1, weight_decay = 0.0}],
                 regularize = [{function = "elastic", l1 = 0.25, l2 = 0.25}, {function = "l2", strength = 0.25}]}} {
  %w = cnn.get_parameter @conv.weight : tensor<8x3x3x3xf32>
  %c = cnn.conv2d %x, %w strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x3x8x8xf32>, tensor<8x3x3x3xf32>) -> tensor<?x8x8x8xf32>
  %scale = cnn.get_parameter @bn.weight : tensor<8xf32>
  %shift = cnn.get_parameter @bn.bias : tensor<8xf32>
  %mean = cnn.get_parameter @bn.running_mean : tensor<8xf32>
  %var = cnn.get_parameter @bn.running_var : tensor<8xf32>
  %n = cnn.batch_norm %c, %scale, %shift, %mean, %var epsilon = 1.0e-5 momentum = 1.0e-1 : (tensor<?x8x8x8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<?x8x8x8xf32>
  %r = cnn.relu %n : tensor<?x8x8x8xf32>
  %d = cnn.dropout %r rate = 2.5e-1 : tensor<?x8x8x8xf32>
  %f = cnn.flatten %d : tensor<?x8x8x8xf32> -> tensor<?x512xf32>
  %dw = cnn.get_parameter @dense.weight : tensor<10x512xf32>
  %db = cnn.get_parameter @dense.bias : tensor<10xf32>
  %l = cnn.dense %f, %dw, %db {cnn.name = "logits"} : (tensor<?x512xf32>, tensor<10x512xf32>, tensor<10xf32>) -> tensor<?x10xf32>
  %y = cnn.softmax %l : tensor<?x10xf32>
  return %y : tensor<?x10xf32>
}
