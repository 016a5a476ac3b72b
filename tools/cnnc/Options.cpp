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
#include "compiler/Pipeline/TrainingMemory.h"
#include "tools/Clock.h"
#include <algorithm>
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
                              {"parameters", Output::Parameters, ".json"},
                              {"onnx", Output::Onnx, ".onnx"},
                              {"net", Output::Net, ".net"}};

/// "NAME=1x3x?x?": false where it is not of that form.
bool parseShape(const std::string &word, onnx_import::ImportOptions &options) {
  size_t equals = word.rfind('=');
  if (equals == std::string::npos || equals == 0)
    return false;
  std::vector<int64_t> shape;
  std::string rest = word.substr(equals + 1);
  while (!rest.empty()) {
    size_t x = rest.find('x');
    if (x + 1 == rest.size())
      return false; // An extent is missing at the end.
    std::string extent = rest.substr(0, x);
    bool isLetter = extent.size() == 1 && std::isalpha(static_cast<unsigned char>(extent[0]));
    if (shape.empty() && (extent == "?" || extent == "-1" || isLetter))
      shape.push_back(-1);
    else if (extent.empty() || extent.size() > 10 || extent.find_first_not_of("0123456789") != std::string::npos)
      return false;
    else
      shape.push_back(std::stoll(extent));
    rest = x == std::string::npos ? "" : rest.substr(x + 1);
  }
  options.shapes.emplace_back(word.substr(0, equals), shape);
  return true;
}

/// What the command line says, before it is checked.
struct Words {
  std::string emit, stopAfter, maxError, split, explain, memory, input;
  std::vector<std::string> levels, shapes, values, freeze;
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
      "cnn, graph, kernel, loops, llvm-dialect, llvm, asm, obj, so (default), header, dot, parameters, onnx or net")(
      "weights", po::value(&options.weights)->value_name("FILE"),
      "take the parameters from a .safetensors or .npz file, by name")(
      "weights-partial", po::bool_switch(&options.weightsPartial),
      "with --weights: take what fits; parameters that are not in the file keep their initial values, and are listed")(
      "seed", po::value(&options.seed)->value_name("N"),
      "seed of the initialisers (default 0)")("train", po::bool_switch(&options.pipeline.train),
                                              "let the library train the network, too, as its `train` block says")(
      "freeze", po::value(&words.freeze)->value_name("PATTERN"),
      "with --train: do not train the parameters that match, such as 'stage1.*' (may be repeated)")(
      "checkpoint-memory", po::value(&words.memory)->value_name("LIMIT"),
      "with --train: compute activations again rather than keep them, until training takes at most LIMIT, such as "
      "500MB or 2GiB");
  po::options_description onnx("ONNX models");
  onnx.add_options()("input-shape", po::value(&words.shapes)->value_name("NAME=SHAPE"),
                     "the shape of an input that the model leaves open: image=1x3x320x320, or ?x3x320x320 for a free "
                     "batch")("input-value", po::value(&words.values)->value_name("NAME=FILE"),
                              "make an input a constant, read from an ONNX tensor (.pb)");
  target.add_options()("mcpu", po::value(&options.pipeline.cpu)->value_name("CPU"),
                       "processor: native (default), x86-64-v3, x86-64-v4, znver5 ...")(
      "mtriple", po::value(&options.pipeline.triple)->value_name("TRIPLE"), "target, such as aarch64-linux-gnu")(
      "opt,O", po::value(&words.levels)->value_name("LEVEL"), "optimise: -O0, -O1, -O2 or -O3 (default)")(
      "batch", po::value(&words.batch)->value_name("N"), "pictures computed at once by default (1)")(
      "conv", po::value(&options.pipeline.conv)->value_name("KERNEL"), "auto (default), direct, winograd or reference")(
      "max-error", po::value(&words.maxError)->value_name("E"),
      "use only algorithms whose results are off by at most E of a layer's largest one (1e-5; 0: direct convolution)")(
      "precision", po::value(&options.pipeline.precision)->value_name("TYPE"),
      "f32 (default), or bf16: pictures and weights inside the network in bf16, sums in f32 (needs AVX512-BF16)")(
      "tune", po::bool_switch(&options.tune),
      "measure the kernels that are predicted to be good on this machine, add their times to the file of --tuning, and "
      "take the fastest")("tuning", po::value(&options.pipeline.tuning)->value_name("FILE"),
                          "choose kernels by the times in FILE, of --tune (with --tune by default OUTPUT.tuning)")(
      "reference", po::bool_switch(&options.pipeline.reference), "reference kernels for every layer (slow)")(
      "split-separable", po::value(&words.split)->value_name("TOLERANCE"),
      "split convolutions whose kernels are a column times a row, if no weight is then off by more than TOLERANCE "
      "(0 to 1) of the layer's largest; --summary reports them");
  inspect.add_options()("summary", po::bool_switch(&words.summary),
                        "print layers, shapes, parameters and multiply-adds, with --train the memory of training; with "
                        "-o, then compile")(
      "explain", po::value(&words.explain)->value_name("text|json")->implicit_value("text"),
      "print for each layer its kernel, the others and what each would cost, as text or JSON (--explain=json); with "
      "-o, "
      "then compile")("dump-ir", po::value(&options.pipeline.dumpDir)->value_name("DIR"),
                      "write the IR after each pass into DIR")(
      "stop-after", po::value(&words.stopAfter)->value_name("PHASE"),
      "stop after cnn, graph, kernel, loops or llvm-dialect and print the IR")(
      "timing", po::bool_switch(&options.timing), "print the time of each pass")(
      "list-layers", po::bool_switch(&words.layers), "print the layers of the language and their arguments");
  general.add_options()("help,h", po::bool_switch(&words.help), "this text")("version", po::bool_switch(&words.version),
                                                                             "print the version");
  po::options_description all("Usage: cnnc [options] model.net|model.onnx -o model.so");
  all.add(output).add(onnx).add(target).add(inspect).add(general);
  return all;
}

/// Once the output is known.
std::optional<int> checkTuning(CompileOptions &options) {
  if (!options.tune)
    return std::nullopt;
  if (options.pipeline.reference)
    return mistake("--tune has nothing to measure with --reference");
  if (lastPhase(options) < Phase::Kernel)
    return mistake("--tune measures for phase kernel, which this output does not reach");
  if (!options.pipeline.tuning.empty())
    return std::nullopt;
  if (options.output == "-")
    return mistake("--tune needs --tuning FILE, for the times, where the output has no name");
  std::filesystem::path file = options.output;
  options.pipeline.tuning = file.replace_extension(".tuning").string();
  return std::nullopt;
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
  if (!words.explain.empty()) {
    if (words.explain != "text" && words.explain != "json")
      return mistake(fmt::format("unknown form '{}' for --explain: expected text or json", words.explain));
    options.explain = words.explain == "json" ? ExplainFormat::Json : ExplainFormat::Text;
    bool isAlone = words.emit.empty() && words.stopAfter.empty() && options.output.empty();
    if (!isAlone && lastPhase(options) < Phase::Kernel)
      return mistake("--explain shows what phase kernel decides, which this output does not reach");
    if (isAlone) {
      options.emit = Output::Explanation;
      options.output = "-";
    }
    bool isNative =
        options.pipeline.triple.empty() && (options.pipeline.cpu.empty() || options.pipeline.cpu == "native");
    options.clockGhz = isNative ? measureGigahertz() : 0;
  }
  if (options.pipeline.conv != "auto" && options.pipeline.conv != "direct" && options.pipeline.conv != "winograd" &&
      options.pipeline.conv != "reference")
    return mistake(fmt::format("unknown kernel '{}' for --conv: expected auto, direct, winograd or reference",
                               options.pipeline.conv));
  if (options.pipeline.precision == "bf16" && (options.pipeline.reference || options.pipeline.conv == "reference"))
    return mistake("reference kernels compute in f32: compile without --precision=bf16 to compare with them");
  if (!words.maxError.empty()) {
    char *end = nullptr;
    options.pipeline.maxError = std::strtod(words.maxError.c_str(), &end);
    if (*end || !(options.pipeline.maxError >= 0 && options.pipeline.maxError <= 1))
      return mistake(fmt::format("--max-error must be a number from 0 to 1, got '{}'", words.maxError));
  }
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
  for (const std::string &word : words.shapes)
    if (!parseShape(word, options.onnx))
      return mistake(fmt::format("--input-shape must be NAME=SHAPE, such as image=1x3x224x224, got '{}'", word));
  bool isModel = words.input.size() > 5 && words.input.compare(words.input.size() - 5, 5, ".onnx") == 0;
  if (!words.input.empty() && !isModel && (!words.shapes.empty() || !words.values.empty()))
    return mistake("--input-shape and --input-value are for .onnx models only");
  if (!words.input.empty() && !isModel && options.emit == Output::Net)
    return mistake("--emit=net writes an .onnx model as a program of the Net language");
  for (const std::string &word : words.values) {
    size_t equals = word.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == word.size())
      return mistake(fmt::format("--input-value must be NAME=FILE, got '{}'", word));
    options.onnx.values.emplace_back(word.substr(0, equals), word.substr(equals + 1));
  }
  if (options.weightsPartial && options.weights.empty())
    return mistake("--weights-partial is for --weights only");
  if (!words.freeze.empty() && !options.pipeline.train)
    return mistake("--freeze is for --train only");
  if (options.pipeline.train && isModel)
    return mistake("--train needs a `train` block, which no .onnx model has; write the model as a program with "
                   "--emit=net, and give it one");
  if (options.pipeline.train && options.pipeline.precision != "f32")
    return mistake("--train computes in f32; leave out --precision");
  if (!words.memory.empty()) {
    if (!options.pipeline.train)
      return mistake("--checkpoint-memory is for --train only");
    options.checkpointMemory = parseBytes(words.memory);
    if (!options.checkpointMemory)
      return mistake(fmt::format("--checkpoint-memory must be a size, such as 500MB or 2GiB, got '{}'", words.memory));
  }
  options.pipeline.freeze.assign(words.freeze.begin(), words.freeze.end());
  if (words.batch < 1 || words.batch > 65536)
    return mistake(fmt::format("--batch must be from 1 to 65536, got {}", words.batch));
  options.batch = unsigned(words.batch);
  options.pipeline.batch = words.batch;
  if (words.input.empty())
    return mistake("no input file; usage: cnnc model.net -o model.so");
  if (options.output.empty()) {
    std::string stem = words.input == "-" ? "model" : std::filesystem::path(words.input).stem().string();
    options.output = stem + emit->suffix;
  }
  if (options.output == "-" && (options.emit == Output::Library || options.emit == Output::Object))
    return mistake("a library or an object cannot go to standard output; name a file with -o");
  if (options.output != "-")
    options.onnx.output = options.output;
  return checkTuning(options);
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
    // An option whose value may be left out would take the next word for it.
    std::vector<std::string> line(argv + 1, argv + argc);
    std::replace(line.begin(), line.end(), std::string("--explain"), std::string("--explain=text"));
    po::store(po::command_line_parser(line).options(all).positional(positional).style(style).run(), map);
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
