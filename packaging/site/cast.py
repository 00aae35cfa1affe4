#!/usr/bin/python3
"""A terminal session as a picture that shows itself: cast.py <README.md> <folder> >picture.svg

Runs the page's examples in <folder>, which must be empty, up to the one that has to fail (see
tests/docs/run_examples.sh), and draws what that one's last command prints, to the letter but for the
folder's name. The environment gives CMAKE_PREFIX_PATH."""
import html
import os
import pathlib
import re
import subprocess
import sys

size, advance, height, margin = 14, 8.43, 20, 16
colors = {"error:": "#ff7b72", "hint:": "#7ee787"}


def examples(page):
    """(kind, text) of the fenced blocks with a kind above them."""
    return re.findall(r"^<!-- ([^\n]*) -->\n```[a-z]*\n(.*?)^```$", page, re.M | re.S)


def session(page, folder):
    for kind, text in examples(page):
        if kind == "run":
            subprocess.run(["bash", "-e", "-c", text], cwd=folder, check=True, capture_output=True)
        elif kind == "run: fails":
            *before, command = text.strip().split("\n")
            subprocess.run(["bash", "-e", "-c", "\n".join(before)], cwd=folder, check=True, capture_output=True)
            run = subprocess.run(["bash", "-c", command], cwd=folder, stdout=subprocess.PIPE,
                                 stderr=subprocess.STDOUT, text=True, env=os.environ | {"LC_ALL": "C"})
            if run.returncode == 0:
                sys.exit(f"'{command}' did not fail")
            return command, run.stdout.replace(f"{folder.resolve()}/", "").rstrip("\n").split("\n")
    sys.exit("the page has no example that fails")


def colored(line):
    """Nothing but the two words, so that what a terminal shows in one color is read as fast."""
    text = html.escape(line, quote=False)
    for word, color in colors.items():
        text = re.sub(rf"(?<![\w]){word}", f'<tspan fill="{color}">{word}</tspan>', text, count=1)
    return text


def picture(command, lines):
    shown = [f"$ {command}", *lines]
    width = round(max(map(len, shown)) * advance + 2 * margin)
    tall = len(shown) * height + 2 * margin
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {tall}" width="{width}" height="{tall}" role="img">',
           f"<title>{html.escape(shown[0])}</title>",
           "<style>",
           f"text {{ font: {size}px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; fill: #e6edf3; white-space: pre; }}",
           ".line { animation: shown 0.01s linear both; }",
           "@keyframes shown { from { visibility: hidden; } to { visibility: visible; } }",
           "@media (prefers-reduced-motion: reduce) { .line { animation: none; } }",
           "</style>",
           f'<rect width="{width}" height="{tall}" rx="8" fill="#0d1117"/>']
    for at, line in enumerate(shown):
        # The command is there, its output comes as a build's does.
        delay = f' class="line" style="animation-delay: {0.6 + 0.12 * at:.2f}s"' if at else ""
        y = margin + height * at + size
        out.append(f'<text x="{margin}" y="{y}" xml:space="preserve"{delay}>{colored(line)}</text>')
    return "\n".join([*out, "</svg>"])


if __name__ == "__main__":
    place = pathlib.Path(sys.argv[2])
    place.mkdir(parents=True, exist_ok=True)
    print(picture(*session(pathlib.Path(sys.argv[1]).read_text(), place)))
