# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Central differences."""
import numpy as np


def differences(function, x, step=1e-5):
    """The gradient of a scalar function at x."""
    x = x.astype(np.float64)
    gradient = np.zeros_like(x)
    for at in np.ndindex(x.shape):
        kept = x[at]
        x[at] = kept + step
        above = function(x)
        x[at] = kept - step
        gradient[at] = (above - function(x)) / (2 * step)
        x[at] = kept
    return gradient


def picture_differences(function, x, step=1e-5):
    """The same where the function has a number for each picture, or for each channel of it, which no other one has a
    part in."""
    x = x.astype(np.float64)
    gradient = np.zeros_like(x)
    independent = function(x).ndim
    for at in np.ndindex(x.shape[independent:]):
        element = (*[slice(None)] * independent, *at)
        kept = x[element].copy()
        x[element] = kept + step
        above = function(x)
        x[element] = kept - step
        gradient[element] = (above - function(x)) / (2 * step)
        x[element] = kept
    return gradient
