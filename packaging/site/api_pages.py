"""The public headers as pages: what a header's comment says, and each declaration of namespace kiln
with the comment above it. Namespaces `detail`, private members and macros of one letter are left out."""
import re


def without_private(code):
    """A class without its private part."""
    return re.sub(r"\n *private:\n.*?(?=\n *\}[^\n]*;\s*$)", "", code, flags=re.S)


def end_of_declaration(lines, start):
    """The line behind the declaration that begins there: its braces are closed and it ends by `;` or `}`."""
    depth = 0
    for at in range(start, len(lines)):
        line = re.sub(r'"(\\.|[^"\\])*"|//.*|\'(\\.|[^\'\\])\'', "", lines[at])
        depth += line.count("{") + line.count("(") - line.count("}") - line.count(")")
        if depth <= 0 and re.search(r"[;}]\s*$", line):
            return at + 1
    return len(lines)


def name_of(code):
    """What the declaration declares; empty for one that says nothing to readers."""
    text = re.sub(r"//[^\n]*|\[\[[^\]]*\]\]", "", code)
    text = re.sub(r"^\s*template\s*<(?:[^<>]|<[^<>]*>)*>", "", text.strip())
    for pattern in (r"^\s*(?:enum\s+)?(?:class|struct)\s+([A-Za-z_]\w*(?:<\w+>)?)[^;({]*\{",
                    r"^\s*concept\s+(\w+)", r"^\s*using\s+(\w+)\s*=",
                    r"^[^({=;]*?\b(operator\s*[^\s(]+|\w+)\s*\(", r"^[^({;]*?\b(\w+)\s*(?:=|\{)"):
        found = re.search(pattern, text, re.S)
        if found:
            return found.group(1)
    return ""


def declarations(text):
    """(comment, code) of each declaration directly in namespace kiln."""
    lines = text.split("\n")
    at, comment, skipped = 0, [], 0
    inside = []
    while at < len(lines):
        line = lines[at]
        opened = re.match(r"^(?:inline )?namespace ([\w:]+) \{$", line)
        if opened:
            inside.append(opened.group(1))
        elif re.match(r"^\}(?:  // namespace.*)?$", line):
            inside.pop()
        elif line.startswith("///"):
            comment.append(line[3:].removeprefix(" "))
        elif not inside or not line.strip() or line.startswith(("#", "//", "}")):
            comment = comment if line.startswith("//") else []
        else:
            end = end_of_declaration(lines, at)
            if not inside[-1].endswith("detail"):
                yield "\n".join(comment), "\n".join(lines[at:end])
            comment = []
            at = end
            continue
        at += 1


def prose(comment):
    """A comment as Markdown: lines that are indented are code, as in the header."""
    comment = re.sub(r"(?<=\S)\n(    )", r"\n\n\1", comment)
    return "\n".join(line if line.startswith("    ") else line.replace("<", "&lt;") for line in comment.split("\n"))


def page_of(header, text):
    lead = re.match(r"#pragma once\n((?://[^\n]*\n)*)", text).group(1)
    lead = "\n".join(line[2:].removeprefix(" ") for line in lead.split("\n"))
    parts = [f"# {header}\n", prose(lead).strip() + "\n" if lead.strip() else ""]
    names = []
    for comment, code in declarations(text):
        name = name_of(code)
        forward = re.fullmatch(r"\s*(?:class|struct|template <[^>]*>\n?(?:class|struct))[^{(]*;.*", code.strip())
        if not name or forward or (header.startswith("kiln/models/") and not comment):
            continue
        if name not in names:
            names.append(name)
            parts.append(f"## {name.replace('<', '&lt;')}\n")
        if comment:
            parts.append(prose(comment) + "\n")
        parts.append(f"```cpp\n{without_private(code)}\n```\n")
    macros = re.findall(r"^#define (KILN_(?!DETAIL)\w+)[( ][^\n]*", text, re.M)
    for macro in macros:
        names.append(macro)
        parts.append(f"## {macro}\n")
        line = re.search(rf"^((?:///?[^\n]*\n)*)#define {macro}\b(?:[^\n]*\\\n)*[^\n]*", text, re.M)
        parts.append(f"```cpp\n{line.group(0)}\n```\n")
    return "\n".join(part for part in parts if part), names


def write_pages(include, folder):
    """A page for each header that declares something; headers and their names by page."""
    folder.mkdir(parents=True)
    pages = {}
    models = re.findall(r"^#include <(kiln/models/\w+\.hpp)>", (include / "kiln/models.hpp").read_text(), re.M)
    own = sorted(file.relative_to(include).as_posix() for file in include.glob("kiln/*.hpp"))
    for header in own + models:
        text, names = page_of(header, (include / header).read_text())
        if names:
            stem = header.removeprefix("kiln/").removesuffix(".hpp").replace("/", "-")
            (folder / f"{stem}.md").write_text(text)
            pages[stem] = (header, names)
    index = ["# The headers\n",
             "What an application includes, made from the headers themselves. How it is used is told by "
             "[the runtime](../runtime.md), [revisions in C++](../revisions-in-cpp.md) and "
             "[models](../models.md).\n", "| header | declares |", "|---|---|"]
    for stem, (header, names) in pages.items():
        shown = ", ".join(f"`{name}`" for name in names)
        index.append(f"| [`{header}`]({stem}.md) | {shown} |")
    (folder / "index.md").write_text("\n".join(index) + "\n")
    return pages
