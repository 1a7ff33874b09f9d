#!/bin/sh
# A part of what `tandem chaos` does, on a small devnet: kills the late gwat, the late coordinator,
# and both, with SIGKILL in each stage, and starts them again: each time the pair has to work again and to agree with the others. Prints a table; ends with 0 if
# all is well. Takes about a quarter of an hour. Options go to `tandem devnet`.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
exec "$root/tandem" devnet --kill-trials "$@"
