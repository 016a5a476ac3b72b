#!/usr/bin/env python3
"""Compiles the examples of the language reference.

    language-doc.py CNNC PAGE|FOLDER...

Of a folder all pages are read; each layer that the compiler has must have a heading in one of them.

An example fenced as `net` must compile without an error or warning. One fenced as `net-error` must fail, and each line
of the `text` fence after it must be part of the messages, in this order. Other fences are not looked at.
"""
import os
import re
import subprocess
import sys
import tempfile

FENCE = re.compile(r"^```([\w-]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def compile_example(cnnc, text):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "example.net")
        with open(path, "w") as file:
            file.write(text)
        result = subprocess.run([cnnc, path, "--emit=cnn", "-o", "-"], capture_output=True, text=True, timeout=60)
    return result.returncode, result.stderr


def check_error(messages, expected):
    """The first expected line that is not found after the ones before it, or None."""
    at = 0
    for line in filter(None, map(str.strip, expected.splitlines())):
        found = messages.find(line, at)
        if found < 0:
            return line
        at = found + len(line)
    return None


def check_page(cnnc, document):
    """The number of examples, and of those that fail."""
    with open(document) as file:
        text = file.read()
    fences = [(text.count("\n", 0, m.start()) + 1, m.group(1), m.group(2)) for m in FENCE.finditer(text)]
    failures = examples = 0
    for index, (line, kind, body) in enumerate(fences):
        problem = None
        if kind == "net":
            status, messages = compile_example(cnnc, body)
            if status != 0 or messages:
                problem = "does not compile"
        elif kind == "net-error":
            status, messages = compile_example(cnnc, body)
            following = fences[index + 1] if index + 1 < len(fences) else (0, "", "")
            if status == 0:
                problem = "compiles, but should not"
            elif following[1] != "text" or not following[2].strip():
                problem = "is not followed by a text fence with its errors"
            elif (missing := check_error(messages, following[2])) is not None:
                problem = f"lacks the message '{missing}'"
        else:
            continue
        examples += 1
        if problem:
            failures += 1
            print(f"{document}:{line}: the example {problem}\n{messages}", file=sys.stderr)
    return examples, failures


def check_layers(cnnc, folder):
    """The number of layers that no page of the folder has a heading for, or that have one and do not exist."""
    headings = set()
    for page in pages_of(folder):
        with open(page) as file:
            headings |= set(re.findall(r"^## (\w+)$", file.read(), re.MULTILINE))
    listed = subprocess.run([cnnc, "--list-layers"], capture_output=True, text=True, check=True).stdout
    layers = {line.partition("(")[0] for line in listed.splitlines()}
    for name in sorted(layers - headings):
        print(f"{folder}: no page has a heading for the layer {name}", file=sys.stderr)
    for name in sorted(headings - layers):
        print(f"{folder}: the heading {name} is no layer", file=sys.stderr)
    return len(layers ^ headings)


def pages_of(path):
    return sorted(os.path.join(path, name) for name in os.listdir(path)) if os.path.isdir(path) else [path]


def main(cnnc, *paths):
    examples = failures = 0
    for path in paths:
        for page in pages_of(path):
            count, failed = check_page(cnnc, page)
            examples, failures = examples + count, failures + failed
        if os.path.isdir(path):
            failures += check_layers(cnnc, path)
    print(f"{examples} examples, {failures} failures")
    return 1 if failures or not examples else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
