#!/usr/bin/env python3
"""Classifies the 10,000 test pictures of Fashion-MNIST with a library that cnnc made of examples/fashion.net.

    cnnc examples/fashion.net --weights examples/fashion.safetensors -o fashion.so
    python3 tools/demo/fashion.py fashion.so --png picture.png
    cnn-run fashion.so picture.png

Prints the accuracy, the pictures per second and a table of the classes, and writes the first test picture as a PNG.
With --compare it also says on how many pictures another library of the network, of another precision say, agrees.
Exits with 1 when the accuracy is below --minimum, or the agreement below --agreement. Needs numpy and Debian's dataset-fashion-mnist; the library is called
through its C interface, runtime/abi/cnn.h.
"""
import argparse
import ctypes
import gzip
import os
import struct
import sys
import time
import zlib

import numpy as np

DATA = "/usr/share/datasets/fashion-mnist"
LABELS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "examples", "fashion.labels")


class TensorInfo(ctypes.Structure):
    """cnn_tensor_info"""
    _fields_ = [("name", ctypes.c_char_p), ("layout", ctypes.c_char_p), ("shape", ctypes.POINTER(ctypes.c_int64)),
                ("bytes", ctypes.c_size_t), ("rank", ctypes.c_uint32), ("type", ctypes.c_int)]


class Options(ctypes.Structure):
    """cnn_options"""
    _fields_ = [("size", ctypes.c_size_t), ("threads", ctypes.c_uint32), ("max_batch", ctypes.c_uint32),
                ("pool", ctypes.c_void_p), ("memory", ctypes.c_void_p), ("memory_bytes", ctypes.c_size_t),
                ("spin_microseconds", ctypes.c_int32)]


class Model:
    """A compiled network with one input and one output, and one instance of it."""

    ABI_MAJOR = 1
    TYPES = {0: np.float32, 1: np.uint8, 2: np.float64, 3: np.int8, 4: np.int32, 5: np.int64, 6: np.bool_}

    def __init__(self, path, threads):
        self.instance = ctypes.c_void_p()
        self.library = ctypes.CDLL(os.path.abspath(path))
        self._declare()
        major = self.library.cnn_abi_version() >> 16
        if major != self.ABI_MAJOR:
            raise RuntimeError(f"{path} has version {major} of the interface; this is for version {self.ABI_MAJOR}")
        model = self.library.cnn_model_get()
        self.name = self.library.cnn_model_name(model).decode()
        self.target = self.library.cnn_model_target(model).decode()
        self.input_type, self.input_shape = self._tensor(self.library.cnn_model_input(model, 0))
        self.output_type, self.output_shape = self._tensor(self.library.cnn_model_output(model, 0))
        options = Options(size=ctypes.sizeof(Options), threads=threads)
        status = self.library.cnn_instance_create(model, ctypes.byref(options), ctypes.byref(self.instance))
        if status:
            raise RuntimeError(f"{path}: {self.library.cnn_status_string(status).decode()}")

    def _declare(self):
        pointer, text, info = ctypes.c_void_p, ctypes.c_char_p, ctypes.POINTER(TensorInfo)
        arrays = ctypes.POINTER(ctypes.c_void_p)
        for name, result, *arguments in (
                ("cnn_abi_version", ctypes.c_uint32), ("cnn_model_get", pointer), ("cnn_model_name", text, pointer),
                ("cnn_model_target", text, pointer), ("cnn_model_input", info, pointer, ctypes.c_uint32),
                ("cnn_model_output", info, pointer, ctypes.c_uint32), ("cnn_status_string", text, ctypes.c_int),
                ("cnn_instance_create", ctypes.c_int, pointer, ctypes.POINTER(Options), ctypes.POINTER(pointer)),
                ("cnn_run", ctypes.c_int, pointer, ctypes.c_int64, arrays, arrays),
                ("cnn_instance_message", text, pointer), ("cnn_instance_destroy", None, pointer)):
            function = getattr(self.library, name)
            function.restype, function.argtypes = result, arguments

    def _tensor(self, info):
        tensor = info.contents
        return self.TYPES[tensor.type], tuple(tensor.shape[i] for i in range(tensor.rank))

    def run(self, pictures):
        pictures = np.ascontiguousarray(pictures, self.input_type)
        if pictures.shape[1:] != self.input_shape:
            raise ValueError(f"the network wants pictures of {self.input_shape}, these are {pictures.shape[1:]}")
        result = np.empty((len(pictures),) + self.output_shape, self.output_type)
        status = self.library.cnn_run(self.instance, len(pictures), (ctypes.c_void_p * 1)(pictures.ctypes.data),
                                      (ctypes.c_void_p * 1)(result.ctypes.data))
        if status:
            raise RuntimeError(self.library.cnn_instance_message(self.instance).decode())
        return result

    def close(self):
        if self.instance:
            self.library.cnn_instance_destroy(self.instance)
            self.instance = ctypes.c_void_p()


def read_idx(path):
    """The array in a gzipped IDX file of bytes."""
    with gzip.open(path, "rb") as file:
        rank = struct.unpack(">I", file.read(4))[0] & 0xFF
        shape = struct.unpack(f">{rank}I", file.read(4 * rank))
        return np.frombuffer(file.read(), np.uint8).reshape(shape)


def write_png(path, picture):
    """Writes a grey picture, uint8 [height, width]."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    height, width = picture.shape
    rows = b"".join(b"\0" + row.tobytes() for row in picture)
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
                   + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))


def print_classes(names, labels, guesses):
    print(f"\n{'class':<12} {'count':>6} {'precision':>10} {'recall':>8}")
    for index, name in enumerate(names):
        right = np.sum((labels == index) & (guesses == index))
        count, guessed = np.sum(labels == index), np.sum(guesses == index)
        print(f"{name:<12} {count:>6} {right / max(guessed, 1):>10.3f} {right / max(count, 1):>8.3f}")


def count_same(path, threads, batches, guesses):
    """The part of the pictures for which the library `path` has the same class."""
    other = Model(path, threads)
    same = np.mean(np.concatenate([other.run(batch) for batch in batches]).argmax(1) == guesses)
    other.close()
    return same


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", help="the library, for instance fashion.so")
    parser.add_argument("--data", default=DATA, help="folder of the IDX files (default: %(default)s)")
    parser.add_argument("--png", default="fashion-first.png", help="where the first picture goes (default: %(default)s)")
    parser.add_argument("--batch", type=int, default=100)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--minimum", type=float, default=0.91, help="lowest accuracy that passes (default: %(default)s)")
    parser.add_argument("--compare", metavar="MODEL", help="a second library, whose classes should be the same")
    parser.add_argument("--agreement", type=float, default=0.99,
                        help="lowest part of the pictures with the same class that passes (default: %(default)s)")
    parser.add_argument("--brief", action="store_true", help="print no table of the classes")
    options = parser.parse_args()

    with open(LABELS) as file:
        names = file.read().splitlines()
    pictures = read_idx(os.path.join(options.data, "t10k-images-idx3-ubyte.gz"))[..., None]
    labels = read_idx(os.path.join(options.data, "t10k-labels-idx1-ubyte.gz"))
    write_png(options.png, pictures[0, :, :, 0])

    model = Model(options.model, options.threads)
    batches = [pictures[i:i + options.batch] for i in range(0, len(pictures), options.batch)]
    model.run(batches[0])  # the first run of all pays for page faults and sleeping threads
    start = time.perf_counter()
    scores = np.concatenate([model.run(batch) for batch in batches])
    seconds = time.perf_counter() - start
    model.close()

    guesses = scores.argmax(1)
    accuracy = np.mean(guesses == labels)
    print(f"{model.name} for {model.target}: {len(labels)} pictures, accuracy {accuracy:.2%}, "
          f"{len(labels) / seconds:,.0f} pictures/s ({options.threads} threads, batches of {options.batch})")
    if options.compare:
        same = count_same(options.compare, options.threads, batches, guesses)
        print(f"the same class as {options.compare} for {same:.2%} of the pictures")
        if same < options.agreement:
            sys.exit(f"the agreement is below {options.agreement:.0%}")
    if not options.brief:
        print_classes(names, labels, guesses)
    print(f"\n{options.png}: the first picture, {names[labels[0]]}; taken for {names[guesses[0]]} ({scores[0].max():.1%})")
    if accuracy < options.minimum:
        sys.exit(f"the accuracy is below {options.minimum:.0%}")


if __name__ == "__main__":
    main()
