#!/bin/bash -eu
# Builds every target for OSS-Fuzz, with its seeds, corpus and past findings as the seed corpus, and the dictionary.
cd "$SRC/smtp-connection-string/fuzz"
cargo fuzz build --fuzz-dir . --release
for file in fuzz_targets/*.rs; do
    target=$(basename "$file" .rs)
    cp "target/x86_64-unknown-linux-gnu/release/$target" "$OUT/"
    cp smtp.dict "$OUT/$target.dict"
    # Of one name in two folders zip would keep one; a folder that is not there has nothing.
    for kind in seeds corpus regressions; do
        [ -d "$kind/$target" ] || continue
        (cd "$kind/$target" && for input in *; do cp "$input" "/tmp/$target-$kind-$input"; done)
    done
    zip -q -j "$OUT/${target}_seed_corpus.zip" "/tmp/$target"-*
done
