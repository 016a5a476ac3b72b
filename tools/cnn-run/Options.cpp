//===- Options.cpp - The command line of cnn-run --------------------------===//
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

using namespace cnnrun;
namespace po = boost::program_options;

namespace {

constexpr int64_t maxThreads = 4096;
constexpr int64_t maxBatch = 1 << 20;
constexpr int64_t maxTop = 1 << 20;
constexpr double maxSeconds = 86400;

/// What Boost fills in before it is checked.
struct RawOptions {
  Options options;
  std::vector<std::string> namedInputs, outputs, expected;
  // Signed, because Boost reads "-1" as a large unsigned number.
  int64_t threads = 1, batch = 0, top = 5;
};

struct Groups {
  po::options_description general{"General"};
  po::options_description input{"Input"};
  po::options_description results{"Results"};
  po::options_description measuring{"Running and measuring"};
  po::options_description hidden;
};

void describe(Groups &groups, RawOptions &raw) {
  Options &options = raw.options;
  // One option per entry; clang-format would chain the parentheses.
  // clang-format off
  groups.general.add_options()
      ("help,h", po::bool_switch(&options.help), "print this and exit")
      ("version", po::bool_switch(&options.version), "print the version and exit")
      ("info", po::bool_switch(&options.info),
       "print the network's inputs, outputs, target and memory");
  groups.input.add_options()
      ("input,i", po::value(&raw.namedInputs)->value_name("NAME=FILE"),
       "a file for the input NAME (repeatable)");
  groups.results.add_options()
      ("top", po::value(&raw.top)->value_name("K"),
       "print the K best classes of each picture (5)")
      ("labels", po::value(&options.labels)->value_name("FILE"),
       "names of the classes, one per line")
      ("output,o", po::value(&raw.outputs)->value_name("[NAME=]FILE"),
       "write an output, by default the first, as .npy (repeatable)")
      ("expect", po::value(&raw.expected)->value_name("[NAME=]FILE"),
       "compare an output with a .npy file (repeatable)")
      ("tolerance", po::value(&options.tolerance)->value_name("T"),
       "largest error, relative to the largest |expected| (1e-4)")
      ("compare", po::value(&options.compare)->value_name("DIR"),
       "run the inputs of an ONNX test set (input_0.pb or .npy ...) and compare the outputs with its own "
       "(output_0.pb ...); or those of its folders test_data_set_0 ...")
      ("rtol", po::value(&options.rtol)->value_name("R"),
       "--compare: each element may differ by A + R * |expected| (1e-3)")
      ("atol", po::value(&options.atol)->value_name("A"), "A of --rtol (1e-7)");
  groups.measuring.add_options()
      ("threads,j", po::value(&raw.threads)->value_name("N"),
       "threads that compute (1)")
      ("batch,b", po::value(&raw.batch)->value_name("N"),
       "pictures computed at once; when measuring, pictures per run")
      ("benchmark", po::bool_switch(&options.benchmark),
       "measure the time of a run")
      ("profile", po::bool_switch(&options.profile),
       "measure the time of every step")
      ("seconds", po::value(&options.seconds)->value_name("S"),
       "how long to measure (2)")
      ("json", po::bool_switch(&options.json),
       "print the benchmark as one line of JSON");
  groups.hidden.add_options()
      ("model", po::value(&options.model))
      ("file", po::value(&options.inputs));
  // clang-format on
}

/// Runs Boost's parser, whose exceptions become errors here.
Status runBoost(int argc, char **argv, const Groups &groups) {
  po::options_description all;
  all.add(groups.general).add(groups.input).add(groups.results);
  all.add(groups.measuring).add(groups.hidden);
  po::positional_options_description positional;
  positional.add("model", 1).add("file", -1);
  // No guessing: an abbreviated option would break when another is added.
  int style = po::command_line_style::default_style & ~po::command_line_style::allow_guessing;
  try {
    po::variables_map map;
    po::store(po::command_line_parser(argc, argv).options(all).positional(positional).style(style).run(), map);
    po::notify(map);
  } catch (const po::error &error) {
    return Error{error.what()};
  }
  return Done{};
}

/// Splits NAME=FILE. What holds a slash before '=' is a path, not a name.
NamedFile splitName(const std::string &text) {
  size_t equals = text.find('=');
  if (equals == text.npos || text.find('/') < equals)
    return {"", text};
  return {text.substr(0, equals), text.substr(equals + 1)};
}

Status checkRange(const char *option, int64_t value, int64_t low, int64_t high) {
  if (value >= low && value <= high)
    return Done{};
  return Error{fmt::format("--{} is {}, but must be from {} to {}", option, value, low, high)};
}

Status checkRange(const char *option, double value, double high) {
  // Written so that NaN fails.
  if (value >= 0 && value <= high)
    return Done{};
  return Error{fmt::format("--{} is {}, but must be from 0 to {}", option, value, high)};
}

Status convert(RawOptions &raw) {
  Options &options = raw.options;
  // The default of --batch, 0, is not a number to ask for.
  for (Status status : {checkRange("threads", raw.threads, 1, maxThreads), checkRange("batch", raw.batch, 0, maxBatch),
                        checkRange("top", raw.top, 1, maxTop), checkRange("tolerance", options.tolerance, 1e30),
                        checkRange("seconds", options.seconds, maxSeconds), checkRange("rtol", options.rtol, 1e30),
                        checkRange("atol", options.atol, 1e30)})
    if (!status)
      return status;
  options.threads = uint32_t(raw.threads);
  options.batch = uint32_t(raw.batch);
  options.top = uint32_t(raw.top);
  for (const std::string &text : raw.namedInputs) {
    options.namedInputs.push_back(splitName(text));
    if (options.namedInputs.back().name.empty())
      return Error{fmt::format("--input is '{}', expected NAME=FILE", text)};
  }
  for (const std::string &text : raw.outputs)
    options.outputs.push_back(splitName(text));
  for (const std::string &text : raw.expected)
    options.expected.push_back(splitName(text));
  if (options.model.empty() && !options.help && !options.version)
    return Error{"no network was given; see cnn-run --help"};
  if (!options.compare.empty() && (!options.inputs.empty() || !options.expected.empty() || options.measures()))
    return Error{"--compare takes its files from the folder; it goes with --input NAME=FILE, but with no other "
                 "files, --expect, --benchmark or --profile"};
  if (options.json && !options.benchmark)
    return Error{"--json needs --benchmark"};
  return Done{};
}

} // namespace

Result<Options> cnnrun::parseOptions(int argc, char **argv) {
  RawOptions raw;
  Groups groups;
  describe(groups, raw);
  if (Status status = runBoost(argc, argv, groups); !status)
    return status.error();
  if (Status status = convert(raw); !status)
    return status.error();
  return std::move(raw.options);
}

std::string cnnrun::helpText() {
  RawOptions raw;
  Groups groups;
  describe(groups, raw);
  std::ostringstream text;
  text << "usage: cnn-run MODEL.so [FILE...] [options]\n\n"
          "Runs a network that cnnc compiled. A FILE is a picture (PNG or JPEG; "
          "scaled\nand cropped to fit, 0..255 for u8 and 0..1 for f32 inputs), "
          "an array (.npy\nor ONNX's .pb) or raw bytes (.bin, .raw). Several files make a "
          "batch; a network with several\ninputs takes one file for each, in "
          "order. Without a FILE, --benchmark and\n--profile use random "
          "numbers.\n\n"
       << groups.general << '\n'
       << groups.input << '\n'
       << groups.results << '\n'
       << groups.measuring;
  return text.str();
}
