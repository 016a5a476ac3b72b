//===- dictionary.cpp - The words of the Net language for libFuzzer
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Prints a dictionary: layers and their arguments as the dialect has them, and
// what the grammar adds.
//
//===----------------------------------------------------------------------===//

#include "dialects/Cnn/CnnDialect.h"
#include "dialects/Cnn/CnnLayer.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/raw_ostream.h"
#include <set>

using namespace cnnc;

static constexpr llvm::StringLiteral grammar[] = {"network n\n",
                                                  "input x: f32[8, 8, 3]\n",
                                                  "input x: u8[",
                                                  "label y: 10\n",
                                                  "output y = ",
                                                  "block b(x) {",
                                                  "return ",
                                                  "train {\n",
                                                  "repeat(2) { ",
                                                  "if ",
                                                  "else ",
                                                  "and ",
                                                  "or ",
                                                  "not ",
                                                  "true",
                                                  "false",
                                                  "same",
                                                  "valid",
                                                  "zeros",
                                                  "he_normal",
                                                  "|> ",
                                                  "//",
                                                  "==",
                                                  "<=",
                                                  "9223372036854775807",
                                                  "1e308",
                                                  "16777216",
                                                  "uniform(",
                                                  "normal(",
                                                  "constant(",
                                                  "in CHW",
                                                  "loss = ",
                                                  "optimizer = ",
                                                  "= "};

int main() {
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  context.loadDialect<cnn::CnnDialect>();
  std::set<std::string> words(std::begin(grammar), std::end(grammar));
  for (const cnn::LayerSpec *spec : cnn::getAllLayers(&context)) {
    words.insert("|> " + spec->name.str() + "(");
    for (const cnn::LayerArg &arg : spec->args) {
      words.insert(arg.name.str() + " = ");
      for (llvm::StringRef word : arg.getWords())
        words.insert(word.str());
    }
  }
  for (const std::string &word : words) {
    llvm::outs() << '"';
    for (char c : word)
      llvm::outs() << (c == '\n' ? "\\x0a" : std::string(1, c));
    llvm::outs() << "\"\n";
  }
  return 0;
}
