//===- Data.h - Pictures to learn from --------------------------*- C++ -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Data sets in files, augmentation, and the loader that makes batches of both on
// background threads. Everything random depends on the seed, the epoch and the
// picture's index only, so that the same batches come out for any number of
// threads, in any order of computation and after a restart.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_CNN_TRAIN_DATA_DATA_H
#define CNNC_TOOLS_CNN_TRAIN_DATA_DATA_H

#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace cnnc::train {

/// Extents of a picture in pixels; stored row by row, the channels of a pixel
/// side by side.
struct PictureShape {
  int64_t height = 0, width = 0, channels = 0;

  int64_t elements() const { return height * width * channels; }
  bool operator==(const PictureShape &other) const {
    return height == other.height && width == other.width && channels == other.channels;
  }
  bool operator!=(const PictureShape &other) const { return !(*this == other); }
};

/// Pictures and what they are to be recognised as. Random access, thread-safe
/// for reading.
class DataSet {
public:
  virtual ~DataSet() = default;

  virtual int64_t size() const = 0;

  /// Of every picture as delivered.
  virtual PictureShape shape() const = 0;

  /// In the order of the labels; empty where they are not known.
  virtual const std::vector<std::string> &classNames() const = 0;

  /// Every label is below.
  virtual int64_t classes() const = 0;

  /// The class of a picture, 0 <= index < size().
  virtual int32_t label(int64_t index) const = 0;

  /// H x W x C floats, 0 to 255 for bytes. False with `error` set where the
  /// picture cannot be read.
  virtual bool read(int64_t index, float *pixels, std::string &error) const = 0;

  /// Whether the pictures are made of bytes; augmentation then stays within 0 to
  /// 255. Others (floats in a .npz file) come as they are.
  virtual bool holdsBytes() const { return true; }
};

enum class Part { Train, Test };

struct OpenOptions {
  /// What the network takes: pictures in folders are scaled and cropped to it.
  /// The shapes of other sets are those of their files; compare DataSet::shape().
  PictureShape wanted;
  /// How many classes the network knows; a label that is none of them is an error
  /// that names the file. 0: any label will do.
  int64_t classes = 0;
};

/// Tells IDX (MNIST, Fashion-MNIST; also .gz), CIFAR-10/100 binary, folders of
/// PNG/JPEG and .npz apart by what the directory holds. Null with `error` set
/// where it cannot be read; null with an empty `error` where the set has no such
/// part.
std::unique_ptr<DataSet> openDataSet(const std::string &directory, Part part, const OpenOptions &options,
                                     std::string &error);

/// Where the random numbers of one picture come from.
struct PictureKey {
  uint64_t seed = 0;
  int64_t epoch = 0, index = 0;
};

/// How a mixed picture is made: `share` of it is the picture itself, the rest is
/// the picture at position `partner` of those that the loader was given.
struct Mix {
  float share = 1;
  int64_t partner = 0;
};

/// A list of changes that are made to each picture, thread-safe for use.
class Augmentation {
public:
  virtual ~Augmentation() = default;

  /// Changes H x W x C floats in place; within 0 to 255 if `bytes`.
  virtual void apply(float *pixels, const PictureKey &key, bool bytes) const = 0;

  /// Whether pictures are mixed (mixup), which needs two of them.
  virtual bool mixes() const = 0;

  /// What a picture is mixed with, out of `count`. Only where mixes().
  virtual Mix drawMix(const PictureKey &key, int64_t count) const = 0;
};

/// The augmentations that the train block's JSON gives, a list of objects with
/// "function" and its arguments, already validated by the compiler. Null with
/// `error` set for what is not known here or cannot be done to such pictures.
std::unique_ptr<Augmentation> makeAugmentation(const nlohmann::json &list, PictureShape shape, std::string &error);

struct Batch {
  /// Pictures; may be 0 in the last batch of an epoch that many ranks share.
  int64_t size = 0;
  /// N x H x W x C, as DataSet::read gives them.
  std::vector<float> pictures;
  /// Filled instead when the network takes u8: rounded, halves up.
  std::vector<uint8_t> bytes;
  std::vector<int32_t> labels;
  /// Labels of the pictures that were mixed in, and the share of `labels`; the
  /// rest to 1 is the share of `labels2`. Empty without mixup.
  std::vector<int32_t> labels2;
  std::vector<float> mix;
};

struct LoaderOptions {
  int64_t batch = 1; ///< Pictures, per rank.
  uint64_t seed = 0;
  bool shuffle = false;
  bool dropLast = false; ///< Leave out a last batch that is not full.
  bool asBytes = false;
  int threads = 1; ///< In the background; with 0, next() does the work itself.
  int64_t rank = 0, ranks = 1;
  const Augmentation *augmentation = nullptr; ///< Must outlive the loader.
};

/// Batches of an epoch in an order that depends on (seed, epoch) only, prepared
/// on background threads, two batches ahead at most; the same bits for any number
/// of threads. With several ranks each takes its contiguous part of every global
/// batch of ranks * batch pictures; a last batch that is not full is shared out
/// evenly. The data set must outlive the loader. One thread may call it at a time.
class Loader {
public:
  /// `indices`: the pictures that take part.
  Loader(const DataSet &set, std::vector<int64_t> indices, LoaderOptions options);
  ~Loader();
  Loader(const Loader &) = delete;
  Loader &operator=(const Loader &) = delete;

  /// Starts an epoch, at a batch other than the first to continue one. Gives up
  /// whatever was left of the epoch before.
  void begin(int64_t epoch, int64_t firstBatch = 0);

  /// The next batch, whose buffers are reused. False at the end of the epoch, or
  /// with `error` set when a picture could not be read; after that, begin() anew.
  bool next(Batch &batch, std::string &error);

  int64_t batchesPerEpoch() const;

private:
  class Worker;
  std::unique_ptr<Worker> worker;
};

} // namespace cnnc::train

#endif // CNNC_TOOLS_CNN_TRAIN_DATA_DATA_H
