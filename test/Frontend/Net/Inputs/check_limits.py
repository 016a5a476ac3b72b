# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
"""Networks that are too large to write down: each is refused at its place, in time and within memory.

    check_limits.py CNNC FOLDER
"""
import os
import resource
import subprocess
import sys

SECONDS, MEMORY = 20, 2 << 30

VECTOR = "network n\ninput x: f32[8]\n"
PICTURE = "network n\ninput x: f32[8, 8, 3]\n"
END = "output y = x |> dense(2)\n"


def lines(items, width=100):
    return ",\n".join(",".join(items[i:i + width]) for i in range(0, len(items), width))


def numbered(text, count):
    return "".join(text.replace("#", str(i)) for i in range(count))


# A chain of blocks, each of which calls the next twice, or within a deep nest.
LONG = "b" * 240
TWICE = "".join(f"block {LONG}{i}(x) {{ return x |> {LONG}{i + 1} |> {LONG}{i + 1} }}\n" for i in range(9))
NESTED = "".join(f"block b{i}(x) {{ return x |> {'repeat(1) { ' * 20}b{i + 1}{' }' * 20} }}\n" for i in range(30))
SPREAD = "".join(f"block b{i}(x) {{ return x |> b{i + 1} |> b{i + 1} }}\n" for i in range(40))

# Name: text, and place and message; without a message the network is fine.
CASES = {
    # Text.
    "file": ("(" * 10_000_000, ":1:0: error: the file has 10000000 bytes; at most 4194304"),
    "line": (VECTOR + "a = " + "(" * 4_000_000, ":3:0: error: the line has 4000004 bytes; at most 16384"),
    "name": (VECTOR + "a" * 10000 + " = 1\n" + END, ":3:1: error: a name has at most 255 characters, found 10000"),
    "integer": (VECTOR + "a = " + "9" * 10000 + "\n" + END, ":3:5: error: a number has at most 255 characters"),
    "fraction": (VECTOR + "a = 0." + "9" * 10000 + "\n" + END, ":3:5: error: a number has at most 255 characters"),
    "exponent": (VECTOR + "a = 1e" + "9" * 200 + "\n" + END, ":3:5: error: this number is too large"),
    "empty": ("", ":1:1: error: expected `network NAME` first, found the end of the file"),
    "newlines": ("\n" * 4_000_000, ":4000001:1: error: expected `network NAME` first"),
    "zero byte": ("network n\0\n", ":1:10: error: unexpected byte 0x0"),
    "latin": (VECTOR.encode() + b"a = \xe9\n", ":3:5: error: byte 0xe9 is not valid UTF-8"),
    "byte order mark": ("\ufeff" + VECTOR + END, ""),
    "windows lines": ((VECTOR + END).replace("\n", "\r\n"), ""),
    # Syntax.
    "parentheses": (VECTOR + "a = " + ("(" * 8000 + "\n") * 500, ":3:69: error: nested more than 64 levels deep"),
    "brackets": (VECTOR + "a = " + ("[" * 8000 + "\n") * 500, ":3:69: error: nested more than 64 levels deep"),
    "minus": (VECTOR + "a = (" + ("-" * 8000 + "\n") * 500, ":3:68: error: nested more than 64 levels deep"),
    "not": (VECTOR + "a = (" + ("not " * 2000 + "\n") * 500, ":3:254: error: nested more than 64 levels deep"),
    "indices": (VECTOR + "a = [1]" + ("[[1]" * 2000 + "\n") * 400, ":3:258: error: nested more than 64 levels deep"),
    "items": (VECTOR + "a = [" + lines(["1"] * 1_100_000, 2000) + "]\n" + END,
              "error: a list has at most 1048576 items"),
    "arguments": (VECTOR + "output y = concat(" + lines(["x"] * 1000) + ")\n", "error: a call has at most 256 arguments"),
    "parameters": (VECTOR + "block b(" + lines([f"a{i}=1" for i in range(100_000)]) + ") { return a0 }\n" + END,
                   "error: a block has at most 256 parameters"),
    "inputs": ("network n\n" + numbered("input i#: f32[8]\n", 100_000) + "output y = i0 |> dense(1)\n",
               ":1026:7: error: a network has at most 1024 inputs"),
    "outputs": (VECTOR + "a = x |> relu\n" + "".join(f"output o{i} = a\n" for i in range(100_000)),
                ":1028:8: error: a network has at most 1024 outputs"),
    "labels": (VECTOR + numbered("label l#: 4\n", 100_000) + END, ":1027:7: error: a network has at most 1024 labels"),
    # Names that are like many others take no time to suggest one.
    "unknown outputs": (VECTOR + numbered("a# = 1\n", 100_000) + numbered("output z#\n", 100_000),
                        ":100003:8: error: unknown name 'z0'"),
    "similar names": (VECTOR + numbered("p" * 200 + "# = 1\n", 15_000) + numbered("c# = " + "p" * 200 + "q#\n", 25),
                      ":15003:6: error: unknown name"),
    "loss": (VECTOR + "label l: f32[8]\n" + numbered("v# = #\n", 50_000) + END + "train {\n loss = [" +
             lines(["mean_squared_error(z, l)"] * 80_000) + "]\n}\n", "error: argument 'prediction'"),
    # Evaluation.
    "repeat": (VECTOR + "output y = x |> repeat(1000000000) { relu }\n",
               ":3:24: error: `repeat` wants a whole number from 0 to 10000, got the number 1000000000"),
    "repeats": (VECTOR + "output y = x |> repeat(1000) { repeat(1000) { repeat(1000) { relu } } }\n",
                ":3:62: error: the network has more than 100000 layers"),
    "repeats of nothing": (VECTOR + "output y = x |> repeat(10000) { repeat(10000) { repeat(0) { relu } } }\n",
                           ":3:56: error: the network takes more than 4000000 steps to evaluate"),
    "blocks of nothing": (VECTOR + "block same_again(x) { return x }\n"
                          "output y = x |> repeat(10000) { repeat(10000) { same_again } }\n",
                          "error: the network takes more than 4000000 steps to evaluate"),
    "blocks": (VECTOR + SPREAD + "block b40(x) { return x |> relu }\noutput y = x |> b0\n",
               ":43:28: error: the network has more than 100000 layers"),
    "nest": (VECTOR + NESTED + "block b30(x) { return x |> relu }\noutput y = x |> b0\n",
             "error: blocks and expressions are nested more than 400 levels deep here"),
    "path": (VECTOR + TWICE + f"block {LONG}9(x) {{ return x |> relu }}\noutput y = x |> {LONG}0\n",
             ":12:266: error: the path of this layer has 2193 characters; at most 1024 are allowed"),
    "parts": ("network n\ninput x: f32[4096]\nblock b(x) { return concat(split(x, 4096)) }\n"
              "output y = x |> repeat(1000) { b }\n", ":3:21: error: the network has more than 100000 layers"),
    "values": (VECTOR + "a = [" + lines(["1"] * 800_000, 2000) + "]\n"
               "output y = x |> dense(100000, init = a) |> dense(8) |> repeat(1000) { dense(100000, init = a) |> dense(8) }\n",
               "error: the network takes more than 4000000 steps to evaluate"),
    # Sizes.
    "extents": ("network n\ninput x: f32[4294967296, 4294967296]\noutput y = x |> relu\n",
                ":2:14: error: an extent must be a whole number from 1 to 16777216; got the number 4294967296"),
    "product": ("network n\ninput x: f32[16777216, 16777216, 16777216]\noutput y = x |> relu\n",
                ":2:10: error: a tensor has at most 2147483648 elements, not 16777216 x 16777216 x 16777216"),
    "digits": ("network n\ninput x: f32[99999999999999999999]\noutput y = x |> relu\n",
               ":2:14: error: this whole number does not fit 64 bits"),
    "doubled": (VECTOR + "block twice(x) { return concat(x, x) }\noutput y = x |> repeat(60) { twice }\n",
                ":3:25: error: the result of concat would be 33554432"),
    "parameter": ("network n\ninput x: f32[16777216]\noutput y = x |> dense(16777216)\n",
                  ":3:17: error: the parameter 'weight' would have more than 2147483648 elements: x is a vector of 16777216"),
    "parameters in all": ("network n\ninput x: f32[16384]\noutput y = x |> repeat(3) { dense(16384) }\n",
                          ":3:29: error: with the parameter 'weight' of 268435456 elements the network has more than "
                          "536870912 in all"),
    "results in all": ("network n\ninput x: f32[16384, 16384, 8]\noutput y = x |> repeat(100) { relu }\n",
                       ":3:31: error: with the result of relu, 16384x16384x8, the layers' results have more than "
                       "68719476736 elements in all"),
}


def limit_memory():
    if "ASAN_OPTIONS" not in os.environ:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def check(cnnc, path, text, message):
    with open(path, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())
    command = [cnnc, path, "--emit=cnn", "-o", path + ".mlir"]
    done = subprocess.run(command, capture_output=True, timeout=SECONDS, preexec_fn=limit_memory)
    said = done.stderr.decode(errors="replace")
    os.remove(path)
    if done.returncode != (1 if message else 0) or message not in said:
        return f"exit code {done.returncode}, expected '{message}', got '{said[:300]}'"
    # A message shows a line, and there are 20 messages with notes.
    return "too much is printed" if len(said) > 1 << 20 else None


def main():
    cnnc, folder = sys.argv[1:]
    os.makedirs(folder, exist_ok=True)
    wrong = 0
    for name, (text, message) in CASES.items():
        problem = check(cnnc, os.path.join(folder, "limit.net"), text, message)
        if problem:
            wrong += 1
            print(f"{name}: {problem}")
    sys.exit(wrong != 0)


main()
