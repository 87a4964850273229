# Two commands do all set-up: `make run` and `make test`. PYTHON and VENV may be given.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

ARMS := scenarios/siloed.yaml scenarios/shared.yaml scenarios/both.yaml

.PHONY: run compiled test test-heavy test-fast lint types bench docs golden clean
.DEFAULT_GOAL := run

# The comparison of incentive designs; its last line is the path of report.html.
run: $(VENV)/run.stamp
	@$(BIN)/tasuki compare $(ARMS) --replications 20 --strictness 7

# Compiles the model on every core, before each worker of the tests would compile it for itself. A failure here is left
# to the tests, which tell more of it.
compiled: $(VENV)/test.stamp
	-@$(BIN)/python -m tests.compiled

# Three workers on two cores: many tests wait for programs and browsers that they started.
test: lint types compiled
	@$(BIN)/python -m pytest -n 3 --dist loadscope -m "not heavy"

# Notebooks, a workshop in four browsers, commands killed again and again: two to three minutes.
test-heavy: compiled
	@$(BIN)/python -m pytest -n 3 --dist loadscope -m heavy

test-fast: compiled
	@$(BIN)/python -m pytest -n 3 --dist loadscope -m "not slow"

lint: $(VENV)/test.stamp
	@$(BIN)/ruff check .

types: $(VENV)/test.stamp
	@$(BIN)/mypy

bench: $(VENV)/run.stamp
	@$(BIN)/python benchmarks/run.py

# Generated documentation and scenarios/base.yaml, from the declarations of the parameters.
docs: $(VENV)/run.stamp
	@$(BIN)/python -m sim.engine.document

# Rewrites the frozen summary after a meant change of output; flag that change in CHANGELOG.md.
golden: $(VENV)/test.stamp
	@$(BIN)/python -m tests.golden.update

clean:
	rm -rf $(VENV)

# Stamps: installs again only when what is declared has changed, so that later calls need no network.
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable

$(VENV)/python.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    found=$$({ $(PYTHON) --version; } 2>/dev/null) || found="not there"; \
	    echo "Tasuki needs Python 3.11 or newer, and $(PYTHON) is $$found." \
	         "Name another one: make run PYTHON=python3.13" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/run.stamp: pyproject.toml constraints.txt | $(VENV)/python.stamp
	@echo "Installing Tasuki into $(VENV) (once, a minute or two)" >&2
	@$(INSTALL) '.[japanese]'
	@touch $@

$(VENV)/test.stamp: pyproject.toml constraints.txt | $(VENV)/run.stamp
	@echo "Installing the test tools into $(VENV) (once)" >&2
	@$(INSTALL) '.[test,japanese]'
	@touch $@
