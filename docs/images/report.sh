#!/usr/bin/env bash
# docs/images/report.sh: makes report.png, the README's picture of a million generated events, anew. Needs Chromium.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
size_max=200000

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$here/../../trialstream" generate bulk --start-date 2025-06-01 --end-date 2025-08-31 --events 1000000 --out "$work/data"
"$here/../../trialstream" generate report "$work/data" --out "$work/report.html"

chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome) ||
  { echo "report.sh: no Chromium on the PATH" >&2; exit 1; }
# Chromium's sandbox does not work for root.
sandbox=()
[ "$(id -u)" -eq 0 ] && sandbox=(--no-sandbox)
# The head, hours, weekdays, session lengths, and rates by arm and by cell.
"$chromium" --headless "${sandbox[@]}" --disable-gpu --hide-scrollbars --user-data-dir="$work/profile" \
  --window-size=1280,1190 --screenshot="$work/report.png" "file://$work/report.html" 2>/dev/null

size=$(stat -c %s "$work/report.png")
[ "$size" -le $size_max ] || { echo "report.sh: expected at most $size_max bytes, got $size" >&2; exit 1; }
mv "$work/report.png" "$here/report.png"
echo "$here/report.png: $size bytes"
