# Everything here makes the virtual environment that it needs, by itself:
# `make run` in a fresh clone is enough to see the quickstart.

PORT ?= 5000
# `make run EXAMPLE=blog` serves another of the example apps.
EXAMPLE ?= quickstart
EXAMPLES = $(patsubst examples/%/__init__.py,%,$(sort $(wildcard examples/*/__init__.py))) sessions/server
VENV ?= .venv
BIN = $(VENV)/bin
LOWEST_VENV ?= .venv-lowest
BENCH_VENV ?= .venv-bench
CONFORMANCE_VENV ?= .venv-conformance
STOCK_VENV ?= .venv-stock

# The first of these that is Python 3.10 or later and can make virtual environments.
# `make test PYTHON=python3.12 VENV=.venv-3.12` takes another.
PYTHONS = python3 python3.13 python3.12 python3.11 python3.10
SUITABLE = import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))
PYTHON ?= $(firstword $(foreach name,$(PYTHONS),$(shell \
	$(name) -c '$(SUITABLE)' >/dev/null 2>&1 && echo $(name))))

export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PYRIGHT_PYTHON_IGNORE_WARNINGS = 1

.DEFAULT_GOAL = help
.PHONY: help run test test-lowest check bench conformance extensions docs clean

help:
	@echo "make run          serve the quickstart on http://127.0.0.1:$(PORT) (PORT=8000 for another port,"
	@echo "                  EXAMPLE=blog for another of these: $(EXAMPLES))"
	@echo "make test         run the tests (ARGS='-k session' passes options on)"
	@echo "make test-lowest  run them with the lowest version of each dependency that pyproject.toml allows"
	@echo "make check        look for lint, format and type errors"
	@echo "make bench        measure raw WSGI, four frameworks and microflask side by side (ARGS=--quick)"
	@echo "make conformance  run Flask's own tests against microflask, and against Flask beside it"
	@echo "make extensions   use Flask extensions on microflask and run their tests (ARGS=flask-login)"
	@echo "make docs         build the documentation as a site: build/docs/index.html"
	@echo "make clean        remove the virtual environments and all that was generated"

# The quickstart needs nothing but microflask; the other examples use a library here and there.
run: known-example $(VENV)/.installed-$(if $(filter quickstart,$(EXAMPLE)),run,examples)
	$(BIN)/microflask --app examples/$(EXAMPLE) run --port $(PORT)

# A typing error is told before anything is installed for it. After a colon may be an app's name.
.PHONY: known-example
known-example:
	@path="examples/$(firstword $(subst :, ,$(EXAMPLE)))"; \
	if ! [ -f "$$path" -o -f "$$path.py" -o -f "$$path/__init__.py" ]; then \
		echo "There is no example called '$(EXAMPLE)'. There are: $(EXAMPLES)"; \
		exit 1; \
	fi

test: $(VENV)/.installed-test
	$(BIN)/python -m pytest $(ARGS)

test-lowest: $(LOWEST_VENV)/.installed-lowest
	$(LOWEST_VENV)/bin/python -m pytest $(ARGS)

check: $(VENV)/.installed-check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@# Pyright is a program for node. It would fetch a node of its own; we take the one that is here.
	@if command -v node >/dev/null; then \
		echo "$(BIN)/pyright"; $(BIN)/pyright --pythonpath $(BIN)/python; \
	elif [ "$$CI" = true ]; then \
		echo "pyright cannot run: there is no node on the PATH."; exit 1; \
	else \
		echo "PYRIGHT WAS SKIPPED: there is no node on the PATH to run it with."; \
	fi
	$(BIN)/python -m pytest tests/typing/test_typing.py

bench: $(BENCH_VENV)/.installed-bench
	$(BENCH_VENV)/bin/python benchmarks/run.py $(ARGS)

conformance: $(CONFORMANCE_VENV)/.installed-conformance $(STOCK_VENV)/.installed-stock
	$(CONFORMANCE_VENV)/bin/python conformance/flask_suite.py $(STOCK_VENV)/bin/python

extensions: $(CONFORMANCE_VENV)/.installed-conformance
	$(CONFORMANCE_VENV)/bin/python conformance/extensions.py $(ARGS)

docs: $(VENV)/.installed-docs
	$(BIN)/sphinx-build -W --keep-going --quiet -b html docs build/docs
	@echo "Open build/docs/index.html in a browser."

clean:
	rm -rf .venv .venv-* build dist *.egg-info .cache
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A virtual environment for each VENV, and in it a stamp for each set of tools: it is older than
# pyproject.toml when the tools must be installed anew.
%/.installed-run: %/pyvenv.cfg pyproject.toml
	$*/bin/python -m pip install --quiet --editable .
	@touch $@

%/.installed-examples: %/pyvenv.cfg pyproject.toml
	$*/bin/python -m pip install --quiet --editable '.[examples]'
	@touch $@

%/.installed-test: %/pyvenv.cfg pyproject.toml
	$*/bin/python -m pip install --quiet --editable '.[test]'
	@touch $@

# The lowest versions are read from what is installed of microflask, and then taken.
%/.installed-lowest: %/pyvenv.cfg pyproject.toml .ci/lowest.py
	$*/bin/python -m pip install --quiet --no-deps --editable .
	$*/bin/python .ci/lowest.py > $*/constraints.txt
	$*/bin/python -m pip install --quiet --editable '.[test]' --constraint $*/constraints.txt
	@touch $@

%/.installed-docs: %/pyvenv.cfg pyproject.toml
	$*/bin/python -m pip install --quiet --editable '.[docs]'
	@touch $@

%/.installed-check: %/pyvenv.cfg pyproject.toml
	$*/bin/python -m pip install --quiet --editable '.[check]'
	@touch $@

%/.installed-bench: %/pyvenv.cfg pyproject.toml
	$*/bin/python -m pip install --quiet --editable '.[bench]'
	@touch $@

%/.installed-conformance: %/pyvenv.cfg pyproject.toml
	$*/bin/python -m pip install --quiet --editable '.[conformance]'
	@touch $@

# Flask instead of microflask, and the same versions of everything else.
%/.installed-stock: $(CONFORMANCE_VENV)/.installed-conformance %/pyvenv.cfg
	$(CONFORMANCE_VENV)/bin/python -m pip freeze --exclude-editable > $*/constraints.txt
	$*/bin/python -m pip install --quiet flask==3.1.3 --requirement $*/constraints.txt
	@touch $@

.PRECIOUS: %/pyvenv.cfg
%/pyvenv.cfg:
	@if [ -z "$(PYTHON)" ]; then \
		echo "microflask needs Python 3.10 or later with its venv module. None of these is:"; \
		echo "    $(PYTHONS)"; \
		echo "Name one that is, as in: make test PYTHON=/path/to/python3"; \
		exit 1; \
	elif ! $(PYTHON) -c '$(SUITABLE)' 2>/dev/null; then \
		echo "$(PYTHON) is not Python 3.10 or later with its venv module."; \
		exit 1; \
	fi
	$(PYTHON) -m venv $* || { rm -rf $*; exit 1; }
