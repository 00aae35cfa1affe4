#include "tool/rules/sqlite_versions.hpp"

#include <algorithm>
#include <iterator>

namespace kiln::tool {
namespace {

struct Since {
    std::string_view name;
    int minor;  // of 3.x
};

constexpr Since functions[] = {
    {"acos", 35},
    {"acosh", 35},
    {"asin", 35},
    {"asinh", 35},
    {"atan", 35},
    {"atan2", 35},
    {"atanh", 35},
    {"ceil", 35},
    {"ceiling", 35},
    {"concat", 44},
    {"concat_ws", 44},
    {"cos", 35},
    {"cosh", 35},
    {"degrees", 35},
    {"exp", 35},
    {"floor", 35},
    {"format", 38},
    {"if", 48},
    {"iif", 32},
    {"json", 38},
    {"json_array", 38},
    {"json_array_length", 38},
    {"json_each", 38},
    {"json_error_position", 42},
    {"json_extract", 38},
    {"json_group_array", 38},
    {"json_group_object", 38},
    {"json_insert", 38},
    {"json_object", 38},
    {"json_patch", 38},
    {"json_pretty", 46},
    {"json_quote", 38},
    {"json_remove", 38},
    {"json_replace", 38},
    {"json_set", 38},
    {"json_tree", 38},
    {"json_type", 38},
    {"json_valid", 38},
    {"jsonb", 45},
    {"jsonb_array", 45},
    {"jsonb_each", 51},
    {"jsonb_extract", 45},
    {"jsonb_group_array", 45},
    {"jsonb_group_object", 45},
    {"jsonb_insert", 45},
    {"jsonb_object", 45},
    {"jsonb_patch", 45},
    {"jsonb_remove", 45},
    {"jsonb_replace", 45},
    {"jsonb_set", 45},
    {"jsonb_tree", 51},
    {"ln", 35},
    {"log", 35},
    {"log10", 35},
    {"log2", 35},
    {"mod", 35},
    {"octet_length", 43},
    {"pi", 35},
    {"pow", 35},
    {"power", 35},
    {"radians", 35},
    {"sign", 35},
    {"sin", 35},
    {"sinh", 35},
    {"sqrt", 35},
    {"string_agg", 44},
    {"substring", 34},
    {"tan", 35},
    {"tanh", 35},
    {"timediff", 43},
    {"trunc", 35},
    {"unhex", 41},
    {"unistr", 50},
    {"unistr_quote", 50},
    {"unixepoch", 38},
};

constexpr Since pragmas[] = {
    {"analysis_limit", 32},     {"function_list", 30}, {"hard_heap_limit", 31},
    {"legacy_alter_table", 26}, {"module_list", 30},   {"pragma_list", 30},
    {"table_list", 37},         {"table_xinfo", 26},   {"trusted_schema", 31},
};

std::optional<int> since_of(const Since* first, const Since* last, std::string_view name) {
    const Since* found =
        std::find_if(first, last, [&](const Since& each) { return each.name == name; });
    return found == last ? std::nullopt : std::optional(found->minor);
}

}  // namespace

std::optional<int> function_since(std::string_view name) {
    return since_of(std::begin(functions), std::end(functions), name);
}

std::optional<int> pragma_since(std::string_view name) {
    return since_of(std::begin(pragmas), std::end(pragmas), name);
}

std::string version_text(int version) {
    std::string text =
        std::to_string(version / 1'000'000) + '.' + std::to_string(version / 1000 % 1000);
    if (version % 1000 != 0) text += '.' + std::to_string(version % 1000);
    return text;
}

}  // namespace kiln::tool
