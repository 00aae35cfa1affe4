"""A site of files: each link leads to something, and each page is reached from the front."""
import html.parser
import pathlib
import sys
import urllib.parse


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.ids, self.links = set(), []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name == "id" or (tag == "a" and name == "name"):
                self.ids.add(value)
            elif name in ("href", "src") and value:
                self.links.append(value)


def check(folder):
    """What was found, or the end of the program with all faults."""
    pages = {file: Page(file.read_text()) for file in folder.rglob("*.html")}
    faults, reached, ahead, count = [], set(), [folder / "index.html"], 0
    while ahead:
        file = ahead.pop()
        if file in reached:
            continue
        reached.add(file)
        for link in pages[file].links:
            parts = urllib.parse.urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            count += 1
            path = urllib.parse.unquote(parts.path)
            other = pathlib.Path(file.parent / path).resolve() if path not in ("", ".") else file
            if other.is_dir():
                other /= "index.html"
            if not other.exists():
                faults.append(f"{file.relative_to(folder)}: {link} is not there")
            elif other in pages:
                ahead.append(other)
                if parts.fragment and urllib.parse.unquote(parts.fragment) not in pages[other].ids:
                    faults.append(f"{file.relative_to(folder)}: {link} has no such place")
    for file in pages.keys() - reached:
        if file.name not in ("404.html", "search.html"):
            faults.append(f"{file.relative_to(folder)}: no page leads here")
    if faults:
        sys.exit("\n".join(sorted(set(faults))))
    return f"{len(reached)} pages, {count} links, each leads somewhere"
