//===- Info.h - What a library that trains says of itself ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_CNN_TRAIN_INFO_H
#define CNNC_TOOLS_CNN_TRAIN_INFO_H

#include "Options.h"
#include "Trainer.h"

namespace cnnc::train {

/// Prints input, classes, memory, train block and the tensors of the state.
Status printInfo(const TrainingLibrary &library, const Options &options);

} // namespace cnnc::train

#endif // CNNC_TOOLS_CNN_TRAIN_INFO_H
