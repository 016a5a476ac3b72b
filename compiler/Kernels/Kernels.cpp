//===- Kernels.cpp - The list of kernels
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Kernels.h"
#include "compiler/Kernels/Kernel.h"

using namespace mlir;
using namespace cnnc;

ArrayRef<const Kernel *> cnnc::allKernels() {
  static const Kernel *const kernels[] = {&getDepthwiseConvKernel(),
                                          &getDirectConvKernel(),
                                          &getWinogradConvKernel(),
                                          &getTransposedConvKernel(),
                                          &getDepthwiseTransposedConvKernel(),
                                          &getDenseKernel(),
                                          &getMatmulKernel(),
                                          &getPoolKernel(),
                                          &getGlobalPoolKernel(),
                                          &getAdaptivePoolKernel(),
                                          &getUnpoolKernel(),
                                          &getSoftmaxKernel(),
                                          &getLayerNormKernel(),
                                          &getGroupNormKernel(),
                                          &getLocalResponseNormKernel(),
                                          &getReduceKernel(),
                                          &getArgMaxKernel(),
                                          &getElementwiseKernel(),
                                          &getConcatKernel(),
                                          &getGatherKernel(),
                                          &getGenerateKernel(),
                                          &getPadKernel(),
                                          &getResizeKernel(),
                                          &getFillKernel(),
                                          &getPictureSumsKernel(),
                                          &getChannelSumKernel(),
                                          &getPackKernel(),
                                          &getVectorMapKernel(),
                                          &getUpdateAverageKernel(),
                                          &getOptimizeKernel(),
                                          &getWinogradWeightsKernel(),
                                          &getWinogradTransformKernel(),
                                          &getWinogradWeightGradientKernel(),
                                          &getConstrainKernel(),
                                          &getLossKernel(),
                                          &getDepthwiseWeightGradientKernel(),
                                          &getWinogradPictureGradientKernel(),
                                          &getWinogradSumsKernel(),
                                          &getConvWeightGradientKernel(),
                                          &getDenseWeightGradientKernel(),
                                          &getDropoutKernel(),
                                          &getPoolGradientKernel(),
                                          &getUnpoolGradientKernel(),
                                          &getAxisGradientKernel(),
                                          &getNormGradientKernel(),
                                          &getLocalResponseNormGradientKernel(),
                                          &getReferenceKernel()};
  return kernels;
}

const Kernel *cnnc::findKernel(StringRef name) {
  for (const Kernel *kernel : allKernels())
    if (kernel->getName() == name)
      return kernel;
  return nullptr;
}

const Kernel *cnnc::getChosenKernel(cnn::FusedOp group, const Target &target) {
  auto choice = group->getAttrOfType<kernel::ChoiceAttr>(kernel::KernelDialect::kChoiceAttr);
  const Kernel *kernel = choice ? findKernel(choice.getKernel()) : nullptr;
  if (!kernel) {
    group.emitError("this group has no kernel; run cnn-select-kernels first");
    return nullptr;
  }
  // A choice may have been written by hand, or for another group.
  std::string why;
  std::optional<Candidate> offer = kernel->match(group, target, why);
  bool fits = offer && offer->tile.size() == choice.getTile().size() &&
              llvm::all_of(choice.getTile(), [](int64_t t) { return t >= 1 && t <= 64; });
  if (fits)
    return kernel;
  group.emitError("the chosen kernel ") << choice << " does not fit this group" << (why.empty() ? "" : ": ") << why;
  return nullptr;
}

FailureOr<Target> cnnc::createTarget(Operation *func, const std::string &triple, const std::string &cpu) {
  auto target = Target::create(triple, cpu);
  if (target) {
    // Functions that train have a batch of their own.
    if (auto batch = func->getAttrOfType<IntegerAttr>(cnn::CnnDialect::kBatchAttr))
      target->batch = batch.getInt();
    return *target;
  }
  emitError(func->getLoc(), llvm::toString(target.takeError()));
  return failure();
}

const Kernel *cnnc::findKernel(Operation *op) {
  StringRef name = op->getName().getStringRef();
  return name.consume_front("kernel.") ? findKernel(name) : nullptr;
}

bool cnnc::isStoredInBf16(cnn::PictureShape shape, cnn::LayoutAttr layout, const Target &target) {
  return target.useBf16 && layout.getBlock() == target.lanes && shape.height * shape.width > 1;
}

bool cnnc::isBf16(Value buffer) { return cast<MemRefType>(buffer.getType()).getElementType().isBF16(); }

int64_t cnnc::countBlocks(Value picture) {
  return llvm::divideCeil(cnn::getPictureShape(picture).channels, cnn::getLayout(picture.getType()).getBlock());
}

cnn::LayoutAttr cnnc::blockedLayout(MLIRContext *context, int64_t block, ArrayRef<int64_t> halo, cnn::PadMode border) {
  auto plain = cnn::LayoutAttr::get(context, cnn::Order::nchw, block, {0, 0, 0, 0}, /*pitch=*/0);
  return plain.withHalo(halo, border);
}

cnn::LayoutAttr Kernel::getInputLayout(cnn::FusedOp group, unsigned, const Target &target) const {
  return blockedLayout(group.getContext(), target.lanes);
}

cnn::LayoutAttr Kernel::getOutputLayout(cnn::FusedOp group, const Target &target) const {
  return blockedLayout(group.getContext(), target.lanes);
}

SmallVector<Candidate> Kernel::getCandidates(cnn::FusedOp group, const Target &target, std::string &why) const {
  std::optional<Candidate> only = match(group, target, why);
  return only ? SmallVector<Candidate>{*only} : SmallVector<Candidate>();
}

std::optional<Candidate> TiledKernel::match(cnn::FusedOp group, const Target &target, std::string &why) const {
  SmallVector<Candidate> all = getCandidates(group, target, why);
  return all.empty() ? std::nullopt : std::optional(all.front());
}

void cnnc::rankCandidates(SmallVectorImpl<Candidate> &candidates, size_t best) {
  std::rotate(candidates.begin(), candidates.begin() + best, candidates.begin() + best + 1);
  std::sort(candidates.begin() + 1, candidates.end(), [](const Candidate &a, const Candidate &b) {
    return std::tuple(a.rank(), ArrayRef(a.tile)) < std::tuple(b.rank(), ArrayRef(b.tile));
  });
}

double Kernel::getFlops(kernel::KernelOpInterface op) const {
  return double(cnn::getPictureShape(op.getOutput()).elements());
}
