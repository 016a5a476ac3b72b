// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// With a tile, and without.
// CHECK: kernel.a = #kernel.choice<"direct_conv", tile = [1, 14, 2]>
// CHECK-SAME: kernel.b = #kernel.choice<"softmax">
module attributes {kernel.a = #kernel.choice<"direct_conv", tile = [1, 14, 2]>, kernel.b = #kernel.choice<"softmax">} {
}
