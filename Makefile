# `make` alone prints what there is. Data live in var/; PORT, VAR, KAFKA=apache and the settings of
# docs/operations.md are taken from the environment.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install -q -c requirements.lock

.DEFAULT_GOAL := help
.PHONY: help run test soak style check bench bench-matching sample-skills screenshots lighthouse lock clean

help:  ## Print this
	@sed -n 's/^\([a-z-]*\):.*  ## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

run: .venv/.run  ## Start the whole product on this machine; Ctrl-C stops it
	@exec $(BIN)/python -m deploy.local up

test: .venv/.test  ## Run the tests (ARGS="-k word" picks some)
	$(BIN)/python -m pytest -m "not soak" -n 2 --dist loadgroup --no-loadscope-reorder $(ARGS)

soak: .venv/.test  ## Run the long tests: 300 kills, every page in every look, Apache Kafka (hours; SOAK_SHARE=0.15 takes so many of the cases)
	$(BIN)/python -m pytest -m "soak and not stack and not alone" -n 2 --dist loadgroup --no-loadscope-reorder $(ARGS) || [ $$? -eq 5 ]  # 5: there is none
	$(BIN)/python -m pytest -m "soak and (stack or alone)" $(ARGS) || [ $$? -eq 5 ]

style: .venv/.test  ## Style and types
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

check: style  ## Style, types, architecture and unit tests
	$(BIN)/python -m pytest -q -n 2 -m "not soak and not slow" tests/unit tests/test_architecture.py --ignore=tests/unit/deploy

bench: .venv/.test  ## Measure, print a table, write var/bench/
	$(BIN)/python -m tests.bench

bench-matching: .venv/.test  ## Measure the matching engine beside its peers, fill in docs/matching.md (an hour)
	$(BIN)/python -m tests.bench.matching $(SEEDS)

SEED ?= 1
sample-skills: .venv/.run  ## Print curated skills and prerequisites at random for a person to judge (SEED=1)
	@$(BIN)/python -m services.matching.sample_skills $(SEED)

screenshots: .venv/.test  ## Take the pictures of the guides and of README.md from the running demo
	$(BIN)/python -m tests.screenshots

lighthouse: .venv/.test  ## Let Lighthouse judge four pages of the running demo as on a phone (needs npm)
	$(BIN)/python -m tests.lighthouse

lock: .venv/.test  ## Write requirements.lock anew from pyproject.toml
	$(PIP) pip-tools && $(BIN)/pip-compile -q --all-extras --strip-extras --no-header --no-annotate --no-emit-index-url --no-emit-trusted-host --no-emit-find-links -o requirements.lock pyproject.toml

clean:  ## Remove the virtual environment and caches; data in var/ stay
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info && find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.made:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is missing: install it, or say where it is with PYTHON=/path/to/python3."; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is older than Python 3.11: install a newer one, or say where it is with PYTHON=/path/to/python3."; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) lacks venv: install the package python3-venv."; exit 2; }
	@$(PYTHON) -m venv .venv && touch $@

.venv/.run: .venv/.made requirements.lock pyproject.toml
	@echo "Installing what the product needs …" && $(PIP) -e '.[local]' && $(BIN)/python -m services.matching compile && touch $@

.venv/.test: .venv/.made requirements.lock pyproject.toml
	@echo "Installing what the tests need …" && $(PIP) -e '.[local,test,bench]' && $(BIN)/python -m services.matching compile && touch $@ .venv/.run
