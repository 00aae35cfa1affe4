// The floor of `kiln heads`: what any program does that finds the heads of a folder of revisions by
// their headers. Lists it, sorts, reads each file whole, and keeps what its header says.
//   headers <folder>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace {

namespace fs = std::filesystem;

struct Header {
    std::vector<std::pair<std::string, std::string>> values;
};

Header parse(std::string_view text) {
    Header header;
    while (text.starts_with("-- ")) {
        const std::string_view line = text.substr(3, text.find('\n') - 3);
        const std::size_t colon = line.find(": ");
        if (colon == std::string_view::npos) break;
        header.values.emplace_back(line.substr(0, colon), line.substr(colon + 2));
        text.remove_prefix(std::min(text.size(), line.size() + 4));
    }
    return header;
}

std::string read(const fs::path& path) {
    std::string text;
    if (std::FILE* file = std::fopen(path.c_str(), "rb")) {
        text.resize(static_cast<std::size_t>(fs::file_size(path)));
        text.resize(std::fread(text.data(), 1, text.size(), file));
        std::fclose(file);
    }
    return text;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    std::vector<fs::path> paths;
    for (const fs::directory_entry& entry : fs::directory_iterator(argv[1])) {
        paths.push_back(entry.path());
    }
    std::sort(paths.begin(), paths.end());
    std::vector<Header> headers;
    for (const fs::path& path : paths) headers.push_back(parse(read(path)));

    std::unordered_set<std::string_view> parents;
    for (const Header& header : headers) {
        for (const auto& [key, value] : header.values) {
            if (key == "down_revision") parents.insert(value);
        }
    }
    for (const Header& header : headers) {
        for (const auto& [key, value] : header.values) {
            if (key == "revision" && !parents.contains(value)) std::puts(value.c_str());
        }
    }
    return 0;
}
