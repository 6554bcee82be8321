#!/bin/bash -eu
# Builds every target for OSS-Fuzz. The seed corpus of a target consists of its seeds, corpus and regressions.
cd "$SRC/smtp-connection-string/fuzz"
cargo fuzz build --fuzz-dir . --release
for file in fuzz_targets/*.rs; do
    target=$(basename "$file" .rs)
    cp "target/x86_64-unknown-linux-gnu/release/$target" "$OUT/"
    cp smtp.dict "$OUT/$target.dict"
    mkdir -p "corpus/$target"
    tar -xzf "corpus/$target.tar.gz" -C "corpus/$target"
    # Two folders may have a file of the same name, and zip would keep only one. A target may have no regressions.
    for kind in seeds corpus regressions; do
        [ -d "$kind/$target" ] || continue
        (cd "$kind/$target" && for input in *; do cp "$input" "/tmp/$target-$kind-$input"; done)
    done
    zip -q -j "$OUT/${target}_seed_corpus.zip" "/tmp/$target"-*
done
