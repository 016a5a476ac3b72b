// RUN: %cnn-opt %s --split-input-file --canonicalize | FileCheck %s

// Powers of 2, 3 and -1 are products and a quotient.
// CHECK-LABEL: func.func @products
// CHECK-SAME: (%[[X:.*]]: tensor<?x4xf32>)
// CHECK-DAG: %[[ONE:.*]] = arith.constant dense<1.000000e+00> : tensor<1xf32>
// CHECK-DAG: %[[SQUARE:.*]] = cnn.multiply %[[X]], %[[X]] : tensor<?x4xf32>
// CHECK-DAG: %[[SECOND:.*]] = cnn.multiply %[[X]], %[[X]] : tensor<?x4xf32>
// CHECK-DAG: %[[CUBE:.*]] = cnn.multiply %[[SECOND]], %[[X]] : tensor<?x4xf32>
// CHECK-DAG: %[[INVERSE:.*]] = cnn.divide %[[ONE]], %[[X]]
// CHECK-NOT: cnn.power
func.func @products(%x: tensor<?x4xf32>) -> (tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>) {
  %two = arith.constant dense<2.0> : tensor<1xf32>
  %three = arith.constant dense<3.0> : tensor<4xf32>
  %minus = arith.constant dense<-1.0> : tensor<1xf32>
  %a = cnn.power %x, %two : (tensor<?x4xf32>, tensor<1xf32>) -> tensor<?x4xf32>
  %b = cnn.power %x, %three : (tensor<?x4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
  %c = cnn.power %x, %minus : (tensor<?x4xf32>, tensor<1xf32>) -> tensor<?x4xf32>
  return %a, %b, %c : tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>
}

// -----

// Other exponents, different ones for the channels, and constants to a power stay.
// CHECK-LABEL: func.func @stays
// CHECK-COUNT-3: cnn.power
func.func @stays(%x: tensor<?x2xf32>) -> (tensor<?x2xf32>, tensor<?x2xf32>, tensor<?x2xf32>) {
  %half = arith.constant dense<0.5> : tensor<1xf32>
  %both = arith.constant dense<[2.0, 3.0]> : tensor<2xf32>
  %two = arith.constant dense<2.0> : tensor<1xf32>
  %a = cnn.power %x, %half : (tensor<?x2xf32>, tensor<1xf32>) -> tensor<?x2xf32>
  %b = cnn.power %x, %both : (tensor<?x2xf32>, tensor<2xf32>) -> tensor<?x2xf32>
  %c = cnn.power %two, %x : (tensor<1xf32>, tensor<?x2xf32>) -> tensor<?x2xf32>
  return %a, %b, %c : tensor<?x2xf32>, tensor<?x2xf32>, tensor<?x2xf32>
}
