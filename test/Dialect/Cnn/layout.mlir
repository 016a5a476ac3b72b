// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// On a tensor: blocks of channels with a halo; planes; the order of pictures; a vector.
// CHECK-LABEL: func.func private @tensors
// CHECK-SAME: tensor<?x3x4x4xf32, #cnn.layout<nchw, block = 16, halo = [1, 2, 3, 4], pitch = 0>>
// CHECK-SAME: tensor<?x3x4x4xf32, #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>>
// CHECK-SAME: tensor<?x3x4x4xf32, #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>>
// CHECK-SAME: tensor<?x3xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>>
func.func private @tensors(tensor<?x3x4x4xf32, #cnn.layout<nchw, block = 16, halo = [1, 2, 3, 4], pitch = 0>>,
                           tensor<?x3x4x4xf32, #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>>,
                           tensor<?x3x4x4xf32, #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>>,
                           tensor<?x3xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>>)

// On a memref: 8 channels that lie in a buffer of 32, so pictures are 512 apart.
// CHECK-LABEL: func.func private @memref
// CHECK-SAME: memref<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 512>>
func.func private @memref(memref<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 512>>)

// A halo that holds elements of the picture; one of zeros is not printed.
// CHECK-LABEL: func.func private @borders
// CHECK-SAME: halo = [3, 3, 3, 3], pitch = 0, border = reflect>
// CHECK-SAME: halo = [9, 9, 9, 9], pitch = 0, border = replicate>
// CHECK-SAME: halo = [4, 4, 4, 4], pitch = 0, border = circular>
// CHECK-SAME: halo = [1, 1, 1, 1], pitch = 0>
func.func private @borders(tensor<?x3x4x4xf32, #cnn.layout<nchw, block = 8, halo = [3, 3, 3, 3], pitch = 0, border = reflect>>,
                           tensor<?x3x4x4xf32, #cnn.layout<nchw, block = 8, halo = [9, 9, 9, 9], pitch = 0, border = replicate>>,
                           memref<?x3x4x4xf32, #cnn.layout<nchw, block = 8, halo = [4, 4, 4, 4], pitch = 0, border = circular>>,
                           memref<?x3x4x4xf32, #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0, border = zero>>)
