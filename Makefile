# `make demo` and `make test` set everything up themselves; `make help` lists the targets.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.installed

.PHONY: help demo run test lint types contracts tests slow bench format clean

help: ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Pilcrow needs Python 3.11 or newer: name one with PYTHON=python3.11." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

demo: $(READY) ## Ingest samples/ and answer three questions about them
	$(BIN)/pilcrow ingest samples
	@printf '%s\n' \
	  'How many Su-35 fighters will Iran receive, and where will they be stationed?' \
	  'Why did Iran prepare to fight the Taliban in 1998?' \
	  'What is the maximum range of the Shahed-136?' \
	  | $(BIN)/pilcrow chat

run: $(READY) ## Run the Discord bot
	$(BIN)/pilcrow run

test: lint types contracts tests ## Everything that must hold before a change lands

lint: $(READY) ## Style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY) ## Types
	$(BIN)/mypy

contracts: $(READY) ## Imports run one way
	$(BIN)/lint-imports

tests: $(READY) ## Tests, three at a time for most of them wait, then those that measure time
	$(BIN)/pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder -m 'not slow and not alone'
	$(BIN)/pytest -m alone

slow: $(READY) ## Tests that kill at every point, read heavy documents or wait for Discord's pace
	$(BIN)/pytest -m slow

bench: $(READY) ## Measure beside other ways to find paragraphs, into docs/BENCHMARKS.md
	$(BIN)/python -m benchmarks.bench

format: $(READY) ## Put the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## Remove the virtual environment and caches, but no data
	rm -rf $(VENV) .venv-rivals .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
