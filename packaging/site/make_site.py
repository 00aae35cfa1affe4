#!/usr/bin/python3
"""docs/ as a site: make_site.py <kiln> <folder>. Needs mkdocs, and for pictures Graphviz.

<folder>/pages is put together of docs/, of what stands beside it, of the headers and of what kiln
prints; <folder>/html is the site, which can be moved and read without a server, all but the search. It fails where a link
leads nowhere or a page is reached by none."""
import pathlib
import re
import shutil
import subprocess
import sys

import yaml

sys.dont_write_bytecode = True
import api_pages
import check_links
import example_pictures

here = pathlib.Path(__file__).resolve().parent
root = here.parent.parent
kiln = str(pathlib.Path(sys.argv[1]).resolve())
target = pathlib.Path(sys.argv[2]).resolve()
pages = target / "pages"


def in_the_site(text, at):
    """The page with its links as they are in the site; of a file that is no page, the site has a copy."""
    def moved(match):
        link, anchor = re.fullmatch(r"([^#]*)(#.*)?", match.group(1)).groups()
        # Forges keep each dash of a heading, Markdown's own table of contents one of several.
        anchor = re.sub("-+", "-", anchor or "")
        if re.match(r"[a-z]+:", link):
            return match.group(0)
        if not link:
            return f"]({anchor})"
        file = (at / link).resolve()
        if not file.exists():
            sys.exit(f"{at}: a link leads nowhere: {link}")
        name = file.relative_to(root)
        if name == pathlib.Path("README.md"):
            place = "index.md"
        elif name.parts[0] == "docs" or (len(name.parts) == 1 and name.suffix == ".md"):
            place = name.relative_to("docs").as_posix() if name.parts[0] == "docs" else name.as_posix()
        else:
            place = f"files/{name.as_posix()}.txt"
            (pages / place).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, pages / place)
        return f"]({place}{anchor})"
    return re.sub(r"\]\(([^)\s]+)\)", moved, text)


def write_manual():
    """The manual pages, as `man` shows them."""
    folder = target / "manual"
    subprocess.run([kiln, "pages", folder], check=True, capture_output=True)
    parts = ["# Manual pages\n", "Installed with the program: `man kiln`, `man kiln-upgrade`.\n"]
    for file in sorted(folder.glob("man/man1/*.1")):
        shown = subprocess.run(["man", "-P", "cat", "-l", str(file)], check=True, capture_output=True, text=True,
                               env={"MANWIDTH": "90", "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}).stdout
        shown = re.sub(r".\x08", "", re.sub(r"\x1b\[[0-9;]*m", "", shown)).strip("\n")
        parts.append(f"## {file.stem}\n\n```\n{shown}\n```\n")
    (pages / "manual.md").write_text("\n".join(parts))


def all_pages(nav):
    for entry in nav:
        for value in entry.values() if isinstance(entry, dict) else [entry]:
            yield from all_pages(value) if isinstance(value, list) else [value]


shutil.rmtree(target, ignore_errors=True)
pages.mkdir(parents=True)
for file in sorted(root.glob("docs/*.md")):
    (pages / file.name).write_text(in_the_site(file.read_text(), file.parent))
(pages / "index.md").write_text(in_the_site((root / "README.md").read_text(), root))
for name in ("CHANGELOG.md", "SECURITY.md", "CONTRIBUTING.md"):
    (pages / name).write_text(in_the_site((root / name).read_text(), root))
shutil.copytree(root / "docs/pictures", pages / "pictures")
shutil.copyfile(root / "LICENSE", pages / "LICENSE")
write_manual()
example_pictures.write(kiln, root / "test-projects/clinic", pages)
api = api_pages.write_pages(root / "include", pages / "api")

config = yaml.safe_load((here / "mkdocs.yml").read_text())
reference = next(part["Reference"] for part in config["nav"] if "Reference" in part)
next(entry for entry in reference if "API" in entry)["API"] = [
    {"All headers": "api/index.md"}, *({header: f"api/{stem}.md"} for stem, (header, _) in api.items())]
missing = {file.relative_to(pages).as_posix() for file in pages.rglob("*.md")} ^ set(all_pages(config["nav"]))
if missing:
    sys.exit(f"not in packaging/site/mkdocs.yml, or not there: {', '.join(sorted(missing))}")
config |= {"docs_dir": str(pages), "site_dir": str(target / "html")}
(target / "mkdocs.yml").write_text(yaml.safe_dump(config, sort_keys=False))
subprocess.run(["/usr/bin/mkdocs", "build", "--quiet", "--strict", "-f", target / "mkdocs.yml"], check=True)
print(check_links.check(target / "html"))
