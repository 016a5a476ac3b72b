//===- Selection.cpp - All kernels that can compute a group, ranked
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A kernel's own ranking says which of its offers stands for it; the kernel
// whose stands at the lowest rank is chosen, the first of equals.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Selection.h"
#include "dialects/Cnn/CnnGradients.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace mlir;
using namespace cnnc;

/// Whether a kernel of a convolution, or of the gradient of a weight, is Winograd's.
static bool isWinograd(const Kernel &kernel) {
  return kernel.getName() == "winograd_conv" || kernel.getName() == "winograd_picture_gradient";
}

/// Why the rules leave a kernel out of the question; empty: they do not.
static StringRef getExclusion(const Kernel &kernel, cnn::FusedOp group, const SelectionRules &rules, bool hasOffer) {
  bool isReference = kernel.getName() == "reference";
  if (rules.conv == "reference" && isa<cnn::Conv2dOp, cnn::ConvTranspose2dOp>(getRoot(group)))
    return isReference ? "" : "--conv=reference leaves it out";
  // Gradients that are rare have no other kernel.
  auto layer = dyn_cast<cnn::LayerOpInterface>(getRoot(group));
  if (isReference && !hasOffer && layer && layer.getLayerSpecs().empty())
    return "";
  if (isReference)
    return "only --reference asks for it";
  if (rules.conv == "direct" && isWinograd(kernel))
    return "--conv=direct leaves it out";
  return "";
}

Selection cnnc::rankKernels(cnn::FusedOp group, const Target &target, const SelectionRules &rules) {
  Selection selection;
  std::optional<size_t> best;
  // A layer that only training has may lack a reference kernel.
  std::string ignored;
  auto layer = dyn_cast<cnn::LayerOpInterface>(getRoot(group));
  bool onlyReference = rules.reference && ((layer && !layer.getLayerSpecs().empty()) ||
                                           findKernel("reference")->match(group, target, ignored));
  for (const Kernel *kernel : allKernels()) {
    bool isReference = kernel->getName() == "reference";
    StringRef exclusion = rules.reference && isReference ? "" : getExclusion(*kernel, group, rules, best.has_value());
    if (isReference ? !exclusion.empty() : onlyReference)
      continue;
    std::string why;
    SmallVector<Candidate> candidates = kernel->getCandidates(group, target, why);
    if (candidates.empty()) {
      bool isOtherKind = StringRef(why).starts_with("not ");
      selection.refusals.push_back({kernel, isOtherKind ? Refusal::Kind : Refusal::Shape, why});
      continue;
    }
    if (!exclusion.empty()) {
      selection.refusals.push_back({kernel, Refusal::Rules, exclusion.str()});
      continue;
    }
    // Asked for, Winograd's algorithm goes before what costs less.
    bool isWanted = rules.conv == "winograd" && isWinograd(*kernel);
    if (!best || isWanted || candidates.front().rank() < selection.offers[*best].candidate.rank())
      best = selection.offers.size();
    for (Candidate &candidate : candidates)
      selection.offers.push_back({kernel, std::move(candidate), /*nanoseconds=*/0});
  }
  if (best) {
    auto first = selection.offers.begin();
    std::rotate(first, first + *best, first + *best + 1);
    std::sort(first + 1, selection.offers.end(), [](const Offer &a, const Offer &b) {
      auto key = [](const Offer &offer) { return std::tuple(offer.kernel->getName(), ArrayRef(offer.candidate.tile)); };
      double rankA = a.candidate.rank(), rankB = b.candidate.rank();
      return rankA != rankB ? rankA < rankB : key(a) < key(b);
    });
  }
  return selection;
}

double cnnc::countFlops(cnn::FusedOp group) {
  double flops = 0;
  for (Operation &op : group.getBody().getOps()) {
    if (isa<cnn::YieldOp>(op))
      continue;
    auto layer = dyn_cast<cnn::LayerOpInterface>(op);
    int64_t multiplyAdds = layer ? layer.getMultiplyAdds() : 0;
    flops += multiplyAdds ? 2.0 * double(multiplyAdds) : double(cnn::getPictureShape(op.getResult(0)).elements());
  }
  return flops;
}

GroupBytes cnnc::countBytes(cnn::FusedOp group, const DenseSet<Value> &narrow) {
  // Of one picture where the value is a picture, of all of it where it is a parameter.
  auto valueBytes = [&](Value value, bool isParameter) {
    auto type = cast<RankedTensorType>(value.getType());
    double elements = isParameter || type.hasStaticShape() ? double(type.getNumElements())
                                                           : double(cnn::getPictureShape(value).elements());
    return elements * double(narrow.contains(value) ? 16 : type.getElementTypeBitWidth()) / 8;
  };
  GroupBytes bytes;
  for (Value input : group.getInputs())
    bytes.inputs += valueBytes(input, /*isParameter=*/false);
  bytes.output = valueBytes(group.getResult(), /*isParameter=*/false);
  llvm::SmallPtrSet<Value, 4> counted;
  for (Operation &op : group.getBody().getOps())
    for (Value operand : op.getOperands())
      if (operand.getParentRegion() != &group.getBody() && counted.insert(operand).second)
        bytes.parameters += valueBytes(operand, /*isParameter=*/true);
  return bytes;
}

Roofline cnnc::getRoofline(double flops, double bytes, const Target &target) {
  double bandwidth = bytes <= double(target.l2Bytes)   ? target.l2BytesPerCycle
                     : bytes <= double(target.l3Bytes) ? target.l3BytesPerCycle
                                                       : target.memoryBytesPerCycle;
  return {flops / double(2 * target.lanes * target.fmaPerCycle), bytes / bandwidth};
}
