//===- Kernel.h - What a kernel is to the compiler
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A kernel is one algorithm for some groups of layers. It says which groups it
// can compute and at what cost, which layouts it wants, how a group becomes
// its op of the kernel dialect (packing weights on the way), and how that op
// becomes loops. One file per algorithm, one line in allKernels().
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_KERNELS_KERNEL_H
#define CNNC_COMPILER_KERNELS_KERNEL_H

#include "compiler/Support/Target.h"
#include "dialects/Cnn/Constants.h"
#include "dialects/Kernel/KernelDialect.h"
#include <memory>

namespace cnnc {

class KernelEmitter;

/// A kernel's offer for a group: a tile, and what it is predicted to cost on one
/// core for one picture. The parts are 0 where the kernel's model does not tell.
struct Candidate {
  llvm::SmallVector<int64_t, 3> tile;
  double cycles = 0;
  double productCycles = 0;   ///< multiply-adds
  double transformCycles = 0; ///< making other numbers of inputs and results
  double trafficCycles = 0;   ///< memory, which the others may hide
  double flops = 0;           ///< where they are not those of the layer
  double reluctance = 1;      ///< by which it must be better than others to be chosen

  /// What decides between kernels.
  double rank() const { return cycles * reluctance; }
};

/// How the work of a step is cut: `items` per picture plus `fixed`.
struct WorkItems {
  int64_t items = 0, fixed = 0;
};

class WeightTrace;

/// A weight that training changes: a parameter, or (with groups) one with inputs
/// and outputs exchanged within each group and taps reversed.
struct TrainedWeight {
  mlir::FlatSymbolRefAttr parameter;
  int64_t elements;
  int64_t groups = 0;

  /// The parameter's memory, as a vector.
  mlir::Value createState(mlir::OpBuilder &builder, mlir::Location loc) const;
};
std::optional<TrainedWeight> getTrainedWeight(mlir::Value weight);

/// What lowering a group to its kernel op needs.
struct GroupLowering {
  mlir::OpBuilder &builder;
  cnn::FusedOp group;
  llvm::ArrayRef<mlir::Value> inputs; ///< buffers, one per operand of the group
  mlir::Value output;                 ///< buffer
  llvm::ArrayRef<int64_t> tile;
  const Target &target;

  /// The parameters that the lowering has read and that training changes.
  std::shared_ptr<WeightTrace> trace = nullptr;

  mlir::Location loc() const { return cnn::FusedOp(group).getLoc(); }
  /// The f32 data of a constant operand of a layer; an error where the file
  /// that was read elided it. Of a parameter that training changes these are
  /// numbers that `pack` follows to their places: they may only be moved.
  mlir::FailureOr<cnn::ConstantFloats> readConstant(mlir::Value constant);
  /// A packed parameter of `count` elements of f32 (or bf16, to which they are
  /// rounded), zero unless `fill` sets them.
  mlir::Value pack(llvm::StringRef name, int64_t count, llvm::function_ref<void(llvm::MutableArrayRef<float>)> fill,
                   bool bf16 = false);
  /// A bias (or null: zeros) for `channels` channels, padded to whole blocks.
  mlir::FailureOr<mlir::Value> packBias(mlir::Value bias, int64_t channels, int64_t block);
};

class Kernel {
public:
  virtual ~Kernel() = default;

  /// The name of its op without the dialect: "direct_conv".
  virtual llvm::StringRef getName() const = 0;

  /// Its offer for a group, or why it cannot compute it; a reason that begins
  /// with "not" says that the layer is of another kind.
  virtual std::optional<Candidate> match(cnn::FusedOp group, const Target &target, std::string &why) const = 0;

  /// All offers worth a look, that of match first, then by cycles; none where
  /// there is no match. Nothing else is accepted as a choice from outside.
  virtual llvm::SmallVector<Candidate> getCandidates(cnn::FusedOp group, const Target &target, std::string &why) const;

  /// The layout in which it reads an operand of the group, with the least halo
  /// that it needs; null: any layout at all. By default vectors of blocks.
  virtual cnn::LayoutAttr getInputLayout(cnn::FusedOp group, unsigned operand, const Target &target) const;

  /// The layout that it writes, but for the halo; null: what the first
  /// consumer wants.
  virtual cnn::LayoutAttr getOutputLayout(cnn::FusedOp group, const Target &target) const;

  /// Makes the kernel op.
  virtual mlir::LogicalResult lower(GroupLowering &lowering) const = 0;

  virtual WorkItems getWorkItems(kernel::KernelOpInterface op) const = 0;

  /// Into how many equal parts a picture's work items fall, in order, of which each
  /// computes one block of channels and reads, of tensors with as many blocks, the
  /// same one. 0: there are no such parts.
  virtual int64_t countChannelParts(kernel::KernelOpInterface) const { return 0; }

  /// Bands of rows that its items are of, and so the rows of its sums
  /// (SummingOpInterface). 0: it does not add up what it writes.
  virtual int64_t countBands(kernel::KernelOpInterface) const { return 0; }

  /// Whether it sums over the batch: the op's output has none, and the pictures of
  /// its step are those of its first input.
  virtual bool reducesBatch(kernel::KernelOpInterface) const { return false; }

  /// Scratch memory that each thread needs.
  virtual int64_t getScratchBytes(kernel::KernelOpInterface, const Target &) const { return 0; }

  /// Whether calls of one step find in the scratch memory what earlier ones on the same
  /// thread left there. The first call on a thread finds its first word 0.
  virtual bool keepsScratch(kernel::KernelOpInterface) const { return false; }

  /// Floating-point operations per picture.
  virtual double getFlops(kernel::KernelOpInterface op) const;

  /// Emits the loops of one kernel function.
  virtual mlir::LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &emitter) const = 0;
};

/// A kernel that has several tiles to offer.
class TiledKernel : public Kernel {
public:
  std::optional<Candidate> match(cnn::FusedOp group, const Target &target, std::string &why) const final;
  llvm::SmallVector<Candidate> getCandidates(cnn::FusedOp group, const Target &target,
                                             std::string &why) const override = 0;
};

/// Puts candidate `best` first and the others behind it by cycles.
void rankCandidates(llvm::SmallVectorImpl<Candidate> &candidates, size_t best);

/// The target that a pass's options name, with an error at `func` where there is none.
mlir::FailureOr<Target> createTarget(mlir::Operation *func, const std::string &triple, const std::string &cpu);

/// All kernels, the more special first.
llvm::ArrayRef<const Kernel *> allKernels();

/// By name; null if there is none.
const Kernel *findKernel(llvm::StringRef name);

/// The kernel that selection chose for a group; null after an error, which has
/// been reported.
const Kernel *getChosenKernel(cnn::FusedOp group, const Target &target);

/// The kernel of an op of the kernel dialect.
const Kernel *findKernel(mlir::Operation *op);

/// Blocks of channels of a picture, by its layout.
int64_t countBlocks(mlir::Value picture);

/// The vector layout of a target: nchw in blocks of a vector, no halo.
cnn::LayoutAttr blockedLayout(mlir::MLIRContext *context, int64_t block, llvm::ArrayRef<int64_t> halo = {0, 0, 0, 0},
                              cnn::PadMode border = cnn::PadMode::zero);

/// Whether kernels hand on a picture in a layout as bf16: where --precision asks
/// for it, and the picture is in blocks of channels. A vector stays f32, since it
/// costs next to nothing and may be the scores.
bool isStoredInBf16(cnn::PictureShape shape, cnn::LayoutAttr layout, const Target &target);

/// Whether a buffer is of bf16.
bool isBf16(mlir::Value buffer);

/// The inputs of the kernel op of a group: `main` (what the root reads), then
/// what the epilogue reads: other operands of the group, per-channel constants
/// as packed vectors.
mlir::FailureOr<llvm::SmallVector<mlir::Value>> collectInputs(GroupLowering &lowering,
                                                              llvm::ArrayRef<mlir::Value> main);

/// Fills the epilogue region of a kernel op from the element-wise ops of its
/// group, in terms of the op's inputs as collectInputs ordered them.
void buildEpilogue(GroupLowering &lowering, kernel::KernelOpInterface op, unsigned mainCount);

/// Whether a group is its root and element-wise ops only (and, where `pool`
/// allows it, a pool at the end).
bool hasElementwiseEpilogue(cnn::FusedOp group, bool pool = false);

/// The pool that ends a group, if one does.
cnn::PoolOp getFusedPool(cnn::FusedOp group);

/// The first op of a group that is not a flatten before its root.
mlir::Operation *getRoot(cnn::FusedOp group);

/// The operand of the group that is block argument `value`, or that a flatten
/// of it is.
unsigned getOperandIndex(mlir::Value value);

} // namespace cnnc

#endif // CNNC_COMPILER_KERNELS_KERNEL_H
