# The commands an analyst types. Each does what `python -m sarabook …` does, and makes the environment first.
PYTHON ?= $(or $(shell command -v python3),$(shell command -v python),python)
SARABOOK := $(if $(filter Windows_NT,$(OS)),.venv/Scripts/python.exe,.venv/bin/python) -m sarabook
READY := .venv/ready
PERIODS := $(patsubst params/%/period.yaml,%,$(wildcard params/*/period.yaml))
.DEFAULT_GOAL := help
.PHONY: help setup all demo benchmark check lab write why pdf bind keep-counts names proofread new-period new-partnership test test-all lint clean $(PERIODS)

help:
	@"$(PYTHON)" -m sarabook help

$(READY): requirements.txt pyproject.toml
	@"$(PYTHON)" -m sarabook setup

setup: $(READY)

$(PERIODS): $(READY)
	@$(SARABOOK) build $@

check why lab write pdf bind keep-counts benchmark: $(READY)
	@$(SARABOOK) $@ $(PERIOD)

names: $(READY)
	@test -n "$(PERIOD)" || test -z "$(WORDS)" || { echo "Type: make names PERIOD=2024-25 WORDS=\"burglary beat 65\""; exit 1; }
	@$(SARABOOK) names $(PERIOD) $(WORDS)

proofread: $(READY)
	@test -n "$(FILE)" || { echo "Type: make proofread FILE=report.docx"; exit 1; }
	@$(SARABOOK) $@ "$(FILE)"

new-period: $(READY)
	@test -n "$(PERIOD)" && test -n "$(FROM)" || { echo "Type: make new-period PERIOD=2025-26 FROM=2024-25"; exit 1; }
	@$(SARABOOK) new-period $(PERIOD) $(FROM)

new-partnership: $(READY)
	@test -n "$(NAME)" && test -n "$(FILE)" || { echo "Type: make new-partnership NAME=\"Burnley\" FILE=police.zip"; exit 1; }
	@$(SARABOOK) new-partnership "$(NAME)" --file "$(FILE)" $(if $(BOUNDARIES),"$(BOUNDARIES)")

all: $(READY)
	@$(SARABOOK) $@ $(if $(SCHEDULER),--scheduler "$(SCHEDULER)") $(if $(PROJECT),--project "$(PROJECT)")

demo test test-all lint clean: $(READY)
	@$(SARABOOK) $@

.DEFAULT:
	@echo "There is no period or command \"$@\". Periods: $(PERIODS). To start one: make new-period PERIOD=$@ FROM=$(lastword $(PERIODS)). For the commands: make"
	@exit 1
