#!/usr/bin/python3
"""README's picture shows what its example prints (run by docs.README): picture.py <source folder>"""
import html
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
drawn = re.findall(r"<text[^>]*>(.*?)</text>", (root / "docs/pictures/broken-build.svg").read_text())
drawn = [html.unescape(re.sub(r"<[^>]*>", "", line)) for line in drawn]
blocks = re.findall(r"^<!-- run: fails -->\n```sh\n(.*?)```\n\n<!-- output -->\n```\n(.*?)```",
                    (root / "README.md").read_text(), re.M | re.S)
if len(blocks) != 1:
    sys.exit("README.md has not one example that fails")
expected = [f"$ {blocks[0][0].strip().splitlines()[-1]}", *blocks[0][1].splitlines()]
at = 0
for line in expected:
    at = next((i + 1 for i in range(at, len(drawn)) if drawn[i].startswith(line)), None)
    if at is None:
        sys.exit(f"the picture lacks, in its place: {line}\nmake it again: ./dev picture")
print(f"{len(expected)} lines are drawn")
