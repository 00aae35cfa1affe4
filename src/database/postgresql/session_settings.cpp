#include "src/database/postgresql/session_settings.hpp"

#include "src/sql/quoting.hpp"

#include <algorithm>

namespace kiln::postgresql {
namespace {

/// What Kiln sets for a transaction: behind what a section sets for the session, it holds again.
constexpr std::string_view own_settings[] = {
    "client_encoding", "idle_in_transaction_session_timeout", "lock_timeout",
    "search_path",     "standard_conforming_strings",         "statement_timeout"};

bool is_own(std::string_view name) {
    return std::ranges::find(own_settings, name) != std::end(own_settings);
}

std::string text_in_sql(std::string_view text) {
    std::string sql = "E'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') sql += c;
        sql += c;
    }
    return sql += "'";
}

std::string setting(std::string_view name, std::string_view value, bool is_local) {
    return "SELECT pg_catalog.set_config(" + text_in_sql(name) + ", " + text_in_sql(value) +
           (is_local ? ", true);" : ", false);");
}

}  // namespace

SessionSettings SessionSettings::of(Client& client) {
    SessionSettings settings;
    const Result result = client.run(
        "SELECT name, setting FROM pg_catalog.pg_settings WHERE source = 'session' UNION ALL "
        "SELECT ' role', pg_catalog.current_setting('role') UNION ALL SELECT ' user', "
        "session_user");
    for (int row = 0; row < result.rows(); ++row) {
        const std::string name(result.text(row, 0));
        const std::string value(result.text(row, 1));
        if (name == " role") {
            settings.role_ = value;
        } else if (name == " user") {
            settings.user_ = value;
        } else {
            settings.values_[name] = value;
        }
    }
    return settings;
}

bool SessionSettings::restore(Client& client) const {
    const SessionSettings now = of(client);
    std::string sql;
    // First, as another role may not be allowed the rest.
    if (now.user_ != user_) sql += setting("session_authorization", user_, false);
    if (now.user_ != user_ || now.role_ != role_) sql += setting("role", role_, false);
    const bool is_in_transaction = client.in_transaction();
    const auto put_back = [&](const std::string& name) {
        const bool has_own = is_in_transaction && is_own(name);
        const auto& before = has_own ? outer_ : values_;
        const auto outer = before.find(name);
        sql += outer == before.end() ? "RESET " + quoted_name(name) + ";"
                                     : setting(name, outer->second, false);
        const auto value = values_.find(name);
        if (has_own && value != values_.end()) sql += setting(name, value->second, true);
    };
    for (const auto& [name, value] : now.values_) {
        const auto before = values_.find(name);
        if (before == values_.end() || before->second != value) put_back(name);
    }
    for (const auto& [name, value] : values_) {
        if (!now.values_.contains(name)) put_back(name);
    }
    return sql.empty() || !client.run(sql).is_fault();
}

namespace {

// Those that belong to another go with it.
constexpr const char* temporary_objects_sql =
    "SELECT c.relkind, pg_catalog.quote_ident(c.relname) FROM pg_catalog.pg_class c WHERE "
    "c.relnamespace = pg_catalog.pg_my_temp_schema() AND c.relkind IN ('r', 'p', 'v', 'S') AND NOT "
    "EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'"
    "::pg_catalog.regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i') AND c.relkind = 'S')";

}  // namespace

std::set<std::string> temporary_names(Client& client) {
    std::set<std::string> names;
    const Result result = client.run(temporary_objects_sql);
    for (int row = 0; row < result.rows(); ++row) names.emplace(result.text(row, 1));
    return names;
}

void drop_temporary(Client& client, const std::set<std::string>& kept) {
    const Result result = client.run(temporary_objects_sql);
    std::string sql;
    for (int row = 0; row < result.rows(); ++row) {
        const std::string name(result.text(row, 1));
        if (kept.contains(name)) continue;
        const std::string_view kind = result.text(row, 0);
        sql += kind == "v" ? "DROP VIEW" : kind == "S" ? "DROP SEQUENCE" : "DROP TABLE";
        sql += " IF EXISTS pg_temp." + name + " CASCADE;";
    }
    if (!sql.empty()) client.run(sql);
}

std::set<std::string> session_names(Client& client) {
    std::set<std::string> names;
    // Others go with their transaction.
    const Result result = client.run(
        "SELECT 'DEALLOCATE ' || pg_catalog.quote_ident(name) FROM "
        "pg_catalog.pg_prepared_statements "
        "UNION ALL SELECT 'CLOSE ' || pg_catalog.quote_ident(name) FROM pg_catalog.pg_cursors "
        "WHERE "
        "is_holdable");
    for (int row = 0; row < result.rows(); ++row) names.emplace(result.text(row, 0));
    return names;
}

void drop_session_names(Client& client, const std::set<std::string>& kept) {
    for (const std::string& drop : session_names(client)) {
        if (!kept.contains(drop)) client.run(drop);
    }
}

}  // namespace kiln::postgresql
