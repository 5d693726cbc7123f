# Everything a person starts by hand; the work is in scripts/.

.PHONY: help demo test bench soak api fuzz build console fmt docs clean
help:            ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/:/'

demo:            ## build, clear 20,000 parcels and 1,000 goods declarations, serve http://127.0.0.1:8080
	@scripts/demo.sh

test:            ## everything CI runs
	@scripts/test.sh

bench:           ## the retail bench at 1 and 3 % faults (PARCELS=1000000)
	@scripts/bench.sh

soak:            ## many seeds of the simulator and a long kill loop (MINUTES=30)
	@scripts/soak.sh

fuzz:            ## attack every reader with a fuzzer, one after the other (MINUTES=10)
	@scripts/fuzz.sh

api:             ## the API asked everything its OpenAPI document allows, and more (SECONDS_MAX=300)
	@scripts/api.sh

build:           ## the release binary, with the console where Node is installed
	@scripts/build.sh

console:         ## fetch the console's packages and build it
	@scripts/console.sh

fmt:             ## format Rust
	@cargo fmt --all

docs:            ## write what is generated: check pages, transition table, OpenAPI, typed client
	@scripts/docs.sh

clean:           ## remove what was built
	@cargo clean
	@rm -rf console/dist console/node_modules
