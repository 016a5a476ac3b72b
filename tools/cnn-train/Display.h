//===- Display.h - What is seen of a training while it runs ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A bar on a terminal, a line for each epoch elsewhere.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_CNN_TRAIN_DISPLAY_H
#define CNNC_TOOLS_CNN_TRAIN_DISPLAY_H

#include "Stop.h"

#include <chrono>

namespace cnnc::train {

class Display {
public:
  /// Prints nothing at all where `quiet`. `stepPictures` is how many a step takes, of all processes.
  Display(bool quiet, int64_t epochs, int64_t classes, int64_t stepPictures);

  void line(const std::string &text);
  /// After a step; `done` of `batches` of epoch `epoch` (from 1).
  void step(int64_t epoch, int64_t done, int64_t batches, const Metrics &soFar);
  void epoch(const EpochRecord &record, int64_t pictures);

private:
  using Clock = std::chrono::steady_clock;
  void clearBar();

  bool quiet, terminal;
  int64_t epochs, classes, stepPictures;
  bool barShown = false;
  Clock::time_point lastBar{}, begin{};
  int64_t stepsSinceBegin = 0;
};

} // namespace cnnc::train

#endif // CNNC_TOOLS_CNN_TRAIN_DISPLAY_H
