# Python 3.11 and make are all this needs. `make` alone lists what there is.
PYTHON ?= $(firstword $(shell command -v python3.11 python3.12 python3.13) python3.11)
HOST ?= 127.0.0.1
PORT ?= 8000
export HOST PORT
BIN := .venv/bin
EMBEDDED := $(BIN)/python -m villagegov.embedded
BENCH := $(EMBEDDED) --var var/bench/servers
CATALOGUE := villagegov/locale/zh_Hans/LC_MESSAGES/django.po
LOCKED := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes

.DEFAULT_GOAL := help
.PHONY: help install run reset test bench lint messages check shell lock pictures

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

install: .venv/tools ## make the environment from the locked requirements, tools for tests included

.venv/site: requirements/embedded.txt
	@echo "正在安装 · installing the locked packages …"
	@$(PYTHON) -m venv .venv
	@$(LOCKED) -r requirements/embedded.txt
	@touch $@

.venv/tools: requirements/dev.txt .venv/site
	@echo "正在安装测试工具 · installing the tools for tests …"
	@$(LOCKED) -r requirements/dev.txt
	@touch $@

run: .venv/site ## start the site with its own Postgres and Redis (PORT=8001, HOST=0.0.0.0 for phones, SAMPLE=no)
	@$(EMBEDDED) -- python -m villagegov.embedded.run

reset: .venv/site ## remove all data of make run
	@$(EMBEDDED) --reset

test: .venv/tools ## every test, on servers of its own
	@$(EMBEDDED) --temp -- pytest -n 2 --dist loadgroup $(ARGS)

bench: .venv/tools ## what the heavy parts cost here, beside the least they could (ARGS=quick: under a minute)
	@$(BENCH) --reset >/dev/null
	@$(BENCH) -- python -m tests.bench $(ARGS); code=$$?; $(BENCH) --reset >/dev/null; exit $$code

lint: .venv/tools ## style, types, import contract
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(EMBEDDED) --temp -- mypy
	@$(BIN)/lint-imports

check: .venv/tools ## Django's own checks, and migrations that are missing
	@$(EMBEDDED) --temp -- sh -c 'python manage.py check && python manage.py migrate -v 0 && python manage.py makemigrations --check --dry-run'

messages: .venv/tools ## collect the texts of the code anew and compile the catalogue (needs gettext)
	@$(EMBEDDED) --temp -- python manage.py makemessages -l zh_Hans --no-location --no-obsolete -i var -i .venv -i tests -i docs
	@$(BIN)/python -c "import polib; po = polib.pofile('$(CATALOGUE)', wrapwidth=110); \
	  po.sort(key=lambda entry: (entry.msgctxt or '', entry.msgid)); po.save(); po.save_as_mofile('$(CATALOGUE:.po=.mo)'); \
	  print(len(po.fuzzy_entries()), 'guesses to check,', len(po.untranslated_entries()), 'to translate')"

shell: .venv/site ## a Python shell on the data of make run
	@$(EMBEDDED) -- python manage.py shell

pictures: .venv/tools ## the pictures of docs/handbook.md, taken anew from the sample village (needs Chromium)
	@$(BIN)/python -m tests.journeys.pictures

lock: ## choose the locked versions anew (needs uv)
	cd requirements && for name in dev embedded base; do uv pip compile --quiet --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header --upgrade $$([ $$name = dev ] || echo -c dev.txt) $$name.in -o $$name.txt; done
