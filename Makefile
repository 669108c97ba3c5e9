PYTHON ?= python3
BIN := .venv/bin
TYPES := build/types/solieu
PACKAGES := data model training eval configs

.PHONY: setup demo test test-slow bench oracles lint types format clean

setup: .venv/.ready

.venv/.ready: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "solieu needs Python 3.11 or newer: make PYTHON=python3.12")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt torch
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

demo: setup
	$(BIN)/solieu extract data/examples/lam-son-2025-08-06.txt --date 2025-08-06

test: setup
	$(BIN)/python -m pytest

test-slow: setup
	$(BIN)/python -m pytest -m slow

# Measures speed and memory: make bench INPUTS=1000000 for a long stream of short texts
bench: setup
	$(BIN)/python -W ignore tests/bench.py $(INPUTS)

# Scores the rules on cases of others, which are not part of the project: make oracles ORACLES=FOLDER
oracles: setup
	$(BIN)/python tests/oracles.py $(ORACLES)

lint: setup types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy -p solieu

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# mypy does not follow the mapping of packages to folders, so it reads a tree of links.
types:
	rm -rf $(TYPES)
	mkdir -p $(TYPES)
	for name in $(PACKAGES); do ln -s "$(CURDIR)/$$name" $(TYPES)/$$name; done
	for file in src/solieu/*; do ln -s "$(CURDIR)/$$file" $(TYPES)/; done

clean:
	rm -rf .venv build *.egg-info src/*.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
