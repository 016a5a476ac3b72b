//===- Loader.cpp - Batches, prepared in the background -------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two batches are filled at a time, by as many threads as there are, a few pictures
// at once. Which thread fills what does not matter: a picture depends on its index
// only, and has its place in the batch.
//
//===----------------------------------------------------------------------===//

#include "tools/cnn-train/data/Data.h"
#include "tools/cnn-train/data/Random.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

using namespace cnnc::train;

class Loader::Worker {
public:
  Worker(const DataSet &set, std::vector<int64_t> indices, LoaderOptions options);
  ~Worker();

  void begin(int64_t epoch, int64_t firstBatch);
  bool next(Batch &batch, std::string &error);
  int64_t batches() const;

private:
  /// A batch in the making.
  struct Slot {
    Batch batch;
    int64_t begin = 0;             ///< position of its first picture in `order`
    int64_t claimed = 0, done = 0; ///< pictures
    int64_t failed = -1;           ///< the first picture that could not be read
    std::string error;
  };
  /// Some pictures of a slot.
  struct Job {
    Slot *slot = nullptr;
    int64_t begin = 0, end = 0;
  };
  /// What a thread needs for a picture.
  struct Scratch {
    std::vector<float> picture, partner;
    std::string error;
  };

  Slot &slotOf(int64_t batch) { return slots[batch % slotCount]; }
  void openSlot(int64_t batch);
  Job claim();
  void run(const Job &job, Scratch &scratch);
  void finish(const Job &job, int64_t failed, const std::string &error);
  bool makePicture(Slot &slot, int64_t at, Scratch &scratch) const;
  bool readAugmented(int64_t index, float *pixels, std::string &error) const;
  void work();

  const DataSet &set;
  const std::vector<int64_t> indices;
  const LoaderOptions options;
  const int64_t elements;

  std::vector<int64_t> order; ///< of this epoch; no thread runs while it changes
  int64_t epoch = 0;

  std::mutex mutex;
  std::condition_variable hasWork, hasResult;
  static constexpr int64_t slotCount = 2;
  Slot slots[slotCount];
  /// Batches [current, opened) are in slots; current is the one that next() gives.
  int64_t current = 0, opened = 0, end = 0;
  int64_t running = 0; ///< jobs
  bool stops = false;
  Scratch ownScratch; ///< of the caller, without threads
  std::vector<std::thread> threads;
};

static LoaderOptions limitOptions(LoaderOptions options) {
  options.batch = std::max<int64_t>(1, options.batch);
  options.ranks = std::max<int64_t>(1, options.ranks);
  options.rank = std::clamp<int64_t>(options.rank, 0, options.ranks - 1);
  return options;
}

Loader::Worker::Worker(const DataSet &set, std::vector<int64_t> indices, LoaderOptions given)
    : set(set), indices(std::move(indices)), options(limitOptions(given)), elements(set.shape().elements()) {
  for (int i = 0; i < options.threads; ++i)
    threads.emplace_back([this] { work(); });
}

Loader::Worker::~Worker() {
  {
    std::lock_guard<std::mutex> lock(mutex);
    stops = true;
  }
  hasWork.notify_all();
  for (std::thread &thread : threads)
    thread.join();
}

int64_t Loader::Worker::batches() const {
  int64_t global = options.batch * options.ranks, count = int64_t(indices.size());
  return options.dropLast ? count / global : (count + global - 1) / global;
}

void Loader::Worker::begin(int64_t newEpoch, int64_t firstBatch) {
  std::unique_lock<std::mutex> lock(mutex);
  // Nothing new is started, and what runs ends.
  current = opened = end = 0;
  hasResult.wait(lock, [this] { return running == 0; });
  epoch = newEpoch;
  order = indices;
  if (options.shuffle) {
    Random random(options.seed, epoch, /*index=*/0, shuffling);
    for (size_t i = order.size(); i > 1; --i)
      std::swap(order[i - 1], order[size_t(random.below(int64_t(i)))]);
  }
  end = batches();
  current = opened = std::clamp<int64_t>(firstBatch, 0, end);
  lock.unlock();
  hasWork.notify_all();
}

/// Gives the batch its slot. The part of this rank is contiguous; all but a last
/// batch that is not full are shared out in parts of options.batch.
void Loader::Worker::openSlot(int64_t number) {
  Slot &slot = slotOf(number);
  int64_t global = options.batch * options.ranks, first = number * global;
  int64_t count = std::min(global, int64_t(order.size()) - first);
  int64_t begin = count * options.rank / options.ranks, end = count * (options.rank + 1) / options.ranks;
  slot.begin = first + begin;
  slot.claimed = slot.done = 0;
  slot.failed = -1;
  slot.error.clear();
  Batch &batch = slot.batch;
  batch.size = end - begin;
  size_t size = size_t(batch.size), values = size * size_t(elements);
  bool mixes = options.augmentation && options.augmentation->mixes();
  batch.pictures.resize(options.asBytes ? 0 : values);
  batch.bytes.resize(options.asBytes ? values : 0);
  batch.labels.resize(size);
  batch.labels2.resize(mixes ? size : 0);
  batch.mix.resize(mixes ? size : 0);
}

/// Some pictures that nobody has begun, of the earlier batch first; none if there
/// are no more for now.
Loader::Worker::Job Loader::Worker::claim() {
  if (opened < end && opened < current + slotCount)
    openSlot(opened++);
  for (int64_t number = current; number < opened; ++number) {
    Slot &slot = slotOf(number);
    if (slot.claimed == slot.batch.size)
      continue;
    constexpr int64_t most = 16, partsPerThread = 4;
    int64_t share = slot.batch.size / (partsPerThread * std::max(1, options.threads));
    int64_t count = std::min(std::clamp<int64_t>(share, 1, most), slot.batch.size - slot.claimed);
    slot.claimed += count;
    ++running;
    return {&slot, slot.claimed - count, slot.claimed};
  }
  return {};
}

bool Loader::Worker::readAugmented(int64_t index, float *pixels, std::string &error) const {
  if (!set.read(index, pixels, error))
    return false;
  if (options.augmentation)
    options.augmentation->apply(pixels, {options.seed, epoch, index}, set.holdsBytes());
  return true;
}

bool Loader::Worker::makePicture(Slot &slot, int64_t at, Scratch &scratch) const {
  Batch &batch = slot.batch;
  int64_t index = order[size_t(slot.begin + at)];
  batch.labels[size_t(at)] = set.label(index);
  scratch.picture.resize(size_t(elements));
  float *pixels = options.asBytes ? scratch.picture.data() : &batch.pictures[size_t(at * elements)];
  if (!readAugmented(index, pixels, scratch.error))
    return false;

  if (!batch.mix.empty()) {
    Mix mix = options.augmentation->drawMix({options.seed, epoch, index}, int64_t(indices.size()));
    int64_t partner = indices[size_t(mix.partner)];
    scratch.partner.resize(size_t(elements));
    if (!readAugmented(partner, scratch.partner.data(), scratch.error))
      return false;
    for (int64_t i = 0; i < elements; ++i)
      pixels[i] = mix.share * pixels[i] + (1 - mix.share) * scratch.partner[size_t(i)];
    batch.labels2[size_t(at)] = set.label(partner);
    batch.mix[size_t(at)] = mix.share;
  }
  for (int64_t i = 0; options.asBytes && i < elements; ++i)
    batch.bytes[size_t(at * elements + i)] = uint8_t(std::clamp(pixels[i], 0.0f, 255.0f) + 0.5f);
  return true;
}

void Loader::Worker::run(const Job &job, Scratch &scratch) {
  int64_t failed = -1;
  for (int64_t at = job.begin; at < job.end && failed < 0; ++at)
    if (!makePicture(*job.slot, at, scratch))
      failed = at;
  std::lock_guard<std::mutex> lock(mutex);
  finish(job, failed, scratch.error);
}

/// The error of the first picture that failed is the batch's, whoever came last.
void Loader::Worker::finish(const Job &job, int64_t failed, const std::string &error) {
  Slot &slot = *job.slot;
  if (failed >= 0 && (slot.failed < 0 || failed < slot.failed)) {
    slot.failed = failed;
    slot.error = error;
  }
  slot.done += job.end - job.begin;
  --running;
  if (slot.done == slot.batch.size || running == 0)
    hasResult.notify_all();
}

void Loader::Worker::work() {
  Scratch scratch;
  std::unique_lock<std::mutex> lock(mutex);
  while (!stops) {
    Job job = claim();
    if (!job.slot) {
      hasWork.wait(lock);
      continue;
    }
    lock.unlock();
    run(job, scratch);
    lock.lock();
  }
}

bool Loader::Worker::next(Batch &batch, std::string &error) {
  error.clear();
  std::unique_lock<std::mutex> lock(mutex);
  if (current == end)
    return false;
  // A batch of no pictures, which no thread would report, is seen here at once.
  if (opened == current)
    openSlot(opened++);
  hasWork.notify_all();
  while (slotOf(current).done < slotOf(current).batch.size) {
    if (!threads.empty()) {
      hasResult.wait(lock);
      continue;
    }
    Job job = claim();
    lock.unlock();
    if (job.slot)
      run(job, ownScratch);
    lock.lock();
  }
  Slot &slot = slotOf(current);
  if (slot.failed >= 0) {
    error = slot.error;
    end = current;
    opened = std::min(opened, end);
    return false;
  }
  std::swap(batch, slot.batch);
  slot.batch.size = slot.claimed = slot.done = 0;
  ++current;
  lock.unlock();
  hasWork.notify_all();
  return true;
}

Loader::Loader(const DataSet &set, std::vector<int64_t> indices, LoaderOptions options)
    : worker(std::make_unique<Worker>(set, std::move(indices), options)) {}

Loader::~Loader() = default;

void Loader::begin(int64_t epoch, int64_t firstBatch) { worker->begin(epoch, firstBatch); }

bool Loader::next(Batch &batch, std::string &error) { return worker->next(batch, error); }

int64_t Loader::batchesPerEpoch() const { return worker->batches(); }
