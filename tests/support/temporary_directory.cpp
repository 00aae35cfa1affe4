#include "tests/support/temporary_directory.hpp"

#include <fstream>
#include <random>
#include <stdexcept>

namespace kiln {

namespace fs = std::filesystem;

TemporaryDirectory::TemporaryDirectory() {
    std::random_device random;
    for (int attempt = 0; attempt < 100; ++attempt) {
        const fs::path path = fs::temp_directory_path() / ("kiln-test-" + std::to_string(random()));
        path_ = path.generic_string();
        if (fs::create_directory(path_)) return;
    }
    throw std::runtime_error("no temporary directory");
}

TemporaryDirectory::~TemporaryDirectory() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

void TemporaryDirectory::write(std::string_view name, std::string_view text) const {
    const fs::path file = path_ / name;
    fs::create_directories(file.parent_path());
    std::ofstream out(file, std::ios::binary);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    if (!out.flush()) throw std::runtime_error("cannot write " + file.string());
}

}  // namespace kiln
