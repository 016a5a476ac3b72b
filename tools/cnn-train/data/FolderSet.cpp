//===- FolderSet.cpp - Pictures in a folder for each class ----------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Files are decoded each time they are read, so that a set may be larger than memory.
//
//===----------------------------------------------------------------------===//

#include "tools/cnn-train/data/Sets.h"
#include "tools/common/Picture.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fmt/format.h>
#include <sys/stat.h>

using namespace cnnc::train;
using namespace cnnrun;

namespace {

constexpr size_t maxPictureBytes = size_t(1) << 28;
constexpr size_t maxFiles = size_t(1) << 26;

bool isPictureName(const std::string &name) {
  size_t dot = name.rfind('.');
  if (dot == std::string::npos)
    return false;
  std::string ending = name.substr(dot + 1);
  for (char &c : ending)
    c = c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
  return ending == "png" || ending == "jpg" || ending == "jpeg";
}

class FolderSet final : public DataSet {
public:
  FolderSet(PictureShape wanted, std::vector<std::string> names) : wanted(wanted), names(std::move(names)) {}

  void add(std::string path, int32_t label) { files.push_back({std::move(path), label}); }

  int64_t size() const override { return int64_t(files.size()); }
  PictureShape shape() const override { return wanted; }
  const std::vector<std::string> &classNames() const override { return names; }
  int64_t classes() const override { return int64_t(names.size()); }
  int32_t label(int64_t index) const override { return files[size_t(index)].label; }

  bool read(int64_t index, float *pixels, std::string &error) const override {
    auto picture = readPicture(files[size_t(index)].path);
    if (!picture) {
      error = picture.error().message;
      return false;
    }
    std::copy(picture->pixels.begin(), picture->pixels.end(), pixels);
    return true;
  }

private:
  struct File {
    std::string path;
    int32_t label;
  };

  Result<Picture> readPicture(const std::string &path) const {
    auto bytes = readFile(path, maxPictureBytes);
    if (!bytes)
      return bytes.error();
    if (!isPng(*bytes) && !isJpeg(*bytes))
      return Error{fmt::format("'{}' is no picture: it has {} bytes that start like neither a PNG nor a JPEG file",
                               path, bytes->size())};
    auto picture = isPng(*bytes) ? decodePng(*bytes, path) : decodeJpeg(*bytes, path);
    if (!picture)
      return picture;
    auto fitted = coverAndCrop(*picture, int(wanted.height), int(wanted.width), int(wanted.channels));
    if (!fitted)
      return Error{fmt::format("'{}' has {}x{} pixels, which cannot be scaled and cropped to {}x{}", path,
                               picture->width, picture->height, wanted.width, wanted.height)};
    return std::move(*fitted);
  }

  PictureShape wanted;
  std::vector<std::string> names;
  std::vector<File> files;
};

/// The sub-folders, sorted.
Result<std::vector<std::string>> listClasses(const std::string &folder) {
  auto entries = listDirectory(folder);
  if (!entries)
    return entries.error();
  std::vector<std::string> classes;
  for (const Entry &entry : *entries)
    if (entry.isDirectory)
      classes.push_back(entry.name);
  if (classes.empty())
    return Error{fmt::format("'{}' has no sub-folders, expected one for each class", folder)};
  return classes;
}

Status addClass(FolderSet &set, const std::string &folder, int32_t label) {
  auto entries = listDirectory(folder);
  if (!entries)
    return entries.error();
  int64_t before = set.size();
  for (const Entry &entry : *entries)
    if (!entry.isDirectory && isPictureName(entry.name))
      set.add(folder + "/" + entry.name, label);
  if (set.size() == before)
    return Error{fmt::format("'{}' has no pictures, expected files that end in .png, .jpg or .jpeg", folder)};
  if (size_t(set.size()) > maxFiles)
    return Error{fmt::format("'{}' is one of folders with more than {} pictures", folder, maxFiles)};
  return Done{};
}

} // namespace

Result<std::vector<Entry>> cnnc::train::listDirectory(const std::string &path) {
  DIR *directory = opendir(path.c_str());
  if (!directory)
    return Error{fmt::format("cannot read the folder '{}': {}", path, strerror(errno))};
  std::vector<Entry> entries;
  while (const dirent *entry = readdir(directory)) {
    if (entry->d_name[0] == '.')
      continue;
    struct stat info;
    std::string full = path + "/" + entry->d_name;
    entries.push_back({entry->d_name, stat(full.c_str(), &info) == 0 && S_ISDIR(info.st_mode)});
  }
  closedir(directory);
  std::sort(entries.begin(), entries.end(), [](const Entry &a, const Entry &b) { return a.name < b.name; });
  return entries;
}

SetResult cnnc::train::openFolderSet(const std::string &folder, const std::string &classFolder,
                                     const OpenOptions &options) {
  PictureShape wanted = options.wanted;
  if (wanted.height < 1 || wanted.width < 1 || wanted.height > maxPixels / wanted.width ||
      (wanted.channels != 1 && wanted.channels != 3))
    return Error{fmt::format("'{}' holds pictures, but the network takes {}x{} pixels of {} channels, expected 1 or 3",
                             folder, wanted.width, wanted.height, wanted.channels)};
  auto classes = listClasses(classFolder);
  if (!classes)
    return classes.error();
  if (options.classes > 0 && int64_t(classes->size()) > options.classes)
    return Error{fmt::format("'{}' has {} sub-folders, but the network knows {} classes", classFolder, classes->size(),
                             options.classes)};
  auto found = listClasses(folder);
  if (!found)
    return found.error();
  auto set = std::make_unique<FolderSet>(wanted, *classes);
  for (const std::string &name : *found) {
    auto at = std::lower_bound(classes->begin(), classes->end(), name);
    if (at == classes->end() || *at != name)
      return Error{fmt::format("'{}' is no class: '{}' has no such sub-folder", folder + "/" + name, classFolder)};
    if (Status status = addClass(*set, folder + "/" + name, int32_t(at - classes->begin())); !status)
      return status.error();
  }
  return std::unique_ptr<DataSet>(std::move(set));
}
