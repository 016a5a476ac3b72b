//===- CnnLayer.h - How a front end builds a layer op
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A layer op describes itself to front ends: its name in the Net language, its
// arguments with their kinds and defaults, and a function that builds it from
// a checked call. The front end knows no layer by name; it checks the call
// against the spec, reports mistakes at their places, and calls `build`.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_CNN_CNNLAYER_H
#define CNNC_DIALECTS_CNN_CNNLAYER_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/StringMap.h"
#include <variant>

namespace cnnc::cnn {

class InitAttr;
enum class PadMode : uint32_t;
class LayerCall;

/// What a layer's argument may be.
enum class ArgKind {
  Integer,   ///< a whole number from `min` to `max`
  Number,    ///< a number from `min` to `max`
  Bool,      ///< true or false
  Pair,      ///< one whole number, or a list of two: height, width
  Padding,   ///< same, valid, a number, [h, w] or [top, bottom, left, right]
  Padding1d, ///< same, valid, a number or [left, right]
  Border,    ///< a number, [h, w] or [top, bottom, left, right]
  Numbers,   ///< a number or a list of numbers
  Integers,  ///< a whole number or a list of whole numbers
  Parts,     ///< how many equal parts, or a list of their sizes, two or more
  Init,      ///< an initialiser: zeros, he_normal, normal(0, 0.1) ...
  Word,      ///< one of the words in `LayerArg::words`
  Axes       ///< channels, height, width, or a list of these: 1, 2, 3
};

/// One argument of a layer.
struct LayerArg {
  llvm::StringLiteral name;
  ArgKind kind;
  /// As a user would write it; empty: the argument is required. The name of an
  /// earlier argument stands for that argument's value. `none`: the argument may
  /// be left out, and LayerCall::has tells.
  llvm::StringLiteral defaultText = "";
  double min = 0;
  double max = 1 << 24;
  llvm::StringLiteral help = "";
  llvm::StringLiteral words = ""; ///< of a Word: those allowed, with spaces between

  /// The words that a value of this argument may be.
  llvm::SmallVector<llvm::StringRef, 4> getWords() const;
};

/// A layer as front ends see it.
struct LayerSpec {
  llvm::StringLiteral name;
  llvm::StringLiteral summary;
  int minInputs;
  int maxInputs; ///< -1: any number
  llvm::ArrayRef<LayerArg> args;
  /// Builds the op for a call whose arguments fit `args`. Reports what does
  /// not fit the shapes through the call's emitError functions.
  mlir::FailureOr<mlir::Value> (*build)(LayerCall &call);
  /// In place of `build`: a layer whose result is a list.
  mlir::FailureOr<llvm::SmallVector<mlir::Value>> (*buildList)(LayerCall &call) = nullptr;
  /// Inputs may be numbers; they come as constants of type tensor<1xf32>.
  bool takesNumbers = false;
};

/// Padding as written; `same` depends on the window (see resolveWindow).
struct PaddingArg {
  enum Mode { Valid, Same, Explicit } mode = Valid;
  int64_t top = 0, bottom = 0, left = 0, right = 0;
};

using ArgValue = std::variant<int64_t, double, bool, llvm::SmallVector<int64_t, 2>, PaddingArg,
                              llvm::SmallVector<double>, mlir::Attribute, std::string>;

/// A call of a layer whose arguments have been evaluated and checked against
/// its spec. Front ends derive from it.
class LayerCall {
public:
  LayerCall(mlir::OpBuilder &builder, mlir::Location loc) : builder(builder), loc(loc) {}
  virtual ~LayerCall() = default;

  mlir::OpBuilder &builder;
  mlir::Location loc;
  llvm::SmallVector<mlir::Value> inputs;
  llvm::StringMap<ArgValue> values;

  /// Whether an argument that may be left out is there.
  bool has(llvm::StringRef name) const { return values.contains(name); }
  int64_t getInteger(llvm::StringRef name) const { return get<int64_t>(name); }
  double getNumber(llvm::StringRef name) const { return get<double>(name); }
  bool getBool(llvm::StringRef name) const { return get<bool>(name); }
  const llvm::SmallVector<int64_t, 2> &getPair(llvm::StringRef name) const {
    return get<llvm::SmallVector<int64_t, 2>>(name);
  }
  const PaddingArg &getPadding(llvm::StringRef name) const { return get<PaddingArg>(name); }
  const llvm::SmallVector<double> &getNumbers(llvm::StringRef name) const {
    return get<llvm::SmallVector<double>>(name);
  }
  /// Whole numbers, or axes as dimensions of N x C x H x W, as they were written.
  const llvm::SmallVector<int64_t, 2> &getIntegers(llvm::StringRef name) const { return getPair(name); }
  llvm::StringRef getWord(llvm::StringRef name) const { return get<std::string>(name); }
  InitAttr getInit(llvm::StringRef name) const;

  /// The type of an input: N x C x H x W or N x C.
  mlir::RankedTensorType getInputType(unsigned index) const {
    return llvm::cast<mlir::RankedTensorType>(inputs[index].getType());
  }

  /// An error at the layer's name, at one of its arguments, or at an input.
  virtual mlir::InFlightDiagnostic emitError() = 0;
  virtual mlir::InFlightDiagnostic emitArgError(llvm::StringRef arg) = 0;
  virtual mlir::InFlightDiagnostic emitInputError(unsigned index) = 0;

  /// "x is 56x56x128 (written at line 12)", in the user's order H x W x C.
  virtual std::string describeInput(unsigned index) = 0;

  /// A new parameter of this layer (`name` is "weight", "bias", ...), and its
  /// value here. `state`: measured in training, not learned.
  virtual mlir::Value createParameter(llvm::StringRef name, llvm::ArrayRef<int64_t> shape, InitAttr init,
                                      bool state = false) = 0;

private:
  template <typename T> const T &get(llvm::StringRef name) const {
    auto it = values.find(name);
    assert(it != values.end() && "the spec lacks this argument");
    return std::get<T>(it->second);
  }
};

/// Height and width of a sliding window over an input, all checked.
struct Window {
  llvm::SmallVector<int64_t, 2> kernel, strides, dilations;
  llvm::SmallVector<int64_t, 4> padding; ///< top, bottom, left, right
};

/// The extent that a window leaves: floor((n + before + after - d*(k-1) - 1)/s) + 1,
/// which may be below 1.
int64_t windowExtent(int64_t n, int64_t kernel, int64_t stride, int64_t dilation, int64_t before, int64_t after);

/// A window over the picture, or along a picture that is one row: then kernel,
/// stride and dilation are single numbers.
enum class WindowKind { Picture, Row };

/// Reads the arguments kernel, stride, padding and, where there is one, dilation;
/// turns `same` into numbers (the output is ceil(n/stride); an odd element goes
/// to the bottom and right); reports an output below 1 with its sum.
mlir::FailureOr<Window> resolveWindow(LayerCall &call, WindowKind kind);

/// An argument that is two extents, or along a row one.
llvm::SmallVector<int64_t, 2> getExtents(LayerCall &call, llvm::StringRef arg, WindowKind kind);

/// The argument `padding_mode`, and the report of a padding that the mode cannot
/// fill from a picture this small.
inline constexpr llvm::StringLiteral padModeWords = "zero reflect replicate circular";
PadMode getPadMode(LayerCall &call);
mlir::LogicalResult checkPadMode(LayerCall &call, const Window &window, PadMode mode);

/// Reports an input that is not a picture (`rank` 4), not a vector (2), or not
/// of f32 (`rank` 0: any).
mlir::LogicalResult checkInput(LayerCall &call, unsigned index, int64_t rank, bool f32 = true);

/// The dimensions, ascending, that a list of axes names; reports those that the
/// first input, a vector, has not.
mlir::FailureOr<llvm::SmallVector<int64_t>> getAxes(LayerCall &call, llvm::StringRef arg);

/// The argument of a layer that works along one axis, and the dimension it names.
inline constexpr llvm::StringLiteral axisWords = "channels height width";
mlir::FailureOr<int64_t> getAxis(LayerCall &call, llvm::StringRef arg);

/// A layer as it is called, and what it computes: "elu(input, alpha = 1): ...".
std::string getSignature(const LayerSpec &spec);

/// A tensor's extents in the user's order: "56x56x128" or "10".
std::string shapeText(mlir::RankedTensorType type);

/// A number as a user would write it: "1", "0.25", "1e+300".
std::string numberText(double number);

/// All layers of the loaded dialects, by name in ascending order.
llvm::SmallVector<const LayerSpec *> getAllLayers(mlir::MLIRContext *context);

} // namespace cnnc::cnn

#endif // CNNC_DIALECTS_CNN_CNNLAYER_H
