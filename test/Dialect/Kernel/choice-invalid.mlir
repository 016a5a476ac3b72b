// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// The kernel is a name.
// expected-error @below {{expected string}}
// expected-error @below {{failed to parse Kernel_ChoiceAttr parameter 'kernel'}}
module attributes {kernel.a = #kernel.choice<3>} {
}
