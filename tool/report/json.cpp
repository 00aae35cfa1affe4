#include "tool/report/json.hpp"

#include "tool/report/escape.hpp"

#include <nlohmann/json.hpp>

namespace kiln::tool {

std::string json_text(const nlohmann::ordered_json& json) {
    return escape_json(json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace)) +
           "\n";
}

}  // namespace kiln::tool
