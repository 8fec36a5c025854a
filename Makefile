# Tongcun. `make demo` shows it, `make test` tests it, `make help` lists the rest.
# Everything made lies in build/. Sources are found, not listed: a new file under src/ is part of the program.

PORT ?= 8080
PREFIX ?= /usr/local
DESTDIR ?=
CC = gcc
CLANG = clang
CORES := $(shell nproc 2>/dev/null || echo 2)
# For makes started by recipes: all cores, unless the outer make already deals out jobs.
JOBS = $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(CORES))
# V=1 shows the whole commands.
Q = $(if $(V),,@)

STANDARD = -std=c17 -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700
WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla \
	-Wwrite-strings -Wcast-qual -Wformat=2 -Wundef -Wswitch-enum -Wimplicit-fallthrough -Wnull-dereference -Werror
HARDENING = -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
LINKING = -pie -Wl,-z,relro,-z,now -Wl,--as-needed
CFLAGS ?= -O2 -g
INCLUDES = -Isrc -Ibuild/gen

# Asked once, when first needed: before `make setup` there may be no pkg-config.
PACKAGES = libmicrohttpd sqlite3 libpq jansson libsodium icu-i18n icu-uc libcurl libbrotlienc zlib qrcodegen gdlib \
	libexif libzip expat
LIBRARY_INCLUDES = $(eval LIBRARY_INCLUDES := $(patsubst -I%,-isystem %,$(shell \
	pkg-config --cflags-only-I $(PACKAGES))))$(LIBRARY_INCLUDES)
LIBRARIES = $(eval LIBRARIES := $(shell pkg-config --libs $(PACKAGES)) -lcsv -lm -pthread)$(LIBRARIES)
GATEWAY_LIBRARIES = $(eval GATEWAY_LIBRARIES := $(shell pkg-config --libs libmicrohttpd libsodium libcurl jansson) \
	-pthread)$(GATEWAY_LIBRARIES)

found = $(if $(wildcard $(1)),$(sort $(shell find $(1) -type f -name '$(2)' ! -name '.*')))
ALL_C := $(call found,src,*.c)
TEST_C := $(filter %_test.c,$(ALL_C)) $(wildcard tests/support/*.c)
PROGRAM_C := $(filter-out %_test.c,$(ALL_C))
GATEWAY_C := $(sort $(wildcard tests/gateway/*.c))
TORTURE_C := $(filter-out tests/torture/fault.c tests/torture/jail.c,$(sort $(wildcard tests/torture/*.c)))
SIM_C := $(sort $(wildcard tests/sim/*.c)) tests/support/database.c
TEMPLATES := $(call found,src,*.html)
SCHEMA := $(call found,src,*.[0-9][0-9][0-9].sql)
ASSETS := $(call found,assets,*)
LANGUAGES = zh_CN bo
PO_zh_CN := $(wildcard lang/zh_CN.po) $(call found,src,*.zh_CN.po)
PO_bo := $(wildcard lang/bo.po) $(call found,src,*.bo.po)

# What is generated. The stamps stand for all the files their tool writes; these change only when their content does.
TEMPLATES_C := $(TEMPLATES:src/%.html=build/gen/%.html.c)
TEMPLATES_H := $(foreach folder,$(sort $(patsubst %/,%,$(dir $(TEMPLATES:src/%=%)))),\
	build/gen/$(folder)/$(notdir $(folder))_templates.h)
EMBEDDED_C := $(if $(wildcard src/db/migrate.h),build/gen/schema.c) $(if $(wildcard src/web/asset.h),build/gen/assets.c) \
	build/gen/lang.c
EMBEDDED_H := build/gen/schema.h build/gen/asset_names.h build/gen/lang.h
STAMPS := build/gen/templates.stamp build/gen/schema.stamp build/gen/assets.stamp build/gen/lang.stamp
GENERATED_C := $(TEMPLATES_C) $(EMBEDDED_C)

objects = $(patsubst %.c,build/$(1)/%.o,$(patsubst build/gen/%,gen/%,$(2)))
PROGRAM_O := $(call objects,obj,$(PROGRAM_C) $(GENERATED_C))
UNIT_C := $(filter-out src/app/main.c,$(PROGRAM_C)) $(GENERATED_C) $(TEST_C)
GATEWAY_O := $(call objects,obj,$(GATEWAY_C))
TORTURE_O := $(call objects,obj,$(TORTURE_C) $(filter src/base/%,$(PROGRAM_C)))
LINT_C := $(ALL_C) $(call found,tests,*.c) $(wildcard tools/*.c)
LINT_H := $(call found,src,*.h) $(call found,tests,*.h) $(wildcard tools/*.h)

# Without a main the objects are made all the same.
PROGRAMS := $(if $(wildcard src/app/main.c),build/tongcun,$(PROGRAM_O)) $(if $(GATEWAY_C),build/gateway)
TEST_LIBRARIES = -lcmocka -lxlsxwriter -lbrotlidec
UNITS := $(if $(wildcard tests/support/unit_main.c),build/asan/unit build/tsan/unit)
TORTURES := $(if $(TORTURE_C),build/torture build/fault.so build/jail)

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: all help setup bench-register demo sim fuzz analyze test torture unit lint house-rules format-check tidy format bench pot languages install clean FORCE

all: $(PROGRAMS) build/tools/template build/tools/embed

help:
	@echo 'make            the program build/tongcun'
	@echo 'make setup      install what the build needs and is not there'
	@echo 'make demo       set up, build, and serve the demo county on 127.0.0.1:$$PORT (8080)'
	@echo 'make test       every test; the last line counts them'
	@echo 'make unit       the unit tests only, built with sanitizers, on SQLite (FILTER=name)'
	@echo 'make pages      the pages in Chromium: budgets, axe, keyboard, no script, no network'
	@echo 'make gallery    pictures of every page in every language, into build/gallery'
	@echo 'make lint       house rules, layout, clang, clang-tidy'
	@echo 'make format     lay out the C code'
	@echo 'make pot        the texts to translate, into build/tongcun.pot'
	@echo 'make languages  how many texts of each language are sure, unsure and missing'
	@echo 'make torture    the long forms of the tests that break things: kill, full disk, overload, failover, silence; all under TSan'
	@echo 'make bench      measurements'
	@echo 'make sim        a county over months in process (SEEDS="1 2" DAYS=1000)'
	@echo 'make fuzz       every parser against a fuzzer (SECONDS_EACH=30)'
	@echo 'make analyze    cppcheck, gcc -fanalyzer, valgrind'
	@echo 'make install    into DESTDIR and PREFIX ($(PREFIX))'
	@echo 'make clean      remove build/'

setup:
	@tools/setup.sh build

demo:
	@tools/setup.sh build
	@$(MAKE) $(JOBS) --no-print-directory all
	build/tongcun demo --data build/demo --listen 127.0.0.1:$(PORT)

test:
	@tools/setup.sh test
	@$(MAKE) $(JOBS) --no-print-directory all $(UNITS) $(TORTURES)
	@MAKE='$(MAKE)' tools/test.sh

unit: build/asan/unit
	build/asan/unit $(FILTER)

# What tests/run/8*.sh do in short, as long as it takes to believe it.
torture:
	@tools/setup.sh test
	@$(MAKE) $(JOBS) --no-print-directory all $(TORTURES) build/tsan/unit
	@for script in tests/run/8*.sh tests/torture/threads.sh; do echo "== $$script"; TORTURE=long $$script || broken="$$broken $$script"; done; \
		[ -z "$$broken" ] || { echo "Failed:$$broken"; exit 1; }

pages: all
	@tools/setup.sh test
	@tests/run/60_pages.sh

gallery: all
	@tools/setup.sh test
	@node tests/browser/gallery.mjs build/gallery

bench:
	@tools/setup.sh bench
	@$(MAKE) $(JOBS) --no-print-directory all $(addprefix build/bench/,load loop totals transfers loop_libpq \
		record.so record_libpq.so steps.so slow.so)
	@bench/run.sh

# A register of BENCH_HOUSEHOLDS households (2,000,000), and what its pages cost.
bench-register: all build/bench/register
	@bench/register.sh

# It asks the program itself for a name's search words.
build/bench/register: bench/register.c $(filter-out build/obj/src/app/main.o,$(PROGRAM_O))
	@mkdir -p $(@D)
	@echo "cc $@"
	$(Q)$(CC) $(STANDARD) $(WARNINGS) -O2 -g $(INCLUDES) $(LIBRARY_INCLUDES) -o $@ $^ $(LIBRARIES)

build/bench/%: bench/%.c
	@mkdir -p $(@D)
	@echo "cc $@"
	$(Q)$(CC) $(STANDARD) $(WARNINGS) -O2 -g $(patsubst -I%,-isystem %,$(shell pkg-config --cflags libpq)) -o $@ $< -lsqlite3 -lpq

build/bench/%.so: bench/%.c
	@mkdir -p $(@D)
	@echo "cc $@"
	$(Q)$(CC) $(STANDARD) $(WARNINGS) -O2 -g $(patsubst -I%,-isystem %,$(shell pkg-config --cflags libpq)) -fPIC -shared -o $@ $< $(if $(findstring libpq,$<),-lpq,-lsqlite3)

# A county over months, all of it in process and out of a seed.
SEEDS ?= 1 2 3 4
DAYS ?= 250
sim: build/sim
	@for seed in $(SEEDS); do build/sim --seed $$seed --days $(DAYS) || exit 1; done

# Finds and their reasons: tools/analyze/.
analyze: build/sim build/plain/unit
	@tools/analyze.sh all

# ---- The tools, and what they generate ----

build/tools/template: tools/template.c tools/tool.c tools/tool.h
	@mkdir -p $(@D)
	@echo "cc $@"
	$(Q)$(CC) $(STANDARD) $(WARNINGS) -O1 -g -o $@ $(filter %.c,$^)

build/tools/embed: tools/embed.c tools/tool.c tools/tool.h
	@mkdir -p $(@D)
	@echo "cc $@"
	$(Q)$(CC) $(STANDARD) $(WARNINGS) -O1 -g -o $@ $(filter %.c,$^) -lbrotlienc -lz

build/tools/function_length: tools/function_length.c tools/tool.c tools/tool.h
	@mkdir -p $(@D)
	@echo "cc $@"
	$(Q)$(CC) $(STANDARD) $(WARNINGS) -O1 -g -o $@ $(filter %.c,$^)

# A list changes when a file comes or goes, and with it what is made from them all.
define list
build/lists/$(1): FORCE
	@mkdir -p build/lists
	@printf '%s\n' $(2) | cmp -s - $$@ || printf '%s\n' $(2) >$$@
endef
$(eval $(call list,templates,$(TEMPLATES)))
$(eval $(call list,schema,$(SCHEMA)))
$(eval $(call list,assets,$(ASSETS)))
$(eval $(call list,lang,$(PO_zh_CN) $(PO_bo)))
$(eval $(call list,program,$(PROGRAM_O)))
$(eval $(call list,unit,$(UNIT_C)))

build/gen/templates.stamp: $(TEMPLATES) build/tools/template build/lists/templates
	@mkdir -p $(@D)
	@echo "templates"
	$(Q)build/tools/template build/gen $(TEMPLATES)
	@touch $@

build/gen/schema.stamp: $(SCHEMA) build/tools/embed build/lists/schema
	@mkdir -p $(@D)
	@echo "embed schema"
	$(Q)build/tools/embed schema build/gen $(SCHEMA)
	@touch $@

build/gen/assets.stamp: $(ASSETS) build/tools/embed build/lists/assets
	@mkdir -p $(@D)
	@echo "embed assets"
	$(Q)build/tools/embed assets build/gen $(ASSETS)
	@touch $@

define language
build/gen/$(1).mo: $(PO_$(1)) tools/merge_lang.sh build/lists/lang
	@mkdir -p $$(@D)
	$(Q)tools/merge_lang.sh $$@ $(PO_$(1))
endef
$(foreach code,$(LANGUAGES),$(eval $(call language,$(code))))

build/gen/lang.stamp: $(LANGUAGES:%=build/gen/%.mo) build/tools/embed
	@echo "embed lang"
	$(Q)build/tools/embed lang build/gen zh_cn=build/gen/zh_CN.mo bo=build/gen/bo.mo
	@touch $@

$(TEMPLATES_C) $(TEMPLATES_H): build/gen/templates.stamp ;
build/gen/schema.c build/gen/schema.h: build/gen/schema.stamp ;
build/gen/assets.c build/gen/asset_names.h: build/gen/assets.stamp ;
build/gen/lang.c build/gen/lang.h: build/gen/lang.stamp ;

# ---- Compiling: build/obj for use, build/asan and build/tsan for tests ----

COMPILE_obj = $(WARNINGS) $(HARDENING) $(CFLAGS)
COMPILE_asan = -w -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
COMPILE_tsan = -w -O1 -g -fno-omit-frame-pointer -fsanitize=thread

# Embedded files are longer than the 4095 characters C promises for a literal.
define variant
build/$(1)/%.o: %.c Makefile | $(TEMPLATES_H) $(EMBEDDED_H)
	@mkdir -p $$(@D)
	@echo "cc $$@"
	$(Q)$$(or $$(COMPILER_$(1)),$(CC)) $(STANDARD) $$(COMPILE_$(1)) $(INCLUDES) -Itests -I. $$(LIBRARY_INCLUDES) -MMD -MP -c -o $$@ $$<
build/$(1)/gen/%.o: build/gen/%.c Makefile | $(TEMPLATES_H) $(EMBEDDED_H)
	@mkdir -p $$(@D)
	@echo "cc $$@"
	$(Q)$$(or $$(COMPILER_$(1)),$(CC)) $(STANDARD) $$(COMPILE_$(1)) -Wno-overlength-strings $(INCLUDES) $$(LIBRARY_INCLUDES) -MMD -MP -c -o $$@ $$<
endef
$(foreach v,obj asan tsan,$(eval $(call variant,$(v))))

build/tongcun: $(PROGRAM_O) build/lists/program
	@echo "link $@"
	$(Q)$(CC) $(LINKING) $(CFLAGS) -o $@ $(PROGRAM_O) $(LIBRARIES)

build/gateway: $(GATEWAY_O)
	@echo "link $@"
	$(Q)$(CC) $(LINKING) $(CFLAGS) -o $@ $(GATEWAY_O) $(GATEWAY_LIBRARIES)

build/torture: $(TORTURE_O)
	@echo "link $@"
	$(Q)$(CC) $(LINKING) $(CFLAGS) -o $@ $(TORTURE_O) $(LIBRARIES)

build/fault.so: tests/torture/fault.c Makefile
	@mkdir -p $(@D)
	@echo "cc $@"
	$(Q)$(CC) -std=c17 $(WARNINGS) -Wno-pedantic $(CFLAGS) -fPIC -shared -o $@ $<

build/jail: tests/torture/jail.c Makefile
	@mkdir -p $(@D)
	@echo "cc $@"
	$(Q)$(CC) -std=c17 $(WARNINGS) $(CFLAGS) -o $@ $< -lseccomp

# The simulation: the whole program without its main, and the county of tests/sim.
build/sim: $(call objects,obj,$(filter-out src/app/main.c,$(PROGRAM_C)) $(GENERATED_C) $(SIM_C)) build/lists/unit
	@echo "link $@"
	$(Q)$(CC) $(LINKING) $(CFLAGS) -o $@ $(filter %.o,$^) $(LIBRARIES)

build/asan/sim: $(call objects,asan,$(filter-out src/app/main.c,$(PROGRAM_C)) $(GENERATED_C) $(SIM_C)) build/lists/unit
	@echo "link $@"
	$(Q)$(CC) -fsanitize=address,undefined -o $@ $(filter %.o,$^) $(LIBRARIES)

build/tsan/sim: $(call objects,tsan,$(filter-out src/app/main.c,$(PROGRAM_C)) $(GENERATED_C) $(SIM_C)) build/lists/unit
	@echo "link $@"
	$(Q)$(CC) -fsanitize=thread -o $@ $(filter %.o,$^) $(LIBRARIES)

# Fuzzers, by clang: drivers, and the parsers that each can feed, one a process.
FUZZERS = parsers forms door workbook places
FUZZED = $(addprefix parsers/,target cookies headers stamp days money ids csv search catalogue escapes) \
	$(addprefix forms/,pairs json multipart typed) $(addprefix door/,requests callbacks goods pictures orders) workbook places
COMPILE_fuzz = -w -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
FUZZ_O := $(call objects,fuzz,$(filter-out src/app/main.c,$(PROGRAM_C)) $(GENERATED_C))
FUZZ_places = $(call objects,fuzz,tests/support/database.c)
FUZZ_door = $(FUZZ_places) $(call objects,fuzz,tests/sim/world.c tests/sim/company.c)
COMPILER_fuzz = $(CLANG)
$(eval $(call variant,fuzz))

$(FUZZERS:%=build/fuzz/fuzz_%): build/fuzz/fuzz_%: build/fuzz/tests/fuzz/fuzz_%.o $(FUZZ_O) $(FUZZ_door) build/lists/program
	@echo "link $@"
	$(Q)$(CLANG) -fsanitize=fuzzer,address,undefined -o $@ $(filter-out $(filter-out $(FUZZ_$*),$(FUZZ_door)),$(filter %.o,$^)) \
		$(LIBRARIES)

# SECONDS_EACH seconds each, two side by side; what breaks is kept in tests/fuzz/crashers.
SECONDS_EACH ?= 30
fuzz: $(FUZZERS:%=build/fuzz/fuzz_%)
	@SECONDS_EACH=$(SECONDS_EACH) tests/fuzz/run.sh $(FUZZED)

build/asan/unit: $(call objects,asan,$(UNIT_C)) build/lists/unit
	@echo "link $@"
	$(Q)$(CC) -fsanitize=address,undefined -o $@ $(filter %.o,$^) $(LIBRARIES) $(TEST_LIBRARIES)

# Without sanitizers, for valgrind.
COMPILE_plain = -w -O1 -g
$(eval $(call variant,plain))
build/plain/unit: $(call objects,obj,$(filter-out $(TEST_C),$(UNIT_C))) $(call objects,plain,$(TEST_C)) build/lists/unit
	@echo "link $@"
	$(Q)$(CC) -o $@ $(filter %.o,$^) $(LIBRARIES) $(TEST_LIBRARIES)

build/tsan/unit: $(call objects,tsan,$(UNIT_C)) build/lists/unit
	@echo "link $@"
	$(Q)$(CC) -fsanitize=thread -o $@ $(filter %.o,$^) $(LIBRARIES) $(TEST_LIBRARIES)

# ---- Lint ----

lint:
	@$(MAKE) --no-print-directory house-rules
	@$(MAKE) --no-print-directory format-check
	@$(MAKE) $(JOBS) -k --no-print-directory tidy

house-rules: build/tools/function_length
	@tools/house_rules.sh

format-check:
	@$(if $(LINT_C)$(LINT_H),clang-format --dry-run -Werror $(LINT_C) $(LINT_H))

format:
	@$(if $(LINT_C)$(LINT_H),clang-format -i $(LINT_C) $(LINT_H))

# clang's own warnings and clang-tidy's, a stamp a file; what has not changed is not looked at again.
tidy: $(LINT_C:%.c=build/tidy/%.ok)

build/tidy/%.ok: %.c .clang-tidy Makefile | $(TEMPLATES_H) $(EMBEDDED_H)
	@mkdir -p $(@D)
	@echo tidy $<
	@$(CLANG) $(STANDARD) $(WARNINGS) $(INCLUDES) -Itests -I. $(LIBRARY_INCLUDES) -fsyntax-only \
		-MD -MP -MT $@ -MF $(@:.ok=.d) $<
	@clang-tidy --quiet $< -- $(STANDARD) -w $(INCLUDES) -Itests -I. $(LIBRARY_INCLUDES) 2>/dev/null
	@touch $@

# ---- The rest ----

pot: build/gen/templates.stamp
	xgettext --from-code=UTF-8 --language=C --keyword=_ --keyword=N_ --keyword=words:2 \
		--keyword=TEXT_FIELD:3 --keyword=NOTE_FIELD:3 --keyword=SECRET_FIELD:3 --keyword=PHONE_FIELD:3 \
		--keyword=CHOICE_FIELD:3 --keyword=INT_FIELD:3 --keyword=LIST_FIELD:3 --keyword=WHOLE_FIELD:4 \
		--keyword=problem_add:3 --keyword=problem_add_line:5 --keyword=form_problem:3 --keyword=fail:3 \
		--add-comments=TRANSLATORS --sort-output --package-name=tongcun -o build/tongcun.pot $(PROGRAM_C) $(TEMPLATES_C)

# How much of each language is sure, unsure (fuzzy) and missing.
languages: pot
	@tools/languages.sh build/tongcun.pot zh_CN $(PO_zh_CN)
	@tools/languages.sh build/tongcun.pot bo $(PO_bo)

install: all
	install -D -m 755 build/tongcun $(DESTDIR)$(PREFIX)/bin/tongcun
	install -d $(DESTDIR)$(PREFIX)/share/tongcun/demo $(DESTDIR)$(PREFIX)/share/tongcun/places
	install -m 644 data/demo/* $(DESTDIR)$(PREFIX)/share/tongcun/demo
	install -m 644 data/places/* $(DESTDIR)$(PREFIX)/share/tongcun/places
	install -d $(DESTDIR)$(PREFIX)/lib/systemd/system
	sed 's|@PREFIX@|$(PREFIX)|g' packaging/tongcun.service >$(DESTDIR)$(PREFIX)/lib/systemd/system/tongcun.service
	install -D -m 644 packaging/nginx.conf $(DESTDIR)$(PREFIX)/share/doc/tongcun/nginx.conf
	[ -e $(DESTDIR)/etc/default/tongcun ] || install -D -m 640 packaging/tongcun.env $(DESTDIR)/etc/default/tongcun
	[ ! -e packaging/tongcun.1 ] || install -D -m 644 packaging/tongcun.1 $(DESTDIR)$(PREFIX)/share/man/man1/tongcun.1

clean:
	rm -rf build

FORCE:

-include $(patsubst %.o,%.d,$(PROGRAM_O) $(GATEWAY_O) $(TORTURE_O) $(call objects,obj,$(SIM_C)))
ifneq ($(wildcard build/asan),)
-include $(patsubst %.o,%.d,$(call objects,asan,$(UNIT_C) $(SIM_C)) $(call objects,tsan,$(UNIT_C) $(SIM_C)))
endif
ifneq ($(filter lint tidy,$(MAKECMDGOALS)),)
-include $(LINT_C:%.c=build/tidy/%.d)
endif
