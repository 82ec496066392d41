# Reeve. `make help` lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
LOOK := kernel/web/look
GO_FLAGS := -trimpath

.PHONY: help build demo demo-exchange run test soak check bench assets needs-build needs-test

help: ## Say what each target does
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

build: assets ## Build bin/reeve with the browser files in it
	go build $(GO_FLAGS) -o bin/reeve ./cmd/reeve

demo: build ## Build, load invented reports and real events on real places, serve on 127.0.0.1:8080
	bin/reeve demo --data data/demo --listen 127.0.0.1:8080

demo-exchange: build ## Build, make four nodes of the exchange with invented cases, serve their desks on 127.0.0.1:8091 to 8094
	bin/reeve demo-exchange --data data/demo-exchange

run: build ## Build and serve the installation in data/ on 127.0.0.1:8080
	bin/reeve serve --data data/main --listen 127.0.0.1:8080

test: build needs-test ## Run every kind of test, bounded in size
	go vet ./...
	test -z "$$(git ls-files '*.go' | xargs gofmt -l)" || { gofmt -l .; exit 1; }
	tools/withpg go test -timeout 45m ./...

soak: build needs-test ## Run the tests with full sizes: many rounds of kill -9 under load
	REEVE_SOAK=1 tools/withpg go test -timeout 80m ./...

check: assets ## Types of the browser code and formatting
	cd $(LOOK) && npm run --silent check
	go vet ./...
	test -z "$$(git ls-files '*.go' | xargs gofmt -l)"

bench: build needs-test ## Measure filings, flushes, audit, memory and start on this machine
	bin/reeve bench
	tools/withpg sh -c 'bin/reeve bench --database "$$REEVE_TEST_POSTGRES"'

# Browser files: npm packages by lockfile, bundled by a Go program. Node is needed here only.
assets: kernel/web/static/gen/manifest.json

kernel/web/static/gen/manifest.json: $(shell find $(LOOK) -type f -not -path '*/node_modules/*' 2>/dev/null) $(wildcard tools/assets/*.go)
	@command -v npm >/dev/null || { echo "npm is missing: install Node.js 20 or later"; exit 1; }
	cd $(LOOK) && npm ci --silent --no-fund --no-audit
	go run ./tools/assets

needs-test:
	@tools/needs
