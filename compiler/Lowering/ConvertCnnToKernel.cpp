//===- ConvertCnnToKernel.cpp - Groups of layers to kernels on buffers
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One walk in program order. A value's buffer is the argument of the function
// that it comes from, or (for the value that the network returns) the new
// argument that it goes to, or a new kernel.buffer. The kernels themselves know
// how to turn a group into an op: see Kernel::lower.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Kernel.h"
#include "compiler/Lowering/Passes.h"

using namespace mlir;
using namespace cnnc;

namespace cnnc {
#define GEN_PASS_DEF_CONVERTCNNTOKERNEL
#include "compiler/Lowering/Passes.h.inc"
} // namespace cnnc

namespace {

/// A memref of a tensor's shape and layout. Memrefs know no unsigned bytes.
FailureOr<MemRefType> bufferType(Value value) {
  auto tensor = cast<RankedTensorType>(value.getType());
  cnn::LayoutAttr layout = cnn::getLayout(tensor);
  if (!layout) {
    emitError(value.getLoc(), "this value has no layout; run cnn-assign-layouts first");
    return failure();
  }
  Type element = tensor.getElementType();
  if (element.isUnsignedInteger())
    element = IntegerType::get(value.getContext(), element.getIntOrFloatBitWidth());
  return MemRefType::get(tensor.getShape(), element, layout);
}

class ConvertCnnToKernel final : public cnnc::impl::ConvertCnnToKernelBase<ConvertCnnToKernel> {
public:
  using ConvertCnnToKernelBase::ConvertCnnToKernelBase;

  void runOnOperation() override {
    func::FuncOp func = getOperation();
    buffers.clear();
    copies.clear();
    if (!func->hasAttr(cnn::CnnDialect::kNetworkAttr) || !cnn::isOnTensors(func))
      return;
    auto created = Target::create(triple, cpu);
    if (!created) {
      emitError(func.getLoc(), llvm::toString(created.takeError()));
      return signalPassFailure();
    }
    target = *created;
    if (failed(convertInterface(func)))
      return signalPassFailure();
    for (Operation &op : llvm::make_early_inc_range(func.getBody().front()))
      if (failed(convert(&op)))
        return signalPassFailure();
    OpBuilder builder(func.getBody().front().getTerminator());
    for (auto &[value, argument] : copies)
      kernel::ElementwiseOp::create(builder, value.getLoc(), buffers[value], ValueRange(), argument);
    eraseTensors(func);
  }

private:
  LogicalResult convertInterface(func::FuncOp func) {
    Block &body = func.getBody().front();
    auto ret = cast<func::ReturnOp>(body.getTerminator());
    unsigned inputs = body.getNumArguments();
    SmallVector<DictionaryAttr> attributes;
    for (unsigned i = 0; i < inputs; ++i) {
      auto type = bufferType(body.getArgument(i));
      if (failed(type))
        return failure();
      // A new argument beside the old one, which lives until its uses are gone.
      buffers[body.getArgument(i)] = body.addArgument(*type, body.getArgument(i).getLoc());
      attributes.push_back(func.getArgAttrDict(i));
    }
    for (OpOperand &operand : ret->getOpOperands()) {
      auto type = bufferType(operand.get());
      if (failed(type))
        return failure();
      BlockArgument argument = body.addArgument(*type, operand.get().getLoc());
      attributes.push_back(func.getResultAttrDict(operand.getOperandNumber()));
      // A value that is returned twice, or an argument that is, is copied.
      if (!buffers.try_emplace(operand.get(), argument).second)
        copies.push_back({operand.get(), argument});
    }
    argumentAttributes = attributes;
    return success();
  }

  Value bufferOf(Value value, OpBuilder &builder) {
    Value &buffer = buffers[value];
    if (!buffer)
      if (auto type = bufferType(value); succeeded(type))
        buffer = kernel::BufferOp::create(builder, value.getLoc(), *type, IntegerAttr());
    return buffer;
  }

  LogicalResult convert(Operation *op) {
    OpBuilder builder(op);
    if (auto change = dyn_cast<cnn::ChangeLayoutOp>(op)) {
      Value input = bufferOf(change.getInput(), builder), output = bufferOf(change.getResult(), builder);
      if (!input || !output)
        return failure();
      kernel::ElementwiseOp::create(builder, op->getLoc(), input, ValueRange(), output);
      ++kernels;
      return success();
    }
    auto group = dyn_cast<cnn::FusedOp>(op);
    if (!group)
      return success();
    const Kernel *kernel = getChosenKernel(group, target);
    if (!kernel)
      return failure();
    auto choice = group->getAttrOfType<kernel::ChoiceAttr>(kernel::KernelDialect::kChoiceAttr);
    SmallVector<Value> inputs;
    for (Value input : group.getInputs())
      inputs.push_back(bufferOf(input, builder));
    Value output = bufferOf(group.getResult(), builder);
    if (!output || llvm::is_contained(inputs, Value()))
      return failure();
    ++kernels;
    GroupLowering lowering{builder, group, inputs, output, choice.getTile(), target};
    return kernel->lower(lowering);
  }

  void eraseTensors(func::FuncOp func) {
    Block &body = func.getBody().front();
    Operation *terminator = body.getTerminator();
    OpBuilder builder(terminator);
    func::ReturnOp::create(builder, terminator->getLoc());
    terminator->erase();
    for (Operation &op : llvm::make_early_inc_range(llvm::reverse(body)))
      if (isa<cnn::FusedOp, cnn::ChangeLayoutOp, arith::ConstantOp>(op))
        op.erase();
    unsigned inputs = llvm::count_if(body.getArguments(), [](Value v) { return isa<TensorType>(v.getType()); });
    body.eraseArguments(0, inputs);
    func.setType(FunctionType::get(&getContext(), body.getArgumentTypes(), {}));
    func.removeResAttrsAttr();
    func.setAllArgAttrs(argumentAttributes);
  }

  Target target;
  DenseMap<Value, Value> buffers;
  SmallVector<std::pair<Value, Value>> copies; ///< from a value's buffer to a further result
  SmallVector<DictionaryAttr> argumentAttributes;
};

} // namespace
