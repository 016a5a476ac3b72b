// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// Where all types are the same, one is written.
// CHECK-LABEL: func.func @same
// CHECK: cnn.subtract %{{.*}}, %{{.*}} : tensor<?x4x2x3xf32>
// CHECK: cnn.multiply %{{.*}}, %{{.*}} : tensor<?x4x2x3xf32>
// CHECK: cnn.divide %{{.*}}, %{{.*}} : tensor<?x4x2x3xf32>
// CHECK: cnn.maximum %{{.*}}, %{{.*}} : tensor<?x4x2x3xf32>
// CHECK: cnn.minimum %{{.*}}, %{{.*}} : tensor<?x4x2x3xf32>
// CHECK: cnn.power %{{.*}}, %{{.*}} : tensor<?x4x2x3xf32>
func.func @same(%a: tensor<?x4x2x3xf32>, %b: tensor<?x4x2x3xf32>) -> tensor<?x4x2x3xf32> {
  %0 = cnn.subtract %a, %b : tensor<?x4x2x3xf32>
  %1 = cnn.multiply %0, %b : tensor<?x4x2x3xf32>
  %2 = cnn.divide %1, %b : tensor<?x4x2x3xf32>
  %3 = cnn.maximum %2, %b : tensor<?x4x2x3xf32>
  %4 = cnn.minimum %3, %b : tensor<?x4x2x3xf32>
  %5 = cnn.power %4, %b : tensor<?x4x2x3xf32>
  return %5 : tensor<?x4x2x3xf32>
}

// A function's type says the same, and is printed as one type.
// CHECK-LABEL: func.func @written
// CHECK: cnn.subtract %{{.*}}, %{{.*}} : tensor<?x10xf32>
func.func @written(%a: tensor<?x10xf32>) -> tensor<?x10xf32> {
  %y = cnn.subtract %a, %a : (tensor<?x10xf32>, tensor<?x10xf32>) -> tensor<?x10xf32>
  return %y : tensor<?x10xf32>
}

// A parameter has a number for each channel or one for all, on either side.
// CHECK-LABEL: func.func @parameters
// CHECK: cnn.multiply %{{.*}}, %{{.*}} : (tensor<?x4x2x3xf32>, tensor<4xf32>) -> tensor<?x4x2x3xf32>
// CHECK: cnn.divide %{{.*}}, %{{.*}} : (tensor<1xf32>, tensor<?x4x2x3xf32>) -> tensor<?x4x2x3xf32>
// CHECK: cnn.power %{{.*}}, %{{.*}} : (tensor<?x10xf32>, tensor<1xf32>) -> tensor<?x10xf32>
func.func @parameters(%x: tensor<?x4x2x3xf32>, %v: tensor<?x10xf32>, %c: tensor<4xf32>, %one: tensor<1xf32>) {
  %0 = cnn.multiply %x, %c : (tensor<?x4x2x3xf32>, tensor<4xf32>) -> tensor<?x4x2x3xf32>
  %1 = cnn.divide %one, %x : (tensor<1xf32>, tensor<?x4x2x3xf32>) -> tensor<?x4x2x3xf32>
  %2 = cnn.power %v, %one : (tensor<?x10xf32>, tensor<1xf32>) -> tensor<?x10xf32>
  return
}

// An extent of 1 stands for all: channels of the left, columns of the right.
// CHECK-LABEL: func.func @extents
// CHECK: (tensor<?x1x2x3xf32>, tensor<?x4x2x1xf32>) -> tensor<?x4x2x3xf32>
func.func @extents(%a: tensor<?x1x2x3xf32>, %b: tensor<?x4x2x1xf32>) -> tensor<?x4x2x3xf32> {
  %y = cnn.maximum %a, %b : (tensor<?x1x2x3xf32>, tensor<?x4x2x1xf32>) -> tensor<?x4x2x3xf32>
  return %y : tensor<?x4x2x3xf32>
}

// A vector beside a picture counts as one pixel, on either side.
// CHECK-LABEL: func.func @vector
// CHECK: (tensor<?x4x2x3xf32>, tensor<?x4xf32>) -> tensor<?x4x2x3xf32>
// CHECK: (tensor<?x4xf32>, tensor<?x1x2x3xf32>) -> tensor<?x4x2x3xf32>
func.func @vector(%x: tensor<?x4x2x3xf32>, %v: tensor<?x4xf32>, %p: tensor<?x1x2x3xf32>) {
  %0 = cnn.multiply %x, %v : (tensor<?x4x2x3xf32>, tensor<?x4xf32>) -> tensor<?x4x2x3xf32>
  %1 = cnn.minimum %v, %p : (tensor<?x4xf32>, tensor<?x1x2x3xf32>) -> tensor<?x4x2x3xf32>
  return
}

// An output of 2^31 elements, the most there can be.
// CHECK-LABEL: func.func @most
// CHECK: -> tensor<?x1x65536x32768xf32>
func.func @most(%a: tensor<?x1x65536x1xf32>, %b: tensor<?x1x1x32768xf32>) -> tensor<?x1x65536x32768xf32> {
  %y = cnn.subtract %a, %b : (tensor<?x1x65536x1xf32>, tensor<?x1x1x32768xf32>) -> tensor<?x1x65536x32768xf32>
  return %y : tensor<?x1x65536x32768xf32>
}
