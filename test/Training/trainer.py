"""A trainer of a library made with `cnnc --train`, for Python: what cnn_train.h declares, on NumPy arrays."""
import ctypes as c
import json

import numpy as np


class Options(c.Structure):
    _fields_ = [("size", c.c_size_t), ("threads", c.c_uint32), ("max_batch", c.c_uint32), ("pool", c.c_void_p),
                ("memory", c.c_void_p), ("memory_bytes", c.c_size_t), ("spin_microseconds", c.c_int32)]


class TensorInfo(c.Structure):
    _fields_ = [("name", c.c_char_p), ("layout", c.c_char_p), ("shape", c.POINTER(c.c_int64)), ("bytes", c.c_size_t),
                ("rank", c.c_uint32), ("type", c.c_int)]


class StateTensor(c.Structure):
    _fields_ = [("name", c.c_char_p), ("slot", c.c_char_p), ("kind", c.c_int), ("rank", c.c_uint32),
                ("shape", c.POINTER(c.c_int64)), ("count", c.c_uint64), ("data", c.POINTER(c.c_float)),
                ("frozen", c.c_int32)]


class StepInfo(c.Structure):
    _fields_ = [("name", c.c_char_p), ("kind", c.c_char_p), ("location", c.c_char_p), ("flops", c.c_double),
                ("bytes", c.c_double), ("seconds", c.c_double), ("runs", c.c_uint64)]


KINDS = ["parameter", "average", "gradient", "slot"]


class Trainer:
    def __init__(self, path, batch=0, threads=1):
        self.lib = lib = c.CDLL(path)
        lib.cnn_model_get.restype = c.c_void_p
        lib.cnn_model_output.restype = lib.cnn_model_target_info.restype = c.POINTER(TensorInfo)
        lib.cnn_trainer_message.restype = lib.cnn_model_train_config.restype = c.c_char_p
        lib.cnn_trainer_set_rate.argtypes = [c.c_void_p, c.c_double]
        lib.cnn_trainer_rate.restype = c.c_double
        lib.cnn_trainer_rate.argtypes = [c.c_void_p]
        lib.cnn_trainer_set_seed.argtypes = [c.c_void_p, c.c_uint64]
        lib.cnn_trainer_bytes.restype = c.c_size_t
        self.model = c.c_void_p(lib.cnn_model_get())
        assert lib.cnn_model_trains(self.model)
        options = Options(size=c.sizeof(Options), max_batch=batch, threads=threads)
        self.bytes = lib.cnn_trainer_bytes(self.model, c.byref(options))
        handle = c.c_void_p()
        status = lib.cnn_trainer_create(self.model, c.byref(options), c.byref(handle))
        assert status == 0, status
        self.handle = handle
        self.tensors = {}
        for i in range(lib.cnn_trainer_tensor_count(handle)):
            tensor = StateTensor()
            assert lib.cnn_trainer_tensor(handle, i, c.byref(tensor)) == 0
            shape = [tensor.shape[k] for k in range(tensor.rank)]
            key = (KINDS[tensor.kind], tensor.name.decode()) + ((tensor.slot.decode(),) if tensor.slot else ())
            self.tensors[key] = np.ctypeslib.as_array(tensor.data, shape=(tensor.count,)).reshape(shape)

    def parameters(self):
        return {key[1]: value for key, value in self.tensors.items() if key[0] in ("parameter", "average")}

    def gradients(self):
        return {key[1]: value for key, value in self.tensors.items() if key[0] == "gradient"}

    def config(self):
        return json.loads(self.lib.cnn_model_train_config(self.model))

    def set_rate(self, rate):
        self.lib.cnn_trainer_set_rate(self.handle, rate)

    def set_seed(self, seed):
        self.lib.cnn_trainer_set_seed(self.handle, seed)

    def set_first_picture(self, picture):
        self.lib.cnn_trainer_set_first_picture(self.handle, picture)

    def set_hooks(self, statistics, machines):
        """`statistics(means)` replaces the array's means by those of all machines."""
        kind = c.CFUNCTYPE(c.c_int, c.c_void_p, c.POINTER(c.c_float), c.c_uint64)

        class Hooks(c.Structure):
            _fields_ = [("size", c.c_size_t), ("context", c.c_void_p), ("gradient", c.c_void_p), ("statistics", kind),
                        ("machines", c.c_uint32)]

        def call(_, means, count):
            statistics(np.ctypeslib.as_array(means, shape=(count,)))
            return 0
        self.hooks = Hooks(size=c.sizeof(Hooks), statistics=kind(call), machines=machines)
        assert self.lib.cnn_trainer_set_hooks(self.handle, c.byref(self.hooks)) == 0

    def _call(self, function, inputs, targets, outputs):
        batch = len(inputs[0])
        pointers = lambda arrays: (c.c_void_p * len(arrays))(*[a.ctypes.data for a in arrays])
        keep = [np.ascontiguousarray(a) for a in inputs], [np.ascontiguousarray(a) for a in targets]
        loss = c.c_float()
        results = []
        if outputs:
            for i in range(self.lib.cnn_model_output_count(self.model)):
                info = self.lib.cnn_model_output(self.model, i).contents
                results.append(np.zeros([batch] + [info.shape[k] for k in range(info.rank)], np.float32))
        status = function(self.handle, c.c_int64(batch), pointers(keep[0]), pointers(keep[1]) if targets else None,
                          pointers(results) if outputs else None, c.byref(loss) if targets else None)
        assert status == 0, (status, self.lib.cnn_trainer_message(self.handle))
        return (loss.value, results) if outputs else loss.value

    def compute_gradients(self, inputs, targets, outputs=False):
        return self._call(self.lib.cnn_train_gradients, inputs, targets, outputs)

    def step(self, inputs, targets, outputs=False):
        return self._call(self.lib.cnn_train_step, inputs, targets, outputs)

    def update(self):
        assert self.lib.cnn_train_update(self.handle) == 0

    def evaluate(self, inputs, targets=(), outputs=True):
        return self._call(self.lib.cnn_evaluate, inputs, targets, outputs)

    def enable_profile(self, enable=True):
        self.lib.cnn_trainer_profile_enable(self.handle, int(enable))

    def profile(self):
        """(name, kind, flops, bytes, seconds of one run) of each step."""
        steps = []
        for i in range(self.lib.cnn_trainer_step_count(self.handle)):
            info = StepInfo()
            assert self.lib.cnn_trainer_step_get(self.handle, i, c.byref(info)) == 0
            seconds = info.seconds / max(1, info.runs)
            steps.append((info.name.decode(), info.kind.decode(), info.flops, info.bytes, seconds))
        return steps

    def close(self):
        self.lib.cnn_trainer_destroy(self.handle)
