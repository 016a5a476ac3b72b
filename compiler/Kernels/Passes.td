//===----------------------------------------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The passes that decide which kernel computes what, and in which layout.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_KERNELS_PASSES_TD
#define CNNC_COMPILER_KERNELS_PASSES_TD

include "mlir/Pass/PassBase.td"

class TargetOptions {
  list<Option> options = [
    Option<"triple", "triple", "std::string", "\"\"", "target triple; empty: this machine">,
    Option<"cpu", "cpu", "std::string", "\"\"", "processor; empty: this machine's">];
}

def WinogradGradients : Pass<"cnn-winograd-gradients", "::mlir::func::FuncOp"> {
  let summary = "Compute gradients of weights at Winograd's points";
  let description = [{
    A gradient of a weight of 3x3 becomes the transforms of picture and gradient,
    their products for each of 36 points, and a transform of the sums, where that
    is predicted to be faster.

    ```mlir
    %dw = cnn.conv2d_weight_gradient %x, %g ... : (tensor<?x256x14x14xf32>, tensor<?x256x14x14xf32>) -> tensor<256x256x3x3xf32>
    // becomes
    %a = cnn.winograd_transform %x start = [1, 1] tiles = [4, 4] : (tensor<?x256x14x14xf32>) -> tensor<?x9216x1x16xf32>
    %b = cnn.winograd_transform %g gradient start = [1, 1] tiles = [4, 4] : (tensor<?x256x14x14xf32>) -> tensor<?x9216x1x16xf32>
    %m = cnn.conv2d_weight_gradient %a, %b ... groups = 36 : (...) -> tensor<9216x256x1x1xf32>
    %dw = cnn.winograd_weight_gradient %m : (tensor<9216x256x1x1xf32>) -> tensor<256x256x3x3xf32>
    ```
  }];
  let options = TargetOptions<>.options;
  let statistics = [Statistic<"rewritten", "rewritten", "gradients computed at Winograd's points">];
}

def CompactInputs : Pass<"cnn-compact-inputs", "::mlir::func::FuncOp"> {
  let summary = "Gather what strided 1x1 convolutions read";
  let description = [{
    A convolution of 1x1 with strides reads every other element of its input, for
    each tile of its outputs anew, and as many bytes as if it read all of them.
    Where the input is more than the cache holds, a pool with windows of one
    element first puts those that are read beside each other.

    ```mlir
    %y = cnn.conv2d %x, %w, %b strides = [2, 2] ... : (tensor<?x256x56x56xf32>, ...) -> tensor<?x512x28x28xf32>
    // becomes
    %c = cnn.pool max %x kernel = [1, 1] strides = [2, 2] : tensor<?x256x56x56xf32> -> tensor<?x256x28x28xf32>
    %y = cnn.conv2d %c, %w, %b strides = [1, 1] ... : (tensor<?x256x28x28xf32>, ...) -> tensor<?x512x28x28xf32>
    ```
  }];
  let options = TargetOptions<>.options;
  let statistics = [Statistic<"compacted", "compacted", "convolutions whose input was gathered">];
}

def RepeatActivations : Pass<"cnn-repeat-activations", "::mlir::func::FuncOp"> {
  let summary = "Compute element-wise layers again beside the gradient that reads them";
  let description = [{
    In a function that computes gradients, what an element-wise group has computed is
    computed again before the gradient of a weight that needs it, where that is one
    of each picture and what the group reads is needed later anyway. The group's
    first result then never leaves the cache, nor does the second one: both are
    touched by one run of joined kernels only (`kernel-join-steps`).

    ```mlir
    %z = cnn.fused %y ...
    %u = cnn.fused %z ...      // the convolution
    ...
    %dw = cnn.fused %z, %g ... // the gradient of its weight
    // becomes
    %z = cnn.fused %y ...
    %u = cnn.fused %z ...
    ...
    %again = cnn.fused %y ...
    %dw = cnn.fused %again, %g ...
    ```
  }];
  let statistics = [Statistic<"repeated", "repeated", "groups that are computed again">];
}

def Recompute : Pass<"cnn-recompute", "::mlir::func::FuncOp"> {
  let summary = "compute activations again rather than keep them for the backward pass";
  let description = [{
    Where the function with the role `gradients` needs more than `limit` bytes for
    a picture at some step, activations that are needed again only much later are
    given up, and computed a second time just before, from others that are kept.
    The kernels are the same, and so are the results' bits. It comes after layouts,
    which decide how large a buffer is, and before buffers have places. Nothing is
    changed that does not help; what is left above the limit remains.

    Before:
    ```mlir
    %z = cnn.fused %y ... // its first use is soon, the second one at the end
    ...
    %dw = cnn.fused %z, %g ...
    ```
    After:
    ```mlir
    %z = cnn.fused %y ...
    ...
    %again = cnn.fused %y ...
    %dw = cnn.fused %again, %g ...
    ```
  }];
  let options = [
    Option<"limit", "limit", "int64_t", "std::numeric_limits<int64_t>::max()", "bytes of activations for a picture">];
  let statistics = [
    Statistic<"repeated", "repeated", "Number of groups that are computed again">,
    Statistic<"repeatedBytes", "repeated-bytes", "Bytes of their results, for a picture">
  ];
}

def SelectKernels : Pass<"cnn-select-kernels", "::mlir::func::FuncOp"> {
  let summary = "Choose the kernel and the tile of each group of layers";
  let description = [{
    Asks every kernel for an offer and writes the cheapest one into the group as
    `kernel.choice`, with the predicted cycles beside it as `kernel.cycles`; later
    passes only read them. A group that has a choice keeps it, and one that the
    file `tuning` knows gets what that has first. `conv` restricts convolutions to
    one algorithm, `max-error` to those whose results differ from the exact ones
    by no more (relative to the largest result), `precision` says what
    convert-cnn-to-kernel will store, and `reference` takes reference kernels for everything.

    ```mlir
    %y = cnn.fused %x : (tensor<?x64x56x56xf32>) -> tensor<?x64x56x56xf32> { ... cnn.conv2d ... }
    // becomes
    %y = cnn.fused %x {kernel.choice = #kernel.choice<"direct_conv", tile = [1, 14, 2]>} : ...
    ```
  }];
  let dependentDialects = ["::cnnc::kernel::KernelDialect"];
  let options = !listconcat(TargetOptions<>.options, [
    Option<"conv", "conv", "std::string", "\"auto\"", "auto, direct, winograd or reference">,
    Option<"maxError", "max-error", "double", "1e-5", "largest error that an algorithm may cause">,
    Option<"batch", "batch", "int64_t", "1", "pictures that a run is expected to have">,
    Option<"precision", "precision", "std::string", "\"f32\"", "f32 or bf16">,
    Option<"reference", "reference", "bool", "false", "reference kernels for all layers">,
    Option<"tuning", "tuning", "std::string", "\"\"", "file of cnnc --tune; empty: none">]);
  let statistics = [Statistic<"groups", "groups", "groups of layers that got a kernel">];
}

def AssignLayouts : Pass<"cnn-assign-layouts", "::mlir::func::FuncOp"> {
  let summary = "Give every tensor a memory layout";
  let description = [{
    Each value takes the layout that its producer writes, with the largest halo
    that a consumer of that layout needs; a consumer that reads another one
    gets a `cnn.change_layout`, shared between consumers that want the same.
    A producer that can write any layout takes what its first consumer wants.
    The function's arguments and results keep the order of the ABI (nhwc).

    ```mlir
    %y = cnn.fused %x : (tensor<?x8x4x4xf32>) -> tensor<?x8x4x4xf32>
    // becomes
    %y = cnn.fused %x : (tensor<?x8x4x4xf32, #in>) -> tensor<?x8x4x4xf32, #out>
    ```
  }];
  let dependentDialects = ["::cnnc::kernel::KernelDialect"];
  let options = TargetOptions<>.options;
  let statistics = [Statistic<"changes", "changes", "changes of layout that were inserted">];
}

#endif // CNNC_COMPILER_KERNELS_PASSES_TD
