#include "src/database/mysql/session_settings.hpp"

#include "src/database/store_words.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace kiln::mysql {
namespace {

/// What changes by itself, or follows from another.
constexpr std::array<std::string_view, 15> passing{"character_set_database",
                                                   "collation_database",
                                                   "error_count",
                                                   "gtid_seq_no",
                                                   "identity",
                                                   "in_transaction",
                                                   "insert_id",
                                                   "last_gtid",
                                                   "last_insert_id",
                                                   "pseudo_slave_mode",
                                                   "pseudo_thread_id",
                                                   "rand_seed1",
                                                   "rand_seed2",
                                                   "timestamp",
                                                   "warning_count"};

bool is_number(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789.-") == std::string_view::npos;
}

std::string value_in_sql(const std::string& value) {
    return is_number(value) ? value : text_in_sql(value);
}

void set(Client& client, const std::string& name, const std::string& value) {
    const bool is_none = value.empty() && name.starts_with("character_set_");
    client.run("SET SESSION " + name + " = " + (is_none ? "NULL" : value_in_sql(value)));
}

struct Setting {
    std::string_view name;
    std::string_view how;  ///< it is read
};

/// The database comes last.
constexpr std::array<Setting, 9> statement_settings{
    Setting{"sql_mode", "@@SESSION.sql_mode"},
    Setting{"autocommit", "@@SESSION.autocommit"},
    Setting{"character_set_client", "@@SESSION.character_set_client"},
    Setting{"character_set_results", "@@SESSION.character_set_results"},
    Setting{"collation_connection", "@@SESSION.collation_connection"},
    Setting{"completion_type", "@@SESSION.completion_type"},
    Setting{"sql_safe_updates", "@@SESSION.sql_safe_updates"},
    Setting{"sql_quote_show_create", "@@SESSION.sql_quote_show_create"},
    Setting{"sql_select_limit", "@@SESSION.sql_select_limit"},
};

void make_legible(Client& client) {
    client.run("SET SESSION sql_select_limit = " + std::string(mysql_no_limit) +
               ", character_set_results = utf8mb4");
}

}  // namespace

SessionSettings SessionSettings::of(Client& client) {
    SessionSettings settings;
    // A limit on rows, or letters of two bytes or four, would keep the rest from being read.
    const StatementSettings found = StatementSettings::of(client);
    const std::string limit = found.value("sql_select_limit");
    const std::string letters = found.value("character_set_results");
    const bool is_hidden = limit != mysql_no_limit || letters.starts_with("utf16") ||
                           letters == "utf32" || letters == "ucs2";
    if (is_hidden) make_legible(client);
    const Answer answer = client.run("SHOW SESSION VARIABLES");
    for (std::size_t row = 0; row < answer.rows(); ++row) {
        const std::string& name = answer.text(row, 0);
        if (std::ranges::find(passing, name) == passing.end()) {
            settings.values_[name] = answer.text(row, 1);
        }
    }
    const Answer database = client.run("SELECT DATABASE() LIMIT 1");
    if (database.rows() == 1) settings.database_ = database.text(0, 0);
    if (!is_hidden) return settings;
    settings.values_["sql_select_limit"] = limit;
    settings.values_["character_set_results"] = letters;
    found.apply(client, StatementSettings::of(client));
    return settings;
}

void SessionSettings::restore(Client& client) const {
    if (values_.empty()) return;
    const SessionSettings now = of(client);
    for (const auto& [name, value] : values_) {
        const auto other = now.values_.find(name);
        if (other != now.values_.end() && other->second != value) set(client, name, value);
    }
    if (!database_.empty() && now.database_ != database_) {
        client.run("USE " + name_in_backticks(database_));
    }
}

StatementSettings StatementSettings::of(Client& client) {
    StatementSettings settings;
    if (settings.read(client)) return settings;
    // No row passes the limit that was set, or none of them can be read.
    client.run(
        "SET @kiln_limit = @@SESSION.sql_select_limit, @kiln_set = "
        "@@SESSION.character_set_results");
    make_legible(client);
    settings.read(client);
    const Answer hidden = client.run("SELECT @kiln_set, @kiln_limit");
    for (std::size_t i = 0; i < statement_settings.size() && hidden.rows() == 1; ++i) {
        const std::string_view name = statement_settings[i].name;
        if (name == "character_set_results") settings.values_[i] = hidden.text(0, 0);
        if (name == "sql_select_limit") settings.values_[i] = hidden.text(0, 1);
    }
    client.run(
        "SET SESSION sql_select_limit = @kiln_limit, character_set_results = @kiln_set, "
        "@kiln_limit = NULL, @kiln_set = NULL");
    return settings;
}

bool StatementSettings::read(Client& client) {
    constexpr const char* legible = "kiln";
    std::string sql = "SELECT ";
    for (const Setting& setting : statement_settings) sql += std::string(setting.how) + ", ";
    const Answer answer = client.run(sql + "DATABASE(), '" + legible + "'");
    if (answer.rows() != 1 || answer.text(0, answer.columns() - 1) != legible) return false;
    for (std::size_t i = 0; i + 1 < answer.columns(); ++i) values_.push_back(answer.text(0, i));
    return true;
}

std::string StatementSettings::value(std::string_view name) const {
    for (std::size_t i = 0; i < statement_settings.size() && i < values_.size(); ++i) {
        if (statement_settings[i].name == name) return values_[i];
    }
    return {};
}

void StatementSettings::apply(Client& client, const StatementSettings& now) const {
    if (values_.size() != now.values_.size()) return;
    for (std::size_t i = 0; i < statement_settings.size(); ++i) {
        if (values_[i] == now.values_[i]) continue;
        set(client, std::string(statement_settings[i].name), values_[i]);
    }
    if (!values_.empty() && values_.back() != now.values_.back() && !values_.back().empty()) {
        client.run("USE " + name_in_backticks(values_.back()));
    }
}

}  // namespace kiln::mysql
