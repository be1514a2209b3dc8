"""What all packages share: the version, the platforms, and the files of an archive."""

import json
import pathlib
import re
import tarfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGETS = json.loads((ROOT / "packaging" / "targets.json").read_text())
# Every file in every package has this date, so that one commit makes one package, byte for byte.
DATE = (1980, 1, 1, 0, 0, 0)
SECONDS = 315532800


def field(name):
    """A field of [package] in Cargo.toml; empty if it is not there."""
    package = (ROOT / "Cargo.toml").read_text().split("\n[", 2)[0]
    found = re.search(rf'^{name} = "(.*)"$', package, re.MULTILINE)
    return found.group(1) if found else ""


def version():
    return field("version")


def archive_name(target):
    ending = "zip" if "windows" in target else "tar.gz"
    return f"guidegen-v{version()}-{target}.{ending}"


def binary_name(target):
    return "guidegen.exe" if "windows" in target else "guidegen"


def binaries(folder):
    """The binaries in the archives of a folder: pairs of a platform and bytes."""
    for platform in TARGETS:
        archive = pathlib.Path(folder) / archive_name(platform["target"])
        if not archive.exists():
            continue
        name = binary_name(platform["target"])
        if archive.suffix == ".zip":
            with zipfile.ZipFile(archive) as opened:
                inside = next(entry for entry in opened.namelist() if entry.endswith("/" + name))
                yield platform, opened.read(inside)
        else:
            with tarfile.open(archive) as opened:
                inside = next(entry for entry in opened.getnames() if entry.endswith("/" + name))
                yield platform, opened.extractfile(inside).read()
