//===- Safetensors.h - Weights in a .safetensors file ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_CNN_TRAIN_SAFETENSORS_H
#define CNNC_TOOLS_CNN_TRAIN_SAFETENSORS_H

#include "Trainer.h"

namespace cnnc::train {

/// Writes parameters and running averages as f32 into a file beside `path` and
/// renames it. `cnnc --weights` reads it.
Status writeSafetensors(const std::string &path, const std::vector<cnn_state_tensor> &tensors);

} // namespace cnnc::train

#endif // CNNC_TOOLS_CNN_TRAIN_SAFETENSORS_H
