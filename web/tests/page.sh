#!/usr/bin/env bash
# Builds the page, checks its size, and tests it in Chromium: `page.sh [FOLDER]`. Screenshots are written to FOLDER. Exits with
# 77 if the page cannot be built or there is no browser, and nothing can be installed.
set -euo pipefail
cd "$(dirname "$0")/../.."

folder=${1:-target/web}
page=$folder/index.html
mkdir -p "$folder"
bash web/build.sh "$page"

# The limits are a little above the sizes, so that a large dependency is noticed. The page is loaded over slow lines of companies
# and sent by mail.
limit_module=950000
limit_page=510000
module=$(wc -c < "${CARGO_TARGET_DIR:-target}/wasm32-unknown-unknown/web/smtp_connection_string_web.wasm")
size=$(wc -c < "$page")
if [ "$module" -gt "$limit_module" ] || [ "$size" -gt "$limit_page" ]; then
    echo "too large: $module of $limit_module bytes of WebAssembly, $size of $limit_page bytes of page"
    exit 1
fi

. cli/tests/browser/browser.sh
node web/tests/page.mjs "$browser" "$page" "$folder"
