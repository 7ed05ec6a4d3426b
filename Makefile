# make test installs what the checks need and runs every check; make serve opens the lab.

export GPTLAB_DATA ?= $(abspath ../shared/data)

STATICCHECK = .tools/staticcheck-0.8.2
NODE        = web/node_modules/.package-lock.json

# The packages that start goroutines.
CONCURRENT  = ./ref/kernel/... ./viz/... ./web/... ./cmd/...

.PHONY: test serve models tools format vet staticcheck go race float64 types e2e

test: tools format vet staticcheck go race float64 types e2e
	@echo 'make test: every check passed'

serve:
	go run ./cmd/gptlab serve --open

# Trains the bundled models again, into .models; their cards are in ref/models.
models:
	mkdir -p .models
	cut -f 4 $(GPTLAB_DATA)/corpora/tang-quatrains.tsv | tail -n +2 > .models/tang.txt
	go run ./cmd/gptlab train --config tang --data .models/tang.txt --out .models/tang --dtype f16
	go run ./cmd/gptlab train --config aesop --data $(GPTLAB_DATA)/corpora/aesop-townsend.txt --out .models/aesop --dtype f16
	go run ./cmd/gptlab train --config aesop-bpe --data $(GPTLAB_DATA)/corpora/aesop-townsend.txt --out .models/aesop-bpe --dtype f16
	go run ./cmd/gptlab train --data world-en --out .models/world-en --dtype f16 --keep 0,100,500,2000
	go run ./cmd/gptlab train --data world-zh --out .models/world-zh --dtype f16 --keep 0,100,500,2000
	go run ./cmd/gptlab train --config nomask --data world-en --out .models/nomask-en --dtype f16
	go run ./cmd/gptlab train --config nomask --data world-zh --out .models/nomask-zh --dtype f16

format:
	@files=$$(git ls-files '*.go' | xargs gofmt -l); [ -z "$$files" ] || { echo "gofmt would change: $$files" >&2; exit 1; }

vet:
	go vet ./...
	go vet -tags float64 ./ref/...

staticcheck: $(STATICCHECK)
	$(STATICCHECK) ./...
	$(STATICCHECK) -tags float64 ./ref/...

go:
	go test ./...

race:
	go test -race -short $(CONCURRENT)

float64:
	go test -tags float64 ./ref/...

types: $(NODE)
	cd web && npx --no-install tsc --noEmit

e2e: $(NODE)
	CHROMIUM=$$(sh web/e2e/browser.sh) && export CHROMIUM && cd web && npx --no-install playwright test

# What the checks need and Go does not bring.

tools: $(STATICCHECK) $(NODE)
	@sh web/e2e/browser.sh >/dev/null

$(STATICCHECK):
	GOBIN=$(abspath .tools) go install honnef.co/go/tools/cmd/staticcheck@v$(lastword $(subst -, ,$@))
	mv .tools/staticcheck $@

$(NODE): web/package-lock.json
	@command -v npm >/dev/null || { echo 'The page is checked with Node.js 20 or newer and its npm: install them, then run make test again.' >&2; exit 1; }
	cd web && npm ci --no-audit --no-fund
