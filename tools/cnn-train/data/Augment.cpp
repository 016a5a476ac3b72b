//===- Augment.cpp - Changes that are drawn for each picture --------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The functions and arguments are those of the `train` block (docs/language.md).
// Each draws from a sequence of its own, so that adding one changes no other's.
// Rotations, shifts, scales and shears in a row become one map, so that the picture
// is sampled once and loses no more sharpness than by one of them.
//
//===----------------------------------------------------------------------===//

#include "tools/cnn-train/data/Canvas.h"
#include "tools/cnn-train/data/Random.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <optional>

using namespace cnnc::train;

namespace {

enum class Function {
  PadCrop,
  Flip,
  Rotate,
  Shift,
  Scale,
  Shear,
  ResizedCrop,
  Brightness,
  Contrast,
  Saturation,
  Hue,
  Erase,
  Noise,
  Mixup
};

struct Known {
  const char *name;
  Function function;
  std::vector<const char *> numbers; ///< its arguments that are numbers
  bool isGeometric = false;          ///< a Map
  bool needsColor = false;
};

const std::vector<Known> &knownFunctions() {
  static const std::vector<Known> known = {{"pad_crop", Function::PadCrop, {"pixels"}},
                                           {"flip", Function::Flip, {}},
                                           {"rotate", Function::Rotate, {"degrees"}, true},
                                           {"shift", Function::Shift, {"pixels"}, true},
                                           {"scale", Function::Scale, {"low", "high"}, true},
                                           {"shear", Function::Shear, {"degrees"}, true},
                                           {"resized_crop", Function::ResizedCrop, {"low", "high", "ratio"}},
                                           {"brightness", Function::Brightness, {"amount"}},
                                           {"contrast", Function::Contrast, {"amount"}},
                                           {"saturation", Function::Saturation, {"amount"}, false, true},
                                           {"hue", Function::Hue, {"amount"}, false, true},
                                           {"erase", Function::Erase, {"pixels"}},
                                           {"noise", Function::Noise, {"deviation"}},
                                           {"mixup", Function::Mixup, {"alpha"}}};
  return known;
}

struct Step {
  const Known *known = nullptr;
  std::vector<float> numbers; ///< in the order of Known::numbers
  bool isVertical = false;    ///< of a flip
};

/// The inverse of what is done to the picture, drawn.
Map drawMap(const Step &step, Random &random) {
  constexpr float perDegree = 3.14159265358979f / 180;
  float number = step.numbers[0];
  switch (step.known->function) {
  case Function::Rotate: {
    float angle = perDegree * random.between(-number, number);
    float c = std::cos(angle), s = std::sin(angle);
    return {c, -s, 0, s, c, 0};
  }
  case Function::Shift: {
    int64_t pixels = int64_t(number);
    float x = float(random.below(2 * pixels + 1) - pixels);
    float y = float(random.below(2 * pixels + 1) - pixels);
    return {1, 0, x, 0, 1, y};
  }
  case Function::Scale: {
    float factor = 1 / random.between(number, step.numbers[1]);
    return {factor, 0, 0, 0, factor, 0};
  }
  default:
    return {1, std::tan(perDegree * random.between(-number, number)), 0, 0, 1, 0};
  }
}

/// A part whose share of the area is between `low` and `high`, and whose width is
/// from 1/ratio to ratio times its height; all of it if ten tries do not fit.
Rectangle drawPart(const Canvas &canvas, const Step &step, Random &random) {
  double low = double(step.numbers[0]), high = double(step.numbers[1]), widest = std::log(double(step.numbers[2]));
  double area = double(canvas.height() * canvas.width());
  constexpr int tries = 10;
  for (int i = 0; i < tries; ++i) {
    double part = area * (low + (high - low) * double(random.uniform()));
    double ratio = std::exp(widest * (2 * double(random.uniform()) - 1));
    int64_t width = std::llround(std::sqrt(part * ratio)), height = std::llround(std::sqrt(part / ratio));
    if (width < 1 || height < 1 || width > canvas.width() || height > canvas.height())
      continue;
    int64_t top = random.below(canvas.height() - height + 1), left = random.below(canvas.width() - width + 1);
    return {top, left, top + height, left + width};
  }
  return {0, 0, canvas.height(), canvas.width()};
}

void applyStep(const Step &step, Canvas &canvas, Random &random) {
  float number = step.numbers.empty() ? 0 : step.numbers[0];
  int64_t pixels = int64_t(number);
  auto drawFactor = [&] { return random.between(std::max(0.0f, 1 - number), 1 + number); };
  switch (step.known->function) {
  case Function::PadCrop: {
    int64_t down = random.below(2 * pixels + 1) - pixels;
    return canvas.move(down, random.below(2 * pixels + 1) - pixels);
  }
  case Function::Flip:
    if (random.uniform() < 0.5f)
      step.isVertical ? canvas.flipVertically() : canvas.flipHorizontally();
    return;
  case Function::ResizedCrop:
    return canvas.enlarge(drawPart(canvas, step, random));
  case Function::Brightness:
    return canvas.scaleBrightness(drawFactor());
  case Function::Contrast:
    return canvas.scaleContrast(drawFactor());
  case Function::Saturation:
    return canvas.scaleSaturation(drawFactor());
  case Function::Hue:
    return canvas.turnHue(random.between(-number, number));
  case Function::Erase: {
    int64_t top = random.below(canvas.height()) - pixels / 2;
    int64_t left = random.below(canvas.width()) - pixels / 2;
    return canvas.erase({top, left, top + pixels, left + pixels});
  }
  case Function::Noise:
    return canvas.add([&] { return number * random.normal(); });
  default:
    return; // maps and mixup are not done here
  }
}

class StepList final : public Augmentation {
public:
  StepList(PictureShape shape, std::vector<Step> steps) : shape(shape), steps(std::move(steps)) {
    for (const Step &step : this->steps)
      if (step.known->function == Function::Mixup)
        mixAlpha = step.numbers[0];
  }

  void apply(float *pixels, const PictureKey &key, bool bytes) const override {
    Canvas canvas(pixels, shape, bytes);
    std::optional<Map> pending;
    for (size_t i = 0; i < steps.size(); ++i) {
      Random random(key.seed, key.epoch, key.index, firstAugmentation + uint32_t(i));
      if (steps[i].known->isGeometric) {
        // What is done later is undone first, on the way from the result to the source.
        Map map = drawMap(steps[i], random);
        pending = pending ? pending->after(map) : map;
        continue;
      }
      if (pending)
        canvas.resample(*pending);
      pending.reset();
      applyStep(steps[i], canvas, random);
    }
    if (pending)
      canvas.resample(*pending);
  }

  bool mixes() const override { return mixAlpha > 0; }

  Mix drawMix(const PictureKey &key, int64_t count) const override {
    Random random(key.seed, key.epoch, key.index, mixing);
    Mix mix;
    mix.partner = random.below(count);
    // A beta variable is the share of one of two gamma variables in their sum.
    double one = random.logGamma(double(mixAlpha)), other = random.logGamma(double(mixAlpha));
    mix.share = float(1 / (1 + std::exp(other - one)));
    return mix;
  }

private:
  PictureShape shape;
  std::vector<Step> steps;
  float mixAlpha = 0;
};

const Known *findFunction(const nlohmann::json &item) {
  auto name = item.is_object() ? item.find("function") : item.end();
  if (!item.is_object() || name == item.end() || !name->is_string())
    return nullptr;
  for (const Known &known : knownFunctions())
    if (*name == known.name)
      return &known;
  return nullptr;
}

/// Reads the arguments; returns an error or nothing.
std::string readArguments(const nlohmann::json &item, PictureShape shape, Step &step) {
  const char *name = step.known->name;
  if (step.known->needsColor && shape.channels != 3)
    return fmt::format("the augmentation `{}` changes colours, but the pictures have {} channel{}, expected 3", name,
                       shape.channels, shape.channels == 1 ? "" : "s");
  for (const char *argument : step.known->numbers) {
    auto value = item.find(argument);
    constexpr double most = 1e9;
    if (value == item.end() || !value->is_number() || !(std::abs(value->get<double>()) <= most))
      return fmt::format("the augmentation `{}` lacks the number '{}'", name, argument);
    step.numbers.push_back(value->get<float>());
    if (step.numbers.back() < 0)
      return fmt::format("the augmentation `{}` has the argument '{}' = {}, expected one from 0", name, argument,
                         step.numbers.back());
  }
  bool isRange = step.known->numbers.size() >= 2;
  if (isRange && !(step.numbers[0] > 0 && step.numbers[0] <= step.numbers[1]))
    return fmt::format("the augmentation `{}` goes from {} to {}, expected 0 < low <= high", name, step.numbers[0],
                       step.numbers[1]);
  if (step.known->function == Function::ResizedCrop && !(step.numbers[1] <= 1 && step.numbers[2] >= 1))
    return fmt::format("the augmentation `{}` has high = {} and ratio = {}, expected high <= 1 and ratio >= 1", name,
                       step.numbers[1], step.numbers[2]);
  if (step.known->function == Function::Flip) {
    auto direction = item.find("direction");
    step.isVertical = direction != item.end() && *direction == "vertical";
    if (direction == item.end() || (!step.isVertical && *direction != "horizontal"))
      return "the augmentation `flip` lacks the direction, horizontal or vertical";
  }
  return "";
}

} // namespace

std::unique_ptr<Augmentation> cnnc::train::makeAugmentation(const nlohmann::json &list, PictureShape shape,
                                                            std::string &error) {
  error.clear();
  std::vector<Step> steps;
  bool mixes = false;
  for (const nlohmann::json &item : list) {
    Step step;
    step.known = findFunction(item);
    if (!step.known)
      error =
          fmt::format("unknown augmentation {}", item.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    else
      error = readArguments(item, shape, step);
    if (error.empty() && step.known->function == Function::Mixup) {
      if (mixes)
        error = "the augmentation `mixup` is given twice";
      mixes = true;
    }
    if (!error.empty())
      return nullptr;
    steps.push_back(std::move(step));
  }
  return std::make_unique<StepList>(shape, std::move(steps));
}
