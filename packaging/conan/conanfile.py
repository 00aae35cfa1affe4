"""Conan 2: conan create packaging/conan --build=missing

Consumers have it twice, as a library for the target and as a program for the machine that builds:

    requires = "kiln/0.2.0"
    tool_requires = "kiln/0.2.0"
"""
import os

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy, rmdir


class KilnConan(ConanFile):
    name = "kiln"
    version = "0.2.0"
    description = "Database migrations that the build checks and the binary carries"
    license = "MIT"
    url = "https://example.org/kiln"
    homepage = "https://example.org/kiln"
    topics = ("database", "migrations", "sqlite", "postgresql", "mysql", "alembic")
    package_type = "library"
    settings = "os", "arch", "compiler", "build_type"
    options = {
        "shared": [True, False],
        "fPIC": [True, False],
        "postgresql": [True, False],
        "mysql": [True, False],
        "models": [True, False],
        "tool": [True, False],
    }
    default_options = {
        "shared": False,
        "fPIC": True,
        "postgresql": False,
        "mysql": False,
        "models": False,
        "tool": True,
    }
    implements = ["auto_shared_fpic"]

    def export_sources(self):
        root = os.path.join(self.recipe_folder, "..", "..")
        for pattern in ("CMakeLists.txt", "LICENSE", "cmake/*", "include/*", "src/*", "tool/*", "docs/diagnostics.md"):
            copy(self, pattern, root, self.export_sources_folder)

    def layout(self):
        cmake_layout(self)

    def requirements(self):
        self.requires("sqlite3/[>=3.26 <4]")
        if self.options.postgresql:
            self.requires("libpq/[>=14]")
        if self.options.mysql:
            self.requires("mariadb-connector-c/[>=3.1]")
        if self.options.models:
            self.requires("boost/[>=1.75]", headers=True, libs=False, transitive_headers=True)
        if self.options.tool:
            self.requires("fmt/[>=9]")
            self.requires("cli11/[>=2.3]")
            self.requires("nlohmann_json/[>=3.11]")
            self.requires("tomlplusplus/[>=3.3]")
            self.requires("nettle/[>=3.8]")

    def validate(self):
        check_min_cppstd(self, 20)

    def generate(self):
        toolchain = CMakeToolchain(self)
        toolchain.cache_variables["KILN_BUILD_TESTS"] = False
        toolchain.cache_variables["KILN_BUILD_TOOL"] = bool(self.options.tool)
        toolchain.cache_variables["KILN_BUILD_COMMAND_LINE"] = bool(self.options.tool)
        toolchain.cache_variables["KILN_POSTGRESQL"] = bool(self.options.postgresql)
        toolchain.cache_variables["KILN_MYSQL"] = bool(self.options.mysql)
        toolchain.cache_variables["CMAKE_UNITY_BUILD"] = True
        toolchain.generate()
        CMakeDeps(self).generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))
        CMake(self).install()
        rmdir(self, os.path.join(self.package_folder, "lib", "pkgconfig"))

    def package_info(self):
        # Kiln's own package for CMake is used: it has add_migrations(), which Conan could not make.
        self.cpp_info.set_property("cmake_find_mode", "none")
        self.cpp_info.builddirs = [os.path.join("lib", "cmake", "Kiln")]
        self.cpp_info.libs = ["kiln_sqlite", "kiln_runtime"]
        if self.options.postgresql:
            self.cpp_info.libs.insert(0, "kiln_postgresql")
        if self.options.mysql:
            self.cpp_info.libs.insert(0, "kiln_mysql")
        # As a tool_requires it is on the PATH, where add_migrations() looks.
        self.cpp_info.bindirs = ["bin"]
