// RUN: %cnn-opt %s --cnn-verify-pipeline | FileCheck %s --check-prefix=CNN
// RUN: %cnn-opt %s --cnn-verify-pipeline --cnn-graph-pipeline | FileCheck %s --check-prefix=GRAPH
// RUN: %cnn-opt %s --cnn-graph-pipeline=reference=true | FileCheck %s --check-prefix=APART
// RUN: %cnn-opt %s --cnn-graph-pipeline "--cnn-kernel-pipeline=triple=x86_64-linux-gnu cpu=x86-64-v3" | FileCheck %s --check-prefix=KERNEL
// RUN: %cnn-opt %s --cnn-graph-pipeline=conv=reference "--cnn-kernel-pipeline=conv=reference" | FileCheck %s --check-prefix=REFERENCE
// RUN: %cnn-opt %s --cnn-graph-pipeline "--cnn-kernel-pipeline=triple=x86_64-linux-gnu cpu=x86-64-v3" "--cnn-loops-pipeline=triple=x86_64-linux-gnu cpu=x86-64-v3" | FileCheck %s --check-prefix=LOOPS
// RUN: %cnn-opt %s --cnn-graph-pipeline "--cnn-kernel-pipeline=triple=aarch64-linux-gnu" "--cnn-loops-pipeline=triple=aarch64-linux-gnu" | FileCheck %s --check-prefix=NEON
// RUN: %cnn-opt %s --cnn-graph-pipeline --cnn-kernel-pipeline --cnn-loops-pipeline --cnn-llvm-pipeline | FileCheck %s --check-prefix=LLVM
// RUN: %cnn-opt --help | FileCheck %s --check-prefix=HELP

// The phases of a compilation by name, one after the other, as cnnc runs them.

// CNN: cnn.parameter @conv.weight
// CNN: cnn.conv2d
// GRAPH-NOT: cnn.parameter
// GRAPH: cnn.fused
// GRAPH: cnn.conv2d
// GRAPH-NEXT: cnn.relu
// APART: cnn.conv2d
// APART-NEXT: cnn.yield
// KERNEL: kernel.direct_conv
// KERNEL-SAME: block = 8
// REFERENCE: kernel.reference
// LOOPS: vector.fma {{.*}} : vector<8xf32>
// NEON: vector.fma {{.*}} : vector<4xf32>
// LLVM: llvm.func @net_k0
// LLVM-NOT: unrealized_conversion_cast
// HELP-DAG: --cnn-verify-pipeline
// HELP-DAG: --cnn-graph-pipeline
// HELP-DAG: --cnn-kernel-pipeline
// HELP-DAG: --cnn-loops-pipeline
// HELP-DAG: --cnn-llvm-pipeline
cnn.parameter @conv.weight : tensor<8x3x3x3xf32> init = #cnn.init<he_normal>

func.func @net(%x: tensor<?x3x8x8xf32>) -> tensor<?x8x6x6xf32> attributes {cnn.network} {
  %w = cnn.get_parameter @conv.weight : tensor<8x3x3x3xf32>
  %c = cnn.conv2d %x, %w strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x3x8x8xf32>, tensor<8x3x3x3xf32>) -> tensor<?x8x6x6xf32>
  %r = cnn.relu %c : tensor<?x8x6x6xf32>
  return %r : tensor<?x8x6x6xf32>
}
