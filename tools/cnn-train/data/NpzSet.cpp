//===- NpzSet.cpp - Pictures and labels in an .npz file -------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tools/cnn-train/data/Sets.h"
#include "tools/common/Npz.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

using namespace cnnc::train;
using namespace cnnrun;

namespace {

struct Names {
  std::string pictures, labels;
};

/// The names that the arrays of a part may have; x and images are the training
/// part unless the file is of one part alone.
std::vector<Names> namesOf(Part part, bool isOfPart) {
  std::vector<Names> list;
  if (part == Part::Train)
    list = {{"x_train", "y_train"}, {"train_images", "train_labels"}};
  else
    list = {{"x_test", "y_test"}, {"test_images", "test_labels"}};
  if (part == Part::Train || isOfPart)
    list.insert(list.end(), {{"x", "y"}, {"images", "labels"}});
  return list;
}

/// Pictures as [N, H, W], [N, H, W, C] or [N, C, H, W]; what the network takes
/// decides between the last two, and else the number of channels.
Result<Layout> findLayout(const Tensor &tensor, PictureShape wanted, const std::string &title, PictureShape &shape) {
  const std::vector<int64_t> &s = tensor.shape;
  constexpr int64_t mostChannels = 4;
  bool isSmall = true;
  for (int64_t extent : s)
    isSmall &= extent >= 1 && extent < (int64_t(1) << 31);
  if (isSmall && s.size() == 3) {
    shape = {s[1], s[2], 1};
    return Layout::HWC;
  }
  if (isSmall && s.size() == 4) {
    PictureShape last{s[1], s[2], s[3]}, first{s[2], s[3], s[1]};
    bool isFirst = last != wanted && (first == wanted || (s[1] <= mostChannels && s[3] > mostChannels));
    shape = isFirst ? first : last;
    return isFirst ? Layout::CHW : Layout::HWC;
  }
  return Error{fmt::format("'{}' has the shape {}, expected pictures as [N, H, W], [N, H, W, C] or [N, C, H, W]", title,
                           shapeText(s))};
}

Result<std::vector<int32_t>> findLabels(const Tensor &tensor, int64_t pictures, const std::string &title) {
  const std::vector<int64_t> &s = tensor.shape;
  bool isColumn = s.size() == 2 && s[1] == 1;
  if ((s.size() != 1 && !isColumn) || s[0] != pictures)
    return Error{
        fmt::format("'{}' has the shape {}, expected [{}]: one label for each picture", title, shapeText(s), pictures)};
  std::vector<int32_t> labels;
  for (double value : toDoubles(tensor, 0, size_t(pictures))) {
    constexpr double mostClasses = 1 << 24;
    if (!(value >= 0 && value < mostClasses) || value != double(int32_t(value)))
      return Error{fmt::format("'{}' has the label {} for picture {}, expected a whole number from 0", title, value,
                               labels.size())};
    labels.push_back(int32_t(value));
  }
  return labels;
}

/// An error for NaN and infinity, which would only be noticed in the loss.
Status checkFinite(const Tensor &tensor, const std::string &title) {
  bool isFloat = tensor.type == CNN_F32 || tensor.type == CNN_F64 || tensor.type == CNN_F16 || tensor.type == CNN_BF16;
  size_t count = tensor.elements();
  constexpr size_t piece = 1 << 16;
  for (size_t at = 0; isFloat && at < count; at += piece) {
    size_t end = std::min(count, at + piece);
    size_t i = at;
    for (double value : toDoubles(tensor, at, end)) {
      if (!std::isfinite(value) || std::abs(value) > double(std::numeric_limits<float>::max()))
        return Error{fmt::format("'{}' has the value {} at {}, expected numbers that are finite in f32", title, value,
                                 shapeText(tensor.indexOf(i)))};
      ++i;
    }
  }
  return Done{};
}

SetResult readSet(const Npz &npz, const Names &names, const std::string &path, const OpenOptions &options) {
  auto titleOf = [&](const std::string &name) { return fmt::format("{}:{}", path, name); };
  for (const std::string &name : {names.pictures, names.labels})
    if (!npz.has(name))
      return Error{fmt::format("'{}' has an array '{}' but no '{}'", path,
                               name == names.labels ? names.pictures : names.labels, name)};
  auto pictures = npz.read(names.pictures, maxSetBytes);
  if (!pictures)
    return pictures.error();
  auto numbers = npz.read(names.labels, maxSetBytes);
  if (!numbers)
    return numbers.error();

  ArrayParts parts;
  auto layout = findLayout(*pictures, options.wanted, titleOf(names.pictures), parts.shape);
  if (!layout)
    return layout.error();
  auto labels = findLabels(*numbers, pictures->shape[0], titleOf(names.labels));
  if (!labels)
    return labels.error();
  if (Status status = checkLabels(*labels, options.classes, titleOf(names.labels)); !status)
    return status.error();
  if (Status status = checkFinite(*pictures, titleOf(names.pictures)); !status)
    return status.error();
  parts.layout = *layout;
  parts.labels = std::move(*labels);
  parts.pictures = std::move(*pictures);
  return makeArraySet(std::move(parts));
}

} // namespace

SetResult cnnc::train::openNpzSet(const std::string &path, Part part, bool isOfPart, const OpenOptions &options) {
  auto bytes = readFile(path, maxSetBytes);
  if (!bytes)
    return bytes.error();
  auto npz = Npz::parse(std::move(*bytes), path);
  if (!npz)
    return npz.error();
  for (const Names &names : namesOf(part, isOfPart))
    if (npz->has(names.pictures) || npz->has(names.labels))
      return readSet(*npz, names, path, options);
  // No test part is fine if there is a training part.
  if (part == Part::Test && !isOfPart)
    for (const Names &names : namesOf(Part::Train, /*isOfPart=*/true))
      if (npz->has(names.pictures))
        return std::unique_ptr<DataSet>();
  std::string found;
  for (const std::string &name : npz->names())
    found += (found.empty() ? "" : ", ") + printable(name);
  return Error{fmt::format("'{}' has the arrays {}, expected x and y, images and labels, or {}", path,
                           found.empty() ? "none" : found,
                           part == Part::Train ? "x_train and y_train" : "x_test and y_test")};
}
