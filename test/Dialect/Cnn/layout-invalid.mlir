// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// A block is a power of two.
// expected-error @below {{a layout's block must be a power of two up to 64, got 12}}
func.func private @f(tensor<?x8x4x4xf32, #cnn.layout<nchw, block = 12, halo = [1, 1, 1, 1], pitch = 0>>)

// -----

// A block of nothing.
// expected-error @below {{a layout's block must be a power of two up to 64, got 0}}
func.func private @f(tensor<?x8x4x4xf32, #cnn.layout<nchw, block = 0, halo = [1, 1, 1, 1], pitch = 0>>)

// -----

// A block longer than any vector.
// expected-error @below {{a layout's block must be a power of two up to 64, got 128}}
func.func private @f(tensor<?x8x4x4xf32, #cnn.layout<nchw, block = 128, halo = [1, 1, 1, 1], pitch = 0>>)

// -----

// A halo has four sides.
// expected-error @below {{a layout's halo must be four numbers from 0 to 2^31: top, bottom, left, right}}
func.func private @f(tensor<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [1, 1], pitch = 0>>)

// -----

// A negative halo.
// expected-error @below {{a layout's halo must be four numbers}}
func.func private @f(tensor<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [1, 1, -1, 1], pitch = 0>>)

// -----

// A halo that overflows.
// expected-error @below {{a layout's halo must be four numbers}}
func.func private @f(tensor<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 9223372036854775807], pitch = 0>>)

// -----

// The order of pictures has no blocks.
// expected-error @below {{an nhwc layout has block 1 and no halo}}
func.func private @f(tensor<?x8x4x4xf32, #cnn.layout<nhwc, block = 8, halo = [0, 0, 0, 0], pitch = 0>>)

// -----

// The order of pictures has no halo.
// expected-error @below {{an nhwc layout has block 1 and no halo}}
func.func private @f(tensor<?x8x4x4xf32, #cnn.layout<nhwc, block = 1, halo = [1, 1, 1, 1], pitch = 0>>)

// -----

// A negative pitch.
// expected-error @below {{a layout's pitch must be at least 0, got -1}}
func.func private @f(tensor<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = -1>>)

// -----

// Pictures would overlap.
// expected-error @below {{a layout's pitch must be at least the elements of a picture}}
func.func private @f(tensor<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 287>>)

// -----

// Three dimensions, on a tensor.
// expected-error @below {{a layout with blocks, halo or nhwc order needs a shape N x C x H x W or N x C}}
func.func private @f(tensor<?x8x4xf32, #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>>)

// -----

// Three dimensions, on a memref.
// expected-error @below {{a layout with blocks, halo or nhwc order needs a shape N x C x H x W or N x C}}
func.func private @f(memref<?x8x4xf32, #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>>)

// -----

// Only the batch is dynamic.
// expected-error @below {{a layout needs static channels, height and width of at least 1}}
func.func private @f(tensor<?x?x4x4xf32, #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>>)

// -----

// The number of elements overflows 64 bits.
// expected-error @below {{a layout needs static channels, height and width of at least 1, and fewer elements}}
func.func private @f(tensor<?x4294967296x4294967296x4xf32, #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>>)

// -----

// The halo makes it overflow.
// expected-error @below {{with this layout's halo a picture would have too many elements}}
func.func private @f(tensor<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [2000000000, 2000000000, 2000000000, 2000000000], pitch = 0>>)

// -----

// There is no other order.
// expected-error @below {{expected one of [nchw, nhwc] for order of the dimensions in memory, got: chwn}}
// expected-error @below {{failed to parse Cnn_LayoutAttr parameter 'order'}}
func.func private @f(tensor<?x8x4x4xf32, #cnn.layout<chwn, block = 8, halo = [1, 1, 1, 1], pitch = 0>>)

// -----

// Where there is no halo there is no border.
// expected-error @below {{a layout without a halo has no border}}
func.func private @f(tensor<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0, border = reflect>>)

// -----

// The order of pictures has no halo, so it has no border either.
// expected-error @below {{a layout without a halo has no border}}
func.func private @f(tensor<?x8x4x4xf32, #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0, border = circular>>)

// -----

// A reflection has all rows but the edge.
// expected-error @below {{the picture is too small for a halo with a reflect border}}
func.func private @f(tensor<?x8x4x9xf32, #cnn.layout<nchw, block = 8, halo = [0, 4, 0, 0], pitch = 0, border = reflect>>)

// -----

// A circle has each column once.
// expected-error @below {{the picture is too small for a halo with a circular border}}
func.func private @f(memref<?x8x9x4xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 5, 0], pitch = 0, border = circular>>)

// -----

// A vector is one pixel, of which there is no reflection.
// expected-error @below {{the picture is too small for a halo with a reflect border}}
func.func private @f(tensor<?x8xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 1, 0], pitch = 0, border = reflect>>)

// -----

// There is no other border.
// expected-error @below {{expected one of [zero, reflect, replicate, circular] for what lies beyond the edge of a picture, got: mirror}}
// expected-error @below {{failed to parse Cnn_LayoutAttr parameter 'border'}}
func.func private @f(tensor<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0, border = mirror>>)
