// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// A number for all elements of a picture.
// CHECK-LABEL: func.func @picture
// CHECK: cnn.constant dense<1.000000e+00> : tensor<1x4x5xf32> -> tensor<?x1x4x5xf32>
func.func @picture() -> tensor<?x1x4x5xf32> {
  %y = cnn.constant dense<1.0> : tensor<1x4x5xf32> -> tensor<?x1x4x5xf32>
  return %y : tensor<?x1x4x5xf32>
}

// A number for each element of a vector.
// CHECK-LABEL: func.func @vector
// CHECK: cnn.constant dense<[1.000000e+00, 2.000000e+00, 0xFFC00000]> : tensor<3xf32> -> tensor<?x3xf32>
func.func @vector() -> tensor<?x3xf32> {
  %y = cnn.constant dense<[1.0, 2.0, 0xFFC00000]> : tensor<3xf32> -> tensor<?x3xf32>
  return %y : tensor<?x3xf32>
}

// Numbers that are kept as a resource.
// CHECK-LABEL: func.func @resource
// CHECK: cnn.constant dense_resource<two> : tensor<2xf32> -> tensor<?x2xf32>
func.func @resource() -> tensor<?x2xf32> {
  %y = cnn.constant dense_resource<two> : tensor<2xf32> -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

{-#
  dialect_resources: {
    builtin: {
      two: "0x400000000000803F00000040"
    }
  }
#-}
