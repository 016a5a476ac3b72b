func.func @formula(%x: tensor<2x3xf32> {cnn.name = "x"}) -> (tensor<2x3xf32> {cnn.name = "y"}) attributes {cnn.network} {
  %y = cnn.generate %x : (tensor<2x3xf32>) -> tensor<2x3xf32> {
  ^bb0(%i: index, %j: index, %a: tensor<2x3xf32>):
    %e = tensor.extract %a[%i, %j] : tensor<2x3xf32>
    %s = arith.addf %e, %e : f32
    cnn.yield_element %s : f32
  }
  return %y : tensor<2x3xf32>
}
