//===- TensorBoard.h - Event files for TensorBoard ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_CNN_TRAIN_TENSORBOARD_H
#define CNNC_TOOLS_CNN_TRAIN_TENSORBOARD_H

#include "Common.h"

#include <cstdio>

namespace cnnc::train {

/// A file of named numbers over steps.
class EventFile {
public:
  /// Begins a new file in the folder. TensorBoard forgets what older files there
  /// have for steps from `firstStep` on.
  static Result<EventFile> create(const std::string &folder, uint64_t firstStep);

  /// Adds numbers of one step, and sees to it that they are in the file.
  Status add(uint64_t step, const std::vector<std::pair<std::string, double>> &scalars);

private:
  struct Close {
    void operator()(FILE *file) const { fclose(file); }
  };

  Status write(const std::string &event);

  std::string path;
  std::unique_ptr<FILE, Close> file;
};

} // namespace cnnc::train

#endif // CNNC_TOOLS_CNN_TRAIN_TENSORBOARD_H
