// A parameter that two layers read, by one op or by two: the gradient of the last layer is set, that of the first added.
// RUN: %cnn-opt %s --cnn-autodiff | FileCheck %s --check-prefix=CNN
// RUN: %cnnc %s --train --emit=kernel -o - | FileCheck %s --check-prefix=KERNEL

// CNN-LABEL: func.func @shared.gradients
// CNN: %[[LAST:.*]] = cnn.dense_weight_gradient
// CNN: cnn.set_gradient @w %[[LAST]] : tensor<4x4xf32>
// CNN: %[[FIRST:.*]] = cnn.dense_weight_gradient
// CNN: cnn.set_gradient @w %[[FIRST]] accumulate : tensor<4x4xf32>

// KERNEL-LABEL: func.func @shared.gradients
// KERNEL: %[[KEPT:.*]] = kernel.state @w "gradient" : memref<4x4xf32,
// KERNEL: %[[SUM:.*]] = kernel.state @w "gradient" : memref<16xf32>
// KERNEL: %[[TERM:.*]] = kernel.part %[[OWN:.*]] at 0 : memref<4x4xf32, {{.*}} -> memref<16xf32>
// KERNEL: kernel.dense_weight_gradient {{.*}} outs(%[[KEPT]] :
// KERNEL: kernel.dense_weight_gradient {{.*}} outs(%[[OWN]] : memref<4x4xf32,
// KERNEL: kernel.vector_map ins(%[[SUM]], %[[TERM]] : {{.*}}) outs(%[[SUM]] : memref<16xf32>)
cnn.parameter @w : tensor<4x4xf32> init = #cnn.init<he_normal>
func.func @shared(%x: tensor<?x4xf32> {cnn.layout = "C", cnn.name = "x"})
    -> (tensor<?x4xf32> {cnn.layout = "C", cnn.name = "y"})
    attributes {cnn.network, cnn.labels = [{name = "target", type = tensor<?x4xf32>}],
                cnn.train = {loss = [{function = "mean_squared_error", label = "target", prediction = "y", weight = 1.0}],
                             optimizer = [{function = "sgd", momentum = 0.0, nesterov = false, rate = 0.1, weight_decay = 0.0}]}} {
  %w1 = cnn.get_parameter @w : tensor<4x4xf32>
  %a = cnn.dense %x, %w1 : (tensor<?x4xf32>, tensor<4x4xf32>) -> tensor<?x4xf32>
  %b = cnn.tanh %a : tensor<?x4xf32>
  %w2 = cnn.get_parameter @w : tensor<4x4xf32>
  %y = cnn.dense %b, %w2 {cnn.name = "y"} : (tensor<?x4xf32>, tensor<4x4xf32>) -> tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}
