#!/usr/bin/env bash
# Packs the program: scripts/dist.sh [TARGET] makes dist/heshu-VERSION-TARGET.tar.gz and dist/SHA256SUMS. PROFILE=quick
# packs a build that takes less time. Owner, order and days in the archive do not depend on who packs it (GNU tar).
set -euo pipefail
cd "$(dirname "$0")/.."

host=$(rustc -vV | sed -n 's/^host: //p')
target=${1:-$host}
profile=${PROFILE:-dist}
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
name=heshu-$version-$target
built=${CARGO_TARGET_DIR:-target}/$target/$profile/heshu

cargo build --locked --bin heshu --profile "$profile" --target "$target"
[ -e "$built" ] || built=$built.exe

rm -rf "dist/$name"
mkdir -p "dist/$name"
cp "$built" README.md README.zh.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE "dist/$name/"
if [ "$target" = "$host" ]; then
    mkdir "dist/$name/completions"
    for shell in bash zsh fish powershell elvish; do
        "$built" completions "$shell" >"dist/$name/completions/heshu.$shell"
    done
    "$built" man "dist/$name/man"
else
    echo "$target does not run here: packed without completions and manual pages" >&2
fi

day=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
tar --sort=name --mtime="@$day" --owner=0 --group=0 --numeric-owner --mode='u+rwX,go=rX' -C dist -cf - "$name" |
    gzip -n9 >"dist/$name.tar.gz"
rm -r "dist/$name"
(cd dist && sha256sum -- *.tar.gz >SHA256SUMS && cat SHA256SUMS)
