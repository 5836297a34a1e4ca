# The commands of this project; each makes what it needs first. `make help` lists them.

SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
LOCALES := $(wildcard locale*/*/LC_MESSAGES/*.po)

# Each process of a test would compile all that it imports: half a minute of every ten.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo import test check bench messages requirements clean

help: ## list these commands
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 16

demo: .venv/runs $(LOCALES:.po=.mo) ## run the whole site here on sample data, until Ctrl-C; ARGS=-v logs more
	@exec $(BIN)/python -m devtools.demo $(ARGS)

import: .venv/runs ## load real places from a CSV; make import FILE=places.csv OWNER=owner@example.com ENCODING=cp949
	@[ -n "$(FILE)" ] || { echo 'Which file? make import FILE=places.csv [OWNER=owner@example.com] [ENCODING=cp949]' >&2; exit 2; }
	@$(BIN)/python manage.py migrate --verbosity 0
	@exec $(BIN)/python manage.py import_stores "$(FILE)" $(if $(OWNER),--owner "$(OWNER)") $(if $(ENCODING),--encoding "$(ENCODING)")

test: .venv/tests $(LOCALES:.po=.mo) ## run the test suite; make test ARGS="tests/orders -x"
	@exec bin/test $(ARGS)

check: .venv/tests $(LOCALES:.po=.mo) ## check style, types, layers, migrations and translations
	@exec bin/check

bench: .venv/tests $(LOCALES:.po=.mo) ## measure the speed of the real stack
	@status=0; for bench in "bench $(ARGS)" bench.dispatch bench.live bench.jobs bench.followers bench.landing bench.tickets "bench.payments --orders 300" "bench.billing --subscriptions 10000 --events 100000"; do $(BIN)/python -m $$bench || status=1; done; exit $$status

messages: .venv/tests ## collect new strings to translate into locale/ (needs gettext)
	@mkdir -p locale
	@$(BIN)/python -m django makemessages -l ko $(COLLECT)
COLLECT := --no-location --no-obsolete --no-wrap --ignore=.venv --ignore=.local --ignore=tests --ignore=bench

requirements: .venv/tests ## pin requirements*.txt again from requirements*.in
	$(BIN)/pip-compile $(PIN) --output-file requirements.txt requirements.in
	$(BIN)/pip-compile $(PIN) --output-file requirements-demo.txt requirements-demo.in
	$(BIN)/pip-compile $(PIN) --output-file requirements-recommendations.txt requirements-recommendations.in
	$(BIN)/pip-compile $(PIN) --output-file requirements-dev.txt requirements-dev.in
PIN := --quiet --upgrade --strip-extras --no-emit-index-url --no-emit-find-links --no-header --annotation-style=line

clean: ## delete .venv, all demo data and everything else made here
	@if [ -x $(BIN)/python ]; then $(BIN)/python -m devtools.postgres destroy; fi
	rm -rf .venv .local staticfiles media .*_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +
	find . -path ./locale\*/\* -name \*.mo -delete

# Stamps: packages are installed again only when the pinned files change. Their files are compiled when they are
# first imported: to compile all of them took half of the time, and most never are.
INSTALL := --quiet --disable-pip-version-check --no-compile
.venv/bin/python:
	@bin/make-venv $(PYTHON)

.venv/runs: requirements.txt requirements-demo.txt | .venv/bin/python
	@$(BIN)/python -m pip install $(INSTALL) -r requirements.txt -r requirements-demo.txt
	@touch $@

.venv/tests: requirements-dev.txt .venv/runs
	@$(BIN)/python -m pip install $(INSTALL) -r requirements-dev.txt
	@touch $@

# Babel, not gettext's msgfmt: it is installed already.
%.mo: %.po | .venv/runs
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@
