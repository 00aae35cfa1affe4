#include "tool/models/build_files.hpp"

#include <kiln/models/schema_sql.hpp>

#include <nlohmann/json.hpp>

#include <deque>
#include <utility>

namespace kiln::tool {
namespace {

using nlohmann::json;

/// As kiln::models::embedded_mark. The quote keeps the mark alone, as a program may hold it, apart.
constexpr std::string_view mark = "kiln-models-1 {\"";

/// Back to the drafts that the build's program would have made of the same metadata. They refer to
/// the JSON and to this.
class DraftReader {
public:
    explicit DraftReader(const json& metadata) {
        for (const json& part : metadata.at("parts")) {
            if (part.contains("table")) {
                read_table(part);
            } else if (part.contains("leave_alone")) {
                for (const json& each : part["leave_alone"]) {
                    draft_.leave_alone.emplace_back(view(each));
                }
            } else if (part.contains("naming")) {
                draft_.naming = {text(part, "ix"), text(part, "uq"), text(part, "ck"),
                                 text(part, "fk"), text(part, "pk")};
            }
        }
    }

    const models::SchemaDraft& draft() const { return draft_; }

private:
    static std::string_view view(const json& value) { return value.get_ref<const std::string&>(); }
    static std::string_view text(const json& object, const char* key) {
        return view(object.at(key));
    }
    static std::size_t number(const json& object, const char* key) {
        return object.at(key).get<std::size_t>();
    }
    static bool flag(const json& object, const char* key) { return number(object, key) != 0; }
    static models::PlainColumnOption::Kind what(const json& option) {
        return static_cast<models::PlainColumnOption::Kind>(number(option, "what"));
    }
    static kiln::Action action(const json& option, const char* key) {
        return static_cast<kiln::Action>(number(option, key));
    }

    std::span<const std::size_t> positions(const json& option, const char* key, std::size_t limit) {
        const auto& values =
            positions_.emplace_back(option.at(key).get<std::vector<std::size_t>>());
        for (const std::size_t value : values) check(value, limit);
        return values;
    }
    /// As nlohmann::json does for what it finds wrong itself.
    static void check(std::size_t position, std::size_t limit) {
        if (position >= limit) json::array().at(position);
    }

    void read_table(const json& part) {
        models::TableDraft& table = draft_.tables.emplace_back();
        table.model = part.at("model").get<std::uint64_t>();
        table.name = text(part, "table");
        for (const json& each : part.at("columns")) {
            models::ColumnDraft& column = table.columns.emplace_back();
            column.column = {text(each, "name"), text(each, "type"), text(each, "strict_type"),
                             flag(each, "nullable")};
            column.name = text(each, "name");
        }
        for (const json& option : part.at("options")) {
            if (option.contains("kind")) read_option(table, option);
        }
    }

    void read_option(models::TableDraft& table, const json& option) {
        const std::string_view kind = text(option, "kind");
        const std::size_t count = table.columns.size();
        if (kind == "column") {
            check(number(option, "position"), count);
            add_option(table,
                       models::PlainColumnOption{number(option, "position"), what(option),
                                                 text(option, "text"), number(option, "number")});
        } else if (kind == "primary_key") {
            table.primary_key =
                models::PrimaryKeyDraft{positions(option, "positions", count), text(option, "name"),
                                        flag(option, "counts")};
        } else if (kind == "unique") {
            table.constraints.push_back({models::ConstraintDraft::Kind::unique,
                                         text(option, "name"),
                                         positions(option, "positions", count)});
        } else if (kind == "foreign_key") {
            read_foreign_key(table, option);
        } else if (kind == "check") {
            table.constraints.push_back({models::ConstraintDraft::Kind::check,
                                         text(option, "name"),
                                         {},
                                         text(option, "condition")});
        } else if (kind == "index") {
            read_index(table, option);
        } else if (kind == "renamed") {
            table.old_name = text(option, "old_name");
        } else {
            table.is_strict = table.is_strict || kind == "strict";
            table.has_rowid = table.has_rowid && kind != "without_rowid";
            table.is_ordered = table.is_ordered || kind == "ordered";
        }
    }

    void read_foreign_key(models::TableDraft& table, const json& option) {
        // The other table may come later: its columns cannot be counted here.
        constexpr std::size_t most_columns = 1U << 16U;
        table.constraints.push_back({models::ConstraintDraft::Kind::foreign_key,
                                     text(option, "name"),
                                     positions(option, "positions", table.columns.size()),
                                     {},
                                     option.at("target").get<std::uint64_t>(),
                                     positions(option, "target_positions", most_columns),
                                     action(option, "deleted"),
                                     action(option, "updated"),
                                     flag(option, "deferred")});
    }

    void read_index(models::TableDraft& table, const json& option) {
        std::vector<models::AnyIndexPart>& parts = parts_.emplace_back();
        for (const json& part : option.at("parts")) {
            check(number(part, "position"), table.columns.size());
            parts.push_back({number(part, "position"), text(part, "expression"),
                             text(part, "collation"), flag(part, "descending")});
        }
        table.indexes.push_back(
            {parts, text(option, "name"), text(option, "condition"), flag(option, "unique")});
    }

    models::SchemaDraft draft_;
    std::deque<std::vector<std::size_t>> positions_;
    std::deque<std::vector<models::AnyIndexPart>> parts_;
};

Models models_of(const DraftReader& reader) {
    ModelSchema schema = models::schema_of(reader.draft());
    Models models{
        std::move(schema.statements), std::move(schema.leave_alone), {}, std::move(schema.ordered)};
    for (ModelSchema::Rename& each : schema.renames) {
        models.renames.push_back(
            {std::move(each.table), std::move(each.column), std::move(each.old_name)});
    }
    return models;
}

Models models_of(const json& parsed) {
    Models models;
    parsed.at("statements").get_to(models.statements);
    parsed.at("leave_alone").get_to(models.leave_alone);
    for (const json& each : parsed.at("renames")) {
        models.renames.push_back({each.at("table").get<std::string>(),
                                  each.at("column").get<std::string>(),
                                  each.at("old_name").get<std::string>()});
    }
    if (parsed.contains("ordered")) parsed["ordered"].get_to(models.ordered);
    return models;
}

}  // namespace

std::optional<Models> embedded_models(std::string_view object) {
    const std::size_t found = object.find(mark);
    if (found == std::string_view::npos) return std::nullopt;
    std::string_view text = object.substr(object.find('{', found));
    text = text.substr(0, text.find('\0'));
    try {
        const json metadata = json::parse(text);
        return models_of(DraftReader(metadata));
    } catch (const json::exception& error) {
        throw NotOfABuild(error.what());
    }
}

Models read_models(std::string_view text) {
    if (std::optional<Models> embedded = embedded_models(text)) return *std::move(embedded);
    try {
        return models_of(json::parse(text));
    } catch (const json::exception& error) {
        throw NotOfABuild(error.what());
    }
}

BuildNote read_build_note(std::string_view text) {
    try {
        const json note = json::parse(text);
        const auto word = [&](const char* key) { return note.at(key).get<std::string>(); };
        return {note.at("directories").get<std::vector<std::string>>(),
                word("build"),
                word("target"),
                word("config"),
                word("models"),
                word("header")};
    } catch (const json::exception& error) {
        throw NotOfABuild(error.what());
    }
}

}  // namespace kiln::tool
