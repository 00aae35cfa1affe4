"""The page of `kiln report` as a person meets it: in a browser, by clicks and keys.

report_page.py KILN CHROMIUM CHROMEDRIVER
"""

import contextlib
import os
import subprocess
import sys
import tempfile

from browser import Browser

REVISIONS = [
    ("a1", "none", "create clinics", "",
     "CREATE TABLE clinic (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);",
     "DROP TABLE clinic;"),
    ("b2", "a1", "add <i>patients</i> & </script><script>document.title='broken'</script>", "",
     "CREATE TABLE patient (id INTEGER PRIMARY KEY, clinic_id INTEGER NOT NULL REFERENCES clinic);\n"
     "-- </pre></section></script><script>document.title='broken'</script>",
     "DROP TABLE patient;"),
    ("c3", "a1", "rename", "-- branch_labels: fax\n",
     "ALTER TABLE clinic ADD COLUMN fax TEXT;", None),
    ("d4", "b2, c3", "merge", "", "", ""),
    ("e5", "d4", "add views and a name\u202e", "",
     'CREATE VIEW names AS SELECT name FROM clinic;\nCREATE TABLE "<b>odd</b>" (x);',
     'DROP TABLE "<b>odd</b>"; DROP VIEW names;'),
    ("f6", "e5", "drop the fax", "",
     "ALTER TABLE clinic DROP COLUMN fax;", "ALTER TABLE clinic ADD COLUMN fax TEXT;"),
    ("g7", "a1", "by itself", "-- depends_on: b2\n",
     "CREATE TRIGGER gone AFTER DELETE ON clinic BEGIN DELETE FROM patient; END;",
     "DROP TRIGGER gone;"),
]


def write_project(folder):
    os.mkdir(f"{folder}/migrations")
    for revision, parents, message, keys, upgrade, downgrade in REVISIONS:
        text = f"-- revision: {revision}\n-- down_revision: {parents}\n{keys}-- message: {message}\n"
        text += f"\n-- kiln:upgrade\n{upgrade}\n"
        if downgrade is not None:
            text += f"\n-- kiln:downgrade\n{downgrade}\n"
        with open(f"{folder}/migrations/{revision}.sql", "w", encoding="utf-8") as file:
            file.write(text)


def check(fact, value, expected):
    if value != expected:
        raise AssertionError(f"{fact}: {value!r} instead of {expected!r}")


def has(fact, text, *parts):
    for part in parts:
        if text is None or part not in text:
            raise AssertionError(f"{fact}: no {part!r} in {text!r}")


def lacks(fact, text, *parts):
    for part in parts:
        if part in text:
            raise AssertionError(f"{fact}: {part!r} in {text!r}")


class Page:
    def __init__(self, browser):
        self.browser = browser

    def chosen(self):
        return self.browser.run(
            "return [...document.querySelectorAll('[aria-current]')].map(e => e.id.slice(2)).join()")

    def focus(self):
        return self.browser.run("return document.activeElement.id || document.activeElement.tagName")

    def rows(self):
        return self.browser.run("return [...document.querySelectorAll('#rows a')]"
                                ".filter(e => e.checkVisibility()).map(e => e.id.slice(2))")

    def revision(self):
        return self.browser.text("#revision")

    def diagram(self):
        """What the tables say, by their names."""
        return self.browser.run("return [...document.querySelectorAll('#diagram .table')]"
                                ".map(e => e.getAttribute('aria-label')).sort()")


def shows_what_is_clicked(browser, page):
    check("the title is text", browser.run("return document.title"), "Clinics & <more>")
    check("all are there", page.rows(), ["f6", "e5", "d4", "c3", "g7", "b2", "a1"])
    check("the newest is chosen", page.chosen(), "f6")
    has("the newest is shown", page.revision(), "drop the fax", "drops column fax of clinic",
        "Revises", "DROP COLUMN fax")
    browser.click("#l-g7")
    has("what it depends on", page.revision(), "Depends on", "b2", "CREATE TRIGGER gone")
    browser.click("#l-b2")
    check("what is clicked is chosen", page.chosen(), "b2")
    has("its SQL is shown", page.revision(), "CREATE TABLE patient", "adds table patient",
        "</pre></section></script><script>", "add <i>patients</i> & </script>", "DROP TABLE patient")
    lacks("no other is", page.revision(), "CREATE TRIGGER", "ADD COLUMN fax")
    browser.click("#l-c3")
    has("an irreversible one says so", page.revision(), "irreversible", "fax", "adds column fax")
    browser.click("#l-e5")
    has("hidden characters are shown", page.revision(), "\\u202e")
    browser.click("#r-e5 dl a")
    check("a link leads to what it revises", page.chosen(), "d4")
    has("a merge", page.revision(), "merge point", "Nothing in the schema")
    browser.click("#l-f6")
    has("findings", page.revision(), "K611", "warning", "f6.sql:6")
    check("a line of a finding is marked", browser.run(
        "return [...document.querySelectorAll('#r-f6 .n.marked')].map(e => e.textContent)"), ["6"])


def shows_the_schema_of_each(browser, page):
    browser.click("#tab-schema")
    check("at the head", page.diagram(), [
        "table <b>odd</b>: x", "table clinic, changed: id INTEGER PK; name TEXT UK not null",
        "table patient: id INTEGER PK; clinic_id INTEGER FK not null"])
    has("in words", browser.text("#schema-summary"), "3 tables", "1 relation", "1 view")
    browser.click("#l-b2")
    check("an older one lacks what is later", page.diagram(), [
        "table clinic: id INTEGER PK; name TEXT UK not null",
        "table patient, new: id INTEGER PK; clinic_id INTEGER FK not null"])
    browser.click("#l-c3")
    check("a branch lacks what is on the other", page.diagram(), [
        "table clinic, changed: id INTEGER PK; name TEXT UK not null; fax TEXT"])
    browser.click("#l-d4")
    check("a merge has both and is new in nothing", page.diagram(), [
        "table clinic: id INTEGER PK; name TEXT UK not null; fax TEXT",
        "table patient: id INTEGER PK; clinic_id INTEGER FK not null"])
    check("a relation", browser.run(
        "return document.querySelector('#diagram .relation').getAttribute('aria-label')"),
        "patient (clinic_id) refers to clinic, any number for each")
    browser.click("#l-g7")
    has("what it depends on is there", " ".join(page.diagram()), "table patient")
    has("triggers", browser.text("#others"), "gone")
    width = "return Number(document.querySelector('#diagram svg').getAttribute('width'))"
    before = browser.run(width)
    browser.click("#larger")
    check("it grows", browser.run(width) > before, True)
    browser.click("#fit")
    check("and fits again", browser.run(width), before)
    browser.open(browser.run("return location.href.replace(/#.*/, '#s-b2')"))
    check("an address leads to a schema", page.chosen(), "b2")
    check("to that of the revision", len(page.diagram()), 2)
    browser.click("#tab-revision")


def goes_by_keys(browser, page):
    browser.click("#l-f6")
    browser.press("Down", "j")
    check("down", page.chosen(), "d4")
    check("the focus is there", page.focus(), "l-d4")
    browser.press("k", "Up", "Up", "Up")
    check("up, and no farther", page.chosen(), "f6")
    browser.press("End")
    check("the last", page.chosen(), "a1")
    browser.press("Home", "Down")
    check("the first and on", page.chosen(), "e5")
    outline = browser.run("const s = getComputedStyle(document.activeElement);"
                          "return s.outlineStyle + ' ' + s.outlineWidth")
    check("the focus is seen", outline, "solid 3px")
    browser.press("Enter")
    check("Enter goes to the text", page.focus(), "h-e5")
    browser.press("Escape")
    check("Escape goes back", page.focus(), "l-e5")
    browser.press("s")
    check("s shows the schema", len(page.diagram()), 3)
    browser.press("Enter")
    check("Enter goes to its title", page.focus(), "schema-title")
    browser.press("j")
    check("j moves there too", page.chosen(), "d4")
    browser.press("s", "Escape")
    browser.run("document.getElementById('tab-revision').focus()")
    browser.press("Right")
    check("tabs go by arrows", page.focus(), "tab-schema")
    browser.press("Left")
    check("and back", page.focus(), "tab-revision")


def searches(browser, page):
    browser.press("/")
    check("the slash", page.focus(), "search")
    browser.press("Fax")
    check("messages, labels and SQL", page.rows(), ["f6", "c3"])
    check("it is told", browser.text("#found"), "2 revisions")
    browser.press("Enter")
    check("Enter goes to the first", page.focus(), "l-f6")
    browser.press("j", "j")
    check("keys stay among them", page.chosen(), "c3")
    browser.press("/", "nothing of the kind")
    check("nothing is found", page.rows(), [])
    check("and told", browser.text("#found"), "0 revisions")
    browser.press("Enter", "Escape")
    check("Escape ends it", len(page.rows()), 7)
    browser.click("#only-findings")
    check("those with findings alone", page.rows(), ["f6"])
    check("one of them is chosen", page.chosen(), "f6")
    browser.click("#r-f6 dl a")
    check("a link to a hidden one shows all", len(page.rows()), 7)


def contrasts(browser):
    """The least contrast of text to what is behind it, by WCAG, of all that is shown."""
    return browser.run("""
        const parse = c => (c.match(/[\\d.]+/g) || []).map(Number);
        const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
          .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
          .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
        const behind = e => {
          for (; e; e = e.parentElement) {
            const c = parse(getComputedStyle(e).backgroundColor);
            if (c.length === 3 || c[3] === 1) return c;
          }
          return [255, 255, 255];
        };
        let worst = [99, ''];
        for (const e of document.querySelectorAll('body *')) {
          if (!e.checkVisibility() || e.closest('svg')) continue;
          if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
          const a = light(parse(getComputedStyle(e).color)), b = light(behind(e));
          const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
          if (ratio < worst[0]) worst = [ratio, e.outerHTML.slice(0, 80)];
        }
        return worst;""")


def looks_right(browser, page):
    browser.click("#l-f6")
    background = "return getComputedStyle(document.body).backgroundColor"
    browser.emulate("light")
    light = browser.run(background)
    for scheme in ["light", "dark"]:
        browser.emulate(scheme)
        ratio, where = contrasts(browser)
        if ratio < 4.5:
            raise AssertionError(f"{scheme}: a contrast of {ratio} at {where}")
    if browser.run(background) == light:
        raise AssertionError("dark mode is as light as the other")
    browser.emulate("light", media="print")
    visible = "return document.querySelector(arguments[0]).checkVisibility()"
    for selector, seen in [("#rows", True), ("#r-f6", True), ("#schema", True), ("#search", False),
                           ("#tabs", False), ("#r-e5", False)]:
        check(f"printed: {selector}", browser.run(visible, selector), seen)
    browser.emulate("light", width=360, height=740)
    check("nothing is wider than a phone",
          browser.run("return document.documentElement.scrollWidth <= innerWidth"), True)
    check("a phone shows the list first", browser.run(visible, "#r-f6"), False)
    browser.click("#l-e5")
    check("then what is chosen", browser.run(visible, "#r-e5"), True)
    check("in place of the list", browser.run(visible, "#rows"), False)
    check("not wider either",
          browser.run("return document.documentElement.scrollWidth <= innerWidth"), True)
    browser.click("#back")
    check("and back", browser.run(visible, "#rows"), True)
    browser.emulate("light")


def names_what_it_shows(browser, page):
    """What a screen reader is told."""
    nodes = browser.command("Accessibility.getFullAXTree")["nodes"]
    told = {(node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes
            if not node["ignored"]}
    for wanted in [("navigation", "Revisions, the newest first"), ("tab", "Revision"), ("tab", "Schema"),
                   ("searchbox", "Search revisions"), ("tabpanel", "Revision")]:
        if wanted not in told:
            raise AssertionError(f"a screen reader is not told of {wanted}")
    if any(role in ("link", "button", "tab", "textbox") and not name for role, name in told):
        raise AssertionError("something to press has no name")


def main():
    kiln, chromium, driver = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        write_project(folder)
        command = [kiln, "report", "--quiet", "--allow-multiple-heads", "--title", "Clinics & <more>",
                   "--output", f"{folder}/report.html", f"{folder}/migrations"]
        subprocess.run(command, check=True)
        with contextlib.closing(Browser(driver, chromium, f"{folder}/profile")) as browser:
            page = Page(browser)
            browser.emulate("light")
            url = f"file://{folder}/report.html"
            browser.open(url)
            for test in [shows_what_is_clicked, shows_the_schema_of_each, goes_by_keys, searches,
                         looks_right, names_what_it_shows]:
                try:
                    test(browser, page)
                except AssertionError as error:
                    sys.exit(f"{test.__name__}: {error}")
            if said := browser.console():
                sys.exit(f"the console says {said}")
            if asked := [each for each in browser.requests(url) if each.split("#")[0] != url]:
                sys.exit(f"the page asks for {asked}")


main()
