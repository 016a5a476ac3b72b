module attributes {cnn.seed = 0 : i64} {
  cnn.parameter @stage1.0.conv.weight : tensor<16x1x3x3xf32> init = <he_normal>
  cnn.parameter @stage1.0.batch_norm.weight : tensor<16xf32> init = <ones>
  cnn.parameter @stage1.0.batch_norm.bias : tensor<16xf32> init = <zeros>
  cnn.parameter @stage1.0.batch_norm.running_mean : tensor<16xf32> init = <zeros> state
  cnn.parameter @stage1.0.batch_norm.running_var : tensor<16xf32> init = <ones> state
  cnn.parameter @stage1.1.conv.weight : tensor<16x16x3x3xf32> init = <he_normal>
  cnn.parameter @stage1.1.batch_norm.weight : tensor<16xf32> init = <ones>
  cnn.parameter @stage1.1.batch_norm.bias : tensor<16xf32> init = <zeros>
  cnn.parameter @stage1.1.batch_norm.running_mean : tensor<16xf32> init = <zeros> state
  cnn.parameter @stage1.1.batch_norm.running_var : tensor<16xf32> init = <ones> state
  cnn.parameter @stage2.0.conv.weight : tensor<32x16x3x3xf32> init = <he_normal>
  cnn.parameter @stage2.0.batch_norm.weight : tensor<32xf32> init = <ones>
  cnn.parameter @stage2.0.batch_norm.bias : tensor<32xf32> init = <zeros>
  cnn.parameter @stage2.0.batch_norm.running_mean : tensor<32xf32> init = <zeros> state
  cnn.parameter @stage2.0.batch_norm.running_var : tensor<32xf32> init = <ones> state
  cnn.parameter @stage2.1.conv.weight : tensor<32x32x3x3xf32> init = <he_normal>
  cnn.parameter @stage2.1.batch_norm.weight : tensor<32xf32> init = <ones>
  cnn.parameter @stage2.1.batch_norm.bias : tensor<32xf32> init = <zeros>
  cnn.parameter @stage2.1.batch_norm.running_mean : tensor<32xf32> init = <zeros> state
  cnn.parameter @stage2.1.batch_norm.running_var : tensor<32xf32> init = <ones> state
  cnn.parameter @stage3.0.conv.weight : tensor<64x32x3x3xf32> init = <he_normal>
  cnn.parameter @stage3.0.batch_norm.weight : tensor<64xf32> init = <ones>
  cnn.parameter @stage3.0.batch_norm.bias : tensor<64xf32> init = <zeros>
  cnn.parameter @stage3.0.batch_norm.running_mean : tensor<64xf32> init = <zeros> state
  cnn.parameter @stage3.0.batch_norm.running_var : tensor<64xf32> init = <ones> state
  cnn.parameter @stage3.1.conv.weight : tensor<64x64x3x3xf32> init = <he_normal>
  cnn.parameter @stage3.1.batch_norm.weight : tensor<64xf32> init = <ones>
  cnn.parameter @stage3.1.batch_norm.bias : tensor<64xf32> init = <zeros>
  cnn.parameter @stage3.1.batch_norm.running_mean : tensor<64xf32> init = <zeros> state
  cnn.parameter @stage3.1.batch_norm.running_var : tensor<64xf32> init = <ones> state
  cnn.parameter @logits.dense.weight : tensor<10x64xf32> init = <glorot_uniform>
  cnn.parameter @logits.dense.bias : tensor<10xf32> init = <zeros>
  func.func @fashion(%arg0: tensor<?x1x28x28xui8> {cnn.layout = "HWC", cnn.name = "image"}) -> (tensor<?x10xf32> {cnn.layout = "C", cnn.name = "probability"}) attributes {cnn.labels = [{classes = 10 : i64, name = "class"}], cnn.network, cnn.train = {augment = [{function = "pad_crop", pixels = 2 : i64}, {direction = "horizontal", function = "flip"}], batch = 128 : i64, loss = [{function = "cross_entropy", label = "class", logits = "logits", smoothing = 0.000000e+00 : f64, weight = 1.000000e+00 : f64}], optimizer = [{function = "sgd", momentum = 9.000000e-01 : f64, nesterov = false, rate = 1.000000e-01 : f64, weight_decay = 0.000000e+00 : f64}], regularize = [{function = "l2", strength = 5.000000e-04 : f64}], schedule = [{epochs = 18 : i64, floor = 0.000000e+00 : f64, function = "cosine"}]}} {
    %0 = cnn.normalize %arg0 mean = [2.860000e-01] std = [3.530000e-01] scale = 0.0039215686274509803 : tensor<?x1x28x28xui8> -> tensor<?x1x28x28xf32>
    %1 = cnn.get_parameter @stage1.0.conv.weight : tensor<16x1x3x3xf32>
    %2 = cnn.conv2d %0, %1 strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x1x28x28xf32>, tensor<16x1x3x3xf32>) -> tensor<?x16x28x28xf32>
    %3 = cnn.get_parameter @stage1.0.batch_norm.weight : tensor<16xf32>
    %4 = cnn.get_parameter @stage1.0.batch_norm.bias : tensor<16xf32>
    %5 = cnn.get_parameter @stage1.0.batch_norm.running_mean : tensor<16xf32>
    %6 = cnn.get_parameter @stage1.0.batch_norm.running_var : tensor<16xf32>
    %7 = cnn.batch_norm %2, %3, %4, %5, %6 epsilon = 1.000000e-05 momentum = 1.000000e-01 : (tensor<?x16x28x28xf32>, tensor<16xf32>, tensor<16xf32>, tensor<16xf32>, tensor<16xf32>) -> tensor<?x16x28x28xf32>
    %8 = cnn.relu %7 : tensor<?x16x28x28xf32>
    %9 = cnn.get_parameter @stage1.1.conv.weight : tensor<16x16x3x3xf32>
    %10 = cnn.conv2d %8, %9 strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x16x28x28xf32>, tensor<16x16x3x3xf32>) -> tensor<?x16x28x28xf32>
    %11 = cnn.get_parameter @stage1.1.batch_norm.weight : tensor<16xf32>
    %12 = cnn.get_parameter @stage1.1.batch_norm.bias : tensor<16xf32>
    %13 = cnn.get_parameter @stage1.1.batch_norm.running_mean : tensor<16xf32>
    %14 = cnn.get_parameter @stage1.1.batch_norm.running_var : tensor<16xf32>
    %15 = cnn.batch_norm %10, %11, %12, %13, %14 epsilon = 1.000000e-05 momentum = 1.000000e-01 : (tensor<?x16x28x28xf32>, tensor<16xf32>, tensor<16xf32>, tensor<16xf32>, tensor<16xf32>) -> tensor<?x16x28x28xf32>
    %16 = cnn.relu %15 : tensor<?x16x28x28xf32>
    %17 = cnn.pool  max %16 kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x16x28x28xf32> -> tensor<?x16x14x14xf32>
    %18 = cnn.get_parameter @stage2.0.conv.weight : tensor<32x16x3x3xf32>
    %19 = cnn.conv2d %17, %18 strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x16x14x14xf32>, tensor<32x16x3x3xf32>) -> tensor<?x32x14x14xf32>
    %20 = cnn.get_parameter @stage2.0.batch_norm.weight : tensor<32xf32>
    %21 = cnn.get_parameter @stage2.0.batch_norm.bias : tensor<32xf32>
    %22 = cnn.get_parameter @stage2.0.batch_norm.running_mean : tensor<32xf32>
    %23 = cnn.get_parameter @stage2.0.batch_norm.running_var : tensor<32xf32>
    %24 = cnn.batch_norm %19, %20, %21, %22, %23 epsilon = 1.000000e-05 momentum = 1.000000e-01 : (tensor<?x32x14x14xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32xf32>) -> tensor<?x32x14x14xf32>
    %25 = cnn.relu %24 : tensor<?x32x14x14xf32>
    %26 = cnn.get_parameter @stage2.1.conv.weight : tensor<32x32x3x3xf32>
    %27 = cnn.conv2d %25, %26 strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x32x14x14xf32>, tensor<32x32x3x3xf32>) -> tensor<?x32x14x14xf32>
    %28 = cnn.get_parameter @stage2.1.batch_norm.weight : tensor<32xf32>
    %29 = cnn.get_parameter @stage2.1.batch_norm.bias : tensor<32xf32>
    %30 = cnn.get_parameter @stage2.1.batch_norm.running_mean : tensor<32xf32>
    %31 = cnn.get_parameter @stage2.1.batch_norm.running_var : tensor<32xf32>
    %32 = cnn.batch_norm %27, %28, %29, %30, %31 epsilon = 1.000000e-05 momentum = 1.000000e-01 : (tensor<?x32x14x14xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32xf32>) -> tensor<?x32x14x14xf32>
    %33 = cnn.relu %32 : tensor<?x32x14x14xf32>
    %34 = cnn.pool  max %33 kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x32x14x14xf32> -> tensor<?x32x7x7xf32>
    %35 = cnn.get_parameter @stage3.0.conv.weight : tensor<64x32x3x3xf32>
    %36 = cnn.conv2d %34, %35 strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x32x7x7xf32>, tensor<64x32x3x3xf32>) -> tensor<?x64x7x7xf32>
    %37 = cnn.get_parameter @stage3.0.batch_norm.weight : tensor<64xf32>
    %38 = cnn.get_parameter @stage3.0.batch_norm.bias : tensor<64xf32>
    %39 = cnn.get_parameter @stage3.0.batch_norm.running_mean : tensor<64xf32>
    %40 = cnn.get_parameter @stage3.0.batch_norm.running_var : tensor<64xf32>
    %41 = cnn.batch_norm %36, %37, %38, %39, %40 epsilon = 1.000000e-05 momentum = 1.000000e-01 : (tensor<?x64x7x7xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64xf32>) -> tensor<?x64x7x7xf32>
    %42 = cnn.relu %41 : tensor<?x64x7x7xf32>
    %43 = cnn.get_parameter @stage3.1.conv.weight : tensor<64x64x3x3xf32>
    %44 = cnn.conv2d %42, %43 strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x64x7x7xf32>, tensor<64x64x3x3xf32>) -> tensor<?x64x7x7xf32>
    %45 = cnn.get_parameter @stage3.1.batch_norm.weight : tensor<64xf32>
    %46 = cnn.get_parameter @stage3.1.batch_norm.bias : tensor<64xf32>
    %47 = cnn.get_parameter @stage3.1.batch_norm.running_mean : tensor<64xf32>
    %48 = cnn.get_parameter @stage3.1.batch_norm.running_var : tensor<64xf32>
    %49 = cnn.batch_norm %44, %45, %46, %47, %48 epsilon = 1.000000e-05 momentum = 1.000000e-01 : (tensor<?x64x7x7xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64xf32>) -> tensor<?x64x7x7xf32>
    %50 = cnn.relu %49 : tensor<?x64x7x7xf32>
    %51 = cnn.global_pool  avg %50 : tensor<?x64x7x7xf32> -> tensor<?x64xf32>
    %52 = cnn.get_parameter @logits.dense.weight : tensor<10x64xf32>
    %53 = cnn.get_parameter @logits.dense.bias : tensor<10xf32>
    %54 = cnn.dense %51, %52, %53 {cnn.name = "logits"} : (tensor<?x64xf32>, tensor<10x64xf32>, tensor<10xf32>) -> tensor<?x10xf32>
    %55 = cnn.softmax %54 : tensor<?x10xf32>
    return %55 : tensor<?x10xf32>
  }
}
