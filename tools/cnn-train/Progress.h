//===- Progress.h - Where a training stands ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_CNN_TRAIN_PROGRESS_H
#define CNNC_TOOLS_CNN_TRAIN_PROGRESS_H

#include "Stop.h"

namespace cnnc::train {

/// All that a training depends on from here on, apart from the trainer's
/// tensors, steps and seed.
struct Progress {
  int64_t epoch = 0; ///< whole ones
  int64_t batch = 0; ///< of the present epoch
  Tally tally;       ///< of the present epoch
  double seconds = 0;
  std::vector<EpochRecord> history;
  /// Parameters and averages of the best epoch, in the order of the tensors; empty: none.
  std::vector<float> best;
};

} // namespace cnnc::train

#endif // CNNC_TOOLS_CNN_TRAIN_PROGRESS_H
