// RUN: %cnn-opt %s --cnn-initialize-parameters | FileCheck %s

// Another seed gives other numbers than in initialize-parameters.mlir, and so
// does another name.
module attributes {cnn.seed = 42 : i64} {
  cnn.parameter @uniform : tensor<3xf32> init = <uniform, a = -1.0 : f64, b = 1.0 : f64>
  cnn.parameter @other : tensor<3xf32> init = <uniform, a = -1.0 : f64, b = 1.0 : f64>
}
// CHECK-DAG: uniform: "0x4000000044B95E3F6CF0213ED1F704BF"
// CHECK-DAG: other: "0x4000000030092EBF6B8460BE498E04BF"
