"""check_mistakes.py CNNC: each command line must end with exit code 1 and this message, in a folder with tiny.net."""
import subprocess
import sys

MISTAKES = [
    ("", "no input file; usage: cnnc model.net -o model.so"),
    ("tiny.net other.net", "one network at a time: found 'tiny.net' and 'other.net'"),
    ("missing.net -o x.so", "cannot read 'missing.net': No such file or directory"),
    ("tiny.net --emit=exe", "unknown kind 'exe' for --emit; see cnnc --help"),
    ("tiny.net --stop-after=end", "unknown phase 'end' for --stop-after"),
    ("tiny.net --max-error=two", "--max-error must be a number from 0 to 1, got 'two'"),
    ("tiny.net --conv=fft", "unknown kernel 'fft' for --conv: expected auto, direct, winograd or reference"),
    ("tiny.net --explain=xml", "unknown form 'xml' for --explain: expected text or json"),
    ("tiny.net --explain --emit=cnn", "--explain shows what phase kernel decides, which this output does not reach"),
    ("tiny.net --explain --stop-after=graph", "--explain shows what phase kernel decides"),
    ("tiny.net --tune --reference -o x.so", "--tune has nothing to measure with --reference"),
    ("tiny.net --tune --emit=graph", "--tune measures for phase kernel, which this output does not reach"),
    ("tiny.net --tune --explain", "--tune needs --tuning FILE, for the times, where the output has no name"),
    ("tiny.net --tune --tuning x.so -o x.so", "the output 'x.so' would overwrite the times of --tuning"),
    ("tiny.net --tuning tiny.net -o x.so", "tiny.net:1: expected 'cnnc-tuning 1', found '# One of each"),
    ("tiny.net --tune --tuning tiny.net -o x.so", "the output 'tiny.net' would overwrite 'tiny.net'"),
    ("tiny.net --tuning missing.tuning -o x.so", "cannot read 'missing.tuning': No such file or directory"),
    ("tiny.net --tuning /dev/zero -o x.so", "cannot read '/dev/zero': it is no regular file"),
    ("tiny.net --precision=f16", "unknown precision 'f16' for --precision: expected f32 or bf16"),
    ("tiny.net --precision=bf16 --mtriple=x86_64-linux-gnu --mcpu=x86-64-v4",
     "--precision=bf16 needs a processor with AVX512-BF16, which 'x86-64-v4' does not have; name one with --mcpu"),
    ("tiny.net --precision=bf16 --mtriple=aarch64-linux-gnu", "--precision=bf16 needs a processor with AVX512-BF16"),
    ("tiny.net --precision=bf16 --reference", "reference kernels compute in f32"),
    ("tiny.net --precision=bf16 --conv=reference", "reference kernels compute in f32"),
    ("tiny.net -O4", "unknown optimisation level '-O4': expected -O0 to -O3"),
    ("tiny.net -O", "the required argument for option '--opt' is missing"),
    ("tiny.net --batch=0", "--batch must be from 1 to 65536, got 0"),
    ("tiny.net --batch=65537", "--batch must be from 1 to 65536, got 65537"),
    ("tiny.net --batch=two", "the argument ('two') for option '--batch' is invalid"),
    ("tiny.net --seed=x", "the argument ('x') for option '--seed' is invalid"),
    ("tiny.net --frobnicate", "unrecognised option '--frobnicate'"),
    ("tiny.net --summ", "unrecognised option '--summ'"),
    ("tiny.net -o", "the required argument for option '--output' is missing"),
    ("tiny.net --emit=so -o -", "a library or an object cannot go to standard output; name a file with -o"),
    ("tiny.net --emit=obj -o -", "a library or an object cannot go to standard output; name a file with -o"),
    ("tiny.net -o missing/x.so", "cannot write beside 'missing/x.so': No such file or directory"),
    ("tiny.net --emit=obj -o missing/x.o", "cannot write beside 'missing/x.o': No such file or directory"),
    ("tiny.net --emit=header -o missing/x.h", "cannot write 'missing/x.h': No such file or directory"),
    ("tiny.net --split-separable=2", "--split-separable must be a number from 0 to 1, got '2'"),
    ("tiny.net --split-separable=nan", "--split-separable must be a number from 0 to 1, got 'nan'"),
    ("tiny.net --split-separable=little", "--split-separable must be a number from 0 to 1, got 'little'"),
    ("tiny.net -o x.so --weights=missing.npz", "missing.npz"),
    ("tiny.net -o x.so --mtriple=riscv64-linux-gnu",
     "cannot compile for 'riscv64-unknown-linux-gnu': expected an x86_64 or aarch64 Linux triple"),
    ("tiny.net -o x.so --mtriple=nonsense", "cannot compile for"),
    ("tiny.net -o x.so --mtriple=x86_64-linux-gnu --mcpu=nonsense", "unknown processor 'nonsense' for --mcpu"),
    ("tiny.net -o x.so --mtriple=x86_64-linux-gnu --mcpu=x86-64", "'x86-64' has no AVX2 and FMA"),
    ("tiny.net -o x.so --mtriple=aarch64-linux-gnu --mcpu=native", "--mcpu=native is this machine's processor"),
]

for words, message in MISTAKES:
    done = subprocess.run([sys.argv[1]] + words.split(), capture_output=True, text=True)
    assert done.returncode == 1, f"{words}: exit code {done.returncode}"
    assert message in done.stderr, f"{words}: expected '{message}', got '{done.stderr}'"
    assert "error: " in done.stderr and not done.stdout, f"{words}: {done.stderr} {done.stdout}"
