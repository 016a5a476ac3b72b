//===- ChannelsLast.h - Pictures whose caller has the channels last
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_FRONTEND_ONNX_CHANNELSLAST_H
#define CNNC_COMPILER_FRONTEND_ONNX_CHANNELSLAST_H

#include "dialects/Cnn/CnnDialect.h"

namespace cnnc::onnx_import {

/// Models of TensorFlow, and those that cnnc writes, take and give pictures as
/// N x H x W x C and turn them at once. The network's arguments and results
/// become N x C x H x W with the layout HWC instead: the caller's arrays stay
/// what they are, and no kernel moves them.
void takeChannelsLast(mlir::func::FuncOp network);

} // namespace cnnc::onnx_import

#endif // CNNC_COMPILER_FRONTEND_ONNX_CHANNELSLAST_H
