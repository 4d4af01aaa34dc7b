# make extract: set up and run the main job on corpus/; make test: set up and run the tests.
PYTHON ?= python3.11
BIN := .venv/bin
OUT ?= out
GOLD ?= ../shared/gold/dev
BENCH ?= ../shared/bench
ARCHIVE ?= ../shared/archive
CHAOS ?= $(addprefix tests/chaos/,same_rows.py kills.py disks.py hostile.py)

NAMES ?= ../shared/names/train.jsonl
SEEDS := 1 2 3

.PHONY: extract test check docs quality figures bench chaos gazetteer model lock clean

# `make extract` exits with 0 on the corpus: every document in it is readable
extract: .venv/ready
	$(BIN)/nutgraf extract corpus/releases --out $(OUT)

test: .venv/ready
	$(BIN)/pytest -q

check: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/nutgraf schema | diff - SCHEMA.md
	$(BIN)/python tests/quality/pages.py --check

docs: .venv/ready
	$(BIN)/nutgraf schema > SCHEMA.md
	$(BIN)/python tests/quality/pages.py

# figures on releases that are not part of the project
quality: .venv/ready
	@test -d $(GOLD) || { echo "quality: no gold at $(GOLD); set GOLD=folder of releases with gold"; exit 2; }
	$(BIN)/nutgraf evaluate $(GOLD)

# the same figures, stored and written into the pages on the layers
figures: .venv/ready
	@test -d $(GOLD) || { echo "figures: no gold at $(GOLD); set GOLD=folder of releases with gold"; exit 2; }
	$(BIN)/nutgraf evaluate $(GOLD) --json > tests/quality/.real.json && mv tests/quality/.real.json tests/quality/real.json
	$(BIN)/python tests/quality/pages.py

bench: .venv/ready
	@test -e $(ARCHIVE) || { echo "bench: no archive at $(ARCHIVE); set ARCHIVE=folder of releases"; exit 2; }
	$(BIN)/python tests/benchmarks/speed.py $(ARCHIVE) --workers $(if $(GLUE),--glue $(GLUE))

# minutes to half an hour, on a real archive: kills, full disks, hostile input, memory over many releases
chaos: .venv/ready
	@test -e $(ARCHIVE) || { echo "chaos: no archive at $(ARCHIVE); set ARCHIVE=folder of releases"; exit 2; }
	ARCHIVE=$(ARCHIVE) $(BIN)/pytest -q $(CHAOS)

.venv/ready: requirements-dev.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	touch $@

# rebuilds models/gazetteer/gazetteer.tsv.zst; the same packages give the same bytes
gazetteer: .venv/ready
	$(BIN)/python models/gazetteer/build.py

# trains both names models anew; needs releases with names annotated (NAMES) and an archive (ARCHIVE)
model: .venv-model/ready
	@test -f $(NAMES) || { echo "model: no annotated names at $(NAMES); set NAMES=file"; exit 2; }
	for seed in $(SEEDS); do .venv-model/bin/python models/names/train_accurate.py $(NAMES) --seed $$seed --out build/teachers/$$seed || exit 1; done
	.venv-model/bin/python models/names/distill.py $(NAMES) --archive $(ARCHIVE) --without $(GOLD) --teachers $(SEEDS:%=build/teachers/%)
	OPENBLAS_NUM_THREADS=1 .venv-model/bin/python models/names/train_fast.py $(NAMES) --archive $(ARCHIVE) --without $(GOLD)

.venv-model/ready: models/names/requirements.lock requirements-dev.lock
	$(PYTHON) -m venv .venv-model
	.venv-model/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock -r models/names/requirements.lock
	.venv-model/bin/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	touch $@

# pins every dependency with its hashes; needs uv
lock:
	uv pip compile --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.lock
	uv pip compile --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-header --extra dev pyproject.toml -o requirements-dev.lock
	uv pip compile --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-header -c requirements-dev.lock models/names/requirements.in -o models/names/requirements.lock

clean:
	rm -rf .venv .venv-model build dist $(OUT)
