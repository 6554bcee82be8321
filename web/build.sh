#!/usr/bin/env bash
# Builds the page as one file: `build.sh [FILE]` (default: target/web/index.html). Exits with 77 if there is no compiler for
# WebAssembly, and none can be installed.
#
# The compiler is that of rustup, with its target for WebAssembly. Some machines cannot download that target. There, the
# packages `rustc-web` of Debian are unpacked in target/web-toolchain. Nothing is installed.
set -euo pipefail
file=${1:+$(cd "$(dirname "$1")" && pwd)/$(basename "$1")}
cd "$(dirname "$0")/.."
file=${file:-target/web/index.html}

target=wasm32-unknown-unknown
folder=${CARGO_TARGET_DIR:-target}
toolchain=$folder/web-toolchain
build=(cargo build --locked --quiet --package smtp-connection-string-web --profile web --target "$target")

not_built() {
    echo "NOT BUILT: the page was not built: $1"
    exit 77
}

has_target() {
    [ -d "$(rustc --print target-libdir --target "$target" 2>/dev/null)" ]
}

# Unpacks Debian's compiler. Its version changes with Debian's browsers, so the current one is used.
unpack_debian() {
    local packages
    command -v apt-get >/dev/null && command -v dpkg >/dev/null || return 1
    packages=$(apt-cache depends --recurse --important rustc-web | grep -E '^(rustc-web|libstd-rust-web-.*|libllvm[0-9]+)$') || return 1
    rm -rf "$toolchain"
    mkdir -p "$toolchain/packages"
    # shellcheck disable=SC2086 # one argument per package
    (cd "$toolchain/packages" && apt-get download -qq $packages rust-web-src) || return 1
    for package in "$toolchain"/packages/*.deb; do
        dpkg -x "$package" "$toolchain" || return 1
    done
    rm -rf "$toolchain/packages"
    touch "$toolchain/complete"
}

build_with_debian() {
    local root linkers libraries
    root=$(realpath "$toolchain")
    # Debian's compiler has no linker for WebAssembly, and no standard library, which is built from its source.
    linkers=$(rustc --print sysroot)/lib/rustlib/$(rustc -vV | sed -n 's/^host: //p')/bin
    libraries=$(find "$root/usr/lib" -name 'lib*.so*' -printf '%h\n' | sort -u | paste -sd:)
    PATH=$linkers:$PATH RUSTC=$root/usr/bin/rustc LD_LIBRARY_PATH=$libraries RUSTC_BOOTSTRAP=1 \
        CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=rust-lld "${build[@]}" -Zbuild-std=std,panic_abort
}

command -v node >/dev/null || not_built 'Node.js is missing'
has_target || rustup target add "$target" >/dev/null 2>&1 || true
if [ -z "${WEB_DEBIAN:-}" ] && has_target; then
    "${build[@]}"
elif [ -e "$toolchain/complete" ] || unpack_debian; then
    build_with_debian
else
    not_built "rustup has no target $target, and Debian's packages rustc-web are not available"
fi

module=$folder/$target/web/smtp_connection_string_web.wasm
# `wasm-opt -Oz` is not used: the module becomes smaller by 15 %, but its compressed form in the page larger by 1 %.
version=$(cargo pkgid --package smtp-connection-string-web | sed 's/.*[#@]//')
mkdir -p "$(dirname "$file")"
node web/inline.mjs "$module" "$version" "$file"
echo "$(wc -c <"$module") bytes of WebAssembly, $(wc -c <"$file") bytes of page: $file"
