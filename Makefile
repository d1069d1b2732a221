# Each target says what; how is in eprimo/devtools. `make demo` and `make test` need Python >= 3.12 and nothing else.
PY := .venv/bin/python
PORT ?= 8000
BROWSER ?= yes
export PORT BROWSER PYTHONUNBUFFERED := 1

.PHONY: help setup demo test quick check lint lock sbom advisories bench drill backup restore

help: ## this list
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

setup: ## the environment (.venv) and the front, when not up to date
	@sh eprimo/devtools/bootstrap/run

demo: setup ## a demo academy on http://127.0.0.1:8000 (PORT=…)
	@$(PY) manage.py demo

test: setup ## every test, or those of T=path; BROWSER=no leaves out those that need Chromium
	@$(PY) -m eprimo.devtools.run_tests $(T)

quick: setup ## the tests of what changed since main, without browsers
	@$(PY) -m eprimo.devtools.quick

check: setup ## linters, then every test: what CI runs
	@$(PY) -m eprimo.devtools.lint; linted=$$?; $(PY) -m eprimo.devtools.run_tests && exit $$linted

lint: setup ## linters alone
	@$(PY) -m eprimo.devtools.lint

lock: setup ## requirements/*.txt from pyproject.toml (needs uv)
	@$(PY) -m eprimo.devtools.lock

sbom: setup ## the parts of a release, from its locks, as CycloneDX under var/
	@$(PY) -m eprimo.devtools.sbom

advisories: setup ## what is known against them (asks a network, and says so when there is none)
	@$(PY) -m eprimo.devtools.advisories

bench: setup ## measured figures: pages, import
	@$(PY) -m bench

drill: setup ## the heavy drills at full size
	@EPRIMO_DRILL=full $(PY) -m eprimo.devtools.run_tests -m drill

backup: ## database and files in one archive under var/backups; PURPOSE=demo|dev
	@$(PY) -m eprimo.devtools.backup $(if $(PURPOSE),--purpose $(PURPOSE))

restore: ## FILE=archive; YES=1 replaces what is there; KEY=file of the key of a closed one
	@$(PY) -m eprimo.devtools.restore "$(FILE)" $(if $(YES),--yes) $(if $(KEY),--key "$(KEY)") $(if $(PURPOSE),--purpose $(PURPOSE))
