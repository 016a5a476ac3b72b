//===----------------------------------------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The kernel dialect: how a network is computed, on buffers.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_KERNEL_KERNELDIALECT_TD
#define CNNC_DIALECTS_KERNEL_KERNELDIALECT_TD

include "mlir/IR/OpBase.td"

def Kernel_Dialect : Dialect {
  let name = "kernel";
  let cppNamespace = "::cnnc::kernel";
  let summary = "Kernels of a network, as destination-passing ops on buffers";
  let description = [{
    One op per family of algorithms. Algorithm, tile and layouts are decided
    and written down; a later pass only reads them. Buffers are memrefs of the
    logical shape whose layout is a `#cnn.layout`. What was fused into a layer
    (residual add, activation) is the op's epilogue region on scalars of f32,
    which the kernel generator turns into vector code.

    A network is a function whose body is a list of kernels; each becomes a
    function of its own (`kernel-outline-kernels`) and a `kernel.launch`.
  }];
  let useDefaultAttributePrinterParser = 1;
  let hasOperationAttrVerify = 1;
  let dependentDialects = ["::cnnc::cnn::CnnDialect", "::mlir::arith::ArithDialect",
                           "::mlir::math::MathDialect", "::mlir::memref::MemRefDialect",
                           "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect",
                           "::mlir::func::FuncDialect"];
  let extraClassDeclaration = [{
    void registerAttributes();
    /// On a `cnn.fused`: the kernel that selection chose.
    static constexpr llvm::StringLiteral kChoiceAttr = "kernel.choice";
    /// On a `cnn.fused` with a choice, and its kernel until it is outlined: the
    /// cycles of one core that selection predicted for a picture.
    static constexpr llvm::StringLiteral kCyclesAttr = "kernel.cycles";
    /// On a kernel whose op does not say them: its work items, until it is outlined.
    static constexpr llvm::StringLiteral kItemsAttr = "kernel.items";
    /// On the first of several kernels that a few pictures go through together,
    /// before the next ones do: how many; and, a unit attribute, on the others.
    static constexpr llvm::StringLiteral kJoinAttr = "kernel.join";
    static constexpr llvm::StringLiteral kJoinedAttr = "kernel.joined";
    /// On the first of joined kernels that a part of a picture goes through before
    /// the next part does: all its blocks of channels, and how many are a part.
    static constexpr llvm::StringLiteral kJoinBlocksAttr = "kernel.join_blocks";
    /// Unit attribute of a kernel whose output goes past the caches: nobody reads it
    /// before it would have left them.
    static constexpr llvm::StringLiteral kStreamAttr = "kernel.stream";
    /// Unit attribute of a buffer that only kernels of one joined run touch: it lies
    /// in memory of the thread. On the network function: bytes of that memory.
    static constexpr llvm::StringLiteral kLocalAttr = "kernel.local";
    static constexpr llvm::StringLiteral kLocalBytesAttr = "kernel.local_bytes";
    /// On the first kernel of a section: pictures of a micro-batch, which goes through
    /// all kernels up to the next section before the next micro-batch does; 0: all
    /// pictures go through each of these kernels. Then, once memory is planned, bytes per
    /// picture: of the arena's beginning, what is alive in the section; and behind these,
    /// of a micro-batch, what only the section touches.
    static constexpr llvm::StringLiteral kMicroBatchAttr = "kernel.micro_batch";
    static constexpr llvm::StringLiteral kPassingBytesAttr = "kernel.passing_bytes";
    /// Unit attribute of a buffer that only kernels of one section touch: its offset is
    /// in memory for a micro-batch.
    static constexpr llvm::StringLiteral kPassingAttr = "kernel.passing";
    /// Unit attribute of a launch whose result machines that train together may
    /// average.
    static constexpr llvm::StringLiteral kStatisticsAttr = "kernel.statistics";
    /// On the network function: bytes of the arena that all pictures share.
    static constexpr llvm::StringLiteral kSharedAttr = "kernel.shared_bytes";
    /// On the network function: bytes of the arena per picture.
    static constexpr llvm::StringLiteral kArenaAttr = "kernel.arena_bytes";
    /// On an outlined kernel function: bytes of scratch memory per thread.
    static constexpr llvm::StringLiteral kScratchAttr = "kernel.scratch_bytes";
    /// Unit attribute of one whose calls look for what earlier ones of the same step left
    /// in that memory: its first word is 0 before the first call on a thread.
    static constexpr llvm::StringLiteral kKeepsScratchAttr = "kernel.keeps_scratch";
    /// Unit attribute of an outlined kernel function.
    static constexpr llvm::StringLiteral kKernelAttr = "kernel.kernel";
  }];
}

#endif // CNNC_DIALECTS_KERNEL_KERNELDIALECT_TD
