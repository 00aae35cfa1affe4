#!/usr/bin/python3
"""The port for vcpkg and the recipe for Conan by their documented form, as neither client can be had
here, and against what they speak of: versions, CMake's options, files.
   recipes.py <source folder>"""
import ast
import json
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
faults = []


def expect(holds, fault):
    if not holds:
        faults.append(fault)


cmake = (root / "CMakeLists.txt").read_text()
version = re.search(r"^project\(Kiln VERSION ([0-9.]+)", cmake, re.M).group(1)
options = set(re.findall(r"^ *(?:option|cmake_dependent_option)\((\w+)", cmake, re.M))
installed_targets = set(re.findall(r"install\(TARGETS (\w+)", (root / "cmake/KilnInstall.cmake").read_text()))

# vcpkg: learn.microsoft.com/vcpkg/reference/vcpkg-json, read on 2026-11-29.
port = json.loads((root / "packaging/vcpkg/vcpkg.json").read_text())
top = {"name", "version", "version-semver", "version-date", "version-string", "port-version", "maintainers",
       "summary", "description", "homepage", "documentation", "license", "dependencies", "overrides",
       "features", "default-features", "supports", "builtin-baseline"}
of_dependency = {"name", "default-features", "features", "host", "platform", "version>="}
identifier = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
expect(set(port) <= top, f"vcpkg.json has {set(port) - top}")
expect(sum(key in port for key in ("version", "version-semver", "version-date", "version-string")) == 1,
       "vcpkg.json has not one version")
expect(port.get("version") == version, f"vcpkg.json is of {port.get('version')}, Kiln of {version}")
expect(port["license"] == "MIT", "vcpkg.json's licence")
features = port["features"]
expect(set(features) == {"postgresql", "mysql", "models", "tool"}, f"features {set(features)}")


def check_dependency(dependency):
    if isinstance(dependency, str):
        dependency = {"name": dependency}
    expect(set(dependency) <= of_dependency, f"a dependency has {set(dependency) - of_dependency}")
    expect(identifier.fullmatch(dependency["name"]), f"a dependency is called {dependency['name']}")
    if dependency["name"] == port["name"]:
        expect(dependency.get("host") is True, "kiln depends on itself, and not as the host's tool")
        expect(set(dependency.get("features", [])) <= set(features), "kiln asks itself for a feature that it lacks")


for dependency in port["dependencies"]:
    check_dependency(dependency)
expect({"name": "kiln", "host": True, "default-features": False, "features": ["tool"]} in port["dependencies"],
       "the host's tool is no dependency")
for name, feature in features.items():
    expect(identifier.fullmatch(name) and set(feature) <= {"description", "dependencies", "supports", "license"},
           f"feature {name}")
    for dependency in feature["dependencies"]:
        check_dependency(dependency)

portfile = (root / "packaging/vcpkg/portfile.cmake").read_text()
code = re.sub(r"#.*", "", portfile)
expect(code.count("(") == code.count(")"), "portfile.cmake: parentheses")
for name, option in re.findall(r"^    (\w+) (KILN_\w+)", portfile, re.M):
    expect(name in features, f"portfile.cmake: no feature {name}")
    expect(option in options, f"portfile.cmake: no option {option}")
for option in re.findall(r"-D(KILN_\w+)=", portfile):
    expect(option in options, f"portfile.cmake: no option {option}")
for file in re.findall(r"CURRENT_LIST_DIR\}/([\w.-]+)\"", portfile):
    expect((root / "packaging/vcpkg" / file).exists(), f"portfile.cmake: no file {file}")
for command in ("vcpkg_cmake_configure", "vcpkg_cmake_install", "vcpkg_cmake_config_fixup", "vcpkg_copy_tools",
                "vcpkg_fixup_pkgconfig", "vcpkg_install_copyright"):
    expect(f"{command}(" in portfile, f"portfile.cmake lacks {command}()")

# Conan 2: docs.conan.io/2/reference/conanfile, read on 2026-11-29.
attributes = {"name", "version", "description", "license", "author", "topics", "homepage", "url", "package_type",
              "settings", "options", "default_options", "default_build_options", "options_description", "requires",
              "tool_requires", "build_requires", "test_requires", "exports", "exports_sources", "generators",
              "implements", "languages", "no_copy_source", "required_conan_version"}
methods = {"build", "build_id", "build_requirements", "compatibility", "configure", "config_options", "deploy",
           "export", "export_sources", "finalize", "generate", "init", "layout", "package", "package_id",
           "package_info", "requirements", "set_name", "set_version", "source", "system_requirements", "test",
           "validate", "validate_build"}
for file, needed in (("conanfile.py", {"layout", "generate", "build", "package", "package_info", "requirements"}),
                     ("test_package/conanfile.py", {"requirements", "build_requirements", "layout", "build", "test"})):
    text = (root / "packaging/conan" / file).read_text()
    tree = ast.parse(text)
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    expect(len(classes) == 1 and ast.unparse(classes[0].bases[0]) == "ConanFile", f"{file}: one class of ConanFile")
    defined = {node.name for node in classes[0].body if isinstance(node, ast.FunctionDef)}
    assigned = {node.targets[0].id: node.value for node in classes[0].body if isinstance(node, ast.Assign)}
    expect(defined <= methods, f"{file}: Conan calls no {defined - methods}")
    expect(needed <= defined, f"{file} lacks {needed - defined}")
    expect(set(assigned) <= attributes, f"{file}: Conan knows no {set(assigned) - attributes}")
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            expect(re.fullmatch(r"conan(\.tools\.(build|cmake|files))?", node.module), f"{file} imports {node.module}")
    if file == "conanfile.py":
        expect(ast.literal_eval(assigned["version"]) == version, f"{file} is not of {version}")
        choices, defaults = (ast.literal_eval(assigned[key]) for key in ("options", "default_options"))
        expect(set(choices) == set(defaults), f"{file}: options and their defaults")
        used = set(re.findall(r"self\.options\.(\w+)", text)) | {"shared", "fPIC"}
        expect(used == set(choices), f"{file}: options {used ^ set(choices)}")
        for option in re.findall(r'"(KILN_\w+)"', text):
            expect(option in options, f"{file}: no option {option}")
        for library in re.findall(r'"(kiln_\w+)"', text):
            expect(library in installed_targets, f"{file}: no library {library}")
        for pattern in re.findall(r'\("CMakeLists\.txt".*?\):', text, re.S)[0].split('"')[1::2]:
            expect(any(root.glob(pattern)), f"{file} exports {pattern}, which is not there")
    else:
        expect(text.count("self.tested_reference_str") == 2, f"{file}: requires and tool_requires")

if faults:
    sys.exit("\n".join(faults))
print("the recipes are of the documented form, and say what Kiln has")
