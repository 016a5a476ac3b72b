//===- Common.h - What cnn-train shares with other tools ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_CNN_TRAIN_COMMON_H
#define CNNC_TOOLS_CNN_TRAIN_COMMON_H

#include "tools/common/File.h"
#include "tools/common/Library.h"
#include "tools/common/Result.h"
#include "tools/common/Tensor.h"

namespace cnnc::train {
using namespace cnnrun;
} // namespace cnnc::train

#endif // CNNC_TOOLS_CNN_TRAIN_COMMON_H
