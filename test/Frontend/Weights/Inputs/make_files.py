# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Writes weights files for tiny.net into a folder: good-* hold the same weights,
# misfit-* hold weights of another network, part-* some of this one, bad-* are malformed.
#
#   python make_files.py FOLDER

import json
import os
import shutil
import struct
import sys
import zlib

folder = sys.argv[1]
shutil.rmtree(folder, ignore_errors=True)
os.makedirs(folder)

WEIGHT, BIAS = "fc.dense.weight", "fc.dense.bias"
VALUES = {WEIGHT: ((2, 4), [1, 2, 3, 4, 5, 6, 7, 8]), BIAS: ((2,), [0.5, -0.5])}


def write(name, data):
    with open(os.path.join(folder, name), "wb") as f:
        f.write(data)


def encode(kind, values):
    if kind == "BF16":
        return b"".join(struct.pack("<f", v)[2:] for v in values)
    return struct.pack("<%d%s" % (len(values), {"F16": "e", "F32": "f", "F64": "d", "I64": "q"}[kind]), *values)


# ---- safetensors ----

def entry(kind, shape, begin, end):
    return {"dtype": kind, "shape": list(shape), "data_offsets": [begin, end]}


def safetensors(header, data, pad=8):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    text += b" " * (-len(text) % 8 + pad - 8)
    return struct.pack("<Q", len(text)) + text + data


def make_safetensors(tensors, kind="F32", metadata=False, pad=8):
    header, data = {}, b""
    if metadata:
        header["__metadata__"] = {"format": "pt"}
    for name, (shape, values) in tensors.items():
        own = "I64" if name.endswith("tracked") else kind
        raw = encode(own, values)
        header[name] = entry(own, shape, len(data), len(data) + len(raw))
        data += raw
    return safetensors(header, data, pad)


for kind in ("F16", "BF16", "F32", "F64"):
    write("good-%s.safetensors" % kind, make_safetensors(VALUES, kind))
# Data that does not begin at a multiple of four bytes.
write("good-unaligned.safetensors", make_safetensors(VALUES, pad=9))
# What PyTorch adds.
write("good-pytorch.safetensors",
      make_safetensors({"fc.bn.num_batches_tracked": ((), [3]), **VALUES}, metadata=True))

good = {BIAS: entry("F32", (2,), 0, 8), WEIGHT: entry("F32", (2, 4), 8, 40)}
data = encode("F32", range(10))
bad = {
    "empty": b"",
    "short": b"\1\0\0",
    "length": struct.pack("<Q", 1 << 63) + b"{}",
    "beyond": struct.pack("<Q", 100) + b"{}",
    "syntax": safetensors(b"{", b""),
    "string": safetensors(b'{"a', b""),
    "utf8": safetensors(b'{"\xff": 1}', b""),
    "list": safetensors(b"[]", b""),
    "deep": safetensors(b"[" * 100000, b""),
    "twice": safetensors(b'{"a": 1, "\\u0061": 2}', b""),
    "no-entry": safetensors({"a": 1}, b""),
    "no-shape": safetensors({"a": {"dtype": "F32"}}, b""),
    "negative": safetensors({"a": entry("F32", (-1,), 0, 0)}, b""),
    "fraction": safetensors({"a": entry("F32", (1.5,), 0, 0)}, b""),
    "no-offsets": safetensors({"a": {"dtype": "F32", "shape": []}}, b""),
    "outside": safetensors({"a": entry("F32", (2,), 0, 8)}, b"1234"),
    "backward": safetensors({"a": entry("F32", (0,), 8, 4)}, b"12345678"),
    "size": safetensors({"a": entry("F32", (3,), 0, 8)}, b"12345678"),
    "overflow": safetensors({"a": entry("F32", (1 << 40, 1 << 40), 0, 8)}, b"12345678"),
    "overlap": safetensors({**good, "x": entry("F32", (2,), 4, 12)}, data),
    "gap": safetensors({WEIGHT: good[WEIGHT]}, data),
    "rest": safetensors({BIAS: good[BIAS]}, data),
    # What would take the parser gigabytes, or hours.
    "terabytes": safetensors({"a": entry("F32", (1 << 60,), 0, 8)}, b"12345678"),
    "long-list": safetensors(b'{"a": {"dtype": "F32", "shape": [' + b"1," * 1000000, b""),
    "many": safetensors(b"{" + b",".join(b'"%x":{}' % i for i in range(200000)) + b"}", b""),
    "sets": safetensors(b'{"a":{' + b",".join(b'"%x":0' % i for i in range(200000)) + b"}," +
                        b",".join(b'"z%x":{"":0}' % i for i in range(60000)) + b"}", b""),
    # A name that would clear the screen.
    "control": safetensors({"\033[2J": entry("F32", (2,), 0, 4)}, b"1234"),
}
for name, content in bad.items():
    write("bad-%s.safetensors" % name, content)

# ---- npz ----

def npy(kind, shape, values, version=1, fortran=False, text=None):
    if text is None:
        text = "{'descr': '%s', 'fortran_order': %s, 'shape': (%s), }" % (
            {"F16": "<f2", "F32": "<f4", "F64": "<f8", "I64": "<i8"}[kind], fortran,
            "".join("%d, " % n for n in shape))
    text = text.encode()
    text += b" " * (-(len(text) + 13) % 64) + b"\n"
    size = struct.pack("<H" if version == 1 else "<I", len(text))
    return b"\x93NUMPY" + bytes([version, 0]) + size + text + encode(kind, values)


class Zip:
    """A zip archive of which every field can be set wrong."""

    def __init__(self):
        self.data, self.directory, self.count = b"", b"", 0

    def add(self, name, content, deflate=False, zip64=False, **wrong):
        compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
        raw = compressor.compress(content) + compressor.flush() if deflate else content
        raw = wrong.get("raw", raw)
        crc = wrong.get("crc", zlib.crc32(content))
        method, flags = wrong.get("method", 8 if deflate else 0), wrong.get("flags", 0)
        size, packed = wrong.get("size", len(content)), wrong.get("packed", len(raw))
        offset = wrong.get("offset", len(self.data))
        extra = b""
        if zip64:
            extra = struct.pack("<HHQQQ", 1, 24, size, packed, offset)[:wrong.get("extra", 28)]
            size = packed = offset = 0xFFFFFFFF
        encoded = name.encode()
        self.data += struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, flags, method, 0, 0, crc, len(raw),
                                 len(content), len(encoded), 0) + encoded + raw
        self.directory += struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, flags, method, 0, 0, crc,
                                      packed, size, len(encoded), len(extra), 0, 0, 0, 0, offset)
        self.directory += encoded + extra
        self.count += 1
        return self

    def finish(self, zip64=False, comment=b"", **wrong):
        offset, size = wrong.get("offset", len(self.data)), len(self.directory)
        count = wrong.get("count", self.count)
        result = self.data + self.directory
        if zip64:
            record = len(result)
            result += struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, count, count, size, offset)
            result += struct.pack("<IIQI", 0x07064B50, 0, wrong.get("record", record), 1)
            count, size, offset = 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF
        return result + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, size, offset,
                                    len(comment)) + comment


def make_npz(kind="F32", version=1, deflate=False, zip64=False, comment=b""):
    archive = Zip()
    for name, (shape, values) in VALUES.items():
        archive.add(name + ".npy", npy(kind, shape, values, version), deflate, zip64)
    return archive.finish(zip64, comment)


for kind in ("F16", "F32", "F64"):
    write("good-%s.npz" % kind, make_npz(kind))
    write("good-%s-deflated.npz" % kind, make_npz(kind, deflate=True))
write("good-version2.npz", make_npz(version=2))
write("good-version3.npz", make_npz(version=3))
write("good-zip64.npz", make_npz(zip64=True))
write("good-comment.npz", make_npz(comment=b"a comment"))
columns = npy("F32", (2, 4), [1, 5, 2, 6, 3, 7, 4, 8], fortran=True)
bias = npy("F32", *VALUES[BIAS])
write("good-fortran.npz", Zip().add(WEIGHT + ".npy", columns).add(BIAS + ".npy", bias).finish())

weight = npy("F32", *VALUES[WEIGHT])
random = bytes(i * i * 7 % 251 for i in range(len(weight)))
other = Zip().add(BIAS + ".npy", bias)  # So that nothing but the mistake is wrong.


def single(content, deflate=False, **wrong):
    return Zip().add("w.npy", content, deflate, **wrong).finish()


def header(text):
    return single(npy("F32", (), [1], text=text))


start = "{'descr': '<f4', 'fortran_order': "
bad = {
    "empty": b"",
    "no-directory": weight,
    "truncated": make_npz()[:-30],
    "directory": Zip().finish(offset=1000),
    "count": Zip().add("w", weight).finish(count=2),
    "record64": Zip().add("w", weight).finish(zip64=True, record=1 << 60),
    "extra64": single(weight, zip64=True, extra=12),
    "encrypted": single(weight, flags=1),
    "method": single(weight, method=12),
    "sizes": single(weight, size=1),
    "offset": single(weight, offset=7),
    "far-offset": single(weight, offset=0xFFFFFFF0),
    "beyond": single(weight, packed=100000, size=100000),
    "overlap": Zip().add("a", weight).add("b", weight, offset=0).finish(),
    "twice": Zip().add("w.npy", weight).add("w", weight).finish(),
    "magic": single(random),
    "tiny": single(b"\x93NUMPY\1\0"),
    "version": single(weight[:6] + b"\7" + weight[7:]),
    "header-length": single(weight[:8] + b"\x7f\x0f" + weight[10:]),
    "header-limit": single(b"\x93NUMPY\2\0\xff\xff\xff\xff"),
    "dictionary": header("[]"),
    "key": header("{'desc': 1}"),
    "key-twice": header("{'descr': '<f4', 'descr': '<f4'}"),
    "keys": header("{'descr': '<f4'}"),
    "structured": header("{'descr': [('a', '<f4')]}"),
    "order": header(start + "Maybe}"),
    "shape": header(start + "False, 'shape': (2, x)}"),
    "extent": header(start + "False, 'shape': (99999999999999999999,)}"),
    "elements": header(start + "False, 'shape': (3, 1)}"),
    "overflow": header(start + "False, 'shape': (4611686018427387904, 8)}"),
    "rest": header(start + "False, 'shape': ()} x"),
    "checksum": other.add(WEIGHT + ".npy", weight, crc=1).finish(),
    "deflate": single(weight, deflate=True, raw=random),
    "deflate-end": single(weight, deflate=True, size=len(weight) + 1),
    # Bombs: a member that inflates to far more than it says, or than its shape needs.
    "bomb": single(weight + bytes(50000000), deflate=True, size=len(weight)),
    "bomb-size": single(weight + bytes(50000000), deflate=True),
    "dimensions": header(start + "False, 'shape': (%s)}" % ("1, " * 17)),
    "members": Zip().add("w", weight).finish(zip64=True, count=1 << 40),
    "control": Zip().add("\033[2J", weight, flags=1).finish(),
}
for name, content in bad.items():
    write("bad-%s.npz" % name, content)
write("bad-extension.bin", b"")
os.mkdir(os.path.join(folder, "bad-folder.npz"))
os.mkfifo(os.path.join(folder, "bad-pipe.npz"))
os.symlink("/dev/zero", os.path.join(folder, "bad-device.safetensors"))

# ---- other networks ----

nan, inf = float("nan"), float("inf")
misfit = {
    "names": {"fc.dense.wieght": VALUES[WEIGHT], "module." + BIAS: VALUES[BIAS], "x": ((), [1])},
    "shapes": {WEIGHT: ((4, 2), VALUES[WEIGHT][1]), BIAS: ((), [1])},
    "many": {"x%02d" % i: ((0,), []) for i in range(70)},
    "values": {WEIGHT: ((2, 4), [1, 2, 3, 4, 5, 6, nan, inf]), BIAS: ((2,), [1, -inf])},
}
for name, tensors in misfit.items():
    write("misfit-%s.safetensors" % name, make_safetensors(tensors))
write("part-head.safetensors", make_safetensors({WEIGHT: VALUES[WEIGHT], BIAS: ((3,), [1, 2, 3]), "old.bias": VALUES[BIAS]}))
write("part-value.safetensors", make_safetensors({WEIGHT: VALUES[WEIGHT], BIAS: ((2,), [float("nan"), 2])}))
write("misfit-type.safetensors", make_safetensors({WEIGHT: VALUES[WEIGHT], BIAS: ((2,), [1, 2])}, "I64"))
write("misfit-type.npz", Zip().add(WEIGHT, weight).add(BIAS, npy("I64", (2,), [1, 2])).finish())
