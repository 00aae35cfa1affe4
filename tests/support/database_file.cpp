#include "tests/support/database_file.hpp"

#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>

namespace kiln::support {

TemporaryFolder::TemporaryFolder() {
    std::random_device random;
    path_ = std::filesystem::temp_directory_path() /
            ("kiln-test-" + std::to_string(random()) + "-" + std::to_string(random()));
    std::filesystem::create_directory(path_);
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

TestConnection::TestConnection(const std::string& file) {
    if (sqlite3_open(file.c_str(), &handle_) != SQLITE_OK) {
        throw std::runtime_error("cannot open " + file);
    }
}

std::string TestConnection::run(const std::string& sql) const {
    std::string result;
    const auto add_row = [](void* out, int count, char** values, char**) {
        std::string& text = *static_cast<std::string*>(out);
        if (!text.empty()) text += ' ';
        for (int i = 0; i < count; ++i) {
            if (i != 0) text += '|';
            text += values[i] == nullptr ? "NULL" : values[i];
        }
        return 0;
    };
    char* message = nullptr;
    if (sqlite3_exec(handle_, sql.c_str(), add_row, &result, &message) != SQLITE_OK) {
        const std::string text = message == nullptr ? "" : message;
        sqlite3_free(message);
        throw std::runtime_error(text + ": " + sql);
    }
    return result;
}

std::string run_sql(const std::string& file, const std::string& sql) {
    return TestConnection(file).run(sql);
}

std::string bytes_of(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

void copy_over(const std::filesystem::path& from, const std::filesystem::path& to) {
    std::filesystem::remove(to);
    std::filesystem::copy_file(from, to);
}

std::string url_of(const std::string& file) { return "sqlite:///" + file; }

}  // namespace kiln::support
