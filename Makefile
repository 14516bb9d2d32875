# Two commands do everything:  make watch  and  make test.
.PHONY: help watch test test-long test-all test-lowest lock docs validity figures mutants sbom fuzz clean

help:  ## Say what can be made
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/^([a-z-]+):.*## /  make \1	/'

watch:  ## Install what is needed into .venv and print the China–Russia picture
	@sh tools/setup.sh core
	@.venv/bin/comity watch CHN-RUS --format text

test:  ## Set up .venv and run every check that takes no browser, server, Spark or real records (8 minutes)
	@sh tools/setup.sh dev
	@sh tools/test.sh

test-long:  ## Install the programs that the other tests need (as root) and run these (half an hour)
	@sh tools/setup.sh dev
	@sh tools/services.sh
	@sh tools/test.sh long

test-all: test test-long  ## Both

docs:  ## Serve the documentation on 127.0.0.1:8000
	@sh tools/setup.sh dev
	@.venv/bin/mkdocs serve --dev-addr 127.0.0.1:8000

validity:  ## Put every measure to the whole study on your lake (about an hour) and write its page
	@.venv/bin/comity validate --full --format json --out src/comity/measures/data/validity.json > /dev/null || test $$? -eq 3
	@.venv/bin/python tools/docs.py

figures:  ## Measure every figure of docs/figures.md again and write the page (HEAVY=1 to 60 million rows, LAKE=... the desk, CORPUS=... news)
	@VENV=.venv-bench sh tools/setup.sh bench
	@.venv-bench/bin/python bench/run.py $(if $(HEAVY),--heavy) $(if $(LAKE),--lake $(LAKE)) $(if $(CORPUS),--corpus $(CORPUS))

mutants:  ## Change the code in small places and see whether the tests notice; writes docs/mutants.md
	@sh tools/setup.sh dev
	@OPENBLAS_NUM_THREADS=1 .venv/bin/python tools/mutants.py

sbom:  ## List all that comity is made of: licenses/sbom.cdx.json (CycloneDX) and THIRD_PARTY_NOTICES.md
	@sh tools/setup.sh dev
	@VENV=.venv-sbom sh tools/setup.sh sbom
	@.venv/bin/python tools/sbom.py .venv-sbom/bin/cyclonedx-py

test-lowest:  ## Run the tests with the lowest versions that pyproject.toml promises (needs uv; half an hour)
	@uv venv -q --clear --python 3.11 .venv-lowest
	@uv pip install -q -p .venv-lowest --resolution lowest-direct -e '.[desk,brief,slides,http,documents,export,fast]' --group test
	@OPENBLAS_NUM_THREADS=1 .venv-lowest/bin/python -m pytest -m "not slow"

fuzz:  ## Ten minutes of damaged files against every source and of mangled texts against the coder (SECONDS=, SEED=)
	@sh tools/setup.sh dev
	@PYTHONPATH=tests:tests/sources:tests/parts/reader .venv/bin/python tests/fuzz.py --seconds $(or $(SECONDS),600) --seed $(or $(SEED),1)

lock:  ## Renew the pinned versions in locks/ (needs uv)
	@uv pip compile pyproject.toml --all-extras --group test --group docs --upgrade --universal --generate-hashes --no-emit-index-url --no-annotate --python-version 3.11 --custom-compile-command "make lock" -q -o locks/dev.txt
	@uv pip compile pyproject.toml --constraints locks/dev.txt --upgrade --universal --generate-hashes --no-emit-index-url --no-annotate --python-version 3.11 --custom-compile-command "make lock" -q -o locks/core.txt
	@uv pip compile pyproject.toml --all-extras --group bench --constraints locks/dev.txt --upgrade --universal --generate-hashes --no-emit-index-url --no-annotate --python-version 3.11 --custom-compile-command "make lock" -q -o locks/bench.txt
	@uv pip compile pyproject.toml --all-extras --constraints locks/dev.txt --upgrade --universal --generate-hashes --no-emit-index-url --no-annotate --python-version 3.11 --custom-compile-command "make lock" -q -o locks/extras.txt
	@uv pip compile pyproject.toml --extra http --extra documents --group build --constraints locks/dev.txt --upgrade --universal --generate-hashes --no-emit-index-url --no-annotate --python-version 3.11 --custom-compile-command "make lock" -q -o locks/follow.txt
	@uv pip compile --group sbom --upgrade --universal --generate-hashes --no-emit-index-url --no-annotate --python-version 3.11 --custom-compile-command "make lock" -q -o locks/sbom.txt

clean:  ## Remove .venv and caches
	rm -rf .venv .venv-bench .venv-lowest .venv-sbom build dist site .mypy_cache .ruff_cache .pytest_cache .hypothesis
