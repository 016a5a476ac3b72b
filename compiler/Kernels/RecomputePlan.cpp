//===- RecomputePlan.cpp - What to compute a second time, to save memory
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/RecomputePlan.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <limits>

using namespace cnnc;

int RecomputePlan::addValue(int64_t bytes) {
  values.push_back({bytes, int(values.size())});
  return int(values.size()) - 1;
}

int RecomputePlan::addOp(Op op, llvm::ArrayRef<int> reads, int writes) {
  ops.push_back(std::move(op));
  steps.push_back({int(ops.size()) - 1, llvm::SmallVector<int, 4>(reads), writes, /*again=*/false});
  return int(ops.size()) - 1;
}

std::vector<RecomputePlan::Life> RecomputePlan::findLives(const std::vector<Step> &steps, size_t count) {
  std::vector<Life> lives(count, {std::numeric_limits<int>::max(), -1});
  for (auto [i, step] : llvm::enumerate(steps)) {
    auto touch = [&, i = int(i)](int value) {
      lives[value].first = std::min(lives[value].first, i);
      lives[value].last = std::max(lives[value].last, i);
    };
    llvm::for_each(step.reads, touch);
    if (step.writes != kNone)
      touch(step.writes);
  }
  return lives;
}

RecomputePlan::Excess RecomputePlan::measure(const std::vector<Step> &steps, size_t count, int64_t limit) const {
  std::vector<Life> lives = findLives(steps, count);
  std::vector<int64_t> change(steps.size() + 1, 0), saved(steps.size(), 0);
  for (auto [life, value] : llvm::zip_first(lives, values)) {
    if (life.last < 0)
      continue;
    change[life.first] += value.bytes;
    change[life.last + 1] -= value.bytes;
  }
  for (auto [i, step] : llvm::enumerate(steps)) {
    if (step.writes == kNone || lives[step.writes].first != int(i))
      continue;
    for (int operand : ops[step.op].inPlace)
      if (lives[step.reads[operand]].last == int(i))
        saved[i] = values[step.writes].bytes;
  }
  Excess excess = {0, 0, 0};
  int64_t live = 0;
  for (size_t i = 0; i < steps.size(); ++i) {
    live += change[i];
    int64_t bytes = live - saved[i];
    excess.sum += double(std::max<int64_t>(0, bytes - limit));
    if (bytes > excess.peak) {
      excess.peak = bytes;
      excess.at = int(i);
    }
  }
  return excess;
}

/// One value is given up between two steps and computed again before the second.
class RecomputePlan::Change {
public:
  /// `peak` is the step at which the value is not to be alive. With `reach`, what
  /// it is computed from is computed again, too, rather than kept.
  Change(const RecomputePlan &plan, int peak, bool reach)
      : values(plan.values), steps(plan.steps), plan(plan), peak(peak), reach(reach),
        lives(findLives(plan.steps, plan.values.size())) {}

  /// False: the value cannot be given up there.
  bool giveUp(int value) {
    before = -1;
    for (int i = int(steps.size()) - 1; i > peak; --i)
      if (llvm::is_contained(steps[i].reads, value))
        before = i;
    bool isUsed = llvm::is_contained(steps[peak].reads, value) || steps[peak].writes == value;
    if (before < 0 || isUsed || lives[value].first >= peak)
      return false;
    int writer = findWriter(value);
    if (writer < 0 || !plan.ops[steps[writer].op].canRepeat)
      return false;
    int again = repeat(writer);
    if (again == kNone)
      return false;
    for (int i = before; i < int(steps.size()); ++i)
      replace(steps[i], value, again);
    std::vector<Step> result;
    for (auto [i, step] : llvm::enumerate(steps)) {
      if (int(i) == before)
        llvm::append_range(result, inserted);
      if (!llvm::is_contained(moved, int(i)))
        result.push_back(step);
    }
    steps = std::move(result);
    return true;
  }

  std::vector<Value> values;
  std::vector<Step> steps;
  double cycles = 0;

private:
  static void replace(Step &step, int from, int to) { std::replace(step.reads.begin(), step.reads.end(), from, to); }

  int findWriter(int value) const {
    for (auto [i, step] : llvm::enumerate(plan.steps))
      if (step.writes == value)
        return int(i);
    return -1;
  }

  /// Adds a step before the second use; returns what it writes. The chains that
  /// pay are short.
  int repeat(int writer) {
    constexpr size_t most = 16;
    if (inserted.size() + depth >= most)
      return kNone;
    Step step = plan.steps[writer];
    if (!findReads(step))
      return kNone;
    int original = values[step.writes].original;
    values.push_back({values[step.writes].bytes, original});
    step.writes = int(values.size()) - 1;
    step.again = true;
    cycles += plan.ops[step.op].cycles;
    inserted.push_back(step);
    return step.writes;
  }

  /// Lets a step read what there is before the second use.
  bool findReads(Step &step) {
    ++depth;
    for (int &read : step.reads) {
      read = find(read);
      if (read == kNone)
        return false;
    }
    --depth;
    return true;
  }

  /// The version of a value to read before the second use.
  int find(int value) {
    if (!values[value].bytes)
      return value;
    int original = values[value].original, later = kNone;
    for (const Step &step : inserted)
      if (step.writes != kNone && values[step.writes].original == original)
        return step.writes;
    for (size_t i = 0; i < plan.values.size(); ++i) {
      if (values[i].original != original || lives[i].last < 0)
        continue;
      if (lives[i].first >= before) {
        later = int(i);
        continue;
      }
      // It is alive there, or was until a moment ago.
      if (lives[i].last >= before || lives[i].first > peak)
        return int(i);
    }
    if (later != kNone)
      return moveHere(later);
    // Kept over the peak instead, it does not save much; the trial will tell.
    int writer = findWriter(value);
    if (reach && writer >= 0 && plan.ops[plan.steps[writer].op].canRepeat)
      return repeat(writer);
    return value;
  }

  /// What is computed again later anyway is so a little sooner.
  int moveHere(int value) {
    int writer = findWriter(value);
    if (writer < 0)
      return kNone;
    Step step = plan.steps[writer];
    if (!findReads(step))
      return kNone;
    moved.push_back(writer);
    inserted.push_back(step);
    return value;
  }

  const RecomputePlan &plan;
  int peak;
  bool reach;
  std::vector<Life> lives;
  int before = -1;
  size_t depth = 0;
  std::vector<Step> inserted;
  std::vector<int> moved;
};

int64_t RecomputePlan::fit(int64_t limit) {
  Excess now = measure(steps, values.size(), limit);
  while (now.sum > 0) {
    std::vector<Life> lives = findLives(steps, values.size());
    std::vector<Step> bestSteps;
    std::vector<Value> bestValues;
    double bestScore = 0, bestCycles = 0;
    for (int value = 0; value < int(lives.size()); ++value) {
      if (!values[value].bytes || lives[value].first >= now.at || lives[value].last <= now.at)
        continue;
      for (bool reach : {false, true}) {
        Change change(*this, now.at, reach);
        if (!change.giveUp(value))
          continue;
        std::swap(change.values, values);
        Excess then = measure(change.steps, values.size(), limit);
        std::swap(change.values, values);
        // A step costs something even if nothing is known of it.
        double score = (now.sum - then.sum) / (change.cycles + 1000);
        if (then.sum < now.sum && score > bestScore) {
          bestScore = score;
          bestCycles = change.cycles;
          bestSteps = std::move(change.steps);
          bestValues = std::move(change.values);
        }
      }
    }
    if (bestSteps.empty())
      break;
    steps = std::move(bestSteps);
    values = std::move(bestValues);
    extraCycles += bestCycles;
    now = measure(steps, values.size(), limit);
  }
  return now.peak;
}
