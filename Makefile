# make run    opens the program with a host inside it      make test   passes every test
# make check  linters, types, import contracts             make words  new words into the catalogues
# make bench  benchmarks     make pictures  docs/pictures  make lock   newer versions of everything
#
# Each one sets up .venv first if that is missing. PYTHON=python3.12 chooses an interpreter.

VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
MO     := $(patsubst %.po,%.mo,$(wildcard tui/locales/*/LC_MESSAGES/*.po servers/locales/*/LC_MESSAGES/*.po))
ARGS   ?=

.PHONY: run test check words pictures bench lock
.DELETE_ON_ERROR:

run: $(READY) $(MO)
	@$(BIN)/python -m tui --local $(ARGS)

test: $(READY) $(MO)
	$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

check: $(READY) $(MO)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

words: $(READY)
	$(BIN)/python build_catalogues.py words

pictures: $(READY) $(MO)
	$(BIN)/python -m docs.pictures

bench: $(READY) $(MO)
	$(BIN)/python -m benchmarks.startup
	$(BIN)/python -m benchmarks.photos
	$(BIN)/python -m benchmarks.drawing
	$(BIN)/python -m benchmarks.viewer
	$(BIN)/python -m benchmarks.services
	$(BIN)/python -m benchmarks.web
	$(BIN)/python -m benchmarks.chat

%.mo: %.po | $(READY)
	@$(BIN)/python build_catalogues.py

# Old enough for pip of Python 3.11 as it comes, and silent when everything is there already.
$(READY): requirements.lock pyproject.toml
	@if ! $(BIN)/python -c '' 2>/dev/null; then $(make_venv); fi
	@echo "Installing into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock || \
		{ echo "pip could not install; the first time it needs a network." >&2; exit 1; }
	@touch $@

define make_venv
python=; \
for one in $(or $(PYTHON),python3 python3.11 python3.12 python3.13 python3.14); do \
	if $$one -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$one; break; fi; \
done; \
if [ -z "$$python" ]; then \
	echo "Vasistas needs Python 3.11 or newer; make PYTHON=/path/to/python3 says where it is." >&2; exit 1; \
fi; \
if ! $$python -c 'import venv, ensurepip' 2>/dev/null; then \
	echo "This Python has no venv module. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; \
fi; \
rm -rf $(VENV) && $$python -m venv $(VENV)
endef

lock:
	@rm -rf .venv-lock && python3 -m venv .venv-lock
	@.venv-lock/bin/python -m pip install --quiet --upgrade pip
	@.venv-lock/bin/python -m pip install --quiet . --group dev
	@{ echo "# Exact versions of everything, by make lock; pyproject.toml says what is allowed."; \
	   .venv-lock/bin/python -m pip freeze --exclude vasistas; } > requirements.lock
	@rm -rf .venv-lock
