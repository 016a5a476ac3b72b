//===- PrintExplanation.cpp - An explanation as text or JSON
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Pipeline/Explain.h"
#include "compiler/Pipeline/Inspect.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"

using namespace cnnc;
using llvm::formatv;
using llvm::StringRef;

namespace {

/// Offers beside the chosen one that the text shows, and the best of each kernel;
/// JSON has them all.
constexpr size_t kMostShown = 6;

/// "[1, 14, 2]", or nothing.
std::string tileText(llvm::ArrayRef<int64_t> tile) {
  std::string text;
  if (tile.empty())
    return text;
  llvm::raw_string_ostream out(text);
  out << "[";
  llvm::interleaveComma(tile, out);
  out << "]";
  return text;
}

/// "231.2 M", of a count or of bytes.
std::string scaled(double value) {
  static const char *const units[] = {"", "k", "M", "G", "T"};
  size_t unit = 0;
  for (; value >= 1000 && unit + 1 < std::size(units); ++unit)
    value /= 1000;
  return unit ? formatv("{0:f1} {1}", value, units[unit]).str() : formatv("{0:f0} ", value).str();
}

class TextPrinter {
public:
  TextPrinter(const Explanation &explanation, ExplainClock clock, llvm::raw_ostream &out)
      : explanation(explanation), target(explanation.target), clock(clock), out(out) {}

  void print() {
    out << "network " << explanation.network << " for " << target.arch() << " " << target.cpu << " ("
        << target.isaName() << (target.useBf16 ? ", bf16)\n" : ")\n");
    out << formatv("a core: {0} flops a cycle; {1:f0} bytes a cycle from {2}B of cache, {3:f0} from {4}B, {5:f0} from "
                   "memory\n",
                   2 * target.lanes * target.fmaPerCycle, target.l2BytesPerCycle, scaled(double(target.l2Bytes)),
                   target.l3BytesPerCycle, scaled(double(target.l3Bytes)), target.memoryBytesPerCycle);
    out << formatv("times at {0:f2} GHz, {1}\n", clock.gigahertz,
                   clock.isMeasured ? "as measured on this machine" : "assumed for a processor that is not this one's");
    size_t number = 0;
    for (const LayerReport &layer : explanation.layers)
      printLayer(layer, ++number);
    printTotals();
  }

private:
  std::string cycleText(double cycles) {
    return withCommas(int64_t(cycles + 0.5)) + " cycles, " +
           formatv("{0:f2} us", cycles / (1e3 * clock.gigahertz)).str();
  }

  llvm::raw_ostream &row(StringRef label) { return out << "    " << llvm::left_justify(label, 11); }

  void printLayer(const LayerReport &layer, size_t number) {
    out << "\n" << number << ". ";
    llvm::printEscapedString(layer.name, out); // A model's names are any bytes.
    out << "  " << layer.location << "  " << layer.layers << "\n";
    row("kernel") << layer.kernel << (layer.tile.empty() ? "" : ", tile ") << tileText(layer.tile)
                  << (layer.isTuned ? " (measured to be best)" : "")
                  << (layer.isStep ? "" : " (no step of its own: its neighbours do it)") << "\n";
    row("reads") << llvm::join(layer.inputs, "; ") << "\n";
    row("writes") << layer.output << "\n";
    row("size") << scaled(layer.flops) << "FLOP; " << scaled(layer.bytes.inputs) << "B in, "
                << scaled(layer.bytes.parameters) << "B of parameters, " << scaled(layer.bytes.output) << "B out\n";
    if (layer.chosen)
      printPrediction(layer);
    if (layer.isStep)
      printRoofline(layer);
    printOthers(layer);
    for (const Refusal &refusal : layer.refusals)
      if (refusal.reason != Refusal::Kind)
        row("not") << refusal.kernel->getName() << ": " << refusal.why << "\n";
    if (layer.isStep && layer.microBatch)
      row("batch") << "in parts of " << layer.microBatch << (layer.microBatch == 1 ? " picture" : " pictures")
                   << " for each thread\n";
  }

  void printPrediction(const LayerReport &layer) {
    const Candidate &c = layer.offers[*layer.chosen].candidate;
    row("predicted") << cycleText(c.cycles);
    StringRef separator = ": ";
    for (auto [part, cycles] : {std::pair("products", c.productCycles), std::pair("transforms", c.transformCycles),
                                std::pair("traffic", c.trafficCycles)})
      if (cycles > 0 && (cycles != c.cycles || c.flops)) {
        out << separator << part << " " << withCommas(int64_t(cycles + 0.5));
        separator = ", ";
      }
    out << "\n";
    if (double ns = layer.offers[*layer.chosen].nanoseconds)
      row("measured") << formatv("{0:f2} us\n", 1e-3 * ns);
  }

  void printRoofline(const LayerReport &layer) {
    const Roofline &roof = layer.roofline;
    if (roof.cycles() <= 0)
      return;
    bool isCompute = roof.compute >= roof.traffic;
    row("roofline") << cycleText(roof.cycles()) << ": bound by " << (isCompute ? "multiply-adds" : "traffic") << " ("
                    << (isCompute ? "traffic " : "multiply-adds ")
                    << withCommas(int64_t(std::min(roof.compute, roof.traffic) + 0.5)) << ")";
    // A model that leaves out memory may say less.
    if (layer.cycles() >= roof.cycles())
      out << formatv("; predicted at {0:f0} % of it", 100 * roof.cycles() / layer.cycles());
    out << "\n";
  }

  void printOthers(const LayerReport &layer) {
    size_t width = 0, tile = 0, shown = 0, hidden = 0;
    for (const Offer &offer : layer.offers) {
      width = std::max(width, offer.kernel->getName().size());
      tile = std::max(tile, tileText(offer.candidate.tile).size());
    }
    for (auto [i, offer] : llvm::enumerate(layer.offers)) {
      if (layer.chosen == i)
        continue;
      bool isBest = llvm::none_of(llvm::ArrayRef(layer.offers).take_front(i),
                                  [kernel = offer.kernel](const Offer &other) { return other.kernel == kernel; });
      if (shown >= kMostShown && !isBest) {
        ++hidden;
        continue;
      }
      ++shown;
      row(shown == 1 ? "others" : "") << llvm::left_justify(offer.kernel->getName(), width + 1)
                                      << llvm::left_justify(tileText(offer.candidate.tile), tile + 1)
                                      << cycleText(offer.candidate.cycles);
      if (layer.cycles() > 0)
        out << formatv(", {0:f2} times the choice", offer.candidate.rank() / layer.rank());
      if (offer.nanoseconds > 0)
        out << formatv("; measured {0:f2} us", 1e-3 * offer.nanoseconds);
      out << "\n";
    }
    if (hidden)
      row("") << "and " << hidden << " more\n";
  }

  void printTotals() {
    struct Total {
      size_t layers = 0, computeBound = 0;
      double cycles = 0, roofline = 0;
      void add(const LayerReport &layer) {
        ++layers;
        computeBound += layer.roofline.compute >= layer.roofline.traffic;
        cycles += layer.cycles();
        roofline += layer.roofline.cycles();
      }
    };
    llvm::MapVector<StringRef, Total> kernels;
    Total all;
    size_t width = 6;
    for (const LayerReport &layer : explanation.layers) {
      if (!layer.isStep)
        continue;
      kernels[layer.kernel].add(layer);
      all.add(layer);
      width = std::max(width, layer.kernel.size());
    }
    out << "\n" << llvm::left_justify("kernel", width) << "  layers  predicted cycles        us   share\n";
    auto line = [&](StringRef name, const Total &total) {
      out << llvm::left_justify(name, width)
          << formatv("{0,8}{1,18}{2,10:f1}", total.layers, withCommas(int64_t(total.cycles + 0.5)),
                     total.cycles / (1e3 * clock.gigahertz))
          << formatv("{0,6:f1} %\n", all.cycles > 0 ? 100 * total.cycles / all.cycles : 0);
    };
    for (const auto &[name, total] : kernels)
      line(name, total);
    line("total", all);
    out << all.computeBound << " of " << all.layers
        << " bound by multiply-adds, the others by traffic; rooflines add up to " << cycleText(all.roofline) << "\n";
  }

  const Explanation &explanation;
  const Target &target;
  ExplainClock clock;
  llvm::raw_ostream &out;
};

llvm::json::Array toJson(llvm::ArrayRef<int64_t> numbers) { return llvm::json::Array(numbers); }

llvm::json::Object toJson(const Offer &offer, bool isChosen) {
  const Candidate &c = offer.candidate;
  llvm::json::Object object{{"kernel", offer.kernel->getName()},
                            {"tile", toJson(c.tile)},
                            {"chosen", isChosen},
                            {"cycles", c.cycles},
                            {"rank", c.rank()},
                            {"product_cycles", c.productCycles},
                            {"transform_cycles", c.transformCycles},
                            {"traffic_cycles", c.trafficCycles}};
  if (offer.nanoseconds > 0)
    object["measured_ns"] = offer.nanoseconds;
  return object;
}

llvm::json::Object toJson(const LayerReport &layer, ExplainClock clock) {
  llvm::json::Array inputs, offers, refusals;
  for (const std::string &input : layer.inputs)
    inputs.push_back(input);
  for (auto [i, offer] : llvm::enumerate(layer.offers))
    offers.push_back(toJson(offer, layer.chosen == i));
  for (const Refusal &refusal : layer.refusals)
    refusals.push_back(llvm::json::Object{{"kernel", refusal.kernel->getName()}, {"why", refusal.why}});
  return llvm::json::Object{
      {"name", llvm::json::fixUTF8(layer.name)},
      {"location", llvm::json::fixUTF8(layer.location)},
      {"layers", layer.layers},
      {"signature", layer.signature},
      {"tuned", layer.isTuned},
      {"step", layer.isStep},
      {"micro_batch", layer.microBatch},
      {"kernel", layer.kernel},
      {"tile", toJson(layer.tile)},
      {"inputs", std::move(inputs)},
      {"output", layer.output},
      {"cycles", layer.cycles()},
      {"us", layer.cycles() / (1e3 * clock.gigahertz)},
      {"flops", layer.flops},
      {"bytes", llvm::json::Object{{"inputs", layer.bytes.inputs},
                                   {"parameters", layer.bytes.parameters},
                                   {"output", layer.bytes.output}}},
      {"roofline",
       llvm::json::Object{{"compute_cycles", layer.roofline.compute},
                          {"traffic_cycles", layer.roofline.traffic},
                          {"bound", layer.roofline.compute >= layer.roofline.traffic ? "compute" : "traffic"}}},
      {"candidates", std::move(offers)},
      {"refused", std::move(refusals)}};
}

} // namespace

void cnnc::printExplanation(const Explanation &explanation, ExplainClock clock, llvm::raw_ostream &out) {
  TextPrinter(explanation, clock, out).print();
}

void cnnc::printExplanationJson(const Explanation &explanation, ExplainClock clock, llvm::raw_ostream &out) {
  const Target &target = explanation.target;
  llvm::json::Array layers;
  for (const LayerReport &layer : explanation.layers)
    layers.push_back(toJson(layer, clock));
  llvm::json::Object all{{"network", explanation.network},
                         {"target", llvm::json::Object{{"arch", target.arch()},
                                                       {"cpu", target.cpu},
                                                       {"isa", target.isaName()},
                                                       {"precision", target.useBf16 ? "bf16" : "f32"},
                                                       {"flops_per_cycle", 2 * target.lanes * target.fmaPerCycle},
                                                       {"memory_bytes_per_cycle", target.memoryBytesPerCycle},
                                                       {"l2_bytes_per_cycle", target.l2BytesPerCycle},
                                                       {"l2_bytes", target.l2Bytes},
                                                       {"l3_bytes_per_cycle", target.l3BytesPerCycle},
                                                       {"l3_bytes", target.l3Bytes}}},
                         {"clock", llvm::json::Object{{"ghz", clock.gigahertz}, {"measured", clock.isMeasured}}},
                         {"layers", std::move(layers)}};
  out << formatv("{0:2}", llvm::json::Value(std::move(all))) << "\n";
}
