# Finds or installs what a check in a browser needs. A script in the root of the repository reads this file, and then uses:
#
# - `$browser`: the path of Chromium;
# - `$BROWSER_TOOLS`: a folder whose `node_modules` contains Playwright, which controls the browser.
#
# Exits with 77 if something is missing and cannot be installed.

find_browser() {
    local name
    for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
        if [ -n "$name" ] && command -v "$name"; then
            return
        fi
    done
    return 1
}

not_run() {
    echo "NOT RUN: this check needs $1"
    exit 77
}

command -v node > /dev/null && command -v npm > /dev/null || not_run 'Node.js 20 or newer, with npm'
if ! browser=$(find_browser); then
    # Debian. On Ubuntu, the package only installs a snap.
    if [ "$(id -u)" -eq 0 ] && command -v apt-get > /dev/null; then
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; } > /dev/null 2>&1 || true
    fi
    browser=$(find_browser) || not_run 'Chromium, and it cannot be installed here; set CHROMIUM to its path'
fi

# `playwright-core` has no dependencies and downloads no browser.
playwright=playwright-core@1.65.1
export BROWSER_TOOLS=target/browser-tools
if [ "$(cat "$BROWSER_TOOLS/complete" 2> /dev/null)" != "$playwright" ]; then
    mkdir -p "$BROWSER_TOOLS"
    npm install --silent --no-audit --no-fund --prefix "$BROWSER_TOOLS" "$playwright" ||
        not_run "the npm package $playwright, and it cannot be installed here"
    echo "$playwright" > "$BROWSER_TOOLS/complete"
fi
