# SPDX-License-Identifier: Apache-2.0
# The front door: every target installs what is missing first, then works.
#   make run                                 build, show the whole story on simulated traffic, and
#                                            serve it at http://127.0.0.1:8080 (PORT=...)
#   make run DATA=file SCHEMA=name-or-file   build, and run the whole pipeline on a table
#   make test                                build with checks, and run all tests
.DEFAULT_GOAL := help
VEDETTE := build/release/vedette
JOBS ?= $(shell nproc)
PORT ?= 8080

.PHONY: help deps bench-deps build run test bench peers http-peers clean

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

deps:
	@tools/install-deps.sh

bench-deps: deps
	@tools/install-deps.sh packaging/debian-packages-bench.txt

build: deps ## Build the release binary build/release/vedette
	@mkdir -p build && { cmake --preset release >build/configure.log || \
	  { cat build/configure.log >&2; exit 1; }; }
	@cmake --build build/release -j $(JOBS) -- --quiet

run: build ## Show the whole story on simulated traffic and serve it, or run the pipeline on DATA=file SCHEMA=name-or-file
ifeq ($(DATA),)
	@PORT=$(PORT) tools/demo.sh $(VEDETTE) build/demo
else
	@$(VEDETTE) run --data "$(DATA)" --schema "$(SCHEMA)"
endif

test: deps ## Build with address and undefined-behaviour checks, and run all tests
	@tools/run-tests.sh

bench: bench-deps ## Run the micro benchmarks
	@cmake --preset bench >/dev/null && cmake --build build/bench -j $(JOBS)
	@build/bench/bench/boosted_bench
	@build/bench/bench/boosted_row_bench

peers: build bench-deps ## Compare accuracy and speed with scikit-learn and pandas, side by side
	@bench/peers/run.sh

http-peers: build bench-deps ## Compare the server with gunicorn + Flask + XGBoost and with nginx, side by side
	@[ -x bench/http/.venv/bin/python ] || bench/http/setup.sh
	@bench/http/.venv/bin/python bench/http/run.py --vedette $(VEDETTE)

clean: ## Remove everything that was built
	@rm -rf build
