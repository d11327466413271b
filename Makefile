.DEFAULT_GOAL := help
PYTHON ?= .venv-dev/bin/python

help:  ## list the targets
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*##/\t/'

setup:  ## a virtual environment with all that development needs
	python3 -m venv .venv-dev
	.venv-dev/bin/pip install -q --upgrade pip
	.venv-dev/bin/pip install -q torch==2.13.0 -e '.[train,dev]'

check:  ## format, lint, types, import contracts, tests
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(PYTHON) -m mypy
	$(dir $(PYTHON))lint-imports
	$(PYTHON) -m pytest

test:  ## the tests alone
	$(PYTHON) -m pytest

DATA ?= examples/pages

bench:  ## glyphwright, Tesseract and RapidOCR on the same pages: DATA=folder with truth.json
	$(PYTHON) -m bench.run $(DATA)

.PHONY: help setup check test bench
