PYTHON ?= python3
BIN := .venv/bin
TYPES := build/types/solieu
PACKAGES := data model training eval configs

.PHONY: setup demo test test-slow bench reliability fuzz oracles lint types format clean

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

# Tries harder to break it, and writes tests/RELIABILITY.md: make reliability EFFORT=20
EFFORT ?= 4
reliability: setup
	mkdir -p build && rm -f build/notes.jsonl
	SOLIEU_EFFORT=$(EFFORT) SOLIEU_NOTES=$(CURDIR)/build/notes.jsonl \
		$(BIN)/python -m pytest -m slow tests/reliability --timeout 7200
	SOLIEU_EFFORT=$(EFFORT) $(BIN)/python tests/reliability/summary.py build/notes.jsonl > build/reliability.md
	mv build/reliability.md tests/RELIABILITY.md

# Fuzzes every reader of files: make fuzz SECONDS=1800
SECONDS ?= 60
fuzz: setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check atheris
	$(BIN)/python tests/fuzz.py all $(SECONDS)

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
