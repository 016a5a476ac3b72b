// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// Two groups of three channels.
// CHECK-LABEL: func.func @groups
// CHECK: cnn.group_norm %{{.*}}, %{{.*}}, %{{.*}} groups = 2 epsilon = 1.000000e-03 : (tensor<?x6x4x5xf32>, tensor<6xf32>, tensor<6xf32>) -> tensor<?x6x4x5xf32>
func.func @groups(%x: tensor<?x6x4x5xf32>, %s: tensor<6xf32>, %t: tensor<6xf32>) -> tensor<?x6x4x5xf32> {
  %y = cnn.group_norm %x, %s, %t groups = 2 epsilon = 1.0e-3 : (tensor<?x6x4x5xf32>, tensor<6xf32>, tensor<6xf32>) -> tensor<?x6x4x5xf32>
  return %y : tensor<?x6x4x5xf32>
}

// A group for each channel, without scale and shift: instance normalisation.
// CHECK-LABEL: func.func @instance
// CHECK: cnn.group_norm %{{[^,]*}} groups = 6 epsilon
func.func @instance(%x: tensor<2x6x4x5xf32>) -> tensor<2x6x4x5xf32> {
  %y = cnn.group_norm %x groups = 6 epsilon = 1.0e-3 : (tensor<2x6x4x5xf32>) -> tensor<2x6x4x5xf32>
  return %y : tensor<2x6x4x5xf32>
}

// A vector, all of one group.
// CHECK-LABEL: func.func @vector
// CHECK: cnn.group_norm %{{[^,]*}} groups = 1 epsilon = 1.000000e-03 : (tensor<?x6xf32>) -> tensor<?x6xf32>
func.func @vector(%x: tensor<?x6xf32>) -> tensor<?x6xf32> {
  %y = cnn.group_norm %x groups = 1 epsilon = 1.0e-3 : (tensor<?x6xf32>) -> tensor<?x6xf32>
  return %y : tensor<?x6xf32>
}
