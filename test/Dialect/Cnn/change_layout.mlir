// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s
// RUN: %cnn-opt %s --canonicalize | FileCheck %s --check-prefix=FOLD

#nhwc = #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#blocks = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// The shape stays, the layout changes.
// CHECK-LABEL: func.func @change
// CHECK: cnn.change_layout %{{.*}} : tensor<?x8x4x4xf32, #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>> -> tensor<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>>
func.func @change(%x: tensor<?x8x4x4xf32, #nhwc>) -> tensor<?x8x4x4xf32, #blocks> {
  %y = cnn.change_layout %x : tensor<?x8x4x4xf32, #nhwc> -> tensor<?x8x4x4xf32, #blocks>
  return %y : tensor<?x8x4x4xf32, #blocks>
}

// There and back is nothing.
// FOLD-LABEL: func.func @back
// FOLD-SAME: (%[[X:.*]]: tensor<?x8x4x4xf32,
// FOLD-NEXT: return %[[X]]
func.func @back(%x: tensor<?x8x4x4xf32, #nhwc>) -> tensor<?x8x4x4xf32, #nhwc> {
  %y = cnn.change_layout %x : tensor<?x8x4x4xf32, #nhwc> -> tensor<?x8x4x4xf32, #blocks>
  %z = cnn.change_layout %y : tensor<?x8x4x4xf32, #blocks> -> tensor<?x8x4x4xf32, #nhwc>
  return %z : tensor<?x8x4x4xf32, #nhwc>
}

// Two changes in a row are one.
// FOLD-LABEL: func.func @twice
// FOLD-SAME: (%[[X:.*]]: tensor<?x8x4x4xf32>)
// FOLD-NEXT: %[[Y:.*]] = cnn.change_layout %[[X]] : tensor<?x8x4x4xf32> -> tensor<?x8x4x4xf32, #cnn.layout<nchw
// FOLD-NEXT: return %[[Y]]
func.func @twice(%x: tensor<?x8x4x4xf32>) -> tensor<?x8x4x4xf32, #blocks> {
  %y = cnn.change_layout %x : tensor<?x8x4x4xf32> -> tensor<?x8x4x4xf32, #nhwc>
  %z = cnn.change_layout %y : tensor<?x8x4x4xf32, #nhwc> -> tensor<?x8x4x4xf32, #blocks>
  return %z : tensor<?x8x4x4xf32, #blocks>
}
