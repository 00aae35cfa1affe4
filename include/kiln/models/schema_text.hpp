#pragma once
// The schema that models ask for, as SQL. For tools: an application with models does not need it.

#include <kiln/models/make_draft.hpp>
#include <kiln/models/schema_sql.hpp>

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace kiln {

namespace models {

inline std::string json_string(std::string_view text) {
    std::string json = "\"";
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x20) {
            static constexpr char digits[] = "0123456789abcdef";
            json += "\\u00";
            json += digits[c >> 4];
            json += digits[c & 15];
        } else {
            if (c == '"' || c == '\\') json += '\\';
            json += c;
        }
    }
    return json += '"';
}

inline std::string json_array(const std::vector<std::string>& values) {
    std::string json;
    for (const std::string& value : values) json += (json.empty() ? "" : ",") + value;
    return "[" + json + "]";
}

inline std::string json(const ModelSchema& schema) {
    std::vector<std::string> statements;
    for (const std::string& sql : schema.statements) statements.push_back(json_string(sql));
    std::vector<std::string> leave_alone;
    for (const std::string& pattern : schema.leave_alone) {
        leave_alone.push_back(json_string(pattern));
    }
    std::vector<std::string> renames;
    for (const ModelSchema::Rename& rename : schema.renames) {
        renames.push_back("{\"table\":" + json_string(rename.table) +
                          ",\"column\":" + json_string(rename.column) +
                          ",\"old_name\":" + json_string(rename.old_name) + "}");
    }
    std::vector<std::string> ordered;
    for (const std::string& table : schema.ordered) ordered.push_back(json_string(table));
    return "{\"statements\":" + json_array(statements) +
           ",\"leave_alone\":" + json_array(leave_alone) + ",\"renames\":" + json_array(renames) +
           (ordered.empty() ? "" : ",\"ordered\":" + json_array(ordered)) + "}";
}

}  // namespace models

/// The schema of kiln::metadata(…).
template <class M>
ModelSchema model_schema(const M& metadata) {
    return models::schema_of(models::make_draft(metadata));
}

/// Writes one line, a JSON object: {"statements": [text], "leave_alone": [text],
/// "renames": [{"table", "column", "old_name"}]}, with "ordered": [text] where a table is.
template <class M>
void print_model_schema(const M& metadata, std::FILE* file) {
    std::fputs((models::json(model_schema(metadata)) + "\n").c_str(), file);
}

}  // namespace kiln
