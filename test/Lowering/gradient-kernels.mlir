// Which kernels compute gradients, and where dropout's numbers come from.
// RUN: %cnnc %s --stop-after=kernel | FileCheck %s

// CHECK: kernel.pool_gradient ins(%{{.*}}, %{{.*}} : {{.*}}) outs({{.*}}) {{{.*}}layer = "cnn.pool_gradient"
// CHECK: kernel.axis_gradient ins(%{{.*}} : {{.*}}) weights(%{{.*}}, %{{.*}} : {{.*}}) outs({{.*}}) {{{.*}}layer = "cnn.pad_gradient"
// CHECK: kernel.local_response_norm_gradient {{.*}}layer = "cnn.local_response_norm_gradient"
// CHECK: %[[CONTROL:.*]] = kernel.control : memref<16xf32>
// CHECK: kernel.random_dropout ins(%{{.*}}, %[[CONTROL]] : {{.*}}, memref<16xf32>) outs({{.*}}) {{{.*}}layer = "cnn.random_dropout"
// CHECK: kernel.loss ins({{.*}}) outs({{.*}}) {{{.*}}layer = "cnn.cross_entropy"

func.func @net(%g: tensor<?x4x2x2xf32> {cnn.name = "g", cnn.layout = "NCHW"}, %x: tensor<?x4x4x4xf32> {cnn.name = "x", cnn.layout = "NCHW"}, %label: tensor<?x1x2x2xi32> {cnn.name = "label", cnn.layout = "NCHW"}) -> (tensor<?x1xf32> {cnn.name = "y", cnn.layout = "NC"}) attributes {cnn.network} {
  %0 = cnn.pool_gradient max %g, %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] : (tensor<?x4x2x2xf32>, tensor<?x4x4x4xf32>) -> tensor<?x4x4x4xf32>
  %1 = cnn.pad_gradient %0 padding = [1, 1, 1, 1] : (tensor<?x4x4x4xf32>) -> tensor<?x4x2x2xf32>
  %2 = cnn.local_response_norm_gradient %1, %g size = 3 alpha = 1.0 beta = 0.75 k = 1.0 : (tensor<?x4x2x2xf32>, tensor<?x4x2x2xf32>) -> tensor<?x4x2x2xf32>
  %3 = cnn.random_dropout %2 rate = 0.5 salt = 1 : (tensor<?x4x2x2xf32>) -> tensor<?x4x2x2xf32>
  %4 = cnn.cross_entropy %3, %label smoothing = 0.0 : (tensor<?x4x2x2xf32>, tensor<?x1x2x2xi32>) -> tensor<?x1xf32>
  return %4 : tensor<?x1xf32>
}
