// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// Pictures.
// CHECK-LABEL: func.func @picture
// CHECK: cnn.add %{{.*}}, %{{.*}} : tensor<?x4x2x2xf32>
func.func @picture(%a: tensor<?x4x2x2xf32>, %b: tensor<?x4x2x2xf32>) -> tensor<?x4x2x2xf32> {
  %y = cnn.add %a, %b : tensor<?x4x2x2xf32>
  return %y : tensor<?x4x2x2xf32>
}

// A vector and itself.
// CHECK-LABEL: func.func @vector
// CHECK: cnn.add %[[A:.*]], %[[A]] : tensor<?x4xf32>
func.func @vector(%a: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %y = cnn.add %a, %a : tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}
