// The entry of libFuzzer, or a program that runs its arguments: files, and folders of files.

#include "tests/fuzz/fuzz.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace kiln::fuzz {

void fail(const std::string& why) {
    std::fprintf(stderr, "does not hold: %s\n", why.c_str());
    std::abort();
}

void require_printable(std::string_view output) {
    for (std::size_t i = 0; i < output.size(); ++i) {
        const auto byte = static_cast<unsigned char>(output[i]);
        const auto next = static_cast<unsigned char>(i + 1 < output.size() ? output[i + 1] : 0);
        const bool control = (byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7f ||
                             (byte == 0xc2 && next >= 0x80 && next < 0xa0);
        if (control) fail("no control character is printed: " + std::string(output));
    }
}

}  // namespace kiln::fuzz

#if defined(KILN_LIBFUZZER)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    kiln::fuzz::run({reinterpret_cast<const char*>(data), size});
    return 0;
}
#else
int main(int argc, char** argv) {
    std::size_t count = 0;
    for (int i = 1; i < argc; ++i) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[i])) {
            if (!entry.is_regular_file()) continue;
            std::ifstream file(entry.path(), std::ios::binary);
            const std::string input{std::istreambuf_iterator<char>(file), {}};
            std::fprintf(stderr, "%s\n", entry.path().c_str());
            kiln::fuzz::run(input);
            ++count;
        }
    }
    std::printf("%zu inputs\n", count);
    return count > 0 ? 0 : 1;
}
#endif
