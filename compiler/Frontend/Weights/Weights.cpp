//===- Weights.cpp - Values of parameters from a file
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Everything that does not fit is collected and reported at once: a file of
// another network is wrong in many places, and the list shows the pattern.
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Weights/Weights.h"
#include "compiler/Frontend/Weights/Tensors.h"
#include "dialects/Cnn/CnnDialect.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/FileSystem.h"
#include <algorithm>
#include <cmath>

using namespace mlir;
using namespace cnnc::cnn;
using namespace cnnc::weights;

namespace {

/// A format, recognised by the end of the file's name.
struct Format {
  StringLiteral extension;
  llvm::Expected<std::vector<FileTensor>> (*read)(const File &);
};

constexpr Format kFormats[] = {{".npz", readNpz}, {".safetensors", readSafetensors}};

/// Of the problems of a file.
constexpr size_t kMaxShown = 50;

/// What does not fit, of one kind: how much, and the first `kMaxShown` in words.
struct Problems {
  size_t count = 0;
  std::vector<std::pair<Location, std::string>> shown;

  /// The text is made only if it will be shown.
  LogicalResult add(Location loc, llvm::function_ref<std::string()> makeText) {
    if (++count <= kMaxShown)
      shown.push_back({loc, makeText()});
    return success();
  }
};

/// Matches the tensors of a file with the parameters of a module.
class Matcher {
public:
  Matcher(ModuleOp module, std::vector<FileTensor> tensors, Location fileLoc, bool isPartial)
      : module(module), tensors(std::move(tensors)), fileLoc(fileLoc), isPartial(isPartial) {}

  LogicalResult run();

private:
  void sortByPresence();
  void reportAbsent();
  void report(InFlightDiagnostic diagnostic, const Problems &problems);
  LogicalResult matchTensor(ParameterOp parameter, const FileTensor &tensor);

  ModuleOp module;
  std::vector<FileTensor> tensors;
  Location fileLoc;
  std::vector<std::pair<ParameterOp, const FileTensor *>> matches;
  std::vector<ParameterOp> missing;
  std::vector<const FileTensor *> surplus;
  std::vector<std::pair<ParameterOp, AsmResourceBlob>> values;
  bool isPartial;
  Problems problems; ///< that are errors
  Problems misfits;  ///< names and shapes, where only a part needs to fit
};

} // namespace

//===----------------------------------------------------------------------===//
// Texts
//===----------------------------------------------------------------------===//

/// "64x3x3x3"; of rank 0: "a scalar".
static std::string getShapeText(ArrayRef<int64_t> shape) {
  std::string text;
  llvm::raw_string_ostream os(text);
  llvm::interleave(shape, os, "x");
  return shape.empty() ? "a scalar" : text;
}

/// "; did you mean 'x'?", where a name is near enough.
static std::string suggest(StringRef name, ArrayRef<StringRef> candidates) {
  // A bound on the time that a file full of strange names takes.
  constexpr size_t maxNames = 1000, maxLength = 128;
  if (candidates.size() > maxNames || name.size() > maxLength)
    return "";
  unsigned limit = std::max<unsigned>(2, name.size() / 3), best = limit + 1;
  StringRef nearest;
  for (StringRef candidate : candidates) {
    if (candidate.size() > maxLength)
      continue;
    // Training scripts put "module." or "model." before all names.
    bool prefixed = candidate.ends_with(("." + name).str()) || name.ends_with(("." + candidate).str());
    unsigned distance = prefixed ? 0 : name.edit_distance(candidate, /*AllowReplacements=*/true, best);
    if (distance < best) {
      best = distance;
      nearest = candidate;
    }
  }
  return nearest.empty() ? "" : "; did you mean '" + nearest.str() + "'?";
}

/// PyTorch counts the batches that a batch norm has seen; nothing needs that.
static bool isIgnored(StringRef name) {
  return name == "num_batches_tracked" || name.ends_with(".num_batches_tracked");
}

//===----------------------------------------------------------------------===//
// Matching
//===----------------------------------------------------------------------===//

/// Sorts parameters and tensors by whether the other side has their name.
void Matcher::sortByPresence() {
  llvm::StringMap<const FileTensor *> byName;
  for (const FileTensor &tensor : tensors)
    byName[tensor.name] = &tensor;
  for (auto parameter : module.getOps<ParameterOp>()) {
    auto it = byName.find(parameter.getSymName());
    if (it == byName.end()) {
      missing.push_back(parameter);
      continue;
    }
    matches.push_back({parameter, it->second});
    byName.erase(it);
  }
  for (auto &entry : byName)
    if (!isIgnored(entry.first()))
      surplus.push_back(entry.second);
  llvm::sort(surplus, [](auto *a, auto *b) { return a->name < b->name; });
}

void Matcher::reportAbsent() {
  auto missingNames = llvm::map_to_vector(missing, [](ParameterOp p) { return p.getSymName(); });
  auto surplusNames = llvm::map_to_vector(surplus, [](const FileTensor *t) { return StringRef(t->name); });
  Problems &into = isPartial ? misfits : problems;
  for (ParameterOp parameter : missing)
    (void)into.add(parameter.getLoc(), [&, parameter = parameter]() mutable {
      StringRef name = parameter.getSymName();
      return llvm::formatv("the file has no '{0}', expected {1}{2}", name, getShapeText(parameter.getType().getShape()),
                           suggest(name, surplusNames))
          .str();
    });
  for (const FileTensor *tensor : surplus)
    (void)into.add(fileLoc, [&, tensor = tensor] {
      return llvm::formatv("the network has no parameter '{0}', got {1}{2}", printable(tensor->name),
                           getShapeText(tensor->shape), suggest(tensor->name, missingNames))
          .str();
    });
}

/// The index of the first NaN or infinity.
static std::optional<size_t> findNonFinite(ArrayRef<float> values) {
  constexpr uint32_t exponent = 0x7f800000;
  auto isNonFinite = [](float value) { return (llvm::bit_cast<uint32_t>(value) & exponent) == exponent; };
  const float *it = llvm::find_if(values, isNonFinite);
  return it == values.end() ? std::nullopt : std::optional<size_t>(it - values.begin());
}

/// "[0, 2, 1, 1]" for an index in row-major order.
static std::string getPositionText(size_t index, ArrayRef<int64_t> shape) {
  SmallVector<size_t, 4> position(shape.size());
  for (size_t d = shape.size(); d-- > 0; index /= shape[d])
    position[d] = index % shape[d];
  std::string text = "[";
  llvm::raw_string_ostream os(text);
  llvm::interleaveComma(position, os);
  return text + "]";
}

/// Fails, with an error, only where the file is malformed.
LogicalResult Matcher::matchTensor(ParameterOp parameter, const FileTensor &tensor) {
  Location loc = parameter.getLoc();
  ArrayRef<int64_t> shape = parameter.getType().getShape();
  if (ArrayRef<int64_t>(tensor.shape) != shape) {
    bool permuted =
        tensor.shape.size() == shape.size() && std::is_permutation(shape.begin(), shape.end(), tensor.shape.begin());
    return (isPartial ? misfits : problems).add(loc, [&] {
      return llvm::formatv("'{0}' is {1} in the file, expected {2}{3}", tensor.name, getShapeText(tensor.shape),
                           getShapeText(shape), permuted ? ": the dimensions are in another order" : "")
          .str();
    });
  }
  if (!tensor.element)
    return problems.add(loc, [&] {
      return llvm::formatv("'{0}' has elements of type {1}, expected floats of 16, 32 or 64 bits", tensor.name,
                           printable(tensor.elementText))
          .str();
    });
  llvm::Expected<AsmResourceBlob> blob = fetchFloats(tensor);
  if (!blob)
    return mlir::emitError(fileLoc) << toString(blob.takeError());
  ArrayRef<float> data = blob->getDataAs<float>();
  if (std::optional<size_t> index = findNonFinite(data))
    return problems.add(loc, [&] {
      return llvm::formatv("'{0}' holds {1} at {2}, expected a finite number", tensor.name,
                           std::isnan(data[*index]) ? "NaN" : "infinity", getPositionText(*index, shape))
          .str();
    });
  values.emplace_back(parameter, std::move(*blob));
  return success();
}

void Matcher::report(InFlightDiagnostic diagnostic, const Problems &problems) {
  for (const auto &[loc, text] : problems.shown)
    diagnostic.attachNote(loc) << text;
  if (problems.count > problems.shown.size())
    diagnostic.attachNote(fileLoc) << "and " << problems.count - problems.shown.size() << " more";
}

LogicalResult Matcher::run() {
  sortByPresence();
  reportAbsent();
  for (auto [parameter, tensor] : matches)
    if (failed(matchTensor(parameter, *tensor)))
      return failure();
  if (problems.count) {
    InFlightDiagnostic error = mlir::emitError(fileLoc);
    error << problems.count << (problems.count == 1 ? " parameter does" : " parameters do") << " not fit the network";
    if (!isPartial && !values.empty())
      error << "; with --weights-partial the " << values.size() << " that " << (values.size() == 1 ? "does" : "do")
            << " would be taken";
    report(std::move(error), problems);
    return failure();
  }
  if (misfits.count && values.empty()) {
    report(mlir::emitError(fileLoc) << "no parameter of the network is in the file", misfits);
    return failure();
  }
  if (misfits.count)
    report(mlir::emitRemark(fileLoc) << values.size() << " of " << missing.size() + matches.size()
                                     << " parameters are from the file; the others keep their initial values",
           misfits);
  for (auto &[parameter, blob] : values)
    parameter.setValueAttr(
        DenseResourceElementsAttr::get(parameter.getType(), parameter.getSymName(), std::move(blob)));
  return success();
}

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

/// Maps a regular file. Devices and pipes have no size to check against.
static llvm::Expected<File> mapFile(StringRef path) {
  llvm::sys::fs::file_status status;
  if (std::error_code error = llvm::sys::fs::status(path, status))
    return makeError("the file cannot be read: {0}", error.message());
  if (status.type() != llvm::sys::fs::file_type::regular_file)
    return makeError("not a regular file");
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer)
    return makeError("the file cannot be read: {0}", buffer.getError().message());
  return File(std::move(*buffer));
}

static llvm::Expected<std::vector<FileTensor>> readTensors(StringRef path) {
  for (const Format &format : kFormats) {
    if (!path.ends_with_insensitive(format.extension))
      continue;
    llvm::Expected<File> file = mapFile(path);
    if (!file)
      return file.takeError();
    return format.read(std::move(*file));
  }
  auto extensions = llvm::map_range(kFormats, [](const Format &format) { return format.extension; });
  return makeError("unknown format of weights; expected the file's name to end in {0}", llvm::join(extensions, " or "));
}

LogicalResult cnnc::loadWeights(ModuleOp module, StringRef path, bool isPartial) {
  Location fileLoc = FileLineColLoc::get(module.getContext(), path, /*line=*/0, /*column=*/0);
  llvm::Expected<std::vector<FileTensor>> tensors = readTensors(path);
  if (!tensors)
    return mlir::emitError(fileLoc) << toString(tensors.takeError());
  return Matcher(module, std::move(*tensors), fileLoc, isPartial).run();
}
