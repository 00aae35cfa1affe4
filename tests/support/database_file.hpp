#pragma once
// SQLite files as a test's input and result, read and written by plain SQLite.

#include <sqlite3.h>

#include <filesystem>
#include <string>

namespace kiln::support {

/// A folder of its own that goes away with everything in it.
class TemporaryFolder {
public:
    TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder();

    const std::filesystem::path& path() const { return path_; }
    std::string file(const std::string& name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

/// A connection with SQLite's defaults. Throws std::runtime_error for any error.
class TestConnection {
public:
    explicit TestConnection(const std::string& file);
    TestConnection(const TestConnection&) = delete;
    TestConnection& operator=(const TestConnection&) = delete;
    ~TestConnection() { sqlite3_close_v2(handle_); }

    sqlite3* get() const { return handle_; }
    /// The result's rows as `a|b`, separated by spaces; NULL is `NULL`.
    std::string run(const std::string& sql) const;

private:
    sqlite3* handle_ = nullptr;
};

/// Runs SQL on a file that is opened for this alone.
std::string run_sql(const std::string& file, const std::string& sql);

std::string bytes_of(const std::string& file);

/// Puts a copy in the place of `to`, which GCC 12's copy_file() refuses to do on Windows.
void copy_over(const std::filesystem::path& from, const std::filesystem::path& to);

/// `sqlite:///` and the file.
std::string url_of(const std::string& file);

}  // namespace kiln::support
