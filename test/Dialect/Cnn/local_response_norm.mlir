// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// As in AlexNet.
// CHECK-LABEL: func.func @picture
// CHECK: cnn.local_response_norm %{{.*}} size = 5 alpha = 1.000000e-04 beta = 7.500000e-01 k = 2.000000e+00 : tensor<?x96x27x27xf32>
func.func @picture(%x: tensor<?x96x27x27xf32>) -> tensor<?x96x27x27xf32> {
  %y = cnn.local_response_norm %x size = 5 alpha = 1.0e-4 beta = 7.5e-1 k = 2.0 : tensor<?x96x27x27xf32>
  return %y : tensor<?x96x27x27xf32>
}

// A vector, and more neighbours than there are channels.
// CHECK-LABEL: func.func @vector
// CHECK: cnn.local_response_norm %{{.*}} size = 2147483648 alpha = -1.000000e+00 {{.*}} : tensor<2x8xf32>
func.func @vector(%x: tensor<2x8xf32>) -> tensor<2x8xf32> {
  %y = cnn.local_response_norm %x size = 2147483648 alpha = -1.0 beta = 0.0 k = 0.0 : tensor<2x8xf32>
  return %y : tensor<2x8xf32>
}
