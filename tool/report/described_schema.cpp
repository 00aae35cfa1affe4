#include "tool/report/described_schema.hpp"

#include "src/sql/lexer.hpp"
#include "src/sql/terminated.hpp"
#include "tool/report/escape.hpp"
#include "tool/report/json.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <utility>

namespace kiln::tool {
namespace {

Json or_null(const std::optional<std::string>& text) { return text ? Json(*text) : Json::null(); }

Json json_of(const DescribedColumn& column) {
    return Json::object({{"name", column.name},
                         {"type", column.type},
                         {"not_null", column.not_null},
                         {"default", or_null(column.default_text)},
                         {"primary_key", std::uint32_t{column.primary_key}}});
}

Json json_of(const DescribedIndex& index) {
    std::vector<Json> columns;
    columns.reserve(index.columns.size());
    for (const auto& column : index.columns) columns.push_back(or_null(column));
    return Json::object({{"name", index.name},
                         {"unique", index.unique},
                         {"columns", Json::array(std::move(columns))}});
}

Json json_of(const DescribedForeignKey& key) {
    return Json::object({{"columns", key.columns},
                         {"references", key.references},
                         {"referred_columns", key.referred_columns}});
}

Json json_of(const DescribedView& view) {
    return Json::object({{"name", view.name}, {"sql", view.sql}});
}

Json json_of(const DescribedTrigger& trigger) {
    return Json::object({{"name", trigger.name}, {"table", trigger.table}, {"sql", trigger.sql}});
}

Json json_of(const DescribedTable& table);

template <class Part>
Json json_of_all(const std::vector<Part>& parts) {
    std::vector<Json> all;
    all.reserve(parts.size());
    for (const Part& part : parts) all.push_back(json_of(part));
    return Json::array(std::move(all));
}

Json json_of(const DescribedTable& table) {
    return Json::object({{"name", table.name},
                         {"columns", json_of_all(table.columns)},
                         {"indexes", json_of_all(table.indexes)},
                         {"foreign_keys", json_of_all(table.foreign_keys)}});
}

bool has_semicolon(std::string_view sql) {
    SqlLexer lexer(sql, SqlRules::mysql);
    for (SqlToken token = lexer.next_code(); token.kind != SqlToken::Kind::end;
         token = lexer.next_code()) {
        if (lexer.text(token) == ";") return true;
    }
    return false;
}

}  // namespace

std::string terminated_for_mysql(std::string_view statement) {
    if (!has_semicolon(statement)) return std::string(statement) + ";";
    std::string delimiter = "//";
    while (statement.find(delimiter) != std::string_view::npos) delimiter += "/";
    return fmt::format("DELIMITER {0}\n{1}\n{0}\nDELIMITER ;", delimiter, statement);
}

std::string schema_sql(const DescribedSchema& schema) {
    std::string text;
    for (const std::string& statement : schema.statements) {
        text += schema.dialect == Dialect::mysql ? terminated_for_mysql(statement) + "\n"
                                                 : terminated(statement);
    }
    for (const std::string& each : schema.left_out) {
        text += fmt::format("-- left out: {}\n", escape(each));
    }
    return text;
}

std::string schema_json(const DescribedSchema& schema) {
    return Json::object({{"tables", json_of_all(schema.tables)},
                         {"views", json_of_all(schema.views)},
                         {"triggers", json_of_all(schema.triggers)}})
        .text();
}

}  // namespace kiln::tool
