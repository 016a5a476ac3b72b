//===- Pictures.h - The pictures of a training ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_CNN_TRAIN_PICTURES_H
#define CNNC_TOOLS_CNN_TRAIN_PICTURES_H

#include "Config.h"
#include "Trainer.h"

namespace cnnc::train {

/// Pictures of a set, by index.
struct Selection {
  const DataSet *set = nullptr;
  std::vector<int64_t> indices;

  int64_t size() const { return int64_t(indices.size()); }
};

/// What is trained on, what is validated with after each epoch, and what is
/// tested with at the end; the latter two may be empty.
struct Pictures {
  std::unique_ptr<DataSet> trainSet, testSet;
  Selection training, validation, test;
  std::unique_ptr<Augmentation> augmentation;

  /// Of the classes; empty where they are not known.
  const std::vector<std::string> &classNames() const { return trainSet->classNames(); }
};

Result<Pictures> openPictures(const TrainingLibrary &library, const Options &options, const TrainConfig &config);

/// Turns a batch as it is loaded into what the network takes. Keeps its memory.
class Feeder {
public:
  Feeder(const TrainingLibrary &library, double divide) : library(library), factor(float(1 / divide)) {}

  /// `areBytes`: of a set that holds bytes; floats are taken as they are. `key`
  /// is what random numbers depend on, with a picture's place in the batch.
  void set(const Batch &batch, bool areBytes, uint64_t key);
  const void *input() const { return pictures; }
  const void *target() const { return classes; }
  /// The class of each picture. Of a mixed picture one of the two is drawn, each
  /// as often as it has a share: where a loss takes a class and no shares, its
  /// gradient is in the mean what the shares would give.
  const std::vector<int32_t> &labels() const { return drawn; }

private:
  template <typename From, typename To> void convert(const From *from, std::vector<To> &to, int64_t count, float by);
  void drawClasses(const Batch &batch, uint64_t key);
  void mixClasses(const Batch &batch);

  const TrainingLibrary &library;
  float factor;
  std::vector<float> floats, targets;
  std::vector<uint8_t> bytes;
  std::vector<int32_t> drawn;
  const void *pictures = nullptr, *classes = nullptr;
};

} // namespace cnnc::train

#endif // CNNC_TOOLS_CNN_TRAIN_PICTURES_H
