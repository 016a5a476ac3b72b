"""check_tuning_mistakes.py CNNC FILE: files like the good FILE, but for a line, and what is said of them."""
import os
import subprocess
import sys

cnnc, good = sys.argv[1:]
with open(good) as file:
    HEAD, COMMENT, TARGET, LAYER, KERNEL = file.read().splitlines()

MISTAKES = [
    ("", "bad.tuning:1: expected 'cnnc-tuning 1', found an empty file"),
    ("\x7fELF\x02\x01", "bad.tuning:1: expected 'cnnc-tuning 1', found '\\7FELF\\02\\01'"),
    ("a" * 100, f"bad.tuning:1: expected 'cnnc-tuning 1', found '{'a' * 60}...'"),
    ("cnnc-tuning 2\n", "bad.tuning:1: this file is of another version of cnnc: expected 'cnnc-tuning 1', found "
     "'cnnc-tuning 2'"),
    (f"{HEAD}\n{LAYER}\n{KERNEL}\n", "bad.tuning:2: a layer before the first target"),
    (f"{HEAD}\n{TARGET}\n{KERNEL}\n", "bad.tuning:3: a kernel before the first layer"),
    (f"{HEAD}\n{TARGET}\n{LAYER}\n", "bad.tuning:3: this layer has no kernel"),
    (f"{HEAD}\n{TARGET}\n{LAYER}\n{KERNEL}\n{LAYER}\n{KERNEL}\n", "bad.tuning:5: the layer of line 3 again"),
    (f"{HEAD}\n{TARGET}\n{LAYER}\n{KERNEL}\nlayers\n",
     "bad.tuning:5: expected target, processor, layer or an indented kernel, found 'layers'"),
    (f"{HEAD}\n{TARGET}\n{LAYER}\n  magic [1] 10 ns\n", "bad.tuning:4: there is no kernel 'magic'"),
] + [(f"{HEAD}\n{TARGET}\n{LAYER}\n  {line}\n",
      f"bad.tuning:4: expected a kernel, its tile and its time, such as 'direct_conv [1, 14, 2] 861204 ns', found '{line}'")
     for line in ("direct_conv", "direct_conv [1, 14, 2]", "direct_conv [1, 14, 2] ns", "direct_conv [1, 14, 2] 5 ms",
                  "direct_conv [1, x, 2] 5 ns", "direct_conv [1, 14, 2 5 ns", "direct_conv [1,, 2] 5 ns",
                  "direct_conv [1, 14, 2] -5 ns", "direct_conv [1, 14, 2] nan ns",
                  "direct_conv [1, 14, 99999999999999999999] 5 ns")]
# What the file says is well said, but the layer has no such kernel.
LATE = [
    ("direct_conv [99, 14, 2] 5 ns", "direct_conv with tile [99, 14, 2] cannot compute this layer"),
    ("direct_conv [1, -3, 0] 5 ns", "direct_conv with tile [1, -3, 0] cannot compute this layer"),
    ("winograd_conv [4] 5 ns", "winograd_conv with tile [4] cannot compute this layer"),
    ("winograd_conv [3, 2, 2, 4, 2] 5 ns", "winograd_conv with tile [3, 2, 2, 4, 2] cannot compute this layer"),
    ("pool [] 5 ns", "pool with tile [] cannot compute this layer: not a pooling window"),
]


def compile_with(text):
    with open("bad.tuning", "w") as file:
        file.write(text)
    words = [cnnc, "decisions.net", "--mcpu=x86-64-v4", "--tuning", "bad.tuning", "-o", "bad.so"]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 1 and not os.path.exists("bad.so"), (text, done)
    return done.stderr


for text, message in MISTAKES:
    found = compile_with(text)
    assert found == f"cnnc: error: {message}\n", (text, found)
for line, message in LATE:
    found = compile_with(f"{HEAD}\n{TARGET}\n{LAYER}\n  {line}\n")
    assert f"bad.tuning:4:1: error: {message}" in found, (line, found)
    assert "decisions.net:5:" in found and found.count("error:") == 1, (line, found)
