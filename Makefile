# The house from outside: one word for each thing a person does with it.
# Settings pass through, for example: make run PORT=8080 PORTAL_DATA=/srv/portal

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup setup-test run test test-all fuzz format audit bench clean python-found

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

python-found:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: sudo apt-get install python3 python3-venv"; exit 1; }

setup: python-found ## Fetch and build all that running needs (again in seconds when nothing changed)
	@$(PYTHON) setup_house.py run

setup-test: python-found
	@$(PYTHON) setup_house.py test

run: setup ## Start the portal with the demo city; prints the address and the sign-ins
	@exec $(BIN)/portal run

test: setup-test ## Check layout, lint, types, contrast and every test; anything wrong fails
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python accessibility/contrast.py
	$(BIN)/python -m pytest -n 2 --dist worksteal

# How many walks tests/casework/test_walks.py takes (test_random_runs.py plays half as many catalogues), and how many
# submissions and decisions tests/chaos/test_storm.py goes through while it kills; few of both without these. PORTAL_PATHS: every path of every bundle, not only a few that meet.
test-all: export PORTAL_WALKS = 1000
test-all: export PORTAL_KILLS = 1000
test-all: export PORTAL_PATHS = all
test-all: test ## The same with exhaustive parameters: a thousand random walks, a thousand acts in a storm

fuzz: setup-test ## Hunt through every form with a hundred thousand odd inputs; Ctrl-C ends it with what was found
	@$(BIN)/python -m tests.fuzz

format: setup-test ## Lay out the Python code and mend what lint can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

audit: setup-test ## Look for known holes in the libraries, and measure every colour pair
	$(BIN)/python accessibility/contrast.py --all
	$(BIN)/pip-audit --strict --requirement constraints.txt --no-deps --disable-pip --progress-spinner off
	@$(PYTHON) setup_house.py node-audit

bench: setup-test ## Measure, each figure beside the bare parts it is held against
	$(BIN)/python -m benchmarks

clean: ## Remove what setup built; data stay
	rm -rf .venv node_modules portal/web/static/build .mypy_cache .ruff_cache .pytest_cache
	find translations -name '*.mo' -delete 2>/dev/null || true
