#!/usr/bin/env python3
"""Builds guides of growing size with guidegen and the peers that are on the PATH, side by side, and tells the ratios.

    python3 benches/peers.py --sizes 100,1000 --rounds 5 --report docs/performance.md --plot docs/performance.svg

Programs come from the PATH, or from the variables GUIDEGEN, HUGO, ZOLA and MDBOOK. Any other program takes part with
`--also 'NAME=COMMAND'`, where {site} is the folder of the guide and {out} the folder to write to. All programs take
turns (A B C A B C), each into an empty folder, with the sources in memory. What counts is CPU seconds, user and system
together: on a machine with other work they hold, and wall time does not. Needs nothing but Python 3 on Unix.
"""
import argparse
import datetime
import html
import json
import math
import os
import platform
import random
import shlex
import shutil
import statistics
import subprocess
import sys
import threading
import time

WORDS = """account access policy role team network region service budget alert backup cluster control data deploy
design domain event failure gateway guide identity key landing limit log machine member migration module name object
order organisation owner page plan platform pipeline project queue record release request resource review rule schema
secret section server setting stack stage state step storage subnet support table tag task template test token tool
trail user vault version volume zone about after always before between during every from into most never often only
over same several than that their then these they this under until when where which while with without your allows
asks begins belongs builds calls carries changes checks comes costs creates ends fails finds follows gives grows holds
keeps knows leaves makes means needs opens reads removes runs says sends shows starts stays stops takes tells uses
waits works writes""".split()

CODE = {
    "bash": "#!/usr/bin/env bash\nset -euo pipefail\nfor {0} in $(list {1}); do\n  echo \"checking ${{{0}}}\"\n  if ! test -f \"{2}.json\"; then\n    fetch --{1} \"${{{0}}}\" > {2}.json\n  fi\ndone",
    "hcl": "resource \"cloud_{0}\" \"{1}\" {{\n  name  = \"{2}-${{var.stage}}\"\n  count = 3\n\n  {1} {{\n    enabled = true\n    tags    = merge(local.tags, {{ {2} = \"{0}\" }})\n  }}\n}}",
    "json": "{{\n  \"{0}\": \"{1}\",\n  \"Statement\": [\n    {{ \"Effect\": \"Allow\", \"Action\": [\"{1}:Get\", \"{2}:List\"], \"Resource\": \"*\" }}\n  ]\n}}",
    "python": "def {0}({1}: str, limit: int = 10) -> list[str]:\n    \"\"\"Every {2} of a {1}.\"\"\"\n    found = []\n    for {2} in client.list({1}):\n        if len(found) >= limit:\n            break\n        found.append(f\"{{{2}}}-{0}\")\n    return found",
    "yaml": "{0}:\n  - name: {1}\n    uses: actions/{2}@v4\n    with:\n      {1}: \"true\"\n      path: ./{2}",
}


def text(rng, count):
    """A sentence or two of so many words."""
    out = []
    while count > 0:
        length = min(count, rng.randint(7, 16))
        out.append(" ".join(rng.choices(WORDS, k=length)).capitalize() + ".")
        count -= length
    return " ".join(out)


def tree(pages):
    """Paths of all pages but the home page, with whether they are sections; 12 pages to a section, 12 sections to a part."""
    found, part, chapter = [], 0, 0
    while len(found) < pages - 1:
        part += 1
        found.append((f"part-{part:03}", True))
        for chapter in range(1, 13):
            found.append((f"part-{part:03}/chapter-{chapter:02}", True))
            found.extend((f"part-{part:03}/chapter-{chapter:02}/page-{page:02}", False) for page in range(1, 13))
    return found[: pages - 1]


def page(rng, links):
    """A page of about 700 words with headings, lists, links, a table and two blocks of code."""
    out = []
    for number in range(5):
        out += [f"## {text(rng, 4)[:-1]}", "", text(rng, 45) + f" See [{' '.join(rng.choices(WORDS, k=2))}]({rng.choice(links)}).", ""]
        out += ["Some `code`, **strong** and *stressed* words. " + text(rng, 40), ""]
        if number in (1, 3):
            language = rng.choice(list(CODE))
            out += [f"```{language}", CODE[language].format(*rng.choices([word for word in WORDS if len(word) > 3], k=3)), "```", ""]
        elif number == 2:
            out += ["| Name | Meaning |", "| --- | --- |"] + [f"| {rng.choice(WORDS)} | {text(rng, 6)} |" for _ in range(5)] + [""]
        else:
            out += [f"- {text(rng, 9)}" for _ in range(4)] + [""]
    return "\n".join(out)


def put(path, content):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(content)


HUGO_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head><body>
<nav>{{ partial "menu.html" (dict "section" site.Home "page" .) }}</nav><main><h1>{{ .Title }}</h1>{{ .TableOfContents }}{{ .Content }}</main></body></html>
"""
HUGO_MENU = """{{ $page := .page }}<ul>{{ range .section.Pages }}<li><a href="{{ .RelPermalink }}"{{ if eq . $page }} aria-current="page"{{ end }}>{{ .LinkTitle }}</a>
{{- if and .IsSection (or (eq . $page) (.IsAncestor $page)) }}{{ partial "menu.html" (dict "section" . "page" $page) }}{{ end }}</li>{{ end }}</ul>"""
ZOLA_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ it.title }}</title></head><body><nav><ul>
{% set home = get_section(path="_index.md") %}{% for path in home.subsections %}{% set part = get_section(path=path) %}<li><a href="{{ part.permalink }}">{{ part.title }}</a>
{% if current_path is starting_with(part.path) %}<ul>{% for path in part.subsections %}{% set chapter = get_section(path=path) %}<li><a href="{{ chapter.permalink }}">{{ chapter.title }}</a>
{% if current_path is starting_with(chapter.path) %}<ul>{% for other in chapter.pages %}<li><a href="{{ other.permalink }}">{{ other.title }}</a></li>{% endfor %}</ul>{% endif %}</li>
{% endfor %}</ul>{% endif %}</li>{% endfor %}</ul></nav><main><h1>{{ it.title }}</h1>{{ it.content | safe }}</main></body></html>
"""


def make(kind, pages, folder):
    """A guide of so many pages for a kind of program: `hugo` (ours too), `zola`, `mdbook`."""
    rng = random.Random(pages)
    places = tree(pages)
    prefix = "src" if kind == "mdbook" else "content"
    url = (lambda path: f"/{path}.md") if kind == "mdbook" else (lambda path: f"/{path}/")
    leaves = [path for path, section in places if not section] or [path for path, _ in places]
    summary = ["# Summary", "", "[Home](home.md)", ""]
    for number, (path, section) in enumerate([("", True)] + places):
        title = path.rsplit("/", 1)[-1].replace("-", " ").capitalize() or "Home"
        body = page(rng, [url(rng.choice(leaves)) for _ in range(5)])
        if kind == "mdbook":
            if path:
                summary.append("  " * path.count("/") + f"- [{title}]({path}.md)")
            put(f"{folder}/src/{path or 'home'}.md", f"# {title}\n\n{body}")
            continue
        mark, weight = ("+++", f"weight = {number + 1}") if kind == "zola" else ("---", f"weight: {number + 1}")
        head = f'{mark}\ntitle = "{title}"\n{weight}\n' if kind == "zola" else f'{mark}\ntitle: "{title}"\n{weight}\n'
        if kind == "zola" and section:
            head += 'sort_by = "weight"\n'
        name = f"{path}/_index.md" if section else f"{path}.md"
        put(f"{folder}/{prefix}/{name.lstrip('/')}", f"{head}{mark}\n\n{body}")
    if kind == "hugo":
        put(f"{folder}/hugo.toml", 'baseURL = "https://guide.example/"\ntitle = "Guide"\ndisableKinds = ["taxonomy", "term", "rss", "sitemap"]\n[markup.highlight]\nnoClasses = false\n')
        for name in ("single", "list", "home"):
            put(f"{folder}/layouts/{name}.html", HUGO_PAGE)
        put(f"{folder}/layouts/_partials/menu.html", HUGO_MENU)
    elif kind == "zola":
        put(f"{folder}/config.toml", 'base_url = "https://guide.example"\ntitle = "Guide"\ncompile_sass = false\nbuild_search_index = false\n[markdown]\nhighlight_code = true\nhighlight_theme = "css"\n')
        for name in ("page", "section", "index"):
            put(f"{folder}/templates/{name}.html", ZOLA_PAGE.replace("it.", "page." if name == "page" else "section."))
    else:
        put(f"{folder}/src/SUMMARY.md", "\n".join(summary) + "\n")
        put(f"{folder}/book.toml", '[book]\ntitle = "Guide"\n[output.html.print]\nenable = false\n[output.html.search]\nenable = false\n')


PEERS = [
    ("guidegen", "hugo", "GUIDEGEN", "{program} build --quiet --root {site} --out {out}"),
    ("hugo, branch menu", "hugo", "HUGO", "{program} --quiet -s {site} -d {out}"),
    ("zola, branch menu, no search", "zola", "ZOLA", "{program} -r {site} build -o {out} --force"),
    ("mdbook, no search", "mdbook", "MDBOOK", "{program} build {site} -d {out}"),
]


def run(command, limit):
    """CPU seconds, wall seconds and the largest resident set in MiB of one run; nothing if it failed."""
    begun = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = []
    reader = threading.Thread(target=lambda: errors.append(process.stderr.read()))
    reader.start()
    killer = threading.Timer(limit, process.kill)
    killer.start()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - begun
    killer.cancel()
    reader.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        print(f"{' '.join(command)}: exit {process.returncode}: {errors[0][-300:].decode(errors='replace')}", file=sys.stderr)
        return None
    peak = usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    return usage.ru_utime + usage.ru_stime, wall, peak


def weight(folder):
    """Number and bytes of the files below a folder."""
    files = [os.path.join(root, name) for root, _, names in os.walk(folder) for name in names]
    return len(files), sum(os.path.getsize(file) for file in files)


def measure(contestants, sizes, rounds, work, limit):
    results = {}
    for size in sizes:
        rounds_now = rounds if size <= 1000 else min(rounds, 3) if size <= 10000 else 1
        out_of = set()
        for turn in range(rounds_now):
            for name, kind, command in contestants:
                if name in out_of:
                    continue
                site, out = f"{work}/{kind}-{size}", f"{work}/out"
                if not os.path.isdir(site):
                    make(kind, size, site)
                shutil.rmtree(out, ignore_errors=True)
                got = run([part.format(site=site, out=out) for part in command], limit)
                if got is None:
                    out_of.add(name)
                    continue
                cell = results.setdefault(name, {}).setdefault(size, {"runs": []})
                cell["runs"].append(got)
                if turn == 0:
                    cell["files"], cell["bytes"] = weight(out)
                shutil.rmtree(out, ignore_errors=True)
                print(f"{size:>7} {name:30} {got[0]:8.3f} s CPU {got[2]:7.0f} MiB", file=sys.stderr)
    for cells in results.values():
        for cell in cells.values():
            cell["cpu"], cell["wall"], cell["peak"] = (statistics.median(run[i] for run in cell["runs"]) for i in range(3))
    return results


def table(results, sizes):
    first = next(iter(results))
    out = ["| CPU seconds | " + " | ".join(f"{size:,} pages" for size in sizes) + " | peak MiB at " + f"{sizes[-1]:,} |"]
    out.append("| --- |" + " ---: |" * (len(sizes) + 1))
    for name, cells in results.items():
        row = []
        for size in sizes:
            cell, own = cells.get(size), results[first].get(size)
            ratio = f" ({cell['cpu'] / own['cpu']:.2g} ×)" if cell and own and name != first else ""
            row.append(f"{cell['cpu']:.3g}{ratio}" if cell else "–")
        last = cells.get(sizes[-1])
        out.append(f"| {name} | " + " | ".join(row) + f" | {last['peak']:.0f} |" if last else f"| {name} | " + " | ".join(row) + " | – |")
    out += ["", f"| {first} | " + " | ".join(f"{size:,} pages" for size in sizes) + " |", "| --- |" + " ---: |" * len(sizes)]
    own = results[first]
    for label, form in (
        ("wall seconds", lambda cell: f"{cell['wall']:.3g}"),
        ("peak MiB", lambda cell: f"{cell['peak']:.0f}"),
        ("files", lambda cell: f"{cell['files']:,}"),
        ("MB written", lambda cell: f"{cell['bytes'] / 1e6:.1f}"),
    ):
        out.append(f"| {label} | " + " | ".join(form(own[size]) if size in own else "–" for size in sizes) + " |")
    pairs = [(a, b) for a, b in zip(sizes, sizes[1:]) if a in own and b in own]
    growth = [f"{b:,} pages cost {own[b]['cpu'] / own[a]['cpu']:.1f} × the CPU and {own[b]['bytes'] / own[a]['bytes']:.1f} × the bytes of {a:,}" for a, b in pairs]
    return "\n".join(out) + ("\n\n" + "; ".join(growth) + ".\n" if growth else "\n")


COLOURS = ["#0b6e4f", "#b5179e", "#d9480f", "#1864ab", "#5f3dc4", "#495057"]


def plot(results, sizes):
    """CPU seconds over pages, both axes logarithmic, as SVG; a straight line of slope one is linear growth."""
    cells = [cell for row in results.values() for cell in row.values()]
    left, right, top, bottom = 70, 520, 20, 330
    x0, x1 = math.log10(sizes[0]), max(math.log10(sizes[-1]), math.log10(sizes[0]) + 1)
    y0 = math.floor(math.log10(min(cell["cpu"] for cell in cells)))
    y1 = max(math.ceil(math.log10(max(cell["cpu"] for cell in cells))), y0 + 1)
    x = lambda size: left + (math.log10(size) - x0) / (x1 - x0) * (right - left)
    y = lambda cpu: bottom - (math.log10(max(cpu, 1e-4)) - y0) / (y1 - y0) * (bottom - top)
    out = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 380" font-family="system-ui, sans-serif" font-size="13">']
    out.append("<title>CPU seconds of a cold build over the number of pages</title>")
    out.append('<rect width="760" height="380" fill="#fff"/>')
    for power in range(y0, y1 + 1):
        out.append(f'<path d="M{left} {y(10**power):.1f}H{right}" stroke="#ddd"/><text x="{left - 8}" y="{y(10**power) + 4:.1f}" text-anchor="end">{10**power:g} s</text>')
    for size in sizes:
        out.append(f'<path d="M{x(size):.1f} {top}V{bottom}" stroke="#ddd"/><text x="{x(size):.1f}" y="{bottom + 20}" text-anchor="middle">{size:,}</text>')
    out.append(f'<text x="{(left + right) / 2}" y="{bottom + 42}" text-anchor="middle">pages</text>')
    ends = []
    for number, (name, row) in enumerate(results.items()):
        points = [(x(size), y(row[size]["cpu"])) for size in sizes if size in row]
        colour = COLOURS[number % len(COLOURS)]
        line = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
        out.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2.5"/>')
        out += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="4" fill="{colour}"/>' for a, b in points]
        ends.append((points[-1][1], name, colour))
    place = 0
    for height, name, colour in sorted(ends):
        place = max(height + 4, place + 17)
        out.append(f'<text x="{right + 14}" y="{place:.1f}" fill="{colour}">{html.escape(name)}</text>')
    return "\n".join(out) + "\n</svg>\n"


def machine():
    name = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            name = next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), name)
    except OSError:
        pass
    return f"{os.cpu_count()} cores of {name}, {platform.system()} {platform.release()}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="100,1000")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", help="names of contestants to keep, by their first word, separated by commas")
    parser.add_argument("--also", action="append", default=[], metavar="NAME=COMMAND")
    parser.add_argument("--work", default=os.path.join(os.environ.get("TMPDIR", "/tmp"), "guidegen-peers"))
    parser.add_argument("--limit", type=float, default=600, help="seconds after which a run is given up")
    parser.add_argument("--report", help="a Markdown file whose part between the two marks is replaced by the result")
    parser.add_argument("--plot", help="an SVG file")
    parser.add_argument("--json", help="all runs")
    given = parser.parse_args()
    sizes = sorted(int(size) for size in given.sizes.split(","))
    contestants = []
    for name, kind, variable, command in PEERS:
        program = os.environ.get(variable) or shutil.which(variable.lower())
        if program and (not given.only or name.split(",")[0] in given.only.split(",")):
            contestants.append((name, kind, [part.replace("{program}", program) for part in command.split()]))
    contestants += [(name, "hugo", shlex.split(command)) for name, command in (also.split("=", 1) for also in given.also)]
    if not contestants:
        sys.exit("no program was found: put guidegen on the PATH, or name it in GUIDEGEN")
    results = measure(contestants, sizes, given.rounds, given.work, given.limit)
    day = datetime.date.today().isoformat()
    told = f"{day}, {machine()}, load {os.getloadavg()[0]:.1f}; median of {given.rounds} turns (3 above 1,000 pages, 1 above 10,000).\n\n{table(results, sizes)}"
    print(told)
    if given.report:
        with open(given.report, encoding="utf-8") as file:
            before, rest = file.read().split("<!-- peers -->\n", 1)
            _, after = rest.split("<!-- end of peers -->", 1)
        put(os.path.abspath(given.report), f"{before}<!-- peers -->\n{told}\n<!-- end of peers -->{after}")
    if given.plot:
        put(os.path.abspath(given.plot), plot(results, sizes))
    if given.json:
        put(os.path.abspath(given.json), json.dumps({"day": day, "machine": machine(), "results": results}, indent=1))


if __name__ == "__main__":
    main()
