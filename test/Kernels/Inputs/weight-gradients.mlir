// Gradients of weights of ResNets, LeNet-5 and MobileNets, and of some odd layers.
func.func @net(
    %x0: tensor<?x3x224x224xf32>, %g0: tensor<?x64x112x112xf32>, %x1: tensor<?x64x56x56xf32>,
    %g1: tensor<?x64x56x56xf32>, %x2: tensor<?x64x56x56xf32>, %g2: tensor<?x128x28x28xf32>,
    %x3: tensor<?x64x56x56xf32>, %g3: tensor<?x128x28x28xf32>, %x4: tensor<?x512x7x7xf32>,
    %g4: tensor<?x512x7x7xf32>, %x5: tensor<?x16x32x32xf32>, %g5: tensor<?x16x32x32xf32>,
    %x6: tensor<?x1x28x28xf32>, %g6: tensor<?x6x28x28xf32>, %x7: tensor<?x6x14x14xf32>,
    %g7: tensor<?x16x10x10xf32>, %x8: tensor<?x96x56x56xf32>, %g8: tensor<?x96x28x28xf32>,
    %x9: tensor<?x240x28x28xf32>, %g9: tensor<?x240x28x28xf32>, %x10: tensor<?x16x14x14xf32>,
    %g10: tensor<?x32x14x14xf32>, %x11: tensor<?x48x14x14xf32>, %g11: tensor<?x80x14x14xf32>,
    %x12: tensor<?x32x14x14xf32>, %g12: tensor<?x32x14x14xf32>, %x13: tensor<?x84xf32>, %g13: tensor<?x10xf32>,
    %x14: tensor<?x400xf32>, %g14: tensor<?x120xf32>, %x15: tensor<?x512xf32>, %g15: tensor<?x1000xf32>
  ) -> (
    tensor<64x3x7x7xf32>, tensor<64x64x3x3xf32>, tensor<128x64x3x3xf32>, tensor<128x64x1x1xf32>,
    tensor<512x512x3x3xf32>, tensor<16x16x3x3xf32>, tensor<6x1x5x5xf32>, tensor<16x6x5x5xf32>,
    tensor<96x1x3x3xf32>, tensor<240x1x5x5xf32>, tensor<32x1x3x3xf32>, tensor<80x48x5x5xf32>,
    tensor<32x32x7x7xf32>, tensor<10x84xf32>, tensor<120x400xf32>, tensor<1000x512xf32>
  ) attributes {cnn.network} {
  %w0 = cnn.conv2d_weight_gradient %x0, %g0 strides = [2, 2] padding = [3, 3, 3, 3] dilations = [1, 1] groups = 1
    : (tensor<?x3x224x224xf32>, tensor<?x64x112x112xf32>) -> tensor<64x3x7x7xf32>
  %w1 = cnn.conv2d_weight_gradient %x1, %g1 strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1
    : (tensor<?x64x56x56xf32>, tensor<?x64x56x56xf32>) -> tensor<64x64x3x3xf32>
  %w2 = cnn.conv2d_weight_gradient %x2, %g2 strides = [2, 2] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1
    : (tensor<?x64x56x56xf32>, tensor<?x128x28x28xf32>) -> tensor<128x64x3x3xf32>
  %w3 = cnn.conv2d_weight_gradient %x3, %g3 strides = [2, 2] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1
    : (tensor<?x64x56x56xf32>, tensor<?x128x28x28xf32>) -> tensor<128x64x1x1xf32>
  %w4 = cnn.conv2d_weight_gradient %x4, %g4 strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1
    : (tensor<?x512x7x7xf32>, tensor<?x512x7x7xf32>) -> tensor<512x512x3x3xf32>
  %w5 = cnn.conv2d_weight_gradient %x5, %g5 strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1
    : (tensor<?x16x32x32xf32>, tensor<?x16x32x32xf32>) -> tensor<16x16x3x3xf32>
  %w6 = cnn.conv2d_weight_gradient %x6, %g6 strides = [1, 1] padding = [2, 2, 2, 2] dilations = [1, 1] groups = 1
    : (tensor<?x1x28x28xf32>, tensor<?x6x28x28xf32>) -> tensor<6x1x5x5xf32>
  %w7 = cnn.conv2d_weight_gradient %x7, %g7 strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1
    : (tensor<?x6x14x14xf32>, tensor<?x16x10x10xf32>) -> tensor<16x6x5x5xf32>
  %w8 = cnn.conv2d_weight_gradient %x8, %g8 strides = [2, 2] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 96
    : (tensor<?x96x56x56xf32>, tensor<?x96x28x28xf32>) -> tensor<96x1x3x3xf32>
  %w9 = cnn.conv2d_weight_gradient %x9, %g9 strides = [1, 1] padding = [2, 2, 2, 2] dilations = [1, 1] groups = 240
    : (tensor<?x240x28x28xf32>, tensor<?x240x28x28xf32>) -> tensor<240x1x5x5xf32>
  %w10 = cnn.conv2d_weight_gradient %x10, %g10 strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 16
    : (tensor<?x16x14x14xf32>, tensor<?x32x14x14xf32>) -> tensor<32x1x3x3xf32>
  %w11 = cnn.conv2d_weight_gradient %x11, %g11 strides = [1, 1] padding = [2, 2, 2, 2] dilations = [1, 1] groups = 1
    : (tensor<?x48x14x14xf32>, tensor<?x80x14x14xf32>) -> tensor<80x48x5x5xf32>
  %w12 = cnn.conv2d_weight_gradient %x12, %g12 strides = [1, 1] padding = [3, 3, 3, 3] dilations = [1, 1] groups = 1
    : (tensor<?x32x14x14xf32>, tensor<?x32x14x14xf32>) -> tensor<32x32x7x7xf32>
  %w13 = cnn.dense_weight_gradient %x13, %g13 : (tensor<?x84xf32>, tensor<?x10xf32>) -> tensor<10x84xf32>
  %w14 = cnn.dense_weight_gradient %x14, %g14 : (tensor<?x400xf32>, tensor<?x120xf32>) -> tensor<120x400xf32>
  %w15 = cnn.dense_weight_gradient %x15, %g15 : (tensor<?x512xf32>, tensor<?x1000xf32>) -> tensor<1000x512xf32>
  return
    %w0, %w1, %w2, %w3, %w4, %w5, %w6, %w7, %w8, %w9, %w10, %w11, %w12, %w13, %w14, %w15
    :
    tensor<64x3x7x7xf32>, tensor<64x64x3x3xf32>, tensor<128x64x3x3xf32>, tensor<128x64x1x1xf32>,
    tensor<512x512x3x3xf32>, tensor<16x16x3x3xf32>, tensor<6x1x5x5xf32>, tensor<16x6x5x5xf32>,
    tensor<96x1x3x3xf32>, tensor<240x1x5x5xf32>, tensor<32x1x3x3xf32>, tensor<80x48x5x5xf32>,
    tensor<32x32x7x7xf32>, tensor<10x84xf32>, tensor<120x400xf32>, tensor<1000x512xf32>
}
