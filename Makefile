# `make run` and `make test` create the environment they need.
PYTHON ?= python3
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin
SUDO := $(shell test "$$(id -u)" = 0 || echo sudo)
APT = $(SUDO) apt-get update -qq && $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
# three processes on two processors: tests with a browser or a server wait a third of their time
PYTEST = $(BIN)/python -m pytest --numprocesses 3 --dist worksteal
# a test that stands still, as in a browser that no longer answers, fails with the stacks of its process
HUNG = --override-ini faulthandler_timeout=300 --override-ini faulthandler_exit_on_timeout=true
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" $(UPGRADE)

# tests start many processes: each would compile the package again if the environment forbids to keep bytecode
export PYTHONDONTWRITEBYTECODE =

.PHONY: help run demo nz check test quick lint bench soak docs wheel lock clean browser
.DEFAULT_GOAL := help

help: ## this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

run: $(VENV)/run.done ## open the dashboard on targets.yaml
	$(BIN)/tracker serve targets.yaml --port $(PORT) --open

demo: $(VENV)/run.done ## open the dashboard on demonstration data
	$(BIN)/tracker demo build/demo
	$(BIN)/tracker serve build/demo --port $(PORT) --open

nz: $(VENV)/run.done ## open the dashboard on New Zealand's government targets
	$(BIN)/tracker serve examples/nz-government-targets --port $(PORT) --open

check: $(VENV)/run.done ## check targets.yaml
	$(BIN)/tracker check targets.yaml

test: lint browser ## lint, types and all tests, including those in a real browser
	$(PYTEST) $(HUNG) --durations 20 -m "not long"

quick: lint ## lint, types and every test without a browser, a server or another program, in one to two minutes
	$(PYTEST) --numprocesses 2 --quiet -m "not (browser or server or kill or process or long)"

lint: $(VENV)/test.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/test.done browser ## benchmarks
	$(BIN)/python benchmarks/run.py

soak: $(VENV)/test.done browser ## long runs: tests on further data and on more generated examples; saves killed at random moments; the screen with a hung and a killed server
	$(PYTEST) -m "long or hypothesis" --hypothesis-profile soak
	$(BIN)/python benchmarks/soak_saves.py 240
	PYTHONPATH=tests $(BIN)/python tests/soak/screen_soak.py

docs: $(VENV)/run.done ## write docs/commands.md and its translations from --help
	$(BIN)/python -m tracker.cli.reference docs

wheel: $(VENV)/run.done ## build the package in dist/
	$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

lock: $(VENV)/run.done ## lock the dependencies again (UPGRADE=--upgrade for newer ones)
	$(PIP) -r requirements/lock.txt
	$(LOCK) pyproject.toml --group build --output-file requirements/run.txt
	$(LOCK) pyproject.toml --group build --group test --constraint requirements/run.txt --output-file requirements/test.txt
	$(LOCK) --group lock --output-file requirements/lock.txt

clean: ## remove the environment and all generated files
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- the environment ------------------------------------------------------------------------------

$(VENV)/pip.done:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=..."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { $(APT) python3-venv; }
	$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/run.done: $(VENV)/pip.done requirements/run.txt pyproject.toml
	$(PIP) -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/test.done: $(VENV)/run.done requirements/test.txt
	$(PIP) -r requirements/test.txt
	@touch $@

browser: $(VENV)/test.done
	@command -v git >/dev/null || { $(APT) git; }
	@test -x /usr/sbin/nginx || command -v nginx >/dev/null || { $(APT) nginx-light; }
	@command -v chromium-headless-shell >/dev/null || { $(APT) chromium-headless-shell; }
	@test -e /usr/lib/libreoffice/program/libswlo.so -a -e /usr/lib/libreoffice/program/libsclo.so || { $(APT) libreoffice-writer-nogui libreoffice-calc-nogui; }
	@command -v pdftoppm >/dev/null || { $(APT) poppler-utils; }
	@command -v fc-list >/dev/null || { $(APT) fontconfig; }
	@fc-list :lang=zh | grep -q . || { $(APT) fonts-noto-cjk; }
	@fc-list "Liberation Serif" | grep -q . || { $(APT) fonts-liberation; } # as wide as Times New Roman, which briefs are set in
