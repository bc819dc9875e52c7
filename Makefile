# Blazon: the verbs. `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
PYTEST := $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder
# Compiling every module anew at each start costs a command seconds, and the tests start many commands.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help: ## list the verbs
	@grep -hE '^[a-z][a-z-]*:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-8s %s\n", $$1, $$2}'

.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Blazon needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Say: make PYTHON=python3.12 …" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	awk '/^[a-z]/ {on = /^uv==/} on' requirements.lock > .venv/uv.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r .venv/uv.txt
	$(BIN)/uv pip sync --compile-bytecode --python $(BIN)/python --require-hashes requirements.lock
	$(BIN)/uv pip install --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: setup
setup: .venv/ready ## make .venv and install what requirements.lock pins

.PHONY: lock
lock: setup ## resolve pyproject.toml anew into requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --extra dev --custom-compile-command 'make lock' pyproject.toml -o requirements.lock

.PHONY: demo
demo: setup ## fill the demo office and serve it on http://127.0.0.1:8000 (Ctrl-C stops all)
	$(BIN)/blazon demo

.PHONY: test
test: setup ## run the tests on the embedded Postgres and OpenSearch, but those that are long by their nature
	$(BIN)/python -m tests.house.browser
	$(PYTEST) -m "not thorough"

.PHONY: thorough
thorough: setup ## run the long ones: killed processes, a browser over all pages, large galleries, stories
	$(BIN)/python -m tests.house.browser
	$(PYTEST) -m thorough

STEPS ?= 20000
.PHONY: soak
soak: setup ## 20,000 random steps against each workflow, then numbers without gaps and the index audited
	BLAZON_TEST_STEPS=$(STEPS) $(BIN)/pytest -n 0 -s --timeout 0 tests/registry/test_workflow_machine.py

.PHONY: format
format: setup ## write the code the one way
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix-only --quiet .

.PHONY: lint
lint: setup ## format, lint and imports, checked only
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --cache-dir .import_linter_cache

.PHONY: types
types: setup ## mypy --strict on all packages
	$(BIN)/mypy

.PHONY: docs
docs: setup ## write the generated pages anew
	$(BIN)/python -m desk.docs write

.PHONY: bench
bench: setup ## the figures of docs/operations.md, as JSON
	$(BIN)/blazon bench index --documents 50000 --json

.PHONY: check
check: lint types ## format, lint, types, imports, docs not stale, licences of dependencies
	$(BIN)/python -m desk.docs check
	$(BIN)/python -m tests.house.licences
