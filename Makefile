# Two commands are all a newcomer needs: `make run` and `make test`.
.DEFAULT_GOAL := help
.PHONY: help setup run test check bench evaluate lock messages clean

PYTHON ?= python3
BIN := .venv/bin
HOST ?= 127.0.0.1
PORT ?= 8000
export KRONIEK_HOME ?= var

help:  ## Show what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: .venv/ready  ## Put everything into .venv (done by the others when needed)

.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Kroniek needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

run: setup  ## Serve the site: with the demo archive, or ARCHIVE=path of your own file
ifdef ARCHIVE
	$(BIN)/kroniek import "$(ARCHIVE)"
else
	@scripts/load-demo
endif
	$(BIN)/kroniek serve --host $(HOST) --port $(PORT)

check: setup  ## Style, types, who imports whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check  ## Check, then run all tests (scripts/install-test-tools gets chromium and postgresql)
	$(BIN)/pytest -q -n 2 --dist loadscope

bench: setup  ## Measure speed beside what one would use instead
	$(BIN)/python -m benchmarks

evaluate: setup  ## Measure the quality of reading and finding, and hold it to its floors
	$(BIN)/python -m evaluation

lock: setup  ## Pin the newest versions that pyproject.toml allows
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
		--no-emit-index-url --no-emit-find-links --no-header --all-extras pyproject.toml -o requirements.lock

messages: setup  ## Compile the translations (.po to .mo)
	for room in archive edit publish; do $(BIN)/pybabel -q compile --domain django --directory kroniek/$$room/locale; done

clean:  ## Remove what was made (never the archive)
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build *.egg-info
