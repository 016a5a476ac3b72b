//===- Training.cpp - Trains a network ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A step depends on the seed, the number of the epoch and of the batch, and the
// tensors only, never on time or threads: so the same command gives the same
// bits, and so does one that goes on from a checkpoint.
//
//===----------------------------------------------------------------------===//

#include "Training.h"

#include "Interrupt.h"
#include "Safetensors.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

using namespace cnnc::train;

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

} // namespace

Training::Training(const Options &options, const TrainingLibrary &library, Communicator &others, TrainConfig config,
                   Pictures pictures, Trainer trainer)
    : options(options), library(library), others(others), config(std::move(config)), pictures(std::move(pictures)),
      trainer(std::move(trainer)), feeder(library, options.divide),
      display(options.quiet || !others.isFirst(), this->config.epochs, library.classes(),
              this->config.batch * others.size()),
      stopper(this->config.stops), baseRate(options.rate.value_or(this->trainer.rate())),
      scores(size_t(this->config.batch * library.classes())) {}

Result<std::unique_ptr<Training>> Training::create(const Options &options, const TrainingLibrary &library,
                                                   Communicator &others) {
  auto config = makeConfig(library.api().config(library.model()), options);
  if (!config)
    return config.error();
  auto pictures = openPictures(library, options, *config);
  if (!pictures)
    return pictures.error();
  int64_t stepPictures = config->batch * others.size();
  if (pictures->training.size() < stepPictures)
    return Error{fmt::format("a step takes {} pictures, but there are {} to train with; give --batch up to {}",
                             stepPictures, pictures->training.size(), pictures->training.size() / others.size())};
  auto trainer = Trainer::create(library, options.threads, config->batch);
  if (!trainer)
    return trainer.error();
  std::unique_ptr<Training> training(
      new Training(options, library, others, std::move(*config), std::move(*pictures), std::move(*trainer)));
  training->trainer.setSeed(options.seed);
  // A step's pictures are cut into one part for each process, in the order of ranks.
  training->trainer.setFirstPicture(uint32_t(training->config.batch * others.rank()));
  auto reducer = Reducer::create(others, training->trainer, options.syncBatchNorm);
  if (!reducer)
    return reducer.error();
  training->reducer = std::move(*reducer);
  training->loader = std::make_unique<Loader>(*training->pictures.training.set, training->pictures.training.indices,
                                              training->loaderOptions());
  return training;
}

LoaderOptions Training::loaderOptions() const {
  LoaderOptions load{};
  load.batch = config.batch;
  load.seed = options.seed;
  load.shuffle = true;
  // Every step averages over as many pictures, on every process.
  load.dropLast = true;
  load.asBytes = library.takesBytes();
  load.threads = int(options.loadThreads);
  load.rank = others.rank();
  load.ranks = others.size();
  load.augmentation = pictures.augmentation.get();
  return load;
}

Result<bool> Training::run() {
  if (Status status = begin(); !status)
    return status.error();
  while (progress.epoch < config.epochs && stopper.reason().empty() && !interrupted)
    if (Status status = runEpoch(); !status)
      return status.error();
  Status status = interrupted ? endInterrupted() : finish();
  if (!status)
    return status.error();
  return interrupted;
}

nlohmann::json Training::makeSettings() const {
  nlohmann::json stops = nlohmann::json::array();
  for (const StopRule &rule : config.stops)
    stops.push_back(rule.kind == StopRule::Early
                        ? nlohmann::json{"early", monitorName(rule.monitor), rule.patience, rule.minDelta}
                        : nlohmann::json{"target", monitorName(rule.monitor), rule.value});
  return {{"network", library.name()},
          {"pictures", pictures.training.size()},
          {"validation", pictures.validation.size()},
          {"batch", config.batch},
          {"processes", others.size()},
          {"sync-batch-norm", others.size() > 1 && options.syncBatchNorm},
          {"seed", options.seed},
          {"divide", options.divide},
          {"augment", config.augment},
          {"stop", stops}};
}

CheckpointParts Training::checkpointParts() {
  return {settings, loader->batchesPerEpoch(), trainer, progress, stopper};
}

Status Training::begin() {
  settings = makeSettings();
  if (options.resume) {
    auto found = readCheckpoint(options.checkpoint, checkpointParts(), others);
    if (!found)
      return found.error();
    display.line(*found ? fmt::format("going on from '{}' after step {} (epoch {})", options.checkpoint,
                                      trainer.steps(), progress.epoch + (progress.batch > 0))
                        : fmt::format("there is no '{}' yet; training from the beginning", options.checkpoint));
  }
  if (options.log.empty() || !others.isFirst())
    return Done{};
  auto opened = RunLog::create(options.log, trainer.steps(), progress.history);
  if (!opened)
    return opened.error();
  log = std::move(*opened);
  return Done{};
}

Status Training::saveCheckpoint(const std::string &path) {
  return others.isFirst() ? writeCheckpoint(path, checkpointParts()) : Status(Done{});
}

Status Training::endInterrupted() {
  std::string path = options.checkpoint;
  if (path.empty() && !options.save.empty())
    path = options.save + ".checkpoint";
  if (path.empty()) {
    display.line(
        fmt::format("interrupted after step {}; nothing is kept without --checkpoint or --save", trainer.steps()));
    return Done{};
  }
  if (Status status = saveCheckpoint(path); !status)
    return status;
  display.line(fmt::format("interrupted after step {}; go on with --checkpoint {} --resume", trainer.steps(), path));
  return Done{};
}

Status Training::runEpoch() {
  Clock::time_point begin = Clock::now();
  double before = progress.seconds;
  loader->begin(progress.epoch, progress.batch);
  loggedAt = begin;
  int64_t batches = loader->batchesPerEpoch();
  Batch batch;
  std::string error;
  while (progress.batch < batches && !interrupted) {
    if (!loader->next(batch, error))
      return Error{error.empty() ? "the pictures ended early" : std::move(error)};
    if (Status status = step(batch); !status)
      return status;
    progress.seconds = before + secondsSince(begin);
    display.step(progress.epoch + 1, progress.batch, batches, progress.tally.metrics());
  }
  return progress.batch == batches ? endEpoch() : Status(Done{});
}

Status Training::step(const Batch &batch) {
  double epochs = double(progress.epoch) + double(progress.batch) / double(loader->batchesPerEpoch());
  trainer.setRate(baseRate * config.schedule.factor(epochs));
  // Other numbers in every step, and those of one process's larger batch.
  uint64_t key = (options.seed << 32 ^ trainer.steps() << 20) + uint64_t(others.rank() * config.batch);
  feeder.set(batch, pictures.training.set->holdsBytes(), key);
  float loss = 0;
  if (Status status = trainer.gradients(batch.size, feeder.input(), feeder.target(), scores.data(), loss); !status)
    return status;
  Tally tally = tallyBatch(scores.data(), library.classes(), feeder.labels(), double(loss));
  interrupted = interruptSignal() != 0;
  reducer->finish(tally, interrupted);
  if (Status status = checkFinite(tally.metrics().loss); !status)
    return status;
  if (Status status = trainer.update(); !status)
    return status;
  return afterStep(tally);
}

Status Training::afterStep(const Tally &tally) {
  progress.tally.add(tally);
  ++progress.batch;
  logged.add(tally);
  // The end of an epoch writes its own checkpoint.
  int64_t batches = loader->batchesPerEpoch();
  bool due = options.checkpointEvery && trainer.steps() % uint64_t(options.checkpointEvery) == 0;
  if (due && progress.batch < batches)
    if (Status status = saveCheckpoint(options.checkpoint); !status)
      return status;
  if (!log || trainer.steps() % uint64_t(options.logEvery) != 0)
    return Done{};
  StepRecord record;
  record.step = trainer.steps();
  record.epoch = double(progress.epoch) + double(progress.batch) / double(batches);
  record.rate = trainer.rate();
  record.picturesPerSecond = logged.pictures / std::max(secondsSince(loggedAt), 1e-9);
  record.training = logged.metrics();
  logged = {};
  loggedAt = Clock::now();
  return log->step(record);
}

Status Training::checkFinite(double loss) const {
  if (std::isfinite(loss))
    return Done{};
  auto isBad = [](const cnn_state_tensor &tensor) {
    return !std::all_of(tensor.data, tensor.data + tensor.count, [](float x) { return std::isfinite(x); });
  };
  std::string where = "all parameters and gradients are finite, so it comes from the pictures or the loss itself";
  // A parameter that has gone is the cause of all that follows.
  for (auto [kind, what] : {std::pair(CNN_TENSOR_PARAMETER, "value"), std::pair(CNN_TENSOR_GRADIENT, "gradient")}) {
    const auto &tensors = trainer.tensors();
    auto found = std::find_if(tensors.begin(), tensors.end(), [&, kind = kind](const cnn_state_tensor &tensor) {
      return tensor.kind == kind && isBad(tensor);
    });
    if (found != tensors.end()) {
      where = fmt::format("the first parameter whose {} is not finite is '{}'", what, found->name);
      break;
    }
  }
  return Error{fmt::format("step {} (epoch {}): the loss is {}; {}; a lower --rate than {:g} may help",
                           trainer.steps() + 1, progress.epoch + 1, std::isnan(loss) ? "nan" : "infinite", where,
                           baseRate)};
}

Result<Tally> Training::evaluate(const Selection &selection, Confusion *confusion) {
  // Each process takes a part in a row; the sums are exchanged at the end.
  int64_t count = selection.size(), rank = others.rank(), size = others.size();
  std::vector<int64_t> own(selection.indices.begin() + count * rank / size,
                           selection.indices.begin() + count * (rank + 1) / size);
  Tally tally;
  if (!own.empty()) {
    LoaderOptions load = loaderOptions();
    load.shuffle = load.dropLast = false;
    load.rank = 0, load.ranks = 1;
    load.augmentation = nullptr;
    Loader batches(*selection.set, std::move(own), load);
    batches.begin(0);
    Batch batch;
    std::string error;
    while (batches.next(batch, error)) {
      feeder.set(batch, selection.set->holdsBytes(), /*key=*/0);
      float loss = 0;
      if (Status status = trainer.evaluate(batch.size, feeder.input(), feeder.target(), scores.data(), loss); !status)
        return status.error();
      tally.add(tallyBatch(scores.data(), library.classes(), batch.labels, double(loss), confusion));
    }
    if (!error.empty())
      return Error{std::move(error)};
  }
  double sums[] = {tally.pictures, tally.loss, tally.correct, tally.top5};
  others.sum(sums, std::size(sums));
  // To the bit the same everywhere, since all decide by it.
  others.broadcast(sums, sizeof(sums));
  if (confusion)
    others.sum(confusion->values().data(), confusion->values().size());
  return Tally{sums[0], sums[1], sums[2], sums[3]};
}

Status Training::endEpoch() {
  EpochRecord record;
  record.epoch = progress.epoch + 1;
  record.steps = trainer.steps();
  record.rate = trainer.rate();
  record.seconds = progress.seconds;
  record.training = progress.tally.metrics();
  if (pictures.validation.size() != 0) {
    auto tally = evaluate(pictures.validation, nullptr);
    if (!tally)
      return tally.error();
    record.validation = tally->metrics();
    // Also because no rule of `stop` could compare with it.
    if (!std::isfinite(record.validation->loss))
      return Error{fmt::format("epoch {}: the validation loss is {}; a lower --rate than {:g} may help", record.epoch,
                               std::isnan(record.validation->loss) ? "nan" : "infinite", baseRate)};
  }
  if (stopper.update(record))
    keepBest();
  int64_t seen = int64_t(progress.tally.pictures);
  progress.history.push_back(record);
  ++progress.epoch;
  progress.batch = 0;
  progress.tally = {};
  progress.seconds = 0;
  display.epoch(record, seen);
  if (log)
    if (Status status = log->epoch(progress.history); !status)
      return status;
  return options.checkpoint.empty() ? Status(Done{}) : saveCheckpoint(options.checkpoint);
}

void Training::keepBest() {
  progress.best.clear();
  for (const cnn_state_tensor &tensor : trainer.tensors())
    if (isWeight(tensor))
      progress.best.insert(progress.best.end(), tensor.data, tensor.data + tensor.count);
}

void Training::restoreBest() {
  const float *from = progress.best.data();
  for (const cnn_state_tensor &tensor : trainer.tensors())
    if (isWeight(tensor)) {
      std::copy(from, from + tensor.count, tensor.data);
      from += tensor.count;
    }
}

Status Training::finish() {
  if (!stopper.reason().empty())
    display.line("stopped: " + stopper.reason());
  if (!progress.best.empty()) {
    restoreBest();
    if (stopper.bestEpoch() != progress.epoch)
      display.line(fmt::format("the weights are those of epoch {}, the best", stopper.bestEpoch()));
  }
  if (Status status = report(); !status)
    return status;
  if (!options.save.empty() && others.isFirst()) {
    if (Status status = writeSafetensors(options.save, trainer.tensors()); !status)
      return status;
    display.line(fmt::format("wrote '{}'", options.save));
  }
  return Done{};
}

Status Training::report() {
  bool hasTest = pictures.test.size() != 0;
  const Selection &selection = hasTest ? pictures.test : pictures.validation;
  // What an epoch's line has said already needs no repetition.
  if (selection.size() == 0 || !(hasTest || options.metrics || log))
    return Done{};
  Confusion confusion(library.classes());
  auto tally = evaluate(selection, &confusion);
  if (!tally)
    return tally.error();
  Metrics metrics = tally->metrics();
  display.line(fmt::format("{}: loss {:.4f}  accuracy {:.2f}%  top-5 {:.2f}%  of {} pictures",
                           hasTest ? "test" : "validation", metrics.loss, 100 * metrics.accuracy, 100 * metrics.top5,
                           selection.size()));
  if (options.metrics && others.isFirst())
    fmt::print("{}", confusion.report(pictures.classNames()));
  return log ? log->confusion(confusion.csv()) : Status(Done{});
}
