//===- OutlineKernels.cpp - Give every kernel a function
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The function of a kernel holds a copy of its op on arguments of the same
// types. Kernels whose functions are equivalent but for locations share one;
// networks repeat their blocks, so this halves the code of a ResNet.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Kernel.h"
#include "compiler/Lowering/Passes.h"
#include "dialects/Kernel/KernelGradients.h"

using namespace mlir;
using namespace cnnc;

namespace cnnc {
#define GEN_PASS_DEF_OUTLINEKERNELS
#include "compiler/Lowering/Passes.h.inc"
} // namespace cnnc

namespace {

class OutlineKernels final : public cnnc::impl::OutlineKernelsBase<OutlineKernels> {
public:
  using OutlineKernelsBase::OutlineKernelsBase;

  void runOnOperation() override {
    known.clear();
    count = 0;
    for (func::FuncOp func : llvm::to_vector(getOperation().getOps<func::FuncOp>())) {
      if (!func->hasAttr(cnn::CnnDialect::kNetworkAttr))
        continue;
      for (auto op : llvm::to_vector(func.getOps<kernel::KernelOpInterface>()))
        if (failed(outline(func, op)))
          return signalPassFailure();
    }
  }

private:
  LogicalResult outline(func::FuncOp network, kernel::KernelOpInterface op) {
    const Kernel *kernel = findKernel(op);
    if (!kernel)
      return op->emitError("no kernel emits this op");
    OpBuilder builder(op);
    WorkItems work = kernel->getWorkItems(op);
    double bytes = countBytes(op);
    if (auto items = dyn_cast_or_null<IntegerAttr>(op->removeAttr(kernel::KernelDialect::kItemsAttr))) {
      // Its buffers stand for some of any size: an item is 64 bytes of each.
      work = {0, items.getInt()};
      bytes = 64.0 * double(work.fixed) * double(op->getNumOperands());
    }
    // A prediction is of the step, not of the function that steps may share.
    auto cycles = dyn_cast_or_null<FloatAttr>(op->removeAttr(kernel::KernelDialect::kCyclesAttr));
    // Nor is what pictures go through it together.
    StringRef ofSteps[] = {kernel::KernelDialect::kJoinAttr, kernel::KernelDialect::kJoinBlocksAttr,
                           kernel::KernelDialect::kJoinedAttr, kernel::KernelDialect::kMicroBatchAttr,
                           kernel::KernelDialect::kPassingBytesAttr};
    SmallVector<NamedAttribute> ofStep;
    for (StringRef name : ofSteps)
      if (Attribute attribute = op->removeAttr(name))
        ofStep.emplace_back(builder.getStringAttr(name), attribute);
    func::FuncOp function = makeFunction(network, op);
    auto launch =
        kernel::LaunchOp::create(builder, op->getLoc(), FlatSymbolRefAttr::get(function), op->getOperands(),
                                 builder.getStringAttr(kernel->getName()), builder.getI64IntegerAttr(work.items),
                                 builder.getI64IntegerAttr(work.fixed), builder.getF64FloatAttr(kernel->getFlops(op)),
                                 builder.getF64FloatAttr(bytes), builder.getI64IntegerAttr(countImages(*kernel, op)),
                                 cycles ? cycles : builder.getF64FloatAttr(0));
    for (NamedAttribute attribute : ofStep)
      launch->setAttr(attribute.getName(), attribute.getValue());
    if (auto sum = dyn_cast<kernel::ChannelSumOp>(op.getOperation()); sum && sum.getStatistics())
      launch->setAttr(kernel::KernelDialect::kStatisticsAttr, builder.getUnitAttr());
    op->erase();
    return success();
  }

  func::FuncOp makeFunction(func::FuncOp network, kernel::KernelOpInterface op) {
    OpBuilder builder(network);
    auto type = builder.getFunctionType(op->getOperandTypes(), {});
    std::string name = (network.getSymName() + "_k" + Twine(count)).str();
    auto function = func::FuncOp::create(builder, op->getLoc(), name, type);
    function.setPrivate();
    function->setAttr(kernel::KernelDialect::kKernelAttr, builder.getUnitAttr());
    Block *body = function.addEntryBlock();
    builder.setInsertionPointToStart(body);
    // One by one: a kernel may read the same buffer as several operands.
    builder.clone(*op)->setOperands(body->getArguments());
    func::ReturnOp::create(builder, op->getLoc());
    auto byType = [](Value operand) { return llvm::hash_value(operand.getType().getAsOpaquePointer()); };
    auto flags = OperationEquivalence::IgnoreLocations;
    auto &similar = known[OperationEquivalence::computeHash(op, byType, OperationEquivalence::ignoreHashValue, flags)];
    for (func::FuncOp other : similar)
      if (OperationEquivalence::isRegionEquivalentTo(&function.getBody(), &other.getBody(), flags)) {
        function.erase();
        ++shared;
        return other;
      }
    similar.push_back(function);
    ++count;
    ++functions;
    return function;
  }

  /// Pictures in each of the network's tensors. A formula sees one tensor.
  static int64_t countImages(const Kernel &kernel, kernel::KernelOpInterface op) {
    auto type = cast<MemRefType>((kernel.reducesBatch(op) ? op.getInputs()[0] : op.getOutput()).getType());
    return isa<kernel::GenerateOp>(op) || !cnn::getLayout(type) || !type.getRank() || type.isDynamicDim(0)
               ? 1
               : type.getDimSize(0);
  }

  /// What a kernel moves per picture: activations and parameters, each once.
  static double countBytes(kernel::KernelOpInterface op) {
    double bytes = 0;
    for (Value operand : op->getOperands()) {
      auto type = cast<MemRefType>(operand.getType());
      double elements = !cnn::getLayout(type)         ? double(type.getNumElements())
                        : isa<kernel::GenerateOp>(op) ? double(cnn::countUnitElements(type.getShape()).value_or(1))
                                                      : double(cnn::getPictureShape(type.getShape()).elements());
      bytes += elements * (type.getElementTypeBitWidth() / 8);
    }
    return bytes;
  }

  llvm::DenseMap<llvm::hash_code, SmallVector<func::FuncOp, 1>> known;
  unsigned count = 0;
};

} // namespace
