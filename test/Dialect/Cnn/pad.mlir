// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// Zeros; neither their mode nor their value is printed.
// CHECK-LABEL: func.func @zeros
// CHECK: cnn.pad %{{.*}} padding = [1, 2, 3, 0] : tensor<?x8x4x5xf32> -> tensor<?x8x7x8xf32>
func.func @zeros(%x: tensor<?x8x4x5xf32>) -> tensor<?x8x7x8xf32> {
  %y = cnn.pad %x padding = [1, 2, 3, 0] mode = zero value = 0.0 : tensor<?x8x4x5xf32> -> tensor<?x8x7x8xf32>
  return %y : tensor<?x8x7x8xf32>
}

// Another number, and minus infinity.
// CHECK-LABEL: func.func @value
// CHECK: padding = [1, 0, 0, 0] value = 2.500000e+00 :
// CHECK: padding = [1, 0, 0, 0] value = 0xFFF0000000000000 :
func.func @value(%x: tensor<?x8x4x5xf32>) {
  %0 = cnn.pad %x padding = [1, 0, 0, 0] value = 2.5 : tensor<?x8x4x5xf32> -> tensor<?x8x5x5xf32>
  %1 = cnn.pad %x padding = [1, 0, 0, 0] value = 0xFFF0000000000000 : tensor<?x8x4x5xf32> -> tensor<?x8x5x5xf32>
  return
}

// As much as each mode allows; the edge can be repeated for ever.
// CHECK-LABEL: func.func @modes
// CHECK: padding = [3, 3, 4, 4] mode = reflect : tensor<2x8x4x5xf32> -> tensor<2x8x10x13xf32>
// CHECK: padding = [4, 4, 5, 5] mode = circular : tensor<2x8x4x5xf32> -> tensor<2x8x12x15xf32>
// CHECK: padding = [99, 0, 0, 0] mode = replicate : tensor<2x8x4x5xf32> -> tensor<2x8x103x5xf32>
func.func @modes(%x: tensor<2x8x4x5xf32>) {
  %0 = cnn.pad %x padding = [3, 3, 4, 4] mode = reflect : tensor<2x8x4x5xf32> -> tensor<2x8x10x13xf32>
  %1 = cnn.pad %x padding = [4, 4, 5, 5] mode = circular : tensor<2x8x4x5xf32> -> tensor<2x8x12x15xf32>
  %2 = cnn.pad %x padding = [99, 0, 0, 0] mode = replicate : tensor<2x8x4x5xf32> -> tensor<2x8x103x5xf32>
  return
}

// Nothing at all; a value of 0 goes with every mode.
// CHECK-LABEL: func.func @nothing
// CHECK: padding = [0, 0, 0, 0] mode = reflect : tensor<?x8x1x1xf32> -> tensor<?x8x1x1xf32>
func.func @nothing(%x: tensor<?x8x1x1xf32>) -> tensor<?x8x1x1xf32> {
  %y = cnn.pad %x padding = [0, 0, 0, 0] mode = reflect value = 0.0 : tensor<?x8x1x1xf32> -> tensor<?x8x1x1xf32>
  return %y : tensor<?x8x1x1xf32>
}
