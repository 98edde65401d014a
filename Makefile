# What a person types. `make help` lists it. Every target makes its environment first.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

BIN := .venv/bin
PYTHON_SOURCES := src tests scripts $(if $(wildcard benchmarks/*.py),benchmarks)

# Without bytecode, importing polars takes three times as long.
unexport PYTHONDONTWRITEBYTECODE

# Where the machine keeps its own list of trusted certificates, uv goes by it as pip does.
export UV_SYSTEM_CERTS := $(if $(wildcard /etc/ssl/certs/ca-certificates.crt),true,false)

# Give the first Python that is new enough, or say what is missing. PYTHON=… chooses one.
define find_python
for candidate in "$${PYTHON:-}" python3 python3.13 python3.12 python3.11; do \
  [ -n "$$candidate" ] || continue; \
  if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
    found=$$candidate; break; \
  fi; \
done; \
if [ -z "$${found:-}" ]; then \
  echo "gaitbelt needs Python 3.11 or later; python3 here is" \
    "$$(python3 --version 2>/dev/null || echo missing)." >&2; \
  echo "Install a later Python, or name one: make setup PYTHON=/path/to/python3" >&2; \
  exit 1; \
fi
endef

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

# ── the environment ──────────────────────────────────────────────────────────────────

.venv/.has-uv: requirements/bootstrap.txt
	@if ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
	  $(find_python); \
	  echo "Making .venv with $$($$found --version)"; \
	  "$$found" -m venv .venv || { \
	    echo "This Python cannot make an environment: on Debian, apt-get install python3-venv." >&2; \
	    exit 1; }; \
	fi
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	  --require-hashes --no-deps --requirement requirements/bootstrap.txt
	@touch $@

.venv/.has-everything: .venv/.has-uv requirements/dev.txt pyproject.toml
	@echo "Installing the pinned requirements into .venv"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode \
	  --require-hashes --requirement requirements/dev.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q src
	@touch $@

.PHONY: setup
setup: .venv/.has-everything ## Make .venv with everything pinned, and gaitbelt in .venv/bin

.PHONY: lock
lock: .venv/.has-uv ## Pin the requirements again (UPGRADE=1 takes the latest allowed)
	@$(BIN)/python -m scripts.lock $(if $(UPGRADE),--upgrade)

.PHONY: clean
clean: ## Remove what was generated, but not .venv
	rm -rf out site dist .cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# ── using it ─────────────────────────────────────────────────────────────────────────

.PHONY: demo
demo: setup ## A fictional clinic: a year of visits, checked, with a report in out/
	@$(BIN)/gaitbelt demo --to out

.PHONY: docs
docs: setup ## Generate the pages from cards and values, then the site in site/
	@$(BIN)/python -m scripts.docs
	@$(BIN)/zensical build --strict

.PHONY: bench
bench: setup ## Measure speed and memory (ARGS=… is passed on)
	@$(BIN)/python benchmarks/run.py $(ARGS)

.PHONY: new-rule
new-rule: setup ## make new-rule FAMILY=units NAME="timed units exceed minutes"
	@$(BIN)/python -m scripts.new_rule "$(FAMILY)" "$(NAME)"

# `make new-rule units "timed units exceed minutes"` says the same without the names.
ifeq (new-rule,$(firstword $(MAKECMDGOALS)))
ifneq (,$(word 2,$(MAKECMDGOALS)))
FAMILY := $(word 2,$(MAKECMDGOALS))
NAME := $(wordlist 3,$(words $(MAKECMDGOALS)),$(MAKECMDGOALS))
Makefile: ;
%: ; @:
endif
endif

# ── checks ───────────────────────────────────────────────────────────────────────────

.PHONY: test
test: setup ## All tests, on every core (ARGS=… is passed on)
	@if [ -n "$${GAITBELT_CORPUS:-}" ]; then \
	  echo "Tests over third-party files run: GAITBELT_CORPUS is set."; \
	else \
	  echo "Tests over third-party files are skipped: GAITBELT_CORPUS is not set."; \
	fi
	@$(BIN)/python -m pytest --numprocesses auto $(ARGS)

.PHONY: house
house: setup ## The house rules alone: sizes, pairs, words, values, money
	@$(BIN)/python -m pytest tests/house $(ARGS)

.PHONY: format
format: setup ## Rewrite the Python files in the house's format
	@$(BIN)/ruff format $(PYTHON_SOURCES)

.PHONY: lint
lint: setup
	@$(BIN)/ruff format --check $(PYTHON_SOURCES)
	@$(BIN)/ruff check $(PYTHON_SOURCES)

.PHONY: types
types: setup
	@$(BIN)/mypy $(PYTHON_SOURCES)

.PHONY: layers
layers: setup
	@$(BIN)/lint-imports --no-logo

.PHONY: fresh
fresh: setup
	@$(BIN)/python -m scripts.docs --check
	@$(BIN)/zensical build --strict

.PHONY: check
check: lint types layers fresh test ## Format, lint, types, layers, docs fresh, all tests
	@echo "Everything holds."
