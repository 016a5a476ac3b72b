//===- Tuning.cpp - Measured times of kernels, in a file
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Tuning.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/MemoryBuffer.h"
#include <cmath>
#include <limits>

using namespace mlir;
using namespace cnnc;

static constexpr llvm::StringLiteral kMagic = "cnnc-tuning";
static constexpr llvm::StringLiteral kVersion = "1";

static std::string quote(StringRef line) {
  std::string text;
  llvm::raw_string_ostream out(text);
  out << "'";
  llvm::printEscapedString(line.take_front(60), out);
  out << (line.size() > 60 ? "...'" : "'");
  return text;
}

//===----------------------------------------------------------------------===//
// Signatures
//===----------------------------------------------------------------------===//

std::string cnnc::getTuningTarget(const Target &target) {
  return target.arch() + " " + target.cpu + " " + target.isaName() + (target.useBf16 ? " bf16" : "");
}

static void printType(RankedTensorType type, bool isParameter, llvm::raw_ostream &out) {
  ArrayRef<int64_t> shape = type.getShape();
  // The batch matters where it is part of the network.
  if (!isParameter && shape.size() > 1 && shape[0] <= 1)
    shape = shape.drop_front();
  llvm::interleave(shape, out, "x");
  if (!type.getElementType().isF32())
    out << type.getElementType();
}

static void printAttribute(NamedAttribute attribute, llvm::raw_ostream &out) {
  out << " " << attribute.getName().getValue();
  Attribute value = attribute.getValue();
  if (isa<UnitAttr>(value))
    return;
  out << "=";
  if (auto numbers = dyn_cast<DenseI64ArrayAttr>(value)) {
    out << "[";
    llvm::interleaveComma(numbers.asArrayRef(), out);
    out << "]";
  } else if (auto number = dyn_cast<IntegerAttr>(value)) {
    out << number.getValue();
  } else {
    std::string text;
    llvm::raw_string_ostream stream(text);
    value.print(stream, /*elideType=*/true);
    llvm::printEscapedString(text, out); // A line must stay one.
  }
}

std::string cnnc::getSignature(cnn::FusedOp group) {
  std::string text;
  llvm::raw_string_ostream out(text);
  Value before;
  for (Operation &op : group.getBody().getOps()) {
    if (isa<cnn::YieldOp>(op))
      break;
    out << (before ? "; " : "") << op.getName().stripDialect() << "(";
    llvm::interleaveComma(op.getOperands(), out, [&](Value operand) {
      if (operand != before)
        printType(cast<RankedTensorType>(operand.getType()), operand.getParentRegion() != &group.getBody(), out);
      else
        out << ".";
    });
    out << ")";
    for (NamedAttribute attribute : op.getAttrDictionary())
      printAttribute(attribute, out);
    before = op.getResult(0);
  }
  return text;
}

//===----------------------------------------------------------------------===//
// The file
//===----------------------------------------------------------------------===//

namespace {

class Reader {
public:
  Reader(StringRef path, Tuning &tuning) : path(path), tuning(tuning) {}

  llvm::Error read(StringRef text) {
    bool isFirst = true;
    while (!text.empty()) {
      auto [line, rest] = text.split('\n');
      text = rest;
      ++number;
      line = line.rtrim();
      if (isFirst && line != (kMagic + " " + kVersion).str())
        return fail(isForeign(line) ? "expected '" + (kMagic + " " + kVersion).str() + "', found " + quote(line)
                                    : "this file is of another version of cnnc: expected '" +
                                          (kMagic + " " + kVersion).str() + "', found " + quote(line));
      if (!isFirst && !line.empty() && !line.starts_with("#"))
        if (llvm::Error error = readLine(line))
          return error;
      isFirst = false;
    }
    if (isFirst)
      return fail("expected '" + (kMagic + " " + kVersion).str() + "', found an empty file");
    return finishLayer();
  }

private:
  static bool isForeign(StringRef line) { return !line.starts_with((kMagic + " ").str()); }

  llvm::Error fail(const Twine &message, unsigned line = 0) {
    return llvm::createStringError(path + ":" + Twine(line ? line : std::max(number, 1u)) + ": " + message);
  }

  llvm::Error readLine(StringRef line) {
    if (line.starts_with(" "))
      return readKernel(line.trim());
    if (llvm::Error error = finishLayer())
      return error;
    auto [word, rest] = line.split(' ');
    if (word == "target") {
      target = rest.str();
      processor.clear();
    } else if (word == "processor") {
      processor = rest.str();
    } else if (word == "layer") {
      if (target.empty())
        return fail("a layer before the first target");
      layer = TunedLayer{target, processor, rest.trim().str(), {}, number};
      isOpen = true;
    } else {
      return fail("expected target, processor, layer or an indented kernel, found " + quote(line));
    }
    return llvm::Error::success();
  }

  /// "direct_conv [1, 14, 2] 861204 ns".
  llvm::Error readKernel(StringRef line) {
    if (!isOpen)
      return fail("a kernel before the first layer");
    TunedKernel kernel;
    kernel.line = number;
    StringRef rest = line;
    size_t name = rest.find(' ');
    kernel.kernel = rest.take_front(name).str();
    rest = rest.drop_front(std::min(name, rest.size())).ltrim();
    bool isGood = rest.consume_front("[");
    auto [tile, time] = rest.split(']');
    for (StringRef part : llvm::split(tile.trim(), ',')) {
      int64_t extent;
      isGood &= tile.trim().empty() || !part.trim().getAsInteger(10, extent);
      if (isGood && !tile.trim().empty())
        kernel.tile.push_back(extent);
    }
    time = time.trim();
    isGood &= time.consume_back("ns") && !time.rtrim().getAsDouble(kernel.nanoseconds) &&
              std::isfinite(kernel.nanoseconds) && kernel.nanoseconds > 0;
    if (!isGood)
      return fail("expected a kernel, its tile and its time, such as 'direct_conv [1, 14, 2] 861204 ns', found " +
                  quote(line));
    if (!findKernel(StringRef(kernel.kernel)))
      return fail("there is no kernel " + quote(kernel.kernel));
    layer.kernels.push_back(std::move(kernel));
    return llvm::Error::success();
  }

  llvm::Error finishLayer() {
    if (!isOpen)
      return llvm::Error::success();
    isOpen = false;
    if (layer.kernels.empty())
      return fail("this layer has no kernel", layer.line);
    unsigned line = layer.line;
    if (unsigned other = known.try_emplace(layer.target + "\n" + layer.signature, line).first->second; other != line)
      return fail("the layer of line " + Twine(other) + " again", line);
    tuning.add(std::move(layer));
    return llvm::Error::success();
  }

  std::string path;
  Tuning &tuning;
  unsigned number = 0;
  std::string target, processor;
  TunedLayer layer;
  bool isOpen = false;
  llvm::StringMap<unsigned> known;
};

} // namespace

llvm::Expected<Tuning> Tuning::read(StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer)
    return llvm::createStringError("cannot read '" + path + "': " + buffer.getError().message());
  Tuning tuning;
  if (llvm::Error error = Reader(path, tuning).read((*buffer)->getBuffer()))
    return error;
  return tuning;
}

void Tuning::write(llvm::raw_ostream &out) const {
  out << kMagic << " " << kVersion << "\n"
      << "# Times of one core, measured by cnnc --tune. Of a layer's kernels the first that the options allow is "
         "taken.\n";
  StringRef target, processor;
  for (const TunedLayer &layer : layers) {
    if (layer.target != target || layer.processor != processor) {
      out << "\ntarget " << layer.target << "\n";
      if (!layer.processor.empty())
        out << "processor " << layer.processor << "\n";
      target = layer.target;
      processor = layer.processor;
    }
    out << "layer " << layer.signature << "\n";
    for (const TunedKernel &kernel : layer.kernels) {
      out << "  " << kernel.kernel << " [";
      llvm::interleaveComma(kernel.tile, out);
      out << "] " << llvm::format("%.0f", kernel.nanoseconds) << " ns\n";
    }
  }
}

void Tuning::add(TunedLayer layer) {
  auto [place, isNew] = places.try_emplace(layer.target + "\n" + layer.signature, layers.size());
  if (isNew)
    layers.push_back(std::move(layer));
  else
    layers[place->second] = std::move(layer);
}

const TunedLayer *Tuning::find(const Target &target, StringRef signature) const {
  auto place = places.find((getTuningTarget(target) + "\n" + signature).str());
  return place == places.end() ? nullptr : &layers[place->second];
}

bool Tuning::hasTarget(const Target &target) const {
  std::string key = getTuningTarget(target);
  return llvm::any_of(layers, [&](const TunedLayer &layer) { return layer.target == key; });
}

//===----------------------------------------------------------------------===//
// Use
//===----------------------------------------------------------------------===//

/// What a kernel would offer if any error were allowed.
static bool isOffered(const TunedKernel &tuned, cnn::FusedOp group, Target target, std::string &why) {
  target.maxError = std::numeric_limits<double>::infinity();
  return llvm::any_of(findKernel(StringRef(tuned.kernel))->getCandidates(group, target, why),
                      [&](const Candidate &candidate) { return candidate.tile == tuned.tile; });
}

std::optional<TuningMistake> Tuning::apply(Selection &selection, cnn::FusedOp group, const Target &target,
                                           const SelectionRules &rules) const {
  const TunedLayer *layer = find(target, getSignature(group));
  if (!layer || selection.offers.empty())
    return std::nullopt;
  const Kernel *wanted = rules.conv == "winograd" ? selection.offers.front().kernel : nullptr;
  std::optional<size_t> first;
  for (const TunedKernel &tuned : layer->kernels) {
    auto offer = llvm::find_if(selection.offers, [&](const Offer &o) {
      return o.kernel->getName() == tuned.kernel && o.candidate.tile == tuned.tile;
    });
    if (offer != selection.offers.end()) {
      offer->nanoseconds = tuned.nanoseconds;
      if (!first && (!wanted || offer->kernel == wanted))
        first = offer - selection.offers.begin();
      continue;
    }
    std::string why, text;
    if (isOffered(tuned, group, target, why))
      continue;
    llvm::raw_string_ostream out(text);
    out << tuned.kernel << " with tile [";
    llvm::interleaveComma(tuned.tile, out);
    out << "] cannot compute this layer" << (why.empty() ? "" : ": ") << why;
    return TuningMistake{tuned.line, text};
  }
  if (first) {
    std::rotate(selection.offers.begin(), selection.offers.begin() + *first, selection.offers.begin() + *first + 1);
    selection.isTuned = true;
  }
  return std::nullopt;
}

std::vector<Offer> cnnc::chooseToMeasure(const Selection &selection, double factor, size_t most) {
  std::vector<Offer> chosen, others;
  for (const Offer &offer : selection.offers) {
    if (offer.candidate.cycles > factor * selection.offers.front().candidate.cycles)
      continue;
    bool isBest = llvm::none_of(chosen, [&](const Offer &other) { return other.kernel == offer.kernel; });
    (isBest ? chosen : others).push_back(offer);
  }
  chosen.insert(chosen.end(), others.begin(), others.end());
  chosen.resize(std::min(chosen.size(), most), Offer());
  return chosen;
}
