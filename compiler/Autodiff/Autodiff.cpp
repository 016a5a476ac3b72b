//===- Autodiff.cpp - cnn-autodiff
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The reverse walk. It goes once over the layers from the last to the first; what
// it knows of a value's gradient is the sum of what the value's users have said,
// and all users of a value come after it. Nothing here knows any layer.
//
//===----------------------------------------------------------------------===//

#include "compiler/Autodiff/Optimizer.h"
#include "compiler/Autodiff/Passes.h"
#include "compiler/Autodiff/TrainingForm.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/GlobPattern.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::cnn;

namespace cnnc {
#define GEN_PASS_DEF_AUTODIFF
#include "compiler/Autodiff/Passes.h.inc"
} // namespace cnnc

namespace {

/// Where the `train` block has none; runtime/train.cpp and ModelPlan.cpp say the same.
constexpr int64_t kDefaultBatch = 32;

/// A loss of the `train` block within one function.
struct Loss {
  DictionaryAttr call;
  Value prediction, label;
};

/// The gradients of one function.
class ReverseWalk {
public:
  ReverseWalk(func::FuncOp function, SymbolTable &symbols, const llvm::StringSet<> &frozen)
      : body(function.getBody().front()), symbols(symbols), frozen(frozen), b(body.getTerminator()) {}

  /// Adds to what is known of a value's gradient.
  void add(Value value, Value gradient) {
    Value &known = gradients[value];
    if (known)
      known = AddOp::create(b, gradient.getLoc(), known, gradient);
    else
      known = gradient;
  }

  /// Emits all gradients that follow from those added.
  LogicalResult run() {
    findTrained();
    for (Operation *op : llvm::reverse(layers)) {
      if (failed(visit(op)))
        return failure();
    }
    return success();
  }

  unsigned count = 0;
  llvm::StringSet<> set; ///< parameters that have a gradient

private:
  /// Which values depend on a parameter that is trained.
  void findTrained() {
    for (Operation &op : body) {
      layers.push_back(&op);
      bool isTrained = llvm::any_of(op.getOperands(), [&](Value v) { return trained.contains(v); });
      if (auto get = dyn_cast<GetParameterOp>(op)) {
        auto parameter = symbols.lookup<ParameterOp>(get.getParameter());
        isTrained = parameter && !parameter.getState() && !frozen.contains(get.getParameter());
      }
      // Statistics are part of the layer that they normalise.
      isTrained &= !isa<ChannelSumOp, PartOp>(op);
      if (isTrained)
        trained.insert_range(op.getResults());
    }
  }

  LogicalResult visit(Operation *op) {
    if (op->getNumResults() != 1 || !trained.contains(op->getResult(0)))
      return success();
    if (auto get = dyn_cast<GetParameterOp>(op)) {
      for (Value part : parts.lookup(get)) {
        bool isFirst = set.insert(get.getParameter()).second;
        SetGradientOp::create(b, op->getLoc(), get.getParameterAttr(), part, isFirst ? UnitAttr() : b.getUnitAttr());
      }
      return success();
    }
    Value gradient = gradients.lookup(op->getResult(0));
    if (!gradient)
      return success(); // no loss depends on it
    auto differentiable = dyn_cast<DifferentiableOpInterface>(op);
    if (!differentiable)
      return op->emitError() << "the layer '" << op->getName().stripDialect()
                             << "' has no gradient, and a loss depends on it";
    SmallVector<bool> wanted =
        llvm::map_to_vector(op->getOperands(), [&](Value operand) { return trained.contains(operand); });
    SmallVector<Value> results(op->getNumOperands());
    if (failed(differentiable.buildGradients(b, gradient, wanted, results)))
      return failure();
    ++count;
    for (auto [operand, result] : llvm::zip(op->getOperands(), results))
      if (result && failed(contribute(op, operand, result)))
        return failure();
    return success();
  }

  LogicalResult contribute(Operation *op, Value operand, Value gradient) {
    if (operand.getDefiningOp<GetParameterOp>()) {
      parts[operand].push_back(gradient);
      return success();
    }
    bool hasBatch = !cast<RankedTensorType>(gradient.getType()).hasStaticShape();
    if (!hasBatch && gradients.lookup(operand))
      return op->emitError("a weight that is computed from a parameter and that several layers share has no gradient");
    add(operand, gradient);
    return success();
  }

  Block &body;
  SymbolTable &symbols;
  const llvm::StringSet<> &frozen;
  OpBuilder b;
  SmallVector<Operation *> layers; ///< of the network, in its order
  DenseSet<Value> trained;
  DenseMap<Value, Value> gradients;
  DenseMap<Value, SmallVector<Value, 1>> parts; ///< of a parameter's gradient, one for each use
};

class Autodiff final : public cnnc::impl::AutodiffBase<Autodiff> {
public:
  using AutodiffBase::AutodiffBase;

  void runOnOperation() override {
    SymbolTable table(getOperation());
    symbols = &table;
    frozen.clear();
    for (auto function : llvm::to_vector(getOperation().getOps<func::FuncOp>()))
      if (function->hasAttr(CnnDialect::kNetworkAttr) && !function->hasAttr(CnnDialect::kRoleAttr) &&
          failed(differentiate(function)))
        return signalPassFailure();
  }

private:
  LogicalResult differentiate(func::FuncOp network) {
    train = network->getAttrOfType<DictionaryAttr>(CnnDialect::kTrainAttr);
    if (!train)
      return network.emitError("the network cannot be trained: it has no `train` block that names a loss and an "
                               "optimizer");
    if (failed(findFrozen(network)))
      return failure();
    func::FuncOp update = createUpdate(network, train, frozen);
    if (!update)
      return failure();
    getOperation().push_back(update);
    for (bool training : {true, false})
      if (failed(makeFunction(network, training)))
        return failure();
    return success();
  }

  LogicalResult findFrozen(func::FuncOp network) {
    for (const std::string &text : freeze) {
      auto pattern = llvm::GlobPattern::create(text);
      if (!pattern)
        return network.emitError("the pattern '")
               << text << "' of parameters to freeze is none: " << llvm::toString(pattern.takeError());
      bool found = false;
      for (auto parameter : getOperation().getOps<ParameterOp>())
        if (!parameter.getState() && pattern->match(parameter.getSymName())) {
          frozen.insert(parameter.getSymName());
          found = true;
        }
      if (!found)
        return network.emitError("no parameter matches '") << text << "', which is to be frozen";
    }
    return success();
  }

  LogicalResult makeFunction(func::FuncOp network, bool training) {
    func::FuncOp function = network.clone();
    StringRef role = training ? "gradients" : "evaluate";
    function.setSymName((network.getSymName() + "." + role).str());
    Builder b(&getContext());
    function->setAttr(CnnDialect::kRoleAttr, b.getStringAttr(role));
    auto batch = train.getAs<IntegerAttr>("batch");
    function->setAttr(CnnDialect::kBatchAttr, batch ? batch : b.getI64IntegerAttr(kDefaultBatch));
    for (StringRef attribute : {CnnDialect::kTrainAttr, CnnDialect::kLabelsAttr})
      function->removeAttr(attribute);
    getOperation().push_back(function);
    symbols->insert(function);
    makeForm(function, training, frozen);
    addLabels(network, function);
    SmallVector<Loss> losses;
    if (failed(findLosses(function, losses)))
      return failure();
    ReverseWalk walk(function, *symbols, frozen);
    OpBuilder builder(function.getBody().front().getTerminator());
    Value sum;
    for (const Loss &loss : losses) {
      auto [value, gradient] = emitLoss(builder, loss, training);
      if (!value)
        return failure();
      sum = sum ? AddOp::create(builder, value.getLoc(), sum, value).getResult() : value;
      if (gradient)
        walk.add(loss.prediction, gradient);
    }
    returnLoss(function, sum);
    if (training && failed(walk.run()))
      return failure();
    if (training && walk.set.empty())
      return network.emitError("no loss gives a parameter that is trained a gradient, so that nothing would be learnt");
    numDifferentiated += walk.count;
    lowerBatchNormalize(function);
    eraseNames(function);
    return success();
  }

  /// Labels become arguments after the inputs.
  void addLabels(func::FuncOp network, func::FuncOp function) {
    auto labels = network->getAttrOfType<ArrayAttr>(CnnDialect::kLabelsAttr);
    Builder b(&getContext());
    arguments.clear();
    for (auto label : labels.getAsRange<DictionaryAttr>()) {
      auto type = label.getAs<TypeAttr>("type");
      Type tensor = type ? type.getValue() : getClassType(&getContext());
      auto name = label.getAs<StringAttr>("name");
      unsigned index = function.getNumArguments();
      SmallVector<NamedAttribute> attributes = {{b.getStringAttr(CnnDialect::kNameAttr), name},
                                                {b.getStringAttr(CnnDialect::kTargetAttr), label}};
      if (type)
        attributes.push_back({b.getStringAttr(CnnDialect::kLayoutAttr),
                              b.getStringAttr(cast<RankedTensorType>(tensor).getRank() == 4 ? "HWC" : "C")});
      else
        attributes.push_back({b.getStringAttr(CnnDialect::kLayoutAttr), b.getStringAttr("C")});
      (void)function.insertArgument(index, tensor, b.getDictionaryAttr(attributes), function.getLoc());
      arguments[name] = function.getArgument(index);
    }
  }

  /// The tensors of the losses, which have names, and their labels.
  LogicalResult findLosses(func::FuncOp function, SmallVectorImpl<Loss> &losses) {
    DenseMap<StringAttr, Value> named;
    for (auto [i, argument] : llvm::enumerate(function.getArguments()))
      if (auto name = function.getArgAttrOfType<StringAttr>(i, CnnDialect::kNameAttr))
        named[name] = argument;
    for (Operation &op : function.getBody().front())
      if (auto name = op.getAttrOfType<StringAttr>(CnnDialect::kNameAttr); name && op.getNumResults() == 1)
        named[name] = op.getResult(0);
    for (auto call : train.getAs<ArrayAttr>("loss").getAsRange<DictionaryAttr>()) {
      auto tensor = call.getAs<StringAttr>("logits");
      if (!tensor)
        tensor = call.getAs<StringAttr>("prediction");
      auto label = call.getAs<StringAttr>("label");
      Value prediction = named.lookup(tensor), target = arguments.lookup(label);
      if (!prediction && tensor)
        return function.emitError("the loss needs ")
               << tensor << ", but no output depends on it; make it an output, too";
      if (!prediction || !target)
        return function.emitError("the loss compares ") << tensor << " with " << label << ", which are not both there";
      losses.push_back({call, prediction, target});
    }
    return success();
  }

  /// The loss of each picture, and in training the gradient of its mean.
  std::pair<Value, Value> emitLoss(OpBuilder &b, const Loss &loss, bool training);

  void returnLoss(func::FuncOp function, Value loss) {
    Operation *terminator = function.getBody().front().getTerminator();
    terminator->insertOperands(terminator->getNumOperands(), loss);
    Builder b(&getContext());
    (void)function.insertResult(
        function.getNumResults(), loss.getType(),
        b.getDictionaryAttr({{b.getStringAttr(CnnDialect::kNameAttr), b.getStringAttr("loss")},
                             {b.getStringAttr(CnnDialect::kLayoutAttr), b.getStringAttr("C")}}));
  }

  /// Names of tensors have done their work, and would keep equal layers apart.
  static void eraseNames(func::FuncOp function) {
    for (Operation &op : function.getBody().front())
      op.removeAttr(CnnDialect::kNameAttr);
  }

  static Type getClassType(MLIRContext *context) {
    return RankedTensorType::get({ShapedType::kDynamic, 1}, IntegerType::get(context, 32));
  }

  SymbolTable *symbols = nullptr;
  DictionaryAttr train;
  llvm::StringSet<> frozen;
  DenseMap<StringAttr, Value> arguments; ///< labels of the function at hand
};

} // namespace

/// The result of a loss op, for each picture.
static Type getLossType(OpBuilder &b) { return RankedTensorType::get({ShapedType::kDynamic, 1}, b.getF32Type()); }

std::pair<Value, Value> Autodiff::emitLoss(OpBuilder &b, const Loss &loss, bool training) {
  Location loc = loss.prediction.getLoc();
  Type type = loss.prediction.getType(), lossType = getLossType(b);
  auto number = [&](StringRef name, double otherwise) {
    auto value = loss.call.getAs<FloatAttr>(name);
    return b.getF64FloatAttr(value ? value.getValueAsDouble() : otherwise);
  };
  FloatAttr weight = number("weight", 1);
  StringRef function = loss.call.getAs<StringAttr>("function").getValue();
  Value value, gradient;
  if (function == "cross_entropy") {
    auto classWeights = loss.call.getAs<DenseF64ArrayAttr>("class_weights");
    FloatAttr smoothing = number("smoothing", 0);
    value = CrossEntropyOp::create(b, loc, lossType, loss.prediction, loss.label, smoothing, classWeights);
    if (training)
      gradient =
          CrossEntropyGradientOp::create(b, loc, type, loss.prediction, loss.label, smoothing, classWeights, weight);
  } else if (function == "soft_cross_entropy") {
    value = SoftCrossEntropyOp::create(b, loc, lossType, loss.prediction, loss.label);
    if (training)
      gradient = SoftCrossEntropyGradientOp::create(b, loc, type, loss.prediction, loss.label, weight);
  } else {
    StringRef kind = llvm::StringSwitch<StringRef>(function)
                         .Case("mean_squared_error", "squared")
                         .Case("mean_absolute_error", "absolute")
                         .Case("huber", "huber")
                         .Case("binary_cross_entropy", "binary")
                         .Default("binary_logits");
    StringAttr kindAttr = b.getStringAttr(kind);
    FloatAttr delta = number("delta", 1);
    value = DifferenceLossOp::create(b, loc, lossType, loss.prediction, loss.label, kindAttr, delta);
    if (training)
      gradient = DifferenceLossGradientOp::create(b, loc, type, loss.prediction, loss.label, kindAttr, delta, weight);
  }
  if (weight.getValueAsDouble() != 1)
    value = createMap(b, loc, lossType, value, [&](OpBuilder &b, ValueRange s) -> Value {
      Value share = arith::ConstantOp::create(b, loc, b.getF32FloatAttr(float(weight.getValueAsDouble())));
      return arith::MulFOp::create(b, loc, s[0], share);
    });
  return {value, gradient};
}
