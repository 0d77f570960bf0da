# `make repro` and `make test` do all set-up on a fresh machine with Python 3.11+ and git.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := .uv/bin/uv pip
COMPILE := $(UV) compile --universal --python-version 3.11 --no-emit-index-url --override overrides.txt --no-annotate --no-header --generate-hashes --quiet pyproject.toml
export PATH := $(CURDIR)/$(BIN):$(PATH)
export DVC_NO_ANALYTICS := 1
export SOURCE_DATE_EPOCH := 1640995200
export PYTHONHASHSEED := 0
# Images of containers often set it: every stage and every test would then compile pandas, spaCy and the rest anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help install install-speech repro review test coverage lint lock stale clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

# The installer is fifteen times faster than pip; it lives beside the environment, not in it.
.uv/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.11 repro" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .uv
	.uv/bin/python -m pip install --quiet --disable-pip-version-check uv==0.13.9

$(VENV)/installed: requirements.lock | .uv/bin/uv
	$(PYTHON) -m venv --without-pip $(VENV)
	$(UV) install --quiet --no-deps --python $(BIN)/python -r requirements.lock
	touch $@

ifeq ($(shell test -L $(VENV) && echo link),link)
install: # somebody else's environment, used as it is: nothing is installed into it
else
install: $(VENV)/installed ## create the environment from the pinned lock
endif

install-speech: install ## add speech to text for recordings
	$(UV) install --quiet --no-deps --python $(BIN)/python -r requirements-speech.lock
	@echo "Recordings without a transcript are drafted by: python -m pipeline transcripts --draft"

repro: install ## rebuild everything that changed, from raw/ to the findings
	@find .dvc/tmp -name rwlock -empty -delete 2>/dev/null || true  # what a kill leaves of DVC's own note of who writes
	$(BIN)/dvc repro
	@echo; echo "Findings:"; ls -1 reports/findings.*

review: install ## write the review workbook: the segments where a decision is worth most
	$(BIN)/python -m pipeline review

workbench: install ## open the coders' page on this machine
	$(BIN)/python -m pipeline workbench

test: install ## run the tests
	$(BIN)/python -m pytest

coverage: install ## run the tests and list the lines that none of them reaches
	$(BIN)/python -m pytest --cov --cov-report=term:skip-covered

lint: install ## style, common mistakes and types
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

lock: .uv/bin/uv ## pin the newest versions that fit pyproject.toml
	$(COMPILE) --extra dev --extra topics -o requirements.lock
	awk "/^[^ ]/ {keep = !/sys_platform == 'none'/} keep" requirements.lock > .uv/dev.lock && mv .uv/dev.lock requirements.lock
	$(COMPILE) --extra topics --extra speech -c requirements.lock -o .uv/speech.lock
	awk "NR == FNR {seen[\$$1] = 1; next} /^[^ ]/ {keep = !(\$$1 in seen) && !/sys_platform == 'none'/} keep" \
	  requirements.lock .uv/speech.lock > requirements-speech.lock
	$(MAKE) install
	$(BIN)/python -m pipeline stages

stale: install ## list the signed sentences of the findings that have changed since
	$(BIN)/python -m pipeline stale

clean: ## remove what the pipeline made (never raw/, codebooks/ or chapters)
	rm -rf processed .cache private/cache .staging-* private/.staging-*
	rm -rf reports/figures reports/annex reports/annex.* reports/brief.* reports/findings.* reports/codebook.*
	find . -name '.*.part' -not -path './.venv/*' -delete
