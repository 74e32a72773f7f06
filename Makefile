# `make help` lists the targets. Each one makes .venv from the lock file when it is missing or stale.

SHELL := /bin/sh
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
RUN_READY := $(VENV)/.ready-run
READY := $(VENV)/.ready
# The locks are whole: pip need not resolve them again. It would compile tests, too, and on one core.
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-compile --require-hashes
# Where PYTHONDONTWRITEBYTECODE is set, as in many containers, each start of Scrapy would compile
# anew what it imports, for three seconds of CPU.
COMPILE = $(BIN)/python -m compileall -q -j 0 -x '/tests?/'
BENCH_VENV := .venv-bench
BENCH_READY := $(BENCH_VENV)/.ready
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup compiled demo crawl test quick check fix bench lock clean

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18

setup: $(READY)  ## make .venv, with the tools for tests and checks

# Two steps: what the program needs, for who only runs it; then the tools of the tests.
$(RUN_READY): requirements/run.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Cleanwire needs Python 3.11 or newer: install it, or name it with make PYTHON=/path/to/python3 ..." >&2; exit 2; }
	@test -x $(BIN)/python && $(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' || $(PYTHON) -m venv --clear $(VENV)
	$(INSTALL) -r requirements/run.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(COMPILE) $(VENV)/lib
	@touch $@

$(READY): $(RUN_READY) requirements/dev.lock
	$(INSTALL) -r requirements/dev.lock
	@touch $@

# Ours change with every pull; what did not change costs a fifth of a second.
compiled: $(RUN_READY)
	@$(COMPILE) cleaners crawler output

demo: $(RUN_READY) compiled  ## serve the demo newsroom on loopback and crawl it
	$(BIN)/scrapy demo $(ARGS)

crawl: $(RUN_READY) compiled  ## crawl the sites of sites/ (make crawl ARGS="-a sites=a,b")
	$(BIN)/scrapy crawl news $(ARGS)

# One worker more than two cores: many tests wait for a clock or a process. The order is that of
# tests/conftest.py: xdist would begin with the files of the most tests, which are the quickest.
test: $(READY) compiled  ## run the whole test suite
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(ARGS)

quick: $(READY)  ## run the tests that take under ten seconds each
	$(BIN)/python -m pytest -m "not slow and not long" $(ARGS)

check: $(READY)  ## formatting, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

fix: $(READY)  ## format, and mend what the linter can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(BENCH_READY): requirements/bench.lock
	@test -n "$(PYTHON)" || { echo "Cleanwire needs Python 3.11 or newer." >&2; exit 2; }
	@test -x $(BENCH_VENV)/bin/python || $(PYTHON) -m venv --clear $(BENCH_VENV)
	$(BENCH_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/bench.lock
	$(BENCH_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

bench: $(BENCH_READY)  ## measure speed and quality beside the peers (make bench ARGS="CORPUS.jsonl.xz")
	@$(BENCH_VENV)/bin/python -m compileall -q -j 0 cleaners crawler output
	$(BENCH_VENV)/bin/python -m benchmarks $(ARGS)

LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11

lock: $(READY)  ## write the lock files anew (after a change of the dependencies)
	$(BIN)/python -m pip install --quiet uv
	$(LOCK) --extra report --group build pyproject.toml -o requirements/run.lock
	$(LOCK) --all-extras --group dev pyproject.toml -o requirements/dev.lock
	$(LOCK) --group train pyproject.toml -o requirements/train.lock
	$(LOCK) --all-extras --group dev pyproject.toml benchmarks/requirements.in -o requirements/bench.lock

clean:  ## remove what the tools left; never the corpus or the state
	rm -rf $(VENV) $(BENCH_VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist demo-corpus demo-state
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
