//===- TrainTable.cpp - What may stand in a `train` block
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Net/Train.h"

using namespace cnnc::net;
using P = TrainParam;

llvm::ArrayRef<TrainKey> cnnc::net::getTrainKeys() {
  static constexpr TrainKey keys[] = {
      {"loss", false, true, true},        {"optimizer", false, false, true},  {"schedule", false, true, false},
      {"regularize", false, true, false}, {"constraint", false, true, false}, {"augment", false, true, false},
      {"stop", false, true, false},       {"batch", true, false, false},      {"epochs", true, false, false}};
  return keys;
}

/// Of what is past, from 0. All of it would grow without bound, or leave nothing to what is new: adam divides by
/// 1 - beta^t.
static constexpr TrainParam share(llvm::StringLiteral name, llvm::StringLiteral otherwise) {
  return {P::Number, name, otherwise, 0, 1, "", /*isBelowMax=*/true};
}
/// What is added to a divisor that may be 0; it must not be 0 in f32.
static constexpr TrainParam epsilon(llvm::StringLiteral otherwise) { return {P::Number, "epsilon", otherwise, 1e-30}; }

// Losses: what is predicted, what it should be, and the loss's share in the sum.
static constexpr TrainParam crossEntropy[] = {{P::Tensor, "logits"},
                                              {P::ClassLabel, "label"},
                                              share("smoothing", "0"),
                                              {P::Numbers, "class_weights", "[]"},
                                              {P::Number, "weight", "1"}};
static constexpr TrainParam softCrossEntropy[] = {
    {P::Tensor, "logits"}, {P::TensorLabel, "label"}, {P::Number, "weight", "1"}};
static constexpr TrainParam difference[] = {
    {P::Tensor, "prediction"}, {P::TensorLabel, "label"}, {P::Number, "weight", "1"}};
static constexpr TrainParam huber[] = {
    {P::Tensor, "prediction"}, {P::TensorLabel, "label"}, {P::Number, "delta", "1", 1e-9}, {P::Number, "weight", "1"}};

static constexpr TrainParam sgd[] = {{P::Number, "rate", "0.01"},
                                     share("momentum", "0"),
                                     {P::Bool, "nesterov", "false"},
                                     {P::Number, "weight_decay", "0"}};
static constexpr TrainParam adam[] = {{P::Number, "rate", "0.001"},
                                      share("beta1", "0.9"),
                                      share("beta2", "0.999"),
                                      epsilon("1e-8"),
                                      {P::Number, "weight_decay", "0"}};
static constexpr TrainParam adamw[] = {{P::Number, "rate", "0.001"},
                                       share("beta1", "0.9"),
                                       share("beta2", "0.999"),
                                       epsilon("1e-8"),
                                       {P::Number, "weight_decay", "0.01"}};
static constexpr TrainParam rmsprop[] = {{P::Number, "rate", "0.01"},
                                         share("decay", "0.99"),
                                         epsilon("1e-8"),
                                         share("momentum", "0"),
                                         {P::Number, "weight_decay", "0"}};
static constexpr TrainParam adagrad[] = {
    {P::Number, "rate", "0.01"}, epsilon("1e-10"), {P::Number, "weight_decay", "0"}};

// Schedules multiply the optimiser's rate.
static constexpr TrainParam step[] = {{P::Integer, "every", "", 1}, {P::Number, "factor", "0.1", 0, 1}};
static constexpr TrainParam exponential[] = {{P::Number, "factor", "", 0, 1}};
static constexpr TrainParam cosine[] = {{P::Integer, "epochs", "", 1}, {P::Number, "floor", "0", 0, 1}};
static constexpr TrainParam oneCycle[] = {{P::Integer, "epochs", "", 1},
                                          {P::Number, "rise", "0.3", 0, 1},
                                          {P::Number, "start", "0.04", 0, 1},
                                          {P::Number, "end", "0.0001", 0, 1}};
static constexpr TrainParam warmUp[] = {{P::Integer, "epochs", "", 1}, {P::Number, "start", "0", 0, 1}};

// Regularisers and constraints: of all weights, or of what the patterns name.
static constexpr TrainParam parameters = {P::Patterns, "parameters", "\"*\""};
static constexpr TrainParam weights = {P::WeightPatterns, "parameters", "\"*\""};
static constexpr TrainParam strength[] = {{P::Number, "strength", ""}, parameters};
static constexpr TrainParam elastic[] = {{P::Number, "l1", ""}, {P::Number, "l2", ""}, parameters};
static constexpr TrainParam limit[] = {{P::Number, "limit", "", 1e-9}};
static constexpr TrainParam maxNorm[] = {{P::Number, "limit", "", 1e-9}, weights};
static constexpr TrainParam unitNorm[] = {weights};
static constexpr TrainParam nonNegative[] = {parameters};
static constexpr TrainParam range[] = {{P::Number, "low", "", -1e9}, {P::Number, "high", "", -1e9}, parameters};

static constexpr TrainParam pixels[] = {{P::Integer, "pixels", "", 0, 4096}};
static constexpr TrainParam flip[] = {{P::Choice, "direction", "", 0, 0, "horizontal|vertical"}};
static constexpr TrainParam rotate[] = {{P::Number, "degrees", "", 0, 180}};
static constexpr TrainParam shear[] = {{P::Number, "degrees", "", 0, 80}};
static constexpr TrainParam resizedCrop[] = {{P::Number, "low", "0.08", 1e-4, 1},
                                             {P::Number, "high", "1", 1e-4, 1},
                                             {P::Number, "ratio", "1.3333333333333333", 1, 100}};
static constexpr TrainParam scale[] = {{P::Number, "low", "", 0.01, 100}, {P::Number, "high", "", 0.01, 100}};
static constexpr TrainParam amount[] = {{P::Number, "amount", "", 0, 1}};
static constexpr TrainParam turns[] = {{P::Number, "amount", "", 0, 0.5}};
static constexpr TrainParam noise[] = {{P::Number, "deviation", ""}};
static constexpr TrainParam mixup[] = {{P::Number, "alpha", "0.2", 1e-3, 1e3}};

static constexpr TrainParam early[] = {
    {P::Choice, "monitor", "validation_loss", 0, 0, "validation_loss|validation_accuracy|loss|accuracy"},
    {P::Integer, "patience", "10", 1},
    {P::Number, "min_delta", "0"}};
static constexpr TrainParam target[] = {
    {P::Choice, "monitor", "", 0, 0, "validation_loss|validation_accuracy|loss|accuracy"}, {P::Number, "value", ""}};

llvm::ArrayRef<TrainFunction> cnnc::net::getTrainFunctions() {
  static const TrainFunction functions[] = {{"loss", "cross_entropy", crossEntropy},
                                            {"loss", "soft_cross_entropy", softCrossEntropy},
                                            {"loss", "mean_squared_error", difference},
                                            {"loss", "mean_absolute_error", difference},
                                            {"loss", "binary_cross_entropy", difference},
                                            {"loss", "binary_cross_entropy_with_logits", softCrossEntropy},
                                            {"loss", "huber", huber},
                                            {"optimizer", "sgd", sgd},
                                            {"optimizer", "adam", adam},
                                            {"optimizer", "adamw", adamw},
                                            {"optimizer", "rmsprop", rmsprop},
                                            {"optimizer", "adagrad", adagrad},
                                            {"schedule", "constant", {}},
                                            {"schedule", "step", step},
                                            {"schedule", "exponential", exponential},
                                            {"schedule", "cosine", cosine},
                                            {"schedule", "one_cycle", oneCycle},
                                            {"schedule", "warm_up", warmUp},
                                            {"regularize", "l1", strength},
                                            {"regularize", "l2", strength},
                                            {"regularize", "elastic", elastic},
                                            {"constraint", "max_norm", maxNorm},
                                            {"constraint", "unit_norm", unitNorm},
                                            {"constraint", "non_negative", nonNegative},
                                            {"constraint", "min_max", range},
                                            {"constraint", "clip_norm", limit},
                                            {"constraint", "clip_value", limit},
                                            {"augment", "pad_crop", pixels},
                                            {"augment", "flip", flip},
                                            {"augment", "rotate", rotate},
                                            {"augment", "shift", pixels},
                                            {"augment", "scale", scale},
                                            {"augment", "shear", shear},
                                            {"augment", "resized_crop", resizedCrop},
                                            {"augment", "brightness", amount},
                                            {"augment", "contrast", amount},
                                            {"augment", "saturation", amount},
                                            {"augment", "hue", turns},
                                            {"augment", "erase", pixels},
                                            {"augment", "noise", noise},
                                            {"augment", "mixup", mixup},
                                            {"stop", "early", early},
                                            {"stop", "target", target}};
  return functions;
}
