#include "tool/models/models_file.hpp"

#include "src/text/diagnose.hpp"
#include "tool/project/file_bytes.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <filesystem>
#include <system_error>
#include <utility>

namespace kiln::tool {
namespace {

/// The object file of a cross build holds the models too.
constexpr std::size_t max_models_size = std::size_t{1} << 30;

}  // namespace

Models read_models(const std::string& file) {
    // Looked at before it is opened: to open some devices is to do something to them.
    std::error_code error;
    const bool is_regular = std::filesystem::is_regular_file(file, error);
    FileReader reader(max_models_size);
    const FileBytes read = is_regular ? reader.read(file) : FileBytes{};
    if (!is_regular || read.outcome != FileBytes::Outcome::read) {
        throw Error(diagnose_at({file}, Code::unreadable_file,
                                "cannot read the schema of the models",
                                "build the target that writes it: <target>_models_schema"));
    }
    return parse_models(read.bytes, file);
}

}  // namespace kiln::tool
