//===- onednn.cpp - oneDNN as a peer --------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Answers one line of JSON for each line of its input; see peers.py.
//
//   layer KIND C H W O KH KW STRIDE PADDING DILATION GROUPS
//   run SECONDS
//
// A layer is a convolution with a bias, or a transposed one, of one picture.
// oneDNN chooses algorithm and layouts; tensors have them before the clock
// starts, as within a network that oneDNN computes. OMP_NUM_THREADS says how
// many threads.
//
//===----------------------------------------------------------------------===//

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <dnnl.hpp>
#include <iostream>
#include <random>
#include <sstream>
#include <string>
#include <unordered_map>
#include <vector>

using namespace dnnl;

namespace {

struct Shape {
  std::string kind;
  memory::dim channels, height, width, filters, kernel[2], stride, padding, dilation, groups;

  memory::dim outputExtent(memory::dim extent, memory::dim size) const {
    memory::dim reach = dilation * (size - 1) + 1;
    return kind == "transposed" ? (extent - 1) * stride + reach - 2 * padding
                                : (extent + 2 * padding - reach) / stride + 1;
  }
};

/// A primitive and the tensors that it works on.
class Layer {
public:
  Layer(const engine &e, const Shape &s) : stream(e) {
    memory::dims weights = {s.filters, s.channels, s.kernel[0], s.kernel[1]};
    if (s.groups > 1)
      weights = {s.groups, s.filters / s.groups, s.channels / s.groups, s.kernel[0], s.kernel[1]};
    auto in = any({1, s.channels, s.height, s.width}), weight = any(weights), bias = any({s.filters});
    auto out = any({1, s.filters, s.outputExtent(s.height, s.kernel[0]), s.outputExtent(s.width, s.kernel[1])});
    memory::dims strides = {s.stride, s.stride}, dilations = {s.dilation - 1, s.dilation - 1};
    memory::dims padding = {s.padding, s.padding};
    if (s.kind == "transposed") {
      deconvolution_forward::desc desc(prop_kind::forward_inference, algorithm::deconvolution_direct, in, weight, bias,
                                       out, strides, dilations, padding, padding);
      prepare<deconvolution_forward>(deconvolution_forward::primitive_desc(desc, e), e);
      return;
    }
    convolution_forward::desc desc(prop_kind::forward_inference, algorithm::convolution_auto, in, weight, bias, out,
                                   strides, dilations, padding, padding);
    prepare<convolution_forward>(convolution_forward::primitive_desc(desc, e), e);
  }

  void run() {
    primitiveToRun.execute(stream, arguments);
    stream.wait();
  }

  const std::string &implementation() const { return name; }

private:
  static memory::desc any(const memory::dims &dims) { return {dims, memory::data_type::f32, memory::format_tag::any}; }

  static memory fill(const memory::desc &desc, const engine &e) {
    memory result(desc, e);
    std::minstd_rand random(1);
    std::uniform_real_distribution<float> value(-1, 1);
    auto *data = static_cast<float *>(result.get_data_handle());
    std::generate(data, data + desc.get_size() / sizeof(float), [&] { return value(random); });
    return result;
  }

  template <typename Primitive, typename Desc> void prepare(const Desc &desc, const engine &e) {
    name = desc.impl_info_str();
    arguments = {{DNNL_ARG_SRC, fill(desc.src_desc(), e)},
                 {DNNL_ARG_WEIGHTS, fill(desc.weights_desc(), e)},
                 {DNNL_ARG_BIAS, fill(desc.bias_desc(), e)},
                 {DNNL_ARG_DST, memory(desc.dst_desc(), e)}};
    primitiveToRun = Primitive(desc);
  }

  dnnl::stream stream;
  primitive primitiveToRun;
  std::unordered_map<int, memory> arguments;
  std::string name;
};

void measure(Layer &layer, double seconds) {
  using clock = std::chrono::steady_clock;
  auto micro = [](clock::duration d) { return std::chrono::duration<double, std::micro>(d).count(); };
  std::vector<double> times;
  for (auto begin = clock::now(); times.size() < 3 || micro(clock::now() - begin) < seconds * 1e6;) {
    auto start = clock::now();
    layer.run();
    times.push_back(micro(clock::now() - start));
  }
  std::sort(times.begin(), times.end());
  std::printf("{\"min_us\": %.3f, \"median_us\": %.3f}\n", times[0], times[times.size() / 2]);
}

std::string readLayer(std::istringstream &words, const engine &e, std::vector<Layer> &layers) {
  Shape s;
  words >> s.kind >> s.channels >> s.height >> s.width >> s.filters >> s.kernel[0] >> s.kernel[1] >> s.stride >>
      s.padding >> s.dilation >> s.groups;
  if (!words)
    return "a layer has a kind and ten numbers";
  layers.clear();
  layers.emplace_back(e, s);
  for (int i = 0; i < 3; ++i)
    layers[0].run();
  return "";
}

} // namespace

int main() {
  engine e(engine::kind::cpu, 0);
  std::vector<Layer> layers; // at most one
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words(line);
    std::string command, failure;
    words >> command;
    try {
      double seconds;
      if (command == "run" && words >> seconds && !layers.empty()) {
        measure(layers[0], seconds);
      } else if (failure = readLayer(words, e, layers); failure.empty()) {
        const dnnl_version_t *v = dnnl_version();
        std::printf("{\"version\": \"%d.%d.%d\", \"kernel\": \"%s\"}\n", v->major, v->minor, v->patch,
                    layers[0].implementation().c_str());
      }
    } catch (const error &problem) {
      failure = problem.what();
    }
    if (!failure.empty())
      std::printf("{\"error\": \"%s\"}\n", failure.c_str());
    std::fflush(stdout);
  }
  return 0;
}
