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

#include "compiler/Lowering/ConvertTraining.h"
#include "compiler/Lowering/NarrowValues.h"
#include "compiler/Lowering/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace cnnc;

namespace cnnc {
#define GEN_PASS_DEF_CONVERTCNNTOKERNEL
#include "compiler/Lowering/Passes.h.inc"
} // namespace cnnc

namespace {

/// A memref of a tensor's shape and layout. Memrefs know no unsigned bytes.
FailureOr<MemRefType> bufferType(Value value, const DenseSet<Value> &narrow) {
  auto tensor = cast<RankedTensorType>(value.getType());
  cnn::LayoutAttr layout = cnn::getLayout(tensor);
  if (!layout) {
    emitError(value.getLoc(), "this value has no layout; run cnn-assign-layouts first");
    return failure();
  }
  Type element = cnn::getStorageType(tensor.getElementType());
  if (narrow.contains(value))
    element = BFloat16Type::get(value.getContext());
  return MemRefType::get(tensor.getShape(), element, layout);
}

/// An interface's element type where the buffer's does not say it.
std::string elementName(Type element) {
  if (element.isInteger(1))
    return "bool";
  if (element.isBF16())
    return "bf16";
  StringRef letter = isa<FloatType>(element) ? "f" : element.isUnsignedInteger() ? "u" : "i";
  return (letter + Twine(element.getIntOrFloatBitWidth())).str();
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
    auto created = createTarget(func, triple, cpu);
    if (failed(created))
      return signalPassFailure();
    target = *created;
    if (auto error = target.setPrecision(precision)) {
      emitError(func.getLoc(), llvm::toString(std::move(error)));
      return signalPassFailure();
    }
    if (auto batch = func->getAttrOfType<IntegerAttr>(cnn::CnnDialect::kBatchAttr))
      target.batch = batch.getInt();
    narrow = findNarrowValues(func, target);
    TrainingConverter converter(target, buffers);
    training = &converter;
    if (failed(convertInterface(func)))
      return signalPassFailure();
    converter.placeGradients(func);
    for (Operation &op : llvm::make_early_inc_range(func.getBody().front()))
      if (failed(convert(&op)))
        return signalPassFailure();
    OpBuilder builder(func.getBody().front().getTerminator());
    for (auto &[value, argument] : copies)
      copy(builder, value.getLoc(), buffers[value], argument);
    eraseTensors(func);
  }

private:
  LogicalResult convertInterface(func::FuncOp func) {
    Block &body = func.getBody().front();
    auto ret = cast<func::ReturnOp>(body.getTerminator());
    unsigned inputs = body.getNumArguments();
    SmallVector<DictionaryAttr> attributes;
    for (unsigned i = 0; i < inputs; ++i) {
      auto type = bufferType(body.getArgument(i), narrow);
      if (failed(type))
        return failure();
      // A new argument beside the old one, which lives until its uses are gone.
      buffers[body.getArgument(i)] = body.addArgument(*type, body.getArgument(i).getLoc());
      attributes.push_back(describe(func.getArgAttrDict(i), body.getArgument(i)));
    }
    for (OpOperand &operand : ret->getOpOperands()) {
      auto type = bufferType(operand.get(), narrow);
      if (failed(type))
        return failure();
      BlockArgument argument = body.addArgument(*type, operand.get().getLoc());
      attributes.push_back(describe(func.getResultAttrDict(operand.getOperandNumber()), operand.get()));
      // A value that is returned twice, or an argument that is, is copied.
      if (!buffers.try_emplace(operand.get(), argument).second)
        copies.push_back({operand.get(), argument});
    }
    argumentAttributes = attributes;
    return success();
  }

  /// The attributes of a value of the interface, with its element type unless
  /// the buffer's says it: f32, or i8 for u8.
  DictionaryAttr describe(DictionaryAttr attributes, Value value) {
    Type element = cast<RankedTensorType>(value.getType()).getElementType();
    if (element.isF32() || element.isUnsignedInteger(8))
      return attributes;
    NamedAttrList list(attributes);
    Builder b(&getContext());
    list.set(cnn::CnnDialect::kElementAttr, b.getStringAttr(elementName(element)));
    return list.getDictionary(&getContext());
  }

  /// Copies between buffers of one shape.
  static void copy(OpBuilder &builder, Location loc, Value from, Value to) {
    auto type = cast<MemRefType>(to.getType());
    bool picture = (type.getRank() == 2 || type.getRank() == 4) && type.getElementType().isF32();
    if (picture || from.getType() != type) {
      kernel::ElementwiseOp::create(builder, loc, from, ValueRange(), to);
      return;
    }
    auto op = kernel::GenerateOp::create(builder, loc, ValueRange(from), ValueRange(), to);
    OpBuilder::InsertionGuard guard(builder);
    Block *block = &op.getBody().emplaceBlock();
    builder.setInsertionPointToStart(block);
    SmallVector<Value> index;
    for (int64_t i = 0; i < type.getRank(); ++i)
      index.push_back(block->addArgument(builder.getIndexType(), loc));
    Value source = block->addArgument(type, loc);
    kernel::YieldOp::create(builder, loc, memref::LoadOp::create(builder, loc, source, index));
  }

  /// A constant operand of a formula, as a flat parameter.
  FailureOr<Value> packConstant(Value constant, OpBuilder &builder) {
    DenseElementsAttr value;
    if (!matchPattern(constant, m_Constant(&value)))
      return emitError(constant.getLoc(), "the values of this constant are not there (a dump elides them)");
    auto tensor = cast<RankedTensorType>(value.getType());
    Type element = cnn::getStorageType(tensor.getElementType());
    auto type = RankedTensorType::get({tensor.getNumElements()}, element);
    DenseElementsAttr flat;
    if (tensor.getElementType().isInteger(1)) {
      SmallVector<int8_t> bytes;
      for (bool bit : value.getValues<bool>())
        bytes.push_back(bit);
      flat = DenseElementsAttr::get(type, ArrayRef<int8_t>(bytes));
    } else {
      flat = DenseElementsAttr::getFromRawBuffer(type, value.getRawData());
    }
    return Value(
        kernel::ConstantOp::create(builder, constant.getLoc(), MemRefType::get(type.getShape(), element), flat));
  }

  LogicalResult convertGenerate(cnn::GenerateOp op, OpBuilder &builder) {
    SmallVector<Value> inputs, weights;
    for (Value input : op.getInputs()) {
      if (!input.getDefiningOp<arith::ConstantOp>()) {
        inputs.push_back(bufferOf(input, builder));
        if (!inputs.back())
          return failure();
        continue;
      }
      auto packed = packConstant(input, builder);
      if (failed(packed))
        return failure();
      weights.push_back(*packed);
    }
    Value output = bufferOf(op.getResult(), builder);
    if (!output)
      return failure();
    auto kernel = kernel::GenerateOp::create(builder, op.getLoc(), inputs, weights, output);
    ++kernels;
    OpBuilder::InsertionGuard guard(builder);
    Block *block = &kernel.getBody().emplaceBlock(), &from = op.getBody().front();
    IRMapping inside;
    int64_t rank = cast<RankedTensorType>(op.getType()).getRank();
    for (int64_t i = 0; i < rank; ++i)
      inside.map(from.getArgument(i), block->addArgument(builder.getIndexType(), op.getLoc()));
    for (bool constant : {false, true})
      for (auto [i, input] : llvm::enumerate(op.getInputs()))
        if (bool(input.getDefiningOp<arith::ConstantOp>()) == constant) {
          Type type =
              (constant ? weights : inputs)[block->getNumArguments() - rank - (constant ? inputs.size() : 0)].getType();
          inside.map(from.getArgument(rank + i), block->addArgument(type, op.getLoc()));
        }
    // Cloned, an extract no longer knows the shape that it indexes.
    op.getBody().walk(
        [&](tensor::ExtractOp extract) { extract->setAttr("type", TypeAttr::get(extract.getTensor().getType())); });
    builder.setInsertionPointToStart(block);
    for (Operation &inner : from.without_terminator())
      builder.clone(inner, inside);
    auto yield = cast<cnn::YieldElementOp>(from.back());
    kernel::YieldOp::create(builder, yield.getLoc(), inside.lookup(yield.getValue()));
    kernel.getBody().walk([](tensor::ExtractOp extract) { replaceByLoad(extract); });
    return success();
  }

  /// The clone of a `tensor.extract` reads a buffer now, or a flat parameter.
  static void replaceByLoad(tensor::ExtractOp extract) {
    OpBuilder b(extract);
    Location loc = extract.getLoc();
    auto type = cast<MemRefType>(extract.getTensor().getType());
    SmallVector<Value> index(extract.getIndices());
    auto shape = cast<RankedTensorType>(extract->getAttrOfType<TypeAttr>("type").getValue()).getShape();
    if (!cnn::getLayout(type)) {
      Value linear = arith::ConstantIndexOp::create(b, loc, 0);
      for (auto [extent, at] : llvm::zip(shape, index)) {
        Value scale = arith::ConstantIndexOp::create(b, loc, extent);
        linear = arith::AddIOp::create(b, loc, arith::MulIOp::create(b, loc, linear, scale), at);
      }
      index = {linear};
    }
    extract.replaceAllUsesWith(memref::LoadOp::create(b, loc, extract.getTensor(), index).getResult());
    extract.erase();
  }

  LogicalResult convertView(cnn::ViewOp op, OpBuilder &builder) {
    Value input = bufferOf(op.getInput(), builder);
    auto type = bufferType(op.getResult(), narrow);
    if (!input || failed(type))
      return failure();
    Value view = kernel::ViewOp::create(builder, op.getLoc(), *type, input);
    // The network's result is the caller's memory.
    if (Value output = buffers.lookup(op.getResult())) {
      copy(builder, op.getLoc(), view, output);
      ++kernels;
      return success();
    }
    buffers[op.getResult()] = view;
    return success();
  }

  Value bufferOf(Value value, OpBuilder &builder) {
    // A vector has no layout.
    if (!cnn::getLayout(value.getType()) && cast<RankedTensorType>(value.getType()).getRank() == 1)
      return training->bufferOf(value, builder);
    Value &buffer = buffers[value];
    // In training what is summed over the batch is the same memory for all pictures. A
    // network that returns it, as tests do, has it once for each as far as it knows.
    auto group = value.getDefiningOp<cnn::FusedOp>();
    if (auto type = bufferType(value, narrow); !buffer && group &&
                                               getOperation()->hasAttr(cnn::CnnDialect::kRoleAttr) &&
                                               group.getRoot()->hasTrait<cnn::BatchReduction>() && succeeded(type))
      buffer = kernel::SharedOp::create(builder, value.getLoc(), *type, IntegerAttr());
    if (!buffer)
      if (auto type = bufferType(value, narrow); succeeded(type))
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
    if (auto generate = dyn_cast<cnn::GenerateOp>(op))
      return convertGenerate(generate, builder);
    if (auto view = dyn_cast<cnn::ViewOp>(op))
      return convertView(view, builder);
    if (auto converted = training->convert(op, builder); failed(converted) || *converted)
      return failure(failed(converted));
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
    if (failed(kernel->lower(lowering)))
      return failure();
    // The kernel stands right before its group.
    if (Attribute cycles = group->getAttr(kernel::KernelDialect::kCyclesAttr))
      if (auto made = dyn_cast_or_null<kernel::KernelOpInterface>(op->getPrevNode()))
        made->setAttr(kernel::KernelDialect::kCyclesAttr, cycles);
    return success();
  }

  void eraseTensors(func::FuncOp func) {
    Block &body = func.getBody().front();
    Operation *terminator = body.getTerminator();
    OpBuilder builder(terminator);
    func::ReturnOp::create(builder, terminator->getLoc());
    terminator->erase();
    for (Operation &op : llvm::make_early_inc_range(llvm::reverse(body)))
      if (isa<cnn::CnnDialect, arith::ArithDialect>(op.getDialect()))
        op.erase();
    unsigned inputs = llvm::count_if(body.getArguments(), [](Value v) { return isa<TensorType>(v.getType()); });
    body.eraseArguments(0, inputs);
    func.setType(FunctionType::get(&getContext(), body.getArgumentTypes(), {}));
    func.removeResAttrsAttr();
    func.setAllArgAttrs(argumentAttributes);
  }

  Target target;
  TrainingConverter *training = nullptr;
  DenseSet<Value> narrow;
  DenseMap<Value, Value> buffers;
  SmallVector<std::pair<Value, Value>> copies; ///< from a value's buffer to a further result
  SmallVector<DictionaryAttr> argumentAttributes;
};

} // namespace
