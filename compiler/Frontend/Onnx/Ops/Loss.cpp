//===- Loss.cpp - Operators of ONNX that compute losses
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Both compare N x C x ... scores with labels N x ..., which are computed with
// only if they are one of the C classes.
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Onnx/Model.h"
#include "compiler/Frontend/Onnx/Node.h"
#include <limits>

using namespace mlir;
using namespace cnnc;
using namespace cnnc::onnx_import;

namespace {
enum class Reduction { None, Sum, Mean };

struct Loss {
  Reduction reduction = Reduction::Mean;
  std::optional<int64_t> ignored;
  int64_t classes = 0;
  bool hasWeights = false;
  SmallVector<int64_t> labels; ///< their shape
  Type element;

  /// Of the label at `at`: the weighted loss and the weight, 0 and 0 if it does not count. The
  /// formula's inputs are log probabilities, labels and weights.
  std::pair<Value, Value> term(Body &body, ValueRange at) const;
};
} // namespace

std::pair<Value, Value> Loss::term(Body &body, ValueRange at) const {
  Type f64 = body.b.getF64Type();
  Value zero = body.number(0, f64), label = body.load(1, at);
  Value kind = body.toIndex(label, body.isUnsigned(1)), counts = body.inRange(kind, classes);
  if (ignored) {
    Value wide = body.convert(label, body.b.getI64Type(), body.isUnsigned(1));
    Value isIgnored = body.compare(Body::Order::Equal, wide, body.integer(*ignored, wide.getType()));
    counts = body.select(isIgnored, body.integer(0, counts.getType()), counts);
  }
  // A class that exists, whatever the label.
  Value safe = body.select(counts, kind, body.indexOf(0));
  SmallVector<Value> place = {at[0], safe};
  llvm::append_range(place, at.drop_front());
  Value weight = hasWeights ? body.convert(body.load(2, safe), f64) : body.number(1, f64);
  Value loss = body.neg(body.mul(body.convert(body.load(0, place), f64), weight));
  return {body.select(counts, loss, zero), body.select(counts, weight, zero)};
}

/// Reads the attributes and checks the operands: scores, labels and perhaps weights.
static FailureOr<Loss> readLoss(Node &node) {
  if (failed(node.expectInputs(2, 3)))
    return failure();
  if (!isa<FloatType>(node.element(0)) || node.rank(0) < 2)
    return node.error() << "found scores " << node.type(0) << ", expected N x C x ... of floats";
  if (!isa<IntegerType>(node.element(1)) || node.element(1).isInteger(1))
    return node.error() << "found labels of " << node.element(1) << ", expected i32 or i64";
  Loss loss;
  loss.element = node.element(0);
  loss.labels.assign(node.shape(0).begin(), node.shape(0).end());
  loss.classes = loss.labels[1];
  loss.labels.erase(loss.labels.begin() + 1);
  if (loss.classes < 1)
    return node.error() << "found scores " << node.type(0) << ", expected a class at least";
  if (node.shape(1) != ArrayRef<int64_t>(loss.labels))
    return node.error() << "found labels " << node.type(1) << ", expected the shape of the scores, " << node.type(0)
                        << ", without axis 1";
  loss.hasWeights = node.has(2);
  if (loss.hasWeights && (node.shape(2) != ArrayRef<int64_t>(loss.classes) || !isa<FloatType>(node.element(2))))
    return node.error() << "found weights " << node.type(2) << ", expected " << loss.classes << " floats";
  if (node.hasAttribute("ignore_index"))
    loss.ignored = node.attribute("ignore_index", 0);
  StringRef reduction = node.attributeText("reduction", "mean");
  if (reduction != "none" && reduction != "sum" && reduction != "mean")
    return node.error() << "found reduction " << quote(reduction) << ", expected none, sum or mean";
  loss.reduction = reduction == "none" ? Reduction::None : reduction == "sum" ? Reduction::Sum : Reduction::Mean;
  if (loss.reduction != Reduction::None && ShapedType::isDynamic(loss.labels[0]))
    return node.mixesPictures();
  return loss;
}

/// The loss of these log probabilities, output 0.
static LogicalResult reduceLoss(Node &node, const Loss &loss, Value logProbabilities) {
  SmallVector<Value> inputs = {logProbabilities, node.input(1)};
  if (loss.hasWeights)
    inputs.push_back(node.input(2));
  bool reduces = loss.reduction != Reduction::None;
  FailureOr<Value> result =
      node.generate(reduces ? SmallVector<int64_t>() : loss.labels, loss.element, inputs, [&](Body &body) {
        if (!reduces)
          return body.convert(loss.term(body, body.index).first, loss.element);
        Value zero = body.number(0, body.b.getF64Type());
        auto sums = body.loopOver(loss.labels, {zero, zero}, [&](ValueRange at, ValueRange carried) {
          auto [term, weight] = loss.term(body, at);
          return SmallVector<Value>{body.add(carried[0], term), body.add(carried[1], weight)};
        });
        Value sum = loss.reduction == Reduction::Mean ? body.div(sums[0], sums[1]) : sums[0];
        return body.convert(sum, loss.element);
      });
  if (failed(result))
    return failure();
  node.setOutput(0, *result);
  return success();
}

static LogicalResult importNegativeLogLikelihoodLoss(Node &node) {
  FailureOr<Loss> loss = readLoss(node);
  return failed(loss) ? failure() : reduceLoss(node, *loss, node.input(0));
}

/// log(sum(exp(scores))) over the classes, as f64, shifted by the greatest score.
static FailureOr<Value> getLogSums(Node &node, const Loss &loss) {
  Type f64 = node.b.getF64Type();
  return node.generate(loss.labels, f64, node.input(0), [&](Body &body) {
    auto load = [&](Value kind) {
      SmallVector<Value> at = {body.index[0], kind};
      llvm::append_range(at, ValueRange(body.index).drop_front());
      return body.convert(body.load(0, at), f64);
    };
    Value least = body.number(-std::numeric_limits<double>::infinity(), f64);
    Value most = body.loop(loss.classes, least, [&](Value kind, ValueRange carried) {
      return SmallVector<Value>{body.max(carried[0], load(kind))};
    })[0];
    Value sum = body.loop(loss.classes, body.number(0, f64), [&](Value kind, ValueRange carried) {
      Value e = math::ExpOp::create(body.b, body.loc, body.sub(load(kind), most));
      return SmallVector<Value>{body.add(carried[0], e)};
    })[0];
    return body.add(most, math::LogOp::create(body.b, body.loc, sum));
  });
}

static LogicalResult importSoftmaxCrossEntropyLoss(Node &node) {
  FailureOr<Loss> loss = readLoss(node);
  if (failed(loss))
    return failure();
  FailureOr<Value> sums = getLogSums(node, *loss);
  if (failed(sums))
    return failure();
  FailureOr<Value> logs = node.generate(node.shape(0), loss->element, {node.input(0), *sums}, [&](Body &body) {
    SmallVector<Value> at = body.index;
    at.erase(at.begin() + 1);
    Value x = body.convert(body.load(0, body.index), body.b.getF64Type());
    return body.convert(body.sub(x, body.load(1, at)), loss->element);
  });
  if (failed(logs))
    return failure();
  node.setOutput(1, *logs);
  return reduceLoss(node, *loss, *logs);
}

ArrayRef<Operator> onnx_import::getLossOperators() {
  static const Operator operators[] = {{"NegativeLogLikelihoodLoss", importNegativeLogLikelihoodLoss},
                                       {"SoftmaxCrossEntropyLoss", importSoftmaxCrossEntropyLoss}};
  return operators;
}
