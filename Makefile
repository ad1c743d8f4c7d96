# Each target first brings what is missing on the machine (.ci/setup), then does its work.

PREFIX ?= /usr/local
PCAP ?= tests/fixtures/scene.pcap

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help build publish arm64 run test test-suricata8 bench fuzz lint fixtures defaults package test-package oci test-oci install clean

# The SDK then runs without the ICU library; no telemetry, no banner.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT := 1
export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' Makefile

build: ## compile everything
	@.ci/setup build
	dotnet build Sidecar.sln -c Release

publish: ## the native binary: out/eve-sidecar, and its builds for AVX2 and AVX-512 beside it
	@.ci/setup build
	@.ci/publish

# Cross-built from x86-64 (on arm64, `make publish` does). With folders of its own: the packages are others.
arm64: ## the native binary for arm64, out/arm64/eve-sidecar, and its self-test in an emulator
	@.ci/setup arm64
	dotnet publish src/Sidecar -c Release -o out/arm64 --artifacts-path out/arm64-build \
	  -p:RuntimeIdentifier=linux-arm64 -p:RuntimeIdentifiers=linux-arm64 -p:NuGetLockFilePath=obj/arm64.lock.json -p:RestoreLockedMode=false \
	  -p:CppCompilerAndLinker=clang -p:LinkerFlavor=lld -p:ObjCopyName=aarch64-linux-gnu-objcopy
	rm -r out/arm64-build
	qemu-aarch64-static -L /usr/aarch64-linux-gnu out/arm64/eve-sidecar selftest
	zstd -dcq tests/fixtures/golden/scene.eve.ndjson.zst > out/arm64/scene.ndjson
	qemu-aarch64-static -L /usr/aarch64-linux-gnu out/arm64/eve-sidecar replay out/arm64/scene.ndjson > out/arm64/verdicts
	out/eve-sidecar replay out/arm64/scene.ndjson | cmp - out/arm64/verdicts
	rm out/arm64/scene.ndjson out/arm64/verdicts

run: ## real Suricata reads a pcap into the sidecar, which prints its verdicts: [PCAP=file]
	@.ci/setup run
	@.ci/publish plain
	@suricata-config/read-pcap.sh "$(PCAP)"

test: ## all tests, among them those with the native binary and the real Suricata
	@$(MAKE) publish
	@.ci/test

test-suricata8: ## those with the real Suricata, with Suricata 8 out of a Debian folder: [EVE_SIDECAR_CACHE=/var/cache/eve-sidecar]
	@$(MAKE) publish
	@folder=$$(.ci/debian suricata8) && SURICATA=$$folder/suricata .ci/test tests/Sidecar.EndToEnd/Sidecar.EndToEnd.csproj

bench: ## benchmarks beside their peers, into tests/Sidecar.Benchmarks/Results
	@$(MAKE) publish
	dotnet run -c Release --project tests/Sidecar.Benchmarks

fuzz: ## hard input for the record framer and the parser until one fails: [MINUTES=10] [CASES=] [SEED=]
	@.ci/setup build
	@dotnet run -c Release --project tests/Sidecar.Fuzz -- minutes=$(MINUTES) cases=$(CASES) seed=$(SEED)

lint: ## formatting, shell and Lua scripts, no registry's address in a file
	@.ci/setup lint
	@.ci/lint

fixtures: ## make the pcap fixtures again; the bytes stay the same
	@.ci/setup build
	dotnet run --project tests/fixtures/Scene -c Release -- tests/fixtures

defaults: ## write suricata-config/sidecar.yaml again: every option at its default
	@.ci/setup build
	dotnet run --project src/Sidecar -c Release -- config defaults > suricata-config/sidecar.yaml

package: ## a Debian package and a tarball with install.sh, into out/packages
	@$(MAKE) publish
	@.ci/setup package
	@packaging/build

test-package: ## install, run, upgrade and remove them in a fresh Debian 12 and 13; lintian: [EVE_SIDECAR_CACHE=/var/cache/eve-sidecar]
	@$(MAKE) package
	@packaging/test

oci: ## an OCI image layout in out/oci, and the same as a tar in out/packages, without a daemon
	@$(MAKE) publish
	@.ci/setup oci
	@packaging/oci

test-oci: ## its digests, what other tools read of it, and a run of it as its own user
	@$(MAKE) oci
	@.ci/setup test-oci
	@packaging/test-oci

install: out/eve-sidecar ## binary, units, manual and the Suricata files: [DESTDIR=] [PREFIX=/usr/local]
	@.ci/setup install
	packaging/stage "$(DESTDIR)" "$(PREFIX)"

out/eve-sidecar:
	@$(MAKE) publish

clean: ## remove everything that was built
	rm -rf out run TestResults
	find src tests -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
