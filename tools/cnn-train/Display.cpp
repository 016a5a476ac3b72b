//===- Display.cpp - What is seen of a training while it runs ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Display.h"

#include "Communicator.h"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

using namespace cnnc::train;

namespace {

constexpr int barWidth = 24;
constexpr auto barInterval = std::chrono::milliseconds(100);

/// "1:02:03" or "2:03".
std::string durationText(double seconds) {
  int64_t s = int64_t(std::clamp(seconds, 0.0, 3.6e9) + 0.5);
  if (s >= 3600)
    return fmt::format("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
  return fmt::format("{}:{:02}", s / 60, s % 60);
}

/// Columns of the terminal, 80 where it does not say.
size_t columns() {
  winsize size{};
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

/// With few classes the right one is always among five.
bool hasTop5(int64_t classes) { return classes > 5; }

} // namespace

Display::Display(bool quiet, int64_t epochs, int64_t classes, int64_t stepPictures)
    : quiet(quiet), terminal(isatty(STDOUT_FILENO) && !isLaunched()), epochs(epochs), classes(classes),
      stepPictures(stepPictures), begin(Clock::now()) {}

void Display::clearBar() {
  if (barShown)
    fmt::print("\r\033[K");
  barShown = false;
}

void Display::line(const std::string &text) {
  if (quiet)
    return;
  clearBar();
  fmt::print("{}\n", text);
  fflush(stdout);
}

void Display::step(int64_t epoch, int64_t done, int64_t batches, const Metrics &soFar) {
  ++stepsSinceBegin;
  Clock::time_point now = Clock::now();
  if (quiet || !terminal || now - lastBar < barInterval)
    return;
  lastBar = now;
  double seconds = std::max(std::chrono::duration<double>(now - begin).count(), 1e-9);
  double left = seconds / double(stepsSinceBegin) * double((epochs - epoch + 1) * batches - done);
  int filled = int(done * barWidth / std::max<int64_t>(batches, 1));
  std::string text = fmt::format("epoch {}/{} [{:=<{}}{:{}}] loss {:.4f}  accuracy {:.2f}%  {:.0f} pictures/s  {} left",
                                 epoch, epochs, "", filled, "", barWidth - filled, soFar.loss, 100 * soFar.accuracy,
                                 double(stepsSinceBegin * stepPictures) / seconds, durationText(left));
  // A bar that wraps could not be taken back.
  fmt::print("\r{}\033[K", text.substr(0, columns() - 1));
  fflush(stdout);
  barShown = true;
}

void Display::epoch(const EpochRecord &record, int64_t pictures) {
  auto metrics = [&](const Metrics &m) {
    std::string top5 = hasTop5(classes) ? fmt::format("  top-5 {:.2f}%", 100 * m.top5) : "";
    return fmt::format("loss {:.4f}  accuracy {:.2f}%{}", m.loss, 100 * m.accuracy, top5);
  };
  std::string text = fmt::format("epoch {}/{}  {}", record.epoch, epochs, metrics(record.training));
  if (record.validation)
    text += fmt::format("  validation {}", metrics(*record.validation));
  line(fmt::format("{}  rate {:.4g}  {:.0f} pictures/s  {:.1f} s", text, record.rate,
                   double(pictures) / std::max(record.seconds, 1e-9), record.seconds));
}
