//===- Options.cpp - cnnc's command line
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tools/cnnc/Options.h"
#include "cmake/Version.h"
#include "compiler/Pipeline/Inspect.h"
#include <boost/program_options.hpp>
#include <filesystem>
#include <fmt/core.h>
#include <iostream>

namespace po = boost::program_options;
using namespace cnnc;

namespace {

struct EmitName {
  const char *name;
  Output output;
  const char *suffix;
};

const EmitName emitNames[] = {{"cnn", Output::Cnn, ".cnn.mlir"},
                              {"graph", Output::Graph, ".graph.mlir"},
                              {"kernel", Output::Kernel, ".kernel.mlir"},
                              {"loops", Output::Loops, ".loops.mlir"},
                              {"llvm-dialect", Output::LlvmDialect, ".llvm.mlir"},
                              {"llvm", Output::Llvm, ".ll"},
                              {"asm", Output::Assembly, ".s"},
                              {"obj", Output::Object, ".o"},
                              {"so", Output::Library, ".so"},
                              {"header", Output::Header, ".h"},
                              {"dot", Output::Dot, ".dot"},
                              {"parameters", Output::Parameters, ".json"}};

/// What the command line says, before it is checked.
struct Words {
  std::string emit, stopAfter, split, input;
  std::vector<std::string> levels;
  bool help = false, version = false, summary = false, layers = false;
  int64_t batch = 1;
};

int mistake(const std::string &message) {
  fmt::print(stderr, "cnnc: error: {}\n", message);
  return 1;
}

po::options_description describe(CompileOptions &options, Words &words) {
  po::options_description output("Output"), target("Target"), inspect("Looking inside"), general("General");
  output.add_options()("output,o", po::value(&options.output)->value_name("FILE"), "write FILE (- is standard output)")(
      "emit", po::value(&words.emit)->value_name("KIND"),
      "cnn, graph, kernel, loops, llvm-dialect, llvm, asm, obj, so (default), header, dot or parameters")(
      "weights", po::value(&options.weights)->value_name("FILE"),
      "take the parameters from a .safetensors or .npz file, by name")(
      "seed", po::value(&options.seed)->value_name("N"), "seed of the initialisers, without --weights (default 0)");
  target.add_options()("mcpu", po::value(&options.pipeline.cpu)->value_name("CPU"),
                       "processor: native (default), x86-64-v3, x86-64-v4, znver5 ...")(
      "mtriple", po::value(&options.pipeline.triple)->value_name("TRIPLE"), "target, such as aarch64-linux-gnu")(
      "opt,O", po::value(&words.levels)->value_name("LEVEL"), "optimise: -O0, -O1, -O2 or -O3 (default)")(
      "batch", po::value(&words.batch)->value_name("N"), "pictures computed at once by default (1)")(
      "conv", po::value(&options.pipeline.conv)->value_name("KERNEL"), "auto (default), direct or reference")(
      "reference", po::bool_switch(&options.pipeline.reference), "reference kernels for every layer (slow)")(
      "split-separable", po::value(&words.split)->value_name("TOLERANCE"),
      "split convolutions whose kernels are a column times a row, if no weight is then off by more than TOLERANCE "
      "(0 to 1) of the layer's largest; --summary reports them");
  inspect.add_options()("summary", po::bool_switch(&words.summary),
                        "print layers, shapes, parameters and multiply-adds; with -o, then compile")(
      "dump-ir", po::value(&options.pipeline.dumpDir)->value_name("DIR"),
      "write the IR after each pass into DIR")("stop-after", po::value(&words.stopAfter)->value_name("PHASE"),
                                               "stop after cnn, graph, kernel, loops or llvm-dialect and print the IR")(
      "timing", po::bool_switch(&options.timing), "print the time of each pass")(
      "list-layers", po::bool_switch(&words.layers), "print the layers of the language and their arguments");
  general.add_options()("help,h", po::bool_switch(&words.help), "this text")("version", po::bool_switch(&words.version),
                                                                             "print the version");
  po::options_description all("Usage: cnnc [options] model.net -o model.so");
  all.add(output).add(target).add(inspect).add(general);
  return all;
}

std::optional<int> check(CompileOptions &options, const Words &words) {
  options.input = words.input;
  const EmitName *emit = nullptr;
  std::string wanted = words.emit.empty() ? "so" : words.emit;
  for (const EmitName &name : emitNames)
    if (wanted == name.name)
      emit = &name;
  if (!emit)
    return mistake(fmt::format("unknown kind '{}' for --emit; see cnnc --help", wanted));
  options.emit = emit->output;
  if (!words.stopAfter.empty()) {
    options.stopAfter = parsePhase(words.stopAfter);
    if (!options.stopAfter)
      return mistake(fmt::format("unknown phase '{}' for --stop-after: expected cnn, graph, kernel, loops or "
                                 "llvm-dialect",
                                 words.stopAfter));
    // The IR at that point is what there is to print.
    static const Output outputs[] = {Output::Cnn, Output::Graph, Output::Kernel, Output::Loops, Output::LlvmDialect};
    options.emit = outputs[int(*options.stopAfter)];
    if (options.output.empty())
      options.output = "-";
  }
  // By itself it is all that is asked for.
  options.summary = words.summary;
  if (words.summary && words.emit.empty() && words.stopAfter.empty() && options.output.empty()) {
    options.emit = Output::Summary;
    options.output = "-";
  }
  if (options.pipeline.conv != "auto" && options.pipeline.conv != "direct" && options.pipeline.conv != "reference")
    return mistake(
        fmt::format("unknown kernel '{}' for --conv: expected auto, direct or reference", options.pipeline.conv));
  if (!words.split.empty()) {
    char *end = nullptr;
    double tolerance = std::strtod(words.split.c_str(), &end);
    if (*end || !(tolerance >= 0 && tolerance <= 1))
      return mistake(fmt::format("--split-separable must be a number from 0 to 1, got '{}'", words.split));
    options.pipeline.splitSeparable = tolerance;
  }
  if (!words.levels.empty()) {
    const std::string &level = words.levels.back();
    if (level.size() != 1 || level[0] < '0' || level[0] > '3')
      return mistake(fmt::format("unknown optimisation level '-O{}': expected -O0 to -O3", level));
    options.optLevel = level[0] - '0';
  }
  if (words.batch < 1 || words.batch > 65536)
    return mistake(fmt::format("--batch must be from 1 to 65536, got {}", words.batch));
  options.batch = unsigned(words.batch);
  if (words.input.empty())
    return mistake("no input file; usage: cnnc model.net -o model.so");
  if (options.output.empty()) {
    std::string stem = words.input == "-" ? "model" : std::filesystem::path(words.input).stem().string();
    options.output = stem + emit->suffix;
  }
  if (options.output == "-" && (options.emit == Output::Library || options.emit == Output::Object))
    return mistake("a library or an object cannot go to standard output; name a file with -o");
  return std::nullopt;
}

} // namespace

std::optional<int> cnnc::parseOptions(int argc, char **argv, CompileOptions &options) {
  Words words;
  try {
    po::options_description visible = describe(options, words), all;
    all.add(visible).add_options()("input", po::value<std::vector<std::string>>());
    po::positional_options_description positional;
    positional.add("input", -1);
    po::variables_map map;
    int style = po::command_line_style::default_style & ~po::command_line_style::allow_guessing;
    po::store(po::command_line_parser(argc, argv).options(all).positional(positional).style(style).run(), map);
    po::notify(map);
    if (words.help) {
      std::cout << visible;
      return 0;
    }
    if (words.layers) {
      printLayers(llvm::outs());
      return 0;
    }
    if (words.version) {
      fmt::print("cnnc {} (LLVM {})\n", CNNC_VERSION, CNNC_LLVM_VERSION);
      return 0;
    }
    if (map.count("input")) {
      auto inputs = map["input"].as<std::vector<std::string>>();
      if (inputs.size() > 1)
        return mistake(fmt::format("one network at a time: found '{}' and '{}'", inputs[0], inputs[1]));
      words.input = inputs[0];
    }
  } catch (const po::error &error) {
    return mistake(fmt::format("{}; see cnnc --help", error.what()));
  }
  std::error_code ignored;
  options.installDir = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path().string();
  return check(options, words);
}
