// RUN: %cnn-opt %s --cnn-drop-dropout | FileCheck %s

// Every dropout goes, two in a row and one that is returned as well.
// CHECK-LABEL: func.func @chain
// CHECK-SAME: (%[[X:.*]]: tensor<?x8xf32>)
// CHECK-NEXT: %[[R:.*]] = cnn.relu %[[X]]
// CHECK-NEXT: return %[[R]]
func.func @chain(%x: tensor<?x8xf32>) -> tensor<?x8xf32> {
  %a = cnn.dropout %x rate = 5.0e-1 : tensor<?x8xf32>
  %b = cnn.dropout %a rate = 1.0e-1 : tensor<?x8xf32>
  %c = cnn.relu %b : tensor<?x8xf32>
  %d = cnn.dropout %c rate = 5.0e-1 : tensor<?x8xf32>
  return %d : tensor<?x8xf32>
}
