#!/bin/sh
# Every parser against libFuzzer, 30 s each, two side by side; before that, all that ever crashed it. Longer: make fuzz SECONDS_EACH=3600.
cd "$(dirname "$0")/../.." || exit 2
# From one seed, so that a change fails by what it changed.
exec "${MAKE:-make}" "-j$(nproc)" --no-print-directory fuzz SECONDS_EACH="${SECONDS_EACH:-30}" SEED="${SEED-1}"
