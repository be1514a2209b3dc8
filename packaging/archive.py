#!/usr/bin/env python3
"""Makes the archive of one platform from a binary: the program, its licences, completions and manual pages.

    packaging/archive.py --binary target/release/guidegen --target x86_64-unknown-linux-gnu --out dist [--tools BINARY]

Completions and manual pages are asked of the binary itself; where it cannot be run (another processor), --tools names one that
can. Beside the archive its checksum is written.
"""

import argparse
import gzip
import hashlib
import io
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import release  # noqa: E402


def asked(tool, *arguments):
    return subprocess.run([tool, *arguments], check=True, stdout=subprocess.PIPE).stdout


def contents(binary, tool, target):
    """Pairs of a name and bytes, with the mode of each."""
    yield release.binary_name(target), pathlib.Path(binary).read_bytes(), 0o755
    for name in ["README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"]:
        yield name, (release.ROOT / name).read_bytes(), 0o644
    yield "LICENSES-GRAMMARS.txt", asked(tool, "licenses"), 0o644
    for shell, name in [
        ("bash", "guidegen.bash"),
        ("zsh", "_guidegen"),
        ("fish", "guidegen.fish"),
        ("powershell", "_guidegen.ps1"),
    ]:
        yield f"completions/{name}", asked(tool, "completions", shell), 0o644
    with tempfile.TemporaryDirectory() as folder:
        asked(tool, "--quiet", "man", folder)
        for page in sorted(pathlib.Path(folder).iterdir()):
            yield f"man/{page.name}", page.read_bytes(), 0o644


def tar(path, folder, files):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for name, data, mode in files:
            entry = tarfile.TarInfo(f"{folder}/{name}")
            entry.size, entry.mode, entry.mtime = len(data), mode, release.SECONDS
            archive.addfile(entry, io.BytesIO(data))
    with open(path, "wb") as raw, gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as out:
        out.write(packed.getvalue())


def zipped(path, folder, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data, mode in files:
            entry = zipfile.ZipInfo(f"{folder}/{name}", release.DATE)
            entry.external_attr = (0o100000 | mode) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--target", required=True, choices=[platform["target"] for platform in release.TARGETS])
    parser.add_argument("--out", required=True)
    parser.add_argument("--tools")
    options = parser.parse_args()
    out = pathlib.Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    name = release.archive_name(options.target)
    folder = f"guidegen-v{release.version()}-{options.target}"
    files = list(contents(options.binary, options.tools or options.binary, options.target))
    (zipped if name.endswith(".zip") else tar)(out / name, folder, files)
    checksum = hashlib.sha256((out / name).read_bytes()).hexdigest()
    (out / f"{name}.sha256").write_text(f"{checksum}  {name}\n")
    print(out / name)


main()
