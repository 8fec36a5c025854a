#!/bin/sh
# The payment gateway of the tests by its own test. The last line is "N passed, N failed".
cd "$(dirname "$0")/../.." && exec tests/gateway/test.sh build/gateway
