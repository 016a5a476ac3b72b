//===----------------------------------------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From groups of layers with a kernel and layouts to the LLVM dialect.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_LOWERING_PASSES_TD
#define CNNC_COMPILER_LOWERING_PASSES_TD

include "mlir/Pass/PassBase.td"

class LoweringTargetOptions {
  list<Option> options = [
    Option<"triple", "triple", "std::string", "\"\"", "target triple; empty: this machine">,
    Option<"cpu", "cpu", "std::string", "\"\"", "processor; empty: this machine's">];
}

def ConvertCnnToKernel : Pass<"convert-cnn-to-kernel", "::mlir::func::FuncOp"> {
  let summary = "Turn groups of layers into kernels on buffers";
  let description = [{
    Every tensor gets a `kernel.buffer`; the network's results become further
    arguments, into which the last kernels write. Parameters are packed as
    their kernels read them. With `precision=bf16` pictures in blocks of channels
    that kernels hand each other are bf16, but for places (of maxima) and what
    only goes to the results; so are the weights of layers that multiply them.

    ```mlir
    func.func @net(%x: tensor<?x3x8x8xf32, #in>) -> tensor<?x8x8x8xf32, #out>
    // becomes
    func.func @net(%x: memref<?x3x8x8xf32, #in>, %y: memref<?x8x8x8xf32, #out>)
    ```
  }];
  let dependentDialects = ["::cnnc::kernel::KernelDialect"];
  let options = !listconcat(LoweringTargetOptions<>.options, [
    Option<"precision", "precision", "std::string", "\"f32\"", "f32, or bf16 for pictures between kernels">]);
  let statistics = [Statistic<"kernels", "kernels", "kernels that were made">];
}

def ReadPictures : Pass<"kernel-read-pictures", "::mlir::func::FuncOp"> {
  let summary = "Let first layers read the caller's pictures";
  let description = [{
    Where only direct convolutions read the planes that an element-wise kernel
    makes of an argument of the network, they read the argument themselves; what
    the kernel computes becomes their prologue.

    ```mlir
    kernel.elementwise ins(%arg, %scale, %shift) outs(%planes) epilogue { ... }
    kernel.direct_conv ins(%planes) weights(%w, %b) outs(%y)
    // becomes
    kernel.direct_conv ins(%arg) weights(%w, %b, %scale, %shift) outs(%y) prologue { ... }
    ```
  }];
  let dependentDialects = ["::cnnc::kernel::KernelDialect"];
  let statistics = [Statistic<"folded", "folded", "convolutions that read an argument">];
}

def SumOutputs : Pass<"kernel-sum-outputs", "::mlir::func::FuncOp"> {
  let summary = "Let convolutions add up what they write";
  let description = [{
    A global average of what a depthwise convolution writes becomes one of the
    sums of the convolution's items, and sums over the batch, which the statistics
    of a batch norm and its gradient are, of what any convolution writes.

    ```mlir
    kernel.depthwise_conv ins(%x) weights(%w, %b) outs(%y)
    kernel.global_pool ins(%y) outs(%p) {kind = #cnn<pool_kind avg>}
    // becomes
    kernel.depthwise_conv ins(%x) weights(%w, %b) sums(%s) outs(%y)
    kernel.global_pool ins(%s) outs(%p) {count = 3136, kind = #cnn<pool_kind avg>}

    kernel.direct_conv ins(%x) weights(%w, %b) outs(%y)
    kernel.picture_sums ins(%y, %mean) outs(%s) epilogue {...}
    kernel.channel_sum ins(%s) outs(%statistics)
    // becomes
    kernel.direct_conv ins(%x, %mean) weights(%w, %b) sums(%s) outs(%y) terms {...}
    kernel.channel_sum ins(%s) outs(%statistics)
    ```
  }];
  let dependentDialects = ["::cnnc::kernel::KernelDialect"];
  let statistics = [Statistic<"fused", "fused", "sums that convolutions take over">];
}

def ComposeGathers : Pass<"kernel-compose-gathers", "::mlir::func::FuncOp"> {
  let summary = "Read through one gather instead of one after the other";
  let description = [{
    Where all that reads what a `kernel.gather` writes are gathers themselves, these
    read its input by the product of the maps, if that still moves vectors.

    ```mlir
    kernel.gather ins(%x) outs(%y) {map = affine_map<(d0, d1, d2) -> (d0 mod 2 * 32 + d0 floordiv 2, d1, d2)>}
    kernel.gather ins(%y) outs(%z) {map = affine_map<(d0, d1, d2) -> (d0 + 32, d1, d2)>}
    // becomes
    kernel.gather ins(%x) outs(%z) {map = affine_map<(d0, d1, d2) -> (d0 mod 2 * 32 + d0 floordiv 2 + 16, d1, d2)>}
    ```
  }];
  let dependentDialects = ["::cnnc::kernel::KernelDialect"];
  let statistics = [Statistic<"count", "composed", "gathers that read through another one">];
}

def PlaceSlices : Pass<"kernel-place-slices", "::mlir::func::FuncOp"> {
  let summary = "Read ranges of channels, and padded pictures, where they are";
  let description = [{
    A `kernel.gather` of channels that start and end at whole blocks becomes a
    `kernel.slice` of its input, and a `kernel.pad` a `kernel.view` of its input with a
    halo. Where readers need a wider halo, the input takes it. What a concat has
    placed in its result is copied there.

    ```mlir
    kernel.gather ins(%x) outs(%y) {map = affine_map<(d0, d1, d2) -> (d0 + 32, d1, d2)>}
    // becomes
    %y = kernel.slice %x channel = 32
    ```
  }];
  let dependentDialects = ["::cnnc::kernel::KernelDialect"];
  let statistics = [Statistic<"placed", "placed", "ranges and borders that are not copied">];
}

def PlaceConcats : Pass<"kernel-place-concats", "::mlir::func::FuncOp"> {
  let summary = "Let producers write straight into the result of a concat";
  let description = [{
    An input of a `kernel.concat` whose channels start and end at whole blocks
    becomes a `kernel.slice` of the concat's buffer, so that its producer writes
    it in place; a concat all of whose inputs are in place disappears.

    ```mlir
    %a = kernel.buffer : memref<?x16x8x8xf32, #l>
    kernel.concat ins(%a, %b) outs(%y)
    // becomes
    %a = kernel.slice %y channel = 0
    ```
  }];
  let dependentDialects = ["::cnnc::kernel::KernelDialect"];
  let statistics = [Statistic<"placed", "placed", "inputs that are written in place">];
}

def JoinSteps : Pass<"kernel-join-steps", "::mlir::func::FuncOp"> {
  let summary = "Let a few pictures go through several kernels before the next ones do";
  let description = [{
    In a function with a batch, kernels one after the other that compute each
    picture by itself are joined, so that what one writes is in the cache when
    another reads it. The number of pictures is what fits into the second level of
    the caches. Kernels in between move before or behind them. A kernel whose
    results, more than the last cache holds, only a later run reads is marked with
    `kernel.stream`: it writes past the caches.

    ```mlir
    kernel.elementwise ins(%y) outs(%z)
    kernel.pack ins(%w, %table) outs(%packed)
    kernel.direct_conv ins(%z) weights(%packed, %b) outs(%u)
    // becomes
    kernel.pack ins(%w, %table) outs(%packed)
    kernel.elementwise ins(%y) outs(%z) {kernel.join = 3}
    kernel.direct_conv ins(%z) weights(%packed, %b) outs(%u) {kernel.joined}
    ```
  }];
  let options = [
    Option<"triple", "triple", "std::string", "\"\"", "target triple; empty: this machine">,
    Option<"cpu", "cpu", "std::string", "\"\"", "processor; empty: this machine's">];
  let statistics = [Statistic<"joined", "joined", "kernels of joined runs">];
}

def MicroBatch : Pass<"kernel-micro-batch", "::mlir::func::FuncOp"> {
  let summary = "Cut the network into sections that micro-batches go through";
  let description = [{
    A batch of any size may come at run time. Where the caches hold what a kernel
    writes for a few pictures, but not for all of them, a micro-batch of these few
    goes through several kernels, a section, before the next one does. Each kernel
    reads its weights once for each micro-batch, so that a section whose weights are
    large and whose maps are small takes more pictures, or all. The sections and
    their pictures are those of the least predicted traffic between cores, caches and
    memory. Not in functions that train, whose sums are over the batch.

    ```mlir
    kernel.direct_conv ins(%x) weights(%w, %b) outs(%y)
    kernel.pool ins(%y) outs(%z)
    kernel.dense ins(%z) weights(%v, %c) outs(%u)
    // becomes
    kernel.direct_conv ins(%x) weights(%w, %b) outs(%y) {kernel.micro_batch = 2}
    kernel.pool ins(%y) outs(%z)
    kernel.dense ins(%z) weights(%v, %c) outs(%u) {kernel.micro_batch = 0}
    ```
  }];
  let options = [
    Option<"triple", "triple", "std::string", "\"\"", "target triple; empty: this machine">,
    Option<"cpu", "cpu", "std::string", "\"\"", "processor; empty: this machine's">];
  let statistics = [Statistic<"sections", "sections", "sections that micro-batches go through">];
}

def PlanMemory : Pass<"kernel-plan-memory", "::mlir::func::FuncOp"> {
  let summary = "Place all buffers in one arena";
  let description = [{
    A buffer lives from the first kernel that writes it (or a slice of it) to
    the last that reads it. A kernel that reads an element-wise operand for the
    last time writes over it, where their types agree. The others are placed,
    largest first, at the lowest offset at which they overlap no buffer that
    lives at the same time. Offsets are bytes per picture. What only kernels of one
    section touch (`kernel.passing`) has offsets of its own, in memory of a
    micro-batch, and what only joined kernels touch (`kernel.local`), in memory of the
    thread.

    ```mlir
    %b = kernel.buffer : memref<?x8x4x4xf32, #l>
    // becomes
    %b = kernel.buffer offset = 4096 : memref<?x8x4x4xf32, #l>
    ```
  }];
  let dependentDialects = ["::cnnc::kernel::KernelDialect"];
  let statistics = [
    Statistic<"inPlace", "in-place", "buffers that reuse an operand's">,
    Statistic<"arenaBytes", "arena-bytes", "bytes of the arena per picture">];
}

def OutlineKernels : Pass<"kernel-outline-kernels", "::mlir::ModuleOp"> {
  let summary = "Give every kernel a function, equal kernels the same one";
  let description = [{
    ```mlir
    kernel.pool max ins(%x) outs(%y) ...
    // becomes
    kernel.launch @net_k0(%x, %y) kind = "pool" items = 64 fixed = 0 ...
    ```
  }];
  let dependentDialects = ["::cnnc::kernel::KernelDialect"];
  let statistics = [
    Statistic<"functions", "functions", "kernel functions">,
    Statistic<"shared", "shared", "launches of a function that another launch made">];
}

def EmitLoops : Pass<"kernel-emit-loops", "::mlir::func::FuncOp"> {
  let summary = "Emit the loops of a kernel function";
  let description = [{
    Runs the kernel's generator. The function's buffers become flat memrefs of
    one picture, with the others behind it; the number of pictures and the range
    of work items become arguments.

    ```mlir
    func.func private @net_k0(%x: memref<?x3x8x8xf32, #in>, %y: memref<?x3x4x4xf32, #out>)
    // becomes
    func.func private @net_k0(%x: memref<192xf32>, %y: memref<64xf32>, %images: index, %begin: index, %end: index)
    ```
  }];
  let dependentDialects = ["::cnnc::kernel::KernelDialect", "::mlir::LLVM::LLVMDialect", "::mlir::x86vector::X86VectorDialect"];
  let options = LoweringTargetOptions<>.options;
}

def DropNetwork : Pass<"kernel-drop-network", "::mlir::ModuleOp"> {
  let summary = "Remove the network function, keep its kernels";
  let description = [{
    The list of launches becomes the runtime's plan, not code. Whoever wants the
    plan takes it before this pass.

    ```mlir
    func.func @net(...) attributes {cnn.network} { kernel.launch @net_k0 ... }
    func.func private @net_k0(...)
    // becomes
    func.func private @net_k0(...)
    ```
  }];
}

def ExpandMath : Pass<"kernel-expand-math"> {
  let summary = "Expand vector math functions into polynomials";
  let description = [{
    exp, expm1, tanh, log, log1p, erf and powf on vectors of f32, to within 3 ulp
    over all of f32: subnormal results are kept, infinities and NaN come out as
    IEEE 754 has them. Scalars (reference kernels) stay calls of libm. Exponentials
    of whole registers of AVX2 and AVX-512 look up powers of two in a register.

    ```mlir
    %y = math.exp %x : vector<16xf32>
    // becomes arith and vector.fma
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::math::MathDialect", "::mlir::vector::VectorDialect",
                           "::mlir::LLVM::LLVMDialect"];
  let options = LoweringTargetOptions<>.options;
  let statistics = [Statistic<"expanded", "expanded", "calls that were expanded">];
}

#endif // CNNC_COMPILER_LOWERING_PASSES_TD
