//===- Options.cpp - The command line of cnn-train ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Boost.Program_options throws and has a type for everything; neither leaves
// this file.
//
//===----------------------------------------------------------------------===//

#include "Options.h"

#include <boost/program_options.hpp>
#include <fmt/format.h>
#include <sstream>

using namespace cnnc::train;
namespace po = boost::program_options;

namespace {

constexpr int64_t maxCount = int64_t(1) << 40;

/// What Boost fills in before it is checked; it knows no std::optional.
struct RawOptions {
  Options options;
  double validation = 0, rate = 0, minDelta = 0;
  // Signed, because Boost reads "-1" as a large unsigned number.
  int64_t epochs = 0, batch = 0, patience = 0, seed = 0;
  std::string schedule, monitor;
};

struct Groups {
  po::options_description general{"General"};
  po::options_description data{"Pictures"};
  po::options_description training{"Training (by default as in the network's train block)"};
  po::options_description stopping{"Stopping early (by default as in the train block)"};
  po::options_description results{"Results"};
  po::options_description hidden;
};

void describeInputs(Groups &groups, RawOptions &raw) {
  Options &options = raw.options;
  // One option per entry; clang-format would chain the parentheses.
  // clang-format off
  groups.general.add_options()
      ("help,h", po::bool_switch(&options.help), "print this and exit")
      ("version", po::bool_switch(&options.version), "print the version and exit")
      ("info", po::bool_switch(&options.info), "print the network's input, classes and train block, and exit")
      ("benchmark", po::value(&options.benchmark)->value_name("N"),
       "do not train, but time N steps with random pictures, and print JSON")
      ("quiet,q", po::bool_switch(&options.quiet), "print nothing but errors and what --metrics asks for");
  groups.data.add_options()
      ("data,d", po::value(&options.data)->value_name("DIR"),
       "folder of the pictures: IDX files (MNIST), CIFAR's binary files, arrays (.npz), or folders of PNG and JPEG "
       "files, one for each class")
      ("validation", po::value(&raw.validation)->value_name("SHARE"),
       "hold back this share of the training pictures, drawn by the seed, for validation (by default the data's own "
       "test part is used)")
      ("divide", po::value(&options.divide)->value_name("X"),
       "networks with an f32 input take pictures of bytes divided by X (255)")
      ("load-threads", po::value(&options.loadThreads)->value_name("N"),
       "threads that read and augment pictures in the background (1); 0: none");
  groups.training.add_options()
      ("epochs,e", po::value(&raw.epochs)->value_name("N"), "how often all pictures are seen")
      ("batch,b", po::value(&raw.batch)->value_name("N"), "pictures in a step; under mpirun, of each process (32)")
      ("rate", po::value(&raw.rate)->value_name("R"), "learning rate, before schedules scale it")
      ("schedule", po::value(&raw.schedule)->value_name("LIST"),
       "schedules instead of the network's, as in the language: 'warm_up(5), cosine(30)', or 'constant'")
      ("no-augment", po::bool_switch(&options.noAugment), "use the pictures as they are")
      ("seed", po::value(&raw.seed)->value_name("N"), "for the order of pictures, augmentation and dropout (0)")
      ("threads,j", po::value(&options.threads)->value_name("N"), "threads that compute (1)")
      ("sync-batch-norm", po::bool_switch(&options.syncBatchNorm),
       "under mpirun, normalise with the statistics of all processes' pictures");
  // clang-format on
}

void describeResults(Groups &groups, RawOptions &raw) {
  Options &options = raw.options;
  // clang-format off
  groups.stopping.add_options()
      ("patience", po::value(&raw.patience)->value_name("N"),
       "stop after N epochs without improvement, and take the best weights")
      ("monitor", po::value(&raw.monitor)->value_name("WHAT"),
       "of validation_loss (default), validation_accuracy, loss or accuracy")
      ("min-delta", po::value(&raw.minDelta)->value_name("X"), "by more than X (0)")
      ("no-stop", po::bool_switch(&options.noStop), "train all epochs");
  groups.results.add_options()
      ("save,s", po::value(&options.save)->value_name("FILE"),
       "write the trained weights as .safetensors, for cnnc --weights")
      ("checkpoint", po::value(&options.checkpoint)->value_name("FILE"),
       "keep all that training needs to go on in this file, written at the end of each epoch")
      ("checkpoint-every", po::value(&options.checkpointEvery)->value_name("N"), "and every N steps")
      ("resume", po::bool_switch(&options.resume),
       "go on from the checkpoint, to the same bits as without the interruption; from the beginning where there is "
       "none yet")
      ("log", po::value(&options.log)->value_name("DIR"),
       "write epochs.csv, steps.csv, TensorBoard's event files and curve.svg into this folder")
      ("log-every", po::value(&options.logEvery)->value_name("N"), "steps between the lines of steps.csv (50)")
      ("metrics", po::bool_switch(&options.metrics),
       "print precision and recall of each class and the confusion matrix at the end");
  groups.hidden.add_options()
      ("model", po::value(&options.model));
  // clang-format on
}

/// Runs Boost's parser, whose exceptions become errors here.
Status runBoost(int argc, char **argv, const Groups &groups, po::variables_map &map) {
  po::options_description all;
  all.add(groups.general).add(groups.data).add(groups.training);
  all.add(groups.stopping).add(groups.results).add(groups.hidden);
  po::positional_options_description positional;
  positional.add("model", 1);
  // No guessing: an abbreviated option would break when another is added.
  int style = po::command_line_style::default_style & ~po::command_line_style::allow_guessing;
  try {
    po::store(po::command_line_parser(argc, argv).options(all).positional(positional).style(style).run(), map);
    po::notify(map);
  } catch (const po::too_many_positional_options_error &) {
    return Error{"more than one network was given; see cnn-train --help"};
  } catch (const po::error &error) {
    return Error{error.what()};
  }
  return Done{};
}

template <typename T> Status checkRange(const char *option, T value, T low, T high) {
  // Written so that NaN fails.
  if (value >= low && value <= high)
    return Done{};
  return Error{fmt::format("--{} is {}, but must be from {} to {}", option, value, low, high)};
}

Status checkNumbers(const RawOptions &raw, const po::variables_map &map) {
  const Options &options = raw.options;
  auto given = [&](const char *name) { return map.count(name) != 0; };
  // What is not given holds 0, which need not be in range.
  auto whole = [&](const char *name, int64_t value, int64_t low, int64_t high) {
    return given(name) ? checkRange(name, value, low, high) : Status(Done{});
  };
  auto real = [&](const char *name, double value, double low, double high) {
    return given(name) ? checkRange(name, value, low, high) : Status(Done{});
  };
  for (Status status : {whole("epochs", raw.epochs, 1, 1'000'000), whole("batch", raw.batch, 1, 1 << 20),
                        whole("patience", raw.patience, 1, 1'000'000), whole("seed", raw.seed, 0, INT64_MAX),
                        whole("threads", options.threads, 1, 4096), whole("load-threads", options.loadThreads, 0, 256),
                        whole("benchmark", options.benchmark, 1, 1'000'000),
                        whole("checkpoint-every", options.checkpointEvery, 1, maxCount),
                        whole("log-every", options.logEvery, 1, maxCount),
                        real("validation", raw.validation, 0.0001, 0.9999), real("rate", raw.rate, 0, 1e38),
                        real("min-delta", raw.minDelta, 0, 1e30), real("divide", options.divide, 1e-6, 1e6)})
    if (!status)
      return status;
  return Done{};
}

/// What makes no sense together, or without something else.
Status checkCombinations(const Options &options) {
  if (options.help || options.version)
    return Done{};
  if (options.model.empty())
    return Error{"no network was given; see cnn-train --help"};
  if (options.data.empty() && !options.info && !options.benchmark)
    return Error{"no pictures were given; --data DIR names their folder"};
  if (options.resume && options.checkpoint.empty())
    return Error{"--resume needs --checkpoint FILE, the file to go on from"};
  if (options.checkpointEvery && options.checkpoint.empty())
    return Error{"--checkpoint-every needs --checkpoint FILE, the file to write"};
  if (options.noStop && (options.patience || options.monitor || options.minDelta))
    return Error{"--no-stop goes with none of --patience, --monitor and --min-delta"};
  if ((options.monitor || options.minDelta) && !options.patience)
    return Error{"--monitor and --min-delta need --patience N"};
  for (const auto &[option, path] : {std::pair("--save", options.save), std::pair("--checkpoint", options.checkpoint)})
    if (!path.empty() && isSameFile(path, options.model))
      return Error{fmt::format("{} would overwrite the network '{}'", option, options.model)};
  if (!options.save.empty() && options.save == options.checkpoint)
    return Error{fmt::format("--save and --checkpoint are both '{}'; give them different files", options.save)};
  return Done{};
}

template <typename T>
void takeIfGiven(const po::variables_map &map, const char *name, const T &raw, std::optional<T> &option) {
  if (map.count(name))
    option = raw;
}

} // namespace

Result<Options> cnnc::train::parseOptions(int argc, char **argv) {
  RawOptions raw;
  Groups groups;
  describeInputs(groups, raw);
  describeResults(groups, raw);
  po::variables_map map;
  if (Status status = runBoost(argc, argv, groups, map); !status)
    return status.error();
  if (Status status = checkNumbers(raw, map); !status)
    return status.error();
  Options &options = raw.options;
  takeIfGiven(map, "validation", raw.validation, options.validation);
  takeIfGiven(map, "epochs", raw.epochs, options.epochs);
  takeIfGiven(map, "batch", raw.batch, options.batch);
  takeIfGiven(map, "rate", raw.rate, options.rate);
  takeIfGiven(map, "schedule", raw.schedule, options.schedule);
  takeIfGiven(map, "patience", raw.patience, options.patience);
  takeIfGiven(map, "min-delta", raw.minDelta, options.minDelta);
  takeIfGiven(map, "monitor", raw.monitor, options.monitor);
  options.seed = uint64_t(raw.seed);
  if (Status status = checkCombinations(options); !status)
    return status.error();
  return std::move(options);
}

std::string cnnc::train::helpText() {
  RawOptions raw;
  Groups groups;
  describeInputs(groups, raw);
  describeResults(groups, raw);
  std::ostringstream text;
  text << "usage: cnn-train MODEL.so --data DIR [--epochs N] [--save FILE] [options]\n\n"
          "Trains a network that `cnnc --train` compiled on pictures and their classes. What is not\n"
          "given comes from the network's train block. Under mpirun, the processes train together.\n\n"
       << groups.general << '\n'
       << groups.data << '\n'
       << groups.training << '\n'
       << groups.stopping << '\n'
       << groups.results;
  return text.str();
}
