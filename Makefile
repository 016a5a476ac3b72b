# The two commands are `make demo` and `make test`; each installs what is
# missing, builds and runs. `make help` lists the others.

BUILD := build
JOBS  := $(shell nproc)
# Where `make bench` writes its pages, and kernels to a page of the same name.
DOCS  := docs/performance

.PHONY: help all deps build demo test test-long test-asan fuzz test-gcc format lint docs bench bench-quick bench-model bench-kernels bench-bf16 test-models clean

help: ## this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 18

all: build

deps:
	@scripts/install-dependencies

$(BUILD)/build.ninja: | deps
	cmake --preset release

build: deps $(BUILD)/build.ninja ## compile everything into build/
	@ninja -C $(BUILD)

demo: build ## train a network, compile it, classify 10,000 real pictures with it
	@tools/demo/demo

test: build ## all tests
	@scripts/run-lit $(BUILD)

test-long: build ## 500 random cases of each layer instead of 20
	@CNNC_PROPERTY_COUNT=500 scripts/run-lit $(BUILD) --filter 'Kernels/.*/property-'

# The packaged libMLIR is not instrumented: containers and allocators that both
# sides use would be reported where only one side marks their memory.
test-asan: deps ## the tests under AddressSanitizer and UBSan
	@[ -f build-asan/build.ninja ] || cmake --preset asan
	@ninja -C build-asan
	@ASAN_OPTIONS=detect_leaks=0:detect_container_overflow=0:allow_user_poisoning=0 UBSAN_OPTIONS=print_stacktrace=1 scripts/run-lit build-asan

fuzz: deps ## each fuzz target for a minute (CNNC_FUZZ_SECONDS)
	@[ -f build-fuzz/build.ninja ] || cmake --preset fuzz
	@ninja -C build-fuzz fuzz-targets
	@test/Fuzz/run build-fuzz

test-gcc: deps ## build with g++ 12, warnings as errors
	@[ -f build-gcc/build.ninja ] || cmake --preset gcc -DCNNC_WERROR=ON
	@ninja -C build-gcc

format: ## clang-format all C++ and TableGen
	@scripts/install-dependencies lint
	@git ls-files '*.cpp' '*.h' '*.c' | xargs clang-format-22 -i

lint: build ## clang-format and clang-tidy, no changes
	@scripts/install-dependencies lint
	@git ls-files '*.cpp' '*.h' '*.c' | xargs clang-format-22 --dry-run -Werror
	@git ls-files 'compiler/*.cpp' 'dialects/*.cpp' 'runtime/*.cpp' 'tools/*.cpp' | \
	  xargs -P $(JOBS) -n 4 clang-tidy-22 --quiet -p $(BUILD)

docs: build ## pages of dialects and passes into build/docs
	@scripts/make-docs $(BUILD)

# Each part says by its exit code that a limit is exceeded; the others still run.
bench: build ## all figures of docs/performance, beside ONNX Runtime, PyTorch and oneDNN
	@scripts/install-dependencies bench
	@failed=0; \
	bench/networks $(BUILD) --threads 1 --threads 2 --write $(DOCS) || failed=1; \
	bench/convolutions $(BUILD) --threads 1 --threads 2 --write $(DOCS) || failed=1; \
	bench/training $(BUILD) --write $(DOCS) || failed=1; \
	bench/steps $(BUILD) --write $(DOCS) || failed=1; \
	bench/limits $(BUILD) --write $(DOCS) || failed=1; \
	bench/kernels $(BUILD) --write $(DOCS).md || failed=1; \
	exit $$failed

bench-quick: build ## some of them, in less than five minutes, nothing written
	@scripts/install-dependencies bench
	@failed=0; \
	bench/networks $(BUILD) --quick --seconds 1 || failed=1; \
	bench/convolutions $(BUILD) --network resnet18 --network mobilenetv2 --seconds 0.02 || failed=1; \
	bench/training $(BUILD) --quick || failed=1; \
	bench/steps $(BUILD) --only mobilenetv2 --only resnet50 || failed=1; \
	bench/limits $(BUILD) --only mobilenetv2 --only resnet50 || failed=1; \
	exit $$failed

bench-model: build ## share of the layers on which prediction chooses as measurement would
	@bench/model $(BUILD)

bench-kernels: build ## share of its limit that each layer reaches
	@bench/kernels $(BUILD)

bench-bf16: build ## networks in f32 and bf16, where the processor has AVX512-BF16
	@bench/precision $(BUILD) --write docs/performance/bf16.md

# Fetches the models and ONNX Runtime (about 800 MB) into build/models once; see
# scripts/test-models --help.
test-models: build ## real ONNX models against ONNX Runtime, LeNet-5 trained on MNIST (fetches them)
	@scripts/test-models $(BUILD)

clean: ## remove the build folders
	rm -rf build build-asan build-fuzz build-gcc
