#!/usr/bin/env bash
# Makes the bundles of the given stories, or of all.
set -euo pipefail
cd "$(dirname "$0")/stories"
mkdir -p ../../bundles
if [ $# -eq 0 ]; then
  set -- *.sh
fi
for story in "$@"; do
  bash "./${story%.sh}.sh"
done
