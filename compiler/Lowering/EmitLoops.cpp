//===- EmitLoops.cpp - Emit the loops of a kernel function
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Emitter.h"
#include "compiler/Lowering/Passes.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/X86Vector/X86VectorDialect.h"

using namespace mlir;
using namespace cnnc;

namespace cnnc {
#define GEN_PASS_DEF_EMITLOOPS
#include "compiler/Lowering/Passes.h.inc"
} // namespace cnnc

namespace {

/// A flat memref of one picture, or of a parameter.
MemRefType flatten(MemRefType type) {
  cnn::LayoutAttr layout = cnn::getLayout(type);
  if (!layout)
    return type;
  return MemRefType::get({layout.pictureStride(type.getShape())}, type.getElementType());
}

Buffer makeBuffer(Value flat, MemRefType type) {
  Buffer buffer;
  buffer.memref = flat;
  buffer.layout = cnn::getLayout(type);
  if (!buffer.layout)
    return buffer;
  buffer.shape = cnn::getPictureShape(type.getShape());
  SmallVector<int64_t, 4> physical = buffer.layout.physicalShape(type.getShape());
  buffer.blocks = physical[0];
  buffer.rows = physical[1];
  buffer.columns = physical[2];
  buffer.block = buffer.isNhwc() ? 1 : physical[3];
  buffer.elements = buffer.layout.pictureElements(type.getShape());
  buffer.pitch = buffer.layout.pictureStride(type.getShape());
  return buffer;
}

class EmitLoops final : public cnnc::impl::EmitLoopsBase<EmitLoops> {
public:
  using EmitLoopsBase::EmitLoopsBase;

  void runOnOperation() override {
    func::FuncOp func = getOperation();
    if (!func->hasAttr(kernel::KernelDialect::kKernelAttr) || func.isExternal())
      return;
    auto created = createTarget(func, triple, cpu);
    if (failed(created))
      return signalPassFailure();
    Block &body = func.getBody().front();
    auto op = dyn_cast<kernel::KernelOpInterface>(body.front());
    const Kernel *kernel = op ? findKernel(op) : nullptr;
    if (!kernel)
      return; // already emitted
    if (!llvm::equal(op->getOperands(), body.getArguments())) {
      op->emitError("this kernel does not stand alone on its function's arguments; run kernel-outline-kernels first");
      return signalPassFailure();
    }
    if (!created->hasBf16Dot && !isa<kernel::GenerateOp>(op) && llvm::any_of(op->getOperands(), isBf16)) {
      op->emitError("this kernel has bf16 buffers; '") << created->cpu << "' has no AVX512-BF16";
      return signalPassFailure();
    }
    OpBuilder builder(op);
    KernelEmitter emitter(builder, op->getLoc(), *created);
    unsigned inputs = op.getInputs().size(), weights = op.getWeights().size();
    unsigned count = body.getNumArguments();
    SmallVector<Type> types;
    for (unsigned i = 0; i < count; ++i) {
      auto type = cast<MemRefType>(body.getArgument(i).getType());
      types.push_back(flatten(type));
      Buffer buffer = makeBuffer(body.addArgument(types.back(), op->getLoc()), type);
      if (i < inputs)
        emitter.inputs.push_back(buffer);
      else if (i < inputs + weights)
        emitter.weights.push_back(buffer);
      else if (i + 1 < count)
        emitter.sums = buffer;
      else
        emitter.output = buffer;
    }
    emitter.output.streams = op->hasAttr(kernel::KernelDialect::kStreamAttr);
    if (emitter.output.streams && (isBf16(op.getOutput()) || emitter.output.block != created->lanes)) {
      op->emitError("kernel.stream needs an output of f32 in blocks of ") << created->lanes << " channels";
      return signalPassFailure();
    }
    Value *scalars[] = {&emitter.images, &emitter.begin, &emitter.end};
    for (Value *scalar : scalars) {
      types.push_back(builder.getIndexType());
      *scalar = body.addArgument(builder.getIndexType(), op->getLoc());
    }
    if (int64_t bytes = kernel->getScratchBytes(op, *created)) {
      types.push_back(MemRefType::get({bytes / 4}, builder.getF32Type()));
      emitter.scratch.memref = body.addArgument(types.back(), op->getLoc());
      func->setAttr(kernel::KernelDialect::kScratchAttr, builder.getI64IntegerAttr(llvm::alignTo(bytes, 64)));
      if (kernel->keepsScratch(op))
        func->setAttr(kernel::KernelDialect::kKeepsScratchAttr, builder.getUnitAttr());
    }
    if (failed(kernel->emit(op, emitter)))
      return signalPassFailure();
    // Stores past the caches are in no order with others until a fence.
    if (emitter.output.streams)
      LLVM::FenceOp::create(builder, op->getLoc(), LLVM::AtomicOrdering::seq_cst);
    op->erase();
    body.eraseArguments(0, count);
    func.setType(builder.getFunctionType(types, {}));
  }
};

} // namespace
