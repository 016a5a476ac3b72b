//===- Kernels.h - One accessor per kernel
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_KERNELS_KERNELS_H
#define CNNC_COMPILER_KERNELS_KERNELS_H

namespace cnnc {

class Kernel;

const Kernel &getDepthwiseConvKernel();
const Kernel &getDirectConvKernel();
const Kernel &getWinogradConvKernel();
const Kernel &getTransposedConvKernel();
const Kernel &getDepthwiseTransposedConvKernel();
const Kernel &getDenseKernel();
const Kernel &getPoolKernel();
const Kernel &getGlobalPoolKernel();
const Kernel &getAdaptivePoolKernel();
const Kernel &getUnpoolKernel();
const Kernel &getSoftmaxKernel();
const Kernel &getLayerNormKernel();
const Kernel &getGroupNormKernel();
const Kernel &getLocalResponseNormKernel();
const Kernel &getReduceKernel();
const Kernel &getArgMaxKernel();
const Kernel &getMatmulKernel();
const Kernel &getElementwiseKernel();
const Kernel &getConcatKernel();
const Kernel &getFillKernel();
const Kernel &getGatherKernel();
const Kernel &getGenerateKernel();
const Kernel &getPadKernel();
const Kernel &getResizeKernel();
const Kernel &getPictureSumsKernel();
const Kernel &getChannelSumKernel();
const Kernel &getPackKernel();
const Kernel &getVectorMapKernel();
const Kernel &getUpdateAverageKernel();
const Kernel &getWinogradWeightsKernel();
const Kernel &getWinogradTransformKernel();
const Kernel &getWinogradWeightGradientKernel();
const Kernel &getWinogradPictureGradientKernel();
const Kernel &getWinogradSumsKernel();
const Kernel &getOptimizeKernel();
const Kernel &getConstrainKernel();
const Kernel &getDropoutKernel();
const Kernel &getLossKernel();
const Kernel &getConvWeightGradientKernel();
const Kernel &getDepthwiseWeightGradientKernel();
const Kernel &getDenseWeightGradientKernel();
const Kernel &getLocalResponseNormGradientKernel();
const Kernel &getPoolGradientKernel();
const Kernel &getUnpoolGradientKernel();
const Kernel &getAxisGradientKernel();
const Kernel &getNormGradientKernel();
const Kernel &getReferenceKernel();

} // namespace cnnc

#endif // CNNC_COMPILER_KERNELS_KERNELS_H
