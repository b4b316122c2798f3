# The commands an analyst types. Each does what `python -m sarabook …` does, and makes the environment first.
PYTHON ?= $(or $(shell command -v python3),$(shell command -v python),python)
SARABOOK := $(if $(filter Windows_NT,$(OS)),.venv/Scripts/python.exe,.venv/bin/python) -m sarabook
READY := .venv/ready
PERIODS := $(patsubst params/%/period.yaml,%,$(wildcard params/*/period.yaml))
.DEFAULT_GOAL := help
.PHONY: help setup all check lab write bind names proofread new-period test lint clean $(PERIODS)

help:
	@echo "make 2024-25                                 make that period's assessment (there are: $(PERIODS))"
	@echo "make all                                     make every period's assessment"
	@echo "make check PERIOD=2024-25                    check params, data and commentary, without running a notebook"
	@echo "make lab PERIOD=2024-25                      open JupyterLab on the notebooks"
	@echo "make write PERIOD=2024-25                    make the page anew whenever commentary is saved"
	@echo "make bind PERIOD=2024-25                     replace figures typed into commentary by placeholders"
	@echo "make names PERIOD=2024-25 WORDS=burglary     list the placeholders that some words name"
	@echo "make proofread FILE=report.docx              check a report typed elsewhere against itself"
	@echo "make new-period PERIOD=2025-26 FROM=2024-25  start a period from another"
	@echo "make test                                    run the tests"
	@echo "make lint                                    check the style of code and notebooks"
	@echo "make clean                                   remove all that was built"

$(READY): requirements.txt pyproject.toml
	@"$(PYTHON)" -m sarabook setup

setup: $(READY)

$(PERIODS): $(READY)
	@$(SARABOOK) build $@

check lab write bind: $(READY)
	@$(SARABOOK) $@ $(PERIOD)

names: $(READY)
	@test -n "$(PERIOD)" && test -n "$(WORDS)" || { echo "Type: make names PERIOD=2024-25 WORDS=\"burglary beat 65\""; exit 1; }
	@$(SARABOOK) names $(PERIOD) $(WORDS)

proofread: $(READY)
	@test -n "$(FILE)" || { echo "Type: make proofread FILE=report.docx"; exit 1; }
	@$(SARABOOK) $@ "$(FILE)"

new-period: $(READY)
	@test -n "$(PERIOD)" && test -n "$(FROM)" || { echo "Type: make new-period PERIOD=2025-26 FROM=2024-25"; exit 1; }
	@$(SARABOOK) new-period $(PERIOD) $(FROM)

all test lint clean: $(READY)
	@$(SARABOOK) $@

.DEFAULT:
	@echo "There is no period or command \"$@\". Periods: $(PERIODS). To start one: make new-period PERIOD=$@ FROM=$(lastword $(PERIODS)). For the commands: make"
	@exit 1
