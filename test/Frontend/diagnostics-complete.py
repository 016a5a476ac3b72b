#!/usr/bin/env python3
"""Checks that the page of diagnostics is true and complete.

    diagnostics-complete.py examples CNNC PAGE
    diagnostics-complete.py sources ROOT PAGE

`examples`: each example fails with the messages after it, at no other place, and no two begin with the same message;
the inputs in MADE, which no page could hold, give their messages, and the page has those. There are at least MISTAKES.

`sources`: the page has each message that SOURCES can give: every literal part of it of at least LEAST characters, or
the longest where all are shorter. What no input can cause is in EXCEPTIONS, with the reason.
"""
import functools
import glob
import importlib.util
import os
import re
import subprocess
import sys

MISTAKES = 80  # distinct ones, at least
LEAST = 10  # characters

SOURCES = [
    "compiler/Frontend/Net/*.cpp", "compiler/Frontend/Weights/*.cpp", "dialects/Cnn/CnnLayer.cpp",
    "dialects/Cnn/Ops/*.cpp", "dialects/Cnn/Gradients/*.cpp", "compiler/Autodiff/*.cpp", "compiler/Support/Target.cpp",
    "compiler/Pipeline/Compile.cpp", "compiler/Kernels/Tuning.cpp", "tools/cnnc/Options.cpp"
]

EXCEPTIONS = {
    "expected the types of two operands and one result":
        "of the IR's parser, not of the language's",
    "places along an axis of more than 2^24 elements are no numbers of f32:":
        "no tensor of the language has an extent beyond 2^24",
}

X = "network n\ninput x: f32[8]\n"
CHAIN = "".join(f"block b{i}(y) {{ return y |> b{i + 1} }}\n" for i in range(65))
DEEP = "".join(f"block b{i}(y) {{ return {'relu(' * 8}b{i + 1}(y){')' * 8} }}\n" for i in range(60))
LONG = "b" * 250
TREE = "".join(f"block {LONG}{i}(y) {{ return y |> {LONG}{i + 1} |> {LONG}{i + 1} }}\n" for i in range(5))

MADE = {
    "byte 0xff is not valid UTF-8": b"network n\ny = \xff\n",
    "unexpected byte 0x1": b"network n\ny = \x01\n",
    "the file has 4194316 bytes; at most 4194304 are allowed": f"network n\n#{'a' * 4194304}\n",
    "the line has 16385 bytes; at most 16384 are allowed": f"network n\n#{'a' * 16384}\n",
    "a name has at most 255 characters, found 256": f"network n\n{'a' * 256} = 1\n",
    "a number has at most 255 characters, found 256": f"network n\na = {'1' * 256}\n",
    "nested more than 64 levels deep; name a part of it": f"network n\na = {'(' * 65}1{')' * 65}\n",
    "too many errors, stopping after 20": "network n\n" + "".join(f"a{i} = b{i}\n" for i in range(22)),
    "a call has at most 256 arguments": f"{X}y = relu({'1, ' * 256}1)\n",
    "a block has at most 256 parameters": f"network n\nblock b({', '.join(f'a{i}' for i in range(257))}) {{ }}\n",
    "a list has at most 1048576 items": "network n\na = [\n" + "1,\n" * 1048576 + "1]\n",
    "a network has at most 1024 inputs": "network n\n" + "".join(f"input x{i}: f32[1]\n" for i in range(1025)),
    "blocks call each other more than 64 levels deep": f"{X}{CHAIN}block b65(y) {{ return y }}\noutput z = b0(x)\n",
    "blocks and expressions are nested more than 400 levels deep here":
        f"{X}{DEEP}block b60(y) {{ return y }}\noutput z = b0(x)\n",
    "the network takes more than 4000000 steps to evaluate":
        f"{X}output y = x |> repeat(10000) {{ repeat(1000) {{ repeat(0) {{ relu }} }} }}\n",
    "the path of this layer has 1272 characters; at most 1024 are allowed":
        f"{X}{TREE}block {LONG}5(y) {{ return y |> relu |> relu }}\noutput z = {LONG}0(x)\n",
}


def complain(text):
    print(text, file=sys.stderr)
    return 1


#
# Examples
#


def load_language_doc():
    """language-doc.py, which compiles each example once."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "language-doc.py")
    spec = importlib.util.spec_from_file_location("language_doc", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.compile_example = functools.cache(module.compile_example)
    return module


def find_errors(messages):
    """(line:column, text) of each error."""
    return re.findall(r"example\.net:(\d+:\d+): error: (.*)", messages)


def check_examples(cnnc, path, page):
    language_doc = load_language_doc()
    _, failures = language_doc.check_page(cnnc, path)
    fences = list(language_doc.FENCE.finditer(page))
    first = {}
    for example, messages in zip(fences, fences[1:]):
        if example.group(1) != "net-error":
            continue
        line = page.count("\n", 0, example.start()) + 1
        found = find_errors(language_doc.compile_example(cnnc, example.group(2))[1])
        listed = find_errors(messages.group(2))
        if {place for place, _ in found} != {place for place, _ in listed}:
            failures += complain(f"{path}:{line}: the errors are at {found}, the page says {listed}")
        text = listed[0][1] if listed else ""
        if first.setdefault(text, line) != line:
            failures += complain(f"{path}:{line}: the message of line {first[text]} again")
    return len(first), failures


def check_made(cnnc, page):
    failures = 0
    for message, text in MADE.items():
        source = text if isinstance(text, bytes) else text.encode()
        result = subprocess.run([cnnc, "-", "--emit=cnn", "-o", "-"], input=source, capture_output=True, timeout=60)
        if result.returncode != 1 or message not in result.stderr.decode(errors="replace"):
            failures += complain(f"an input that was made does not give '{message}': {result.stderr[:400]}")
        if message not in page:
            failures += complain(f"the page of diagnostics lacks '{message}'")
    return failures


#
# Sources
#

# A message is what is streamed into the first, up to the semicolon, or an
# argument of the second. `expect` and `expectName` put "expected" before it.
STREAMS = {"error", "warning", "emitError", "emitArgError", "emitInputError", "attachNote"}
CALLS = {"makeError", "fail", "mistake", "createStringError", "addProblem", "expect", "expectName", "reject"}
VARIABLES = {"diag", "diagnostic"}  # that hold one of the first

TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|\w+|<<|\S', re.DOTALL)
PLACEHOLDER = re.compile(r"\{\d*(?::\w+)?\}")


def tokenize(text):
    """(token, line) without comments; strings that stand side by side are one."""
    tokens = []
    for match in TOKEN.finditer(text):
        token = match.group()
        if token.startswith(("//", "/*")):
            continue
        if token[0] == '"' and tokens and tokens[-1][0][0] == '"':
            tokens[-1] = (tokens[-1][0][:-1] + token[1:], tokens[-1][1])
        else:
            tokens.append((token, text.count("\n", 0, match.start()) + 1))
    return tokens


def find_literals(tokens, start, is_call):
    """The strings from a token to the semicolon, or to the end of the call."""
    depth = 0
    for token, _ in tokens[start:]:
        depth += (token == "(") - (token == ")")
        if token == ";" or (is_call and token == ")" and depth == 0):
            return
        if token[0] == '"':
            yield token[1:-1].replace('\\"', '"')


def find_messages(path):
    """(line, parts) of each message of a source file."""
    with open(path) as file:
        tokens = tokenize(file.read())
    for index, ((token, line), (following, _)) in enumerate(zip(tokens, tokens[1:])):
        is_call = token in CALLS and following == "("
        is_stream = (token in STREAMS and following == "(") or (token in VARIABLES and following == "<<")
        if not is_call and not is_stream:
            continue
        prefix = "expected " if token.startswith("expect") else ""
        parts = [part.strip() for literal in find_literals(tokens, index + 1, is_call)
                 for part in PLACEHOLDER.split(literal)]
        parts = [prefix + part for part in parts if len(part) > 1]
        if parts:
            yield line, [part for part in parts if len(part) >= LEAST] or [max(parts, key=len)]


def check_sources(root, page):
    count = failures = 0
    unused = set(EXCEPTIONS)
    for path in sorted(path for pattern in SOURCES for path in glob.glob(os.path.join(root, pattern))):
        for line, parts in find_messages(path):
            count += 1
            unused.difference_update(parts)
            for part in parts:
                if part not in page and part not in EXCEPTIONS:
                    failures += complain(f"{path}:{line}: the page of diagnostics lacks '{part}'")
    for part in sorted(unused):
        failures += complain(f"the exception '{part}' is no message of the sources")
    return count, failures


def main(what, subject, path):
    with open(path) as file:
        page = file.read()
    if what == "sources":
        count, failures = check_sources(subject, page)
    else:
        count, failures = check_examples(subject, path, page)
        failures += check_made(subject, page)
        count += len(MADE)
    if count < MISTAKES:
        failures += complain(f"{count} messages, fewer than {MISTAKES}")
    print(f"{count} messages, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
