//===- Explain.cpp - Gathering why each layer got its kernel
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The ranking is a function of group and target, so it is made again here; what
// was chosen is read from the IR.
//
//===----------------------------------------------------------------------===//

#include "compiler/Pipeline/Explain.h"
#include "compiler/Lowering/NarrowValues.h"
#include "compiler/Pipeline/Pipeline.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include <deque>

using namespace mlir;
using namespace cnnc;

namespace {

/// "64x56x56 NCHW16c, halo 1 1 1 1"; a narrow one is stored in bf16.
std::string describeTensor(Value value, bool isNarrow) {
  auto type = cast<RankedTensorType>(value.getType());
  std::string text;
  llvm::raw_string_ostream out(text);
  ArrayRef<int64_t> shape = type.getShape();
  bool hasBatch = shape.size() > 1 && shape[0] <= 1; // unknown, or a picture at a time
  llvm::interleave(shape.drop_front(hasBatch ? 1 : 0), out, "x");
  cnn::LayoutAttr layout = cnn::getLayout(type);
  if (!layout)
    return text;
  if (layout.getOrder() == cnn::Order::nhwc)
    out << " NHWC";
  else if (layout.getBlock() == 1)
    out << " NCHW";
  else
    out << " NCHW" << layout.getBlock() << "c" << (isNarrow ? " bf16" : "");
  if (layout.hasHalo()) {
    out << ", halo ";
    llvm::interleave(layout.getHalo(), out, " ");
  }
  return text;
}

class ExplainPass final : public PassWrapper<ExplainPass, OperationPass<ModuleOp>> {
public:
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(ExplainPass)

  explicit ExplainPass(const PipelineOptions &options) : options(options) {}

  StringRef getName() const override { return "explain"; }

  void runOnOperation() override {
    auto target = Target::create(options.triple, options.cpu);
    if (!target) {
      emitError(getOperation().getLoc(), llvm::toString(target.takeError()));
      return signalPassFailure();
    }
    target->maxError = options.maxError;
    target->batch = options.batch;
    if (llvm::Error error = target->setPrecision(options.precision)) {
      emitError(getOperation().getLoc(), llvm::toString(std::move(error)));
      return signalPassFailure();
    }
    if (!options.tuning.empty()) {
      auto read = Tuning::read(options.tuning);
      if (!read) {
        emitError(getOperation().getLoc(), llvm::toString(read.takeError()));
        return signalPassFailure();
      }
      tuning = std::move(*read);
    }
    explanation().target = *target;
    for (auto func : getOperation().getOps<func::FuncOp>())
      if (func->hasAttr(cnn::CnnDialect::kNetworkAttr) && cnn::isOnTensors(func)) {
        explanation().network = func.getSymName().str();
        auto batch = func->getAttrOfType<IntegerAttr>(cnn::CnnDialect::kBatchAttr);
        explanation().target.batch = batch ? batch.getInt() : options.batch;
        narrow = findNarrowValues(func, *target);
        for (Operation &op : func.getBody().front())
          add(&op);
      }
  }

private:
  Explanation &explanation() { return *options.explanation; }

  void add(Operation *op) {
    if (auto group = dyn_cast<cnn::FusedOp>(op))
      return addGroup(group);
    if (!isa<cnn::ChangeLayoutOp, cnn::GenerateOp>(op))
      return;
    bool isChange = isa<cnn::ChangeLayoutOp>(op);
    LayerReport report = describe(op);
    report.layers = isChange ? "change of layout" : "formula";
    report.kernel = isChange ? "elementwise" : "generate";
    if (isChange) {
      report.bytes.inputs = tensorBytes(op->getOperand(0));
      report.bytes.output = tensorBytes(op->getResult(0));
      report.roofline = getRoofline(/*flops=*/0, report.bytes.total(), explanation().target);
    }
    explanation().layers.push_back(std::move(report));
  }

  /// Of one picture, of any rank.
  double tensorBytes(Value value) const {
    auto type = cast<RankedTensorType>(value.getType());
    double bits = narrow.contains(value) ? 16 : type.getElementTypeBitWidth();
    return double(cnn::countUnitElements(type.getShape()).value_or(0)) * bits / 8;
  }

  LayerReport describe(Operation *op) {
    LayerReport report;
    cnn::LayerPlace place = cnn::getLayerPlace(op->getLoc());
    report.name = place.name;
    report.location = place.location;
    for (Value input : op->getOperands())
      report.inputs.push_back(describeTensor(input, narrow.contains(input)));
    report.output = describeTensor(op->getResult(0), narrow.contains(op->getResult(0)));
    return report;
  }

  /// Whether a kernel multiplies pairs of bf16, twice as many numbers in a step;
  /// notes where it has its weights in bf16.
  bool multipliesPairs(cnn::FusedOp group, StringRef kernel) {
    bool isDense = kernel == "dense";
    if (!explanation().target.useBf16 || (!isDense && kernel != "direct_conv" && kernel != "transposed_conv"))
      return false;
    Operation *root = getRoot(group);
    bool readsNarrow = narrow.contains(group.getInputs()[getOperandIndex(root->getOperand(0))]);
    if (isDense || readsNarrow)
      narrow.insert(root->getOperand(1));
    return readsNarrow;
  }

  void addGroup(cnn::FusedOp group) {
    auto choice = group->getAttrOfType<kernel::ChoiceAttr>(kernel::KernelDialect::kChoiceAttr);
    if (!choice)
      return;
    const Target &target = explanation().target;
    LayerReport report = describe(group);
    llvm::raw_string_ostream layers(report.layers);
    auto ops = llvm::make_filter_range(group.getBody().getOps(), [](Operation &op) { return !isa<cnn::YieldOp>(op); });
    llvm::interleave(ops, layers, [&](Operation &op) { layers << op.getName().stripDialect(); }, " + ");
    report.kernel = choice.getKernel().str();
    report.tile.assign(choice.getTile().begin(), choice.getTile().end());
    report.flops = countFlops(group);
    bool isTwice = multipliesPairs(group, choice.getKernel());
    report.bytes = countBytes(group, narrow);
    SelectionRules rules{options.conv, options.reference};
    Selection selection = rankKernels(group, target, rules);
    // Mistakes of the file have been reported by the pass that chose.
    if (tuning)
      tuning->apply(selection, group, target, rules);
    report.signature = getSignature(group);
    report.isTuned = selection.isTuned;
    report.offers = std::move(selection.offers);
    report.refusals = std::move(selection.refusals);
    double flops = report.flops;
    for (auto [i, offer] : llvm::enumerate(report.offers))
      if (offer.kernel->getName() == choice.getKernel() && ArrayRef(offer.candidate.tile) == choice.getTile()) {
        report.chosen = i;
        flops = offer.candidate.flops ? offer.candidate.flops : flops;
      }
    report.roofline = getRoofline(isTwice ? flops / 2 : flops, report.bytes.total(), target);
    explanation().layers.push_back(std::move(report));
  }

  PipelineOptions options;
  std::optional<Tuning> tuning;
  DenseSet<Value> narrow; ///< values in bf16
};

class ExplainStepsPass final : public PassWrapper<ExplainStepsPass, OperationPass<ModuleOp>> {
public:
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(ExplainStepsPass)

  explicit ExplainStepsPass(Explanation *explanation) : explanation(explanation) {}

  StringRef getName() const override { return "explain-steps"; }

  void runOnOperation() override {
    // By key, the micro-batch of each step.
    llvm::StringMap<std::deque<int64_t>> steps;
    int64_t pictures = 0;
    getOperation().walk([&](kernel::KernelOpInterface op) {
      cnn::LayerPlace place = cnn::getLayerPlace(op->getLoc());
      if (auto attribute = op->getAttrOfType<IntegerAttr>(kernel::KernelDialect::kMicroBatchAttr))
        pictures = attribute.getInt();
      steps[getKey(op->getName().stripDialect(), place.name, place.location)].push_back(pictures);
    });
    for (LayerReport &layer : explanation->layers) {
      std::deque<int64_t> &left = steps[getKey(layer.kernel, layer.name, layer.location)];
      layer.isStep = !left.empty();
      if (!layer.isStep)
        continue;
      layer.microBatch = left.front();
      left.pop_front();
    }
  }

private:
  static std::string getKey(StringRef kernel, StringRef name, StringRef location) {
    return (kernel + "\n" + name + "\n" + location).str();
  }

  Explanation *explanation;
};

} // namespace

std::unique_ptr<Pass> cnnc::createExplainStepsPass(const PipelineOptions &options) {
  return std::make_unique<ExplainStepsPass>(options.explanation);
}

std::unique_ptr<Pass> cnnc::createExplainPass(const PipelineOptions &options) {
  return std::make_unique<ExplainPass>(options);
}
