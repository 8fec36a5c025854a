#!/bin/sh
# Every parser against libFuzzer: three drivers, 30 s each, two side by side (the cheap parsers share one driver, chosen by a byte).
# Longer: make fuzz SECONDS_EACH=3600.
cd "$(dirname "$0")/../.." || exit 2
# From one seed, so that a change fails by what it changed.
exec "${MAKE:-make}" --no-print-directory fuzz SECONDS_EACH="${SECONDS_EACH:-30}" SEED="${SEED-1}"
