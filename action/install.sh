#!/usr/bin/env bash
# Installs the released binary for this runner, and adds it to the PATH of the next steps. action.yml sets VERSION and
# RELEASES_URL, the runner sets the others. You can run it by hand:
#
#   VERSION=0.1.0 RELEASES_URL=https://github.com/smtp-connection-string/smtp-connection-string/releases/download \
#       RUNNER_OS=Linux RUNNER_ARCH=X64 RUNNER_TEMP=/tmp GITHUB_PATH=/tmp/path bash install.sh
#
# It runs with the bash 3.2 of macOS.
set -euo pipefail

fail() {
    echo "::error::$1"
    exit 2
}

if [ "$VERSION" = installed ]; then
    command -v smtp-connstr >/dev/null || fail 'smtp-connstr is not in PATH, so `version` cannot be `installed`'
    smtp-connstr --version
    exit
fi

# By default, the version of this action's commit, so a workflow that pins the action also pins the binary.
if [ -z "$VERSION" ]; then
    VERSION=$(sed -n '/^\[workspace\.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' "$(dirname "$0")/../Cargo.toml")
fi
VERSION=${VERSION#v}
# The version becomes a part of an address and of a path.
[[ $VERSION =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]] || fail 'invalid version: write for example `0.1.0`'

case $RUNNER_OS-$RUNNER_ARCH in
    Linux-X64) target=x86_64-unknown-linux-musl ;;
    Linux-ARM64) target=aarch64-unknown-linux-musl ;;
    macOS-X64) target=x86_64-apple-darwin ;;
    macOS-ARM64) target=aarch64-apple-darwin ;;
    # Windows on ARM runs programs for x86-64.
    Windows-X64 | Windows-ARM64) target=x86_64-pc-windows-msvc ;;
    *) fail 'no release for this system: install smtp-connstr and set `version` to `installed`' ;;
esac
folder=smtp-connstr-$target
archive=$folder.tar.gz
binary=smtp-connstr
if [ "$RUNNER_OS" = Windows ]; then
    archive=$folder.zip
    binary=smtp-connstr.exe
fi

# Relative paths, because tar takes the colon in a path of Windows for a host.
mkdir -p "$RUNNER_TEMP/smtp-connstr-$VERSION"
cd "$RUNNER_TEMP/smtp-connstr-$VERSION"
for file in "$archive" SHA256SUMS; do
    curl --fail --silent --show-error --location --retry 3 --output "$file" "$RELEASES_URL/v$VERSION/$file" ||
        fail "cannot download $file of version $VERSION"
done

# macOS does not have sha256sum. Both fail if there is no line for the archive.
checksum() {
    if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi
}
grep "^[0-9a-f]*  $archive\$" SHA256SUMS | checksum --check - || fail "the checksum of $archive does not match"

if [ "$RUNNER_OS" = Windows ]; then
    unzip -q -o "$archive"
else
    tar -xzf "$archive"
fi
echo "$PWD/$folder" >path
# The runner needs a path in the form of Windows.
if command -v cygpath >/dev/null; then
    cygpath --windows "$PWD/$folder" >path
fi
cat path >>"$GITHUB_PATH"
"./$folder/$binary" --version
