# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A list of cases: a title, and a function that adds inputs, layers and outputs to a network."""


class Cases(list):
    def add(self, title, build):
        self.append((title, build))

    def single(self, shape, layer, *arguments, tolerance=1e-5, **options):
        """One layer on an input of its own."""
        described = [str(a) for a in arguments] + [f"{k}={v}" for k, v in options.items()]
        title = f"{list(shape)} {layer}({', '.join(described)})"

        def build(net):
            net.output(title, getattr(net.input(*shape), layer)(*arguments, **options), tolerance)
        self.add(title, build)

    def chain(self, title, shape, apply, u8=False, scale=1.0, tolerance=1e-5):
        """A function of one input."""
        self.add(title, lambda net: net.output(f"{list(shape)} {title}", apply(net.input(*shape, u8=u8, scale=scale)),
                                               tolerance))
