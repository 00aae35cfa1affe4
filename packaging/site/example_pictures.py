"""What kiln shows of the example: its graph, its entities, its report."""
import pathlib
import subprocess
import tempfile


def write(kiln, project, pages):
    def run(*words):
        return subprocess.run([kiln, *words], cwd=project, check=True, capture_output=True, text=True).stdout

    for name, words in (("graph", ("history", "--format", "dot")), ("entities", ("schema", "--format", "dot"))):
        picture = subprocess.run(["dot", "-Tsvg"], input=run(*words), check=True, capture_output=True, text=True).stdout
        # Without Graphviz's own comments, which name its version.
        (pages / "pictures" / f"{name}.svg").write_text(picture[picture.index("<svg"):])
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder, "report.html")
        run("report", "--output", str(report))
        (pages / "report.html").write_text(report.read_text())
    (pages / "pictures.md").write_text(f"""# Looking at a project

Made from the example `test-projects/clinic` when this site was built.

## The graph

    kiln history --format dot | dot -Tsvg >graph.svg

![The revisions, each with those that it builds on](pictures/graph.svg)

As text, `kiln history --graph`:

```
{run("history", "--graph")}```

## The entities

    kiln schema --format dot | dot -Tsvg >entities.svg

![The tables at the heads, with their foreign keys](pictures/entities.svg)

`--format mermaid` draws the same where Markdown is shown with Mermaid, as on GitHub.

## The report

    kiln report --output report.html

One page for reviews, with what each revision changes: [the example's](report.html). See
[kiln report](command-line.md#report).
""")
