#!/usr/bin/env bash
# Puts the program of a release on the PATH of a job: fetches the archive for this machine and compares its checksum. Used by
# action.yml. VERSION is a tag such as v0.1.0, or `source` for a build with cargo; REPOSITORY is owner/name on GitHub.
# RELEASES may name another place for the archives, for tests.
set -euo pipefail

: "${VERSION:?}" "${RUNNER_TEMP:?}" "${GITHUB_PATH:?}"
bin="$RUNNER_TEMP/guidegen/bin"
mkdir -p "$bin"
# The runner reads paths of its own system.
native() { if command -v cygpath >/dev/null; then cygpath -w "$1"; else printf '%s\n' "$1"; fi; }
native "$bin" >> "$GITHUB_PATH"

if [ "$VERSION" = source ]; then
  cargo install --quiet --locked --path "$(dirname "$0")/.." --root "$RUNNER_TEMP/guidegen"
  exit 0
fi

case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) target=x86_64-unknown-linux-gnu ;;
  Linux-aarch64 | Linux-arm64) target=aarch64-unknown-linux-gnu ;;
  Darwin-x86_64) target=x86_64-apple-darwin ;;
  Darwin-arm64) target=aarch64-apple-darwin ;;
  MINGW*-x86_64 | MSYS*-x86_64) target=x86_64-pc-windows-msvc ;;
  *)
    echo "error: there is no release for $(uname -s) on $(uname -m); use version: source" >&2
    exit 2
    ;;
esac
case "$target" in *windows*) ending=zip ;; *) ending=tar.gz ;; esac
archive="guidegen-$VERSION-$target.$ending"
place="${RELEASES:-https://github.com/${REPOSITORY:?}/releases/download/$VERSION}"
work="$RUNNER_TEMP/guidegen/work"
mkdir -p "$work"
cd "$work"
for file in "$archive" SHA256SUMS; do
  if ! curl --fail --silent --show-error --location --retry 3 --output "$file" "$place/$file"; then
    echo "error: $place/$file cannot be fetched; is there a release $VERSION?" >&2
    exit 2
  fi
done
sum() { if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1; }
wanted=$(awk -v file="$archive" '$2 == file { print $1 }' SHA256SUMS)
if [ -z "$wanted" ] || [ "$(sum "$archive")" != "$wanted" ]; then
  echo "error: the checksum of $archive is not the one that SHA256SUMS tells" >&2
  exit 2
fi
case "$ending" in zip) unzip -q -o "$archive" ;; *) tar -xzf "$archive" ;; esac
cp "guidegen-$VERSION-$target"/guidegen* "$bin/"
"$bin/guidegen" --version
