# Everything a newcomer types. Python 3.11 or newer and make are enough: no Node, no compiler, no database to install.
# Paths are relative on purpose: make cannot handle a clone whose own path has spaces in any other way.

PYTHON ?= python3
VENV_PYTHON = .venv/bin/python

# What these say goes to the terminal in order, and one at a time.
.NOTPARALLEL:
.DEFAULT_GOAL = help

.PHONY: help
help:
	@echo 'make run          the whole city on http://127.0.0.1:8000 (PORT=, API_PORT=, MYDATA_HOME=); Ctrl-C stops it'
	@echo 'make test         the tests (ARGS="tests/core -k grant"); make test-full runs the long ones whole'
	@echo 'make fuzz         any request at all to the API for MINUTES= (10); what failed goes to .mydata/fuzz.txt'
	@echo 'make campaign     the pre-school campaign of 2021 once more, with made-up families (ARGS="--families 50")'
	@echo 'make bench        the measurements (ONLY=name); make bench-full has the long ones'
	@echo 'make lint         formatting, types, imports, templates'
	@echo 'make screenshots  every page in each language, wide and narrow, into screenshots/'
	@echo 'make messages     collect the texts to translate and compile the translations'
	@echo 'make clean        stop what runs and remove all that was made here'

.PHONY: venv
venv:
	@$(PYTHON) -I deploy/local/venv.py

.PHONY: tools
tools:
	@$(PYTHON) -I deploy/local/venv.py --dev

.PHONY: run
run: venv
	@$(VENV_PYTHON) -m deploy.local.run

.PHONY: test
test: tools
	@$(VENV_PYTHON) -m pytest -n 2 $(ARGS)

.PHONY: test-full
test-full: tools
	@FULL=1 $(VENV_PYTHON) -m pytest -n 2 $(ARGS)

.PHONY: fuzz
fuzz: tools
	@FUZZ_MINUTES=$${MINUTES:-10} $(VENV_PYTHON) -m pytest -o faulthandler_timeout=0 tests/fuzz/test_any_request_is_answered.py $(ARGS)

.PHONY: bench
bench: tools
	@$(VENV_PYTHON) -m bench

.PHONY: bench-full
bench-full: tools
	@FULL=1 $(VENV_PYTHON) -m bench

.PHONY: campaign
campaign: venv
	@$(VENV_PYTHON) manage.py replay_campaign --families 5500 --seed 2021 $(ARGS)

.PHONY: lint
lint: tools
	@$(VENV_PYTHON) -m deploy.local.lint

.PHONY: screenshots
screenshots: tools
	@$(VENV_PYTHON) -m tests.browser.screenshots $(ARGS)

.PHONY: messages
messages: tools
	@$(VENV_PYTHON) scripts/messages.py

.PHONY: clean
clean:
	@if $(VENV_PYTHON) -c "" 2>/dev/null; then $(VENV_PYTHON) -m deploy.local.clean; else $(PYTHON) -m deploy.local.clean; fi
	@rm -rf .venv screenshots bench/latest.json .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
