#!/usr/bin/env python3
"""Makes npm packages from the archives of a release: `guidegen`, and one for each platform that is there.

    packaging/npm/build.py dist --out dist/npm

`guidegen` names the packages of the platforms as optional dependencies, so that npm installs the one that fits.
"""

import argparse
import json
import pathlib
import shutil
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import release  # noqa: E402


def write(folder, package, files):
    if folder.exists():
        shutil.rmtree(folder)
    for name, data, mode in files + [("package.json", (json.dumps(package, indent=2) + "\n").encode(), 0o644)]:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        path.chmod(mode)
    return folder


def common(name, description):
    package = {"name": name, "version": release.version(), "description": description, "license": release.field("license")}
    if release.field("repository"):
        package["repository"] = {"type": "git", "url": release.field("repository")}
    return package


def licences():
    return [(name, (release.ROOT / name).read_bytes(), 0o644) for name in ["LICENSE-MIT", "LICENSE-APACHE"]]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archives", help="the folder with the archives of archive.py")
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    out = pathlib.Path(options.out)
    made = []
    for platform, binary in release.binaries(options.archives):
        name = f"guidegen-{platform['npm']}"
        program = release.binary_name(platform["target"])
        package = common(name, f"The program guidegen for {platform['npm']}.")
        package |= {"os": [platform["os"]], "cpu": [platform["cpu"]], "files": [program], "preferUnplugged": True}
        if platform["os"] == "linux":
            package["libc"] = ["glibc"]
        made.append(write(out / name, package, licences() + [(program, binary, 0o755)]))
    if not made:
        sys.exit(f"no archive of version {release.version()} in {options.archives}")
    package = common("guidegen", release.field("description"))
    package |= {
        "keywords": ["documentation", "static-site-generator", "hugo", "link-checker", "markdown"],
        "bin": {"guidegen": "bin/guidegen.js"},
        "files": ["bin"],
        "engines": {"node": ">=18"},
        "optionalDependencies": {f"guidegen-{platform['npm']}": release.version() for platform in release.TARGETS},
    }
    files = [
        ("bin/guidegen.js", (HERE / "bin" / "guidegen.js").read_bytes(), 0o755),
        ("README.md", (release.ROOT / "README.md").read_bytes(), 0o644),
    ]
    made.append(write(out / "guidegen", package, licences() + files))
    print(*made, sep="\n")


main()
