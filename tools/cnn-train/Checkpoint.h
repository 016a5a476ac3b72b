//===- Checkpoint.h - A training in a file ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One file with all that a training depends on, so that going on from it gives
// the bits that an undisturbed training gives:
//
//   "cnnc-checkpoint\n"  16 bytes
//   length of the header, 8 bytes, little-endian
//   header: a JSON object, see Checkpoint.cpp
//   f32 of the tensors (parameters, averages, slots) in the header's order,
//   then, where the header says so, of the best epoch's parameters and averages
//   CRC-32C of all before it, 4 bytes, little-endian
//
// It is replaced as a whole. When read it is trusted no more than any file.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_CNN_TRAIN_CHECKPOINT_H
#define CNNC_TOOLS_CNN_TRAIN_CHECKPOINT_H

#include "Communicator.h"
#include "Progress.h"
#include "Trainer.h"

namespace cnnc::train {

/// What a checkpoint is of, by reference.
struct CheckpointParts {
  /// What must be the same for a training that goes on: names and values, "batch", say.
  const nlohmann::json &settings;
  int64_t batchesPerEpoch;
  Trainer &trainer;
  Progress &progress;
  Stopper &stopper;
};

/// Writes the file; only one process should.
Status writeCheckpoint(const std::string &path, const CheckpointParts &parts);

/// Restores everything from the file, which the first process reads for all.
/// False: there is no such file, and nothing has changed.
Result<bool> readCheckpoint(const std::string &path, const CheckpointParts &parts, Communicator &others);

} // namespace cnnc::train

#endif // CNNC_TOOLS_CNN_TRAIN_CHECKPOINT_H
