# The usual commands. `make` alone runs the main job, `make test` the tests, `make help` lists the rest.
#
#   PYTHON=python3.12   another interpreter (3.11 or later) for the environment
#   UV=                 install with pip although uv is on the path
#   WORKERS=4           processes for the tests
#   ARGS="-k erlang"    more words for pytest (test, verify) or for the benchmarks (bench)

PYTHON  ?= python3
VENV    ?= .venv
UV      ?= $(shell command -v uv 2>/dev/null)
WORKERS ?= 2
ARGS    ?=

BIN  := $(VENV)/bin
PY   := $(BIN)/python
PINS := constraints.txt
BASE := $(VENV)/.stamp-base
CORE := $(VENV)/.stamp-core
TEST := $(VENV)/.stamp-test

.DEFAULT_GOAL := demo
.NOTPARALLEL:
.PHONY: demo test verify bench matrix check lint format env env-test pins clean distclean help

demo: $(CORE)  ## compare the designs of the example service (default)
	@$(BIN)/polyvalence compare scenarios/o2.yaml

# All three run even if one fails: a badly sorted import must not hide a wrong number.
test: $(TEST)  ## ruff, mypy and the daily tests
	@lint=0; \
	$(BIN)/ruff check || lint=1; \
	$(BIN)/mypy sim || lint=1; \
	$(PY) -m pytest -n $(WORKERS) --dist worksteal $(ARGS); status=$$?; \
	if [ $$status -eq 0 ] && [ $$lint -ne 0 ]; then \
	  echo "The tests pass, but ruff or mypy found problems: see above them." >&2; status=1; \
	fi; \
	exit $$status

verify: $(TEST)  ## the statistical verification (slow)
	@$(PY) -m pytest -m slow -n $(WORKERS) --dist worksteal $(ARGS)

bench: $(CORE)  ## measure the speed
	@$(PY) -m benchmarks $(ARGS)

# The tests of the core with the oldest and the newest Numba that pyproject.toml allows, each in an environment of its own.
# Lower bounds alone decide which other libraries go with it, so the pins are not used.
OLDEST_NUMBA = $(shell sed -n 's/^ *"numba>=\(.*\)",$$/\1/p' pyproject.toml)
MATRIX_TESTS = tests/jit tests/model/test_plain.py tests/engines/test_traces.py tests/engines/parity/test_scenarios.py

matrix:  ## the tests of the core with the oldest and the newest Numba allowed (slow)
	@status=0; \
	for wanted in "numba==$(OLDEST_NUMBA)" numba; do \
	  place=build/matrix/$$wanted; rm -rf "$$place"; \
	  "$(PYTHON)" -m venv "$$place" && \
	  "$$place/bin/python" -m pip install -qq --disable-pip-version-check -e ".[test]" "$$wanted" && \
	  "$$place/bin/polyvalence" --version -v && \
	  POLYVALENCE_CACHE_DIR="$(CURDIR)/$$place/cache" "$$place/bin/python" -m pytest -q -n $(WORKERS) $(MATRIX_TESTS) || status=1; \
	done; \
	exit $$status

check: $(TEST)  ## ruff, formatting and mypy, without the tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy sim

lint: $(TEST)  ## ruff alone
	$(BIN)/ruff check

format: $(TEST)  ## sort imports and format in place
	$(BIN)/ruff check --select I --fix
	$(BIN)/ruff format

env: $(CORE)  ## the environment to run the program

env-test: $(TEST)  ## the environment to run and to test it

# The options keep addresses, paths and the name of this machine out of the file.
pins:  ## renew constraints.txt (needs uv)
	@test -n "$(UV)" || { echo "make pins needs uv on the path (python3 -m pip install uv)." >&2; exit 1; }
	$(UV) pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
	  --upgrade --no-header --no-annotate --quiet -o $(PINS)

clean:  ## remove caches and builds; results/ stays
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .benchmarks .coverage htmlcov
	find . -name .git -prune -o -path './$(VENV)' -prune -o -type d -name __pycache__ -exec rm -rf {} +

distclean: clean  ## remove the environment too
	rm -rf $(VENV)

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

# ---- the environment ----
#
# Three stamps: the bare environment, the program in it, the tools for testing as well. A stamp is older than
# pyproject.toml or constraints.txt: install again. The tools contain the program, so they set both stamps.

# An existing environment that works is kept. Having uv, no venv module is needed.
$(BASE):
	@"$(PYTHON)" -c 'import sys' >/dev/null 2>&1 || { \
	  echo "No Python found as '$(PYTHON)'. Install Python 3.11 or later, or name it: make PYTHON=python3.12" >&2; \
	  exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or later is needed; '$(PYTHON)' is $$("$(PYTHON)" -V 2>&1)." >&2; \
	  echo "Name a later one: make PYTHON=python3.12" >&2; \
	  exit 1; }
	@test -n "$(UV)" || "$(PYTHON)" -c 'import venv, ensurepip' >/dev/null 2>&1 || { \
	  echo "'$(PYTHON)' cannot make a virtual environment: its venv module is missing or incomplete." >&2; \
	  echo "On Debian and Ubuntu: apt-get install python3-venv" >&2; \
	  exit 1; }
	@if ! "$(PY)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	  echo "Making the environment in $(VENV)"; \
	  rm -rf "$(VENV)"; \
	  if [ -n "$(UV)" ]; then \
	    "$(UV)" venv --quiet --python "$$("$(PYTHON)" -c 'import sys; print(sys.executable)')" "$(VENV)"; \
	  else \
	    "$(PYTHON)" -m venv "$(VENV)"; \
	  fi; \
	fi
	@touch $@

comma := ,

# $(call install,what): with uv, else (or should uv fail, for it does not read pip's settings) with pip.
# Byte-compiling whole libraries would take as long as installing them: what the program imports is enough, and it is
# compiled here because containers often forbid Python to write bytecode later, when every start would take a second more.
IMPORTED = numba, scipy.special, pandas, pyarrow.parquet, matplotlib.figure, matplotlib.backends.backend_svg, \
  jinja2, simpy, pydantic, yaml, click, tqdm
define install
if [ -n "$(UV)" ] && "$(UV)" pip install --quiet --python "$(PY)" -c $(PINS) -e "$(1)"; then :; else \
  "$(PY)" -m pip --version >/dev/null 2>&1 || "$(PY)" -m ensurepip >/dev/null || exit 1; \
  "$(PY)" -m pip install -qq --disable-pip-version-check --no-compile -c $(PINS) -e "$(1)" || exit 1; \
fi; \
env -u PYTHONDONTWRITEBYTECODE "$(PY)" -c "import $(IMPORTED)" || exit 1; \
env -u PYTHONDONTWRITEBYTECODE "$(PY)" -m compileall -q sim
endef

$(CORE): pyproject.toml $(PINS) | $(BASE)
	@echo "Installing the program (about a minute the first time)"
	@$(call install,.)
	@touch $@

$(TEST): pyproject.toml $(PINS) | $(BASE)
	@echo "Installing the program and the tools to test it (about a minute the first time)"
	@$(call install,.[test$(comma)dev])
	@touch $(CORE) $@
