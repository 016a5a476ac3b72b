//===- ArraySet.cpp - Pictures that are held in memory --------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tools/cnn-train/data/Sets.h"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>

using namespace cnnc::train;

namespace {

class ArraySet final : public DataSet {
public:
  explicit ArraySet(ArrayParts given) : parts(std::move(given)) {
    if (parts.classes == 0)
      for (int32_t label : parts.labels)
        parts.classes = std::max<int64_t>(parts.classes, int64_t(label) + 1);
  }

  int64_t size() const override { return int64_t(parts.labels.size()); }
  PictureShape shape() const override { return parts.shape; }
  const std::vector<std::string> &classNames() const override { return parts.classNames; }
  int64_t classes() const override { return parts.classes; }
  int32_t label(int64_t index) const override { return parts.labels[size_t(index)]; }
  bool holdsBytes() const override { return parts.pictures.type == CNN_U8; }

  bool read(int64_t index, float *pixels, std::string &) const override {
    size_t count = size_t(parts.shape.elements()), start = size_t(index) * count;
    const unsigned char *data = parts.pictures.data.data();
    if (holdsBytes()) {
      copy(data + start, pixels);
    } else if (parts.pictures.type == CNN_F32) {
      std::vector<float> values(count);
      memcpy(values.data(), data + start * sizeof(float), count * sizeof(float));
      copy(values.data(), pixels);
    } else {
      copy(toDoubles(parts.pictures, start, start + count).data(), pixels);
    }
    return true;
  }

private:
  template <typename T> void copy(const T *from, float *to) const {
    size_t channels = size_t(parts.shape.channels), count = size_t(parts.shape.elements()), plane = count / channels;
    bool isPlanes = parts.layout == Layout::CHW && channels > 1;
    for (size_t i = 0; i < plane && isPlanes; ++i)
      for (size_t c = 0; c < channels; ++c)
        to[i * channels + c] = float(from[c * plane + i]);
    for (size_t i = 0; i < count && !isPlanes; ++i)
      to[i] = float(from[i]);
  }

  ArrayParts parts;
};

} // namespace

std::unique_ptr<DataSet> cnnc::train::makeArraySet(ArrayParts parts) {
  return std::make_unique<ArraySet>(std::move(parts));
}

Status cnnc::train::checkLabels(const std::vector<int32_t> &labels, int64_t classes, const std::string &path) {
  for (size_t i = 0; i < labels.size(); ++i)
    if (classes > 0 && labels[i] >= classes)
      return Error{fmt::format("'{}' has the label {} for picture {}, expected one from 0 to {}", path, labels[i], i,
                               classes - 1)};
  return cnnrun::Done{};
}
