#include "tool/project/settings.hpp"

#include "src/database/url.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/nearest.hpp"
#include "tool/project/dialect_names.hpp"
#include "tool/project/file_bytes.hpp"
#include "tool/project/settings_text.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>
#include <kiln/sqlite.hpp>

#include <fmt/format.h>

#define TOML_ENABLE_FORMATTERS 0  // nothing is written with it
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <string_view>
#include <system_error>

namespace kiln::tool {
namespace {

namespace fs = std::filesystem;

/// Reads one table of settings, collecting every fault.
class SettingsReader {
public:
    SettingsReader(std::string path, std::string_view text) : path_(std::move(path)), text_(text) {}

    Settings read(const toml::table& table) {
        settings_.script_location = {reached_from_here(settings_.script_location.front())};
        for (const auto& [key, node] : table) read_one(key, node);
        if (!table.contains("dialect")) take_dialect_of_url();
        // The table is sorted by key; people read from the top.
        std::ranges::stable_sort(faults_, {}, [](const Diagnostic& d) { return d.location.line; });
        if (!faults_.empty()) throw Error(std::move(faults_));
        return std::move(settings_);
    }

    Diagnostic fault(Code code, const toml::source_region& at, std::string message,
                     std::string hint = "") const {
        Diagnostic diagnostic =
            diagnose_at(place_of(at), code, std::move(message), std::move(hint));
        diagnostic.source_line = shown_line(text_, at.begin.line);
        return diagnostic;
    }

private:
    Location place_of(const toml::source_region& at) const {
        return {path_, static_cast<std::uint32_t>(at.begin.line),
                static_cast<std::uint32_t>(at.begin.column)};
    }

    void reject(const toml::node& node, std::string_view key, std::string_view wanted) {
        malformed(node, fmt::format("'{}' must be {}", key, wanted));
    }

    void malformed(const toml::node& node, std::string message, std::string hint = "") {
        faults_.push_back(
            fault(Code::malformed_setting, node.source(), std::move(message), std::move(hint)));
    }

    bool read_bool(std::string_view key, const toml::node& node) {
        const auto value = node.value_exact<bool>();
        if (!value) reject(node, key, "true or false");
        return value.value_or(false);
    }

    /// A string, or an array of strings with at least one.
    std::vector<std::string> read_strings(std::string_view key, const toml::node& node,
                                          bool may_be_empty = false) {
        if (const auto value = node.value_exact<std::string>()) return {*value};
        std::vector<std::string> out;
        if (const toml::array* array = node.as_array()) {
            for (const toml::node& each : *array) {
                if (const auto value = each.value_exact<std::string>()) out.push_back(*value);
            }
            if (out.size() == array->size() && (may_be_empty || !out.empty())) return out;
        }
        reject(node, key, "a string or a list of strings");
        return {};
    }

    std::string read_string(std::string_view key, const toml::node& node) {
        const auto value = node.value_exact<std::string>();
        if (!value || value->empty()) reject(node, key, "a string that is not empty");
        return value.value_or("");
    }

    /// A path of the settings file as it is reached from the working directory.
    std::string reached_from_here(const std::string& path) const {
        return (fs::path(path_).parent_path() / path).lexically_normal().generic_string();
    }

    std::string read_folder(std::string_view key, const toml::node& node) {
        const std::string folder = read_string(key, node);
        return folder.empty() ? folder : reached_from_here(folder);
    }

    void read_locations(std::string_view key, const toml::node& node) {
        settings_.script_location.clear();
        for (const std::string& each : read_strings(key, node)) {
            settings_.script_location.push_back(reached_from_here(each));
        }
    }

    /// A relative SQLite file in kiln.toml is meant from there, wherever the command runs.
    void read_url(std::string_view key, const toml::node& node) {
        std::string url = read_string(key, node);
        try {
            const DatabaseUrl parsed = parse_url(url);
            const bool is_file = parsed.dialect == Dialect::sqlite && !parsed.database.empty();
            if (is_file && !fs::path(parsed.database).is_absolute()) {
                url = sqlite_url(reached_from_here(parsed.database));
            }
        } catch (const Error&) {
            // Who wants to use it says what is wrong with it.
        }
        settings_.url = url;
    }

    void read_check_deadline(std::string_view key, const toml::node& node) {
        const auto seconds = node.value<std::int64_t>();
        constexpr std::int64_t day = 24 * 3600;
        if (!node.is_integer() || !seconds || *seconds < 1 || *seconds > day) {
            reject(node, key, "a number of seconds, from 1");
            return;
        }
        settings_.checks.check_deadline = std::chrono::seconds(*seconds);
    }

    void read_seconds(std::string_view key, const toml::node& node,
                      std::chrono::milliseconds& time) {
        const auto seconds = node.value<double>();
        constexpr double year = 366.0 * 24 * 3600;
        if (!node.is_number() || !seconds || !(*seconds >= 0 && *seconds <= year)) {
            reject(node, key, "a number of seconds");
            return;
        }
        time = std::chrono::milliseconds(std::llround(*seconds * 1000));
    }

    /// Where no setting names one.
    void take_dialect_of_url() {
        try {
            if (!settings_.url.empty()) settings_.dialects = {parse_url(settings_.url).dialect};
        } catch (const Error&) {
            // As in read_url().
        }
    }

    void read_dialects(std::string_view key, const toml::node& node) {
        settings_.dialects.clear();
        for (const std::string& name : read_strings(key, node)) {
            if (const auto dialect = dialect_named(name)) {
                settings_.dialects.push_back(*dialect);
            } else {
                reject(node, key, "of sqlite, postgresql and mysql");
            }
        }
    }

    /// Calls `read` for each string of a list, with the node that it stands at.
    template <class Read>
    void read_each(std::string_view key, const toml::node& node, Read read) {
        const toml::array* array = node.as_array();
        if (array == nullptr) return reject(node, key, "a list of strings");
        for (const toml::node& each : *array) {
            if (const auto text = each.value_exact<std::string>()) {
                read(*text, each);
            } else {
                reject(each, key, "a list of strings");
            }
        }
    }

    void read_rules(std::string_view key, const toml::node& node) {
        read_each(key, node, [&](std::string_view text, const toml::node& at) {
            const std::size_t equals = text.find('=');
            const std::string_view name = text.substr(0, equals);
            if (equals == std::string_view::npos) {
                return malformed(at, "a rule has no level", "write it like \"K610=error\"");
            }
            const auto rule = rule_named(name);
            const auto level = rule_level_named(text.substr(equals + 1));
            if (!rule) return malformed(at, unknown("rule", name), known_rules);
            if (!level) {
                return malformed(at, unknown("level", text.substr(equals + 1)),
                                 "the levels are error, warning and off");
            }
            if (!settings_.checks.rules.emplace(*rule, *level).second) {
                malformed(at, to_string(*rule) + " is set twice", "remove one of the two");
            }
        });
    }

    static std::string unknown(std::string_view what, std::string_view name) {
        if (!is_harmless_key(name)) return fmt::format("unknown {}", what);
        return fmt::format("unknown {} '{}'", what, name);
    }

    void read_sqlite_minimum(std::string_view key, const toml::node& node) {
        const auto text = node.value_exact<std::string>();
        const auto version = text ? sqlite_version(*text) : std::nullopt;
        if (!version) return reject(node, key, "a version of SQLite, like \"3.26\"");
        settings_.checks.sqlite_minimum = *version;
    }

    /// A name alone may be one of the system's libraries.
    void read_extensions(std::string_view key, const toml::node& node) {
        read_each(key, node, [&](const std::string& text, const toml::node& at) {
            if (text.empty()) return reject(at, key, "a list of files");
            std::string file = reached_from_here(text);
            std::error_code error;
            const bool is_name = text.find('/') == std::string::npos;
            if (is_name && !fs::exists(file, error) && !fs::exists(file + ".so", error)) {
                file = text;
            }
            settings_.objects.extensions.push_back({std::move(file), place_of(at.source())});
        });
    }

    void read_functions(std::string_view key, const toml::node& node) {
        read_each(key, node, [&](std::string_view text, const toml::node& at) {
            const auto function = function_declared(text);
            if (!function) {
                return malformed(at, "a function has no name or no number of arguments",
                                 "write it like \"app_hash/1\"; \"app_hash/-1\" takes any number");
            }
            settings_.objects.functions.push_back(*function);
        });
    }

    void read_collations(std::string_view key, const toml::node& node) {
        read_each(key, node, [&](const std::string& name, const toml::node& at) {
            if (name.empty()) return reject(at, key, "a list of names");
            settings_.objects.collations.push_back(name);
        });
    }

    void read_slug_length(std::string_view key, const toml::node& node) {
        const auto length = node.value_exact<std::int64_t>();
        if (!length || *length < 1 || *length > 200)
            return reject(node, key, "a number from 1 to 200");
        settings_.truncate_slug_length = static_cast<std::size_t>(*length);
    }

    void read_one(const toml::key& key, const toml::node& node) {
        using Reader = std::function<void(std::string_view, const toml::node&)>;
        const std::pair<std::string_view, Reader> readers[] = {
            {"script_location", [&](auto k, auto& n) { read_locations(k, n); }},
            {"url", [&](auto k, auto& n) { read_url(k, n); }},
            {"build", [&](auto k, auto& n) { settings_.build = read_folder(k, n); }},
            {"version_table",
             [&](auto k, auto& n) { settings_.version_table = read_string(k, n); }},
            {"leave_alone",
             [&](auto k, auto& n) { settings_.leave_alone = read_strings(k, n, true); }},
            {"transaction_per_migration",
             [&](auto k, auto& n) { settings_.transaction_per_migration = read_bool(k, n); }},
            {"lock_wait", [&](auto k, auto& n) { read_seconds(k, n, settings_.lock_wait); }},
            {"lock_timeout", [&](auto k, auto& n) { read_seconds(k, n, settings_.lock_timeout); }},
            {"schema", [&](auto k, auto& n) { settings_.schema = read_string(k, n); }},
            {"dialect", [&](auto k, auto& n) { read_dialects(k, n); }},
            {"allow_multiple_heads",
             [&](auto k, auto& n) { settings_.checks.allow_multiple_heads = read_bool(k, n); }},
            {"round_trip", [&](auto k, auto& n) { settings_.checks.round_trip = read_bool(k, n); }},
            {"check_deadline", [&](auto k, auto& n) { read_check_deadline(k, n); }},
            {"rules", [&](auto k, auto& n) { read_rules(k, n); }},
            {"snapshot", [&](auto k, auto& n) { settings_.checks.snapshot = read_bool(k, n); }},
            {"extensions", [&](auto k, auto& n) { read_extensions(k, n); }},
            {"functions", [&](auto k, auto& n) { read_functions(k, n); }},
            {"collations", [&](auto k, auto& n) { read_collations(k, n); }},
            {"sqlite_minimum", [&](auto k, auto& n) { read_sqlite_minimum(k, n); }},
            {"file_template",
             [&](auto k, auto& n) { settings_.file_template = read_string(k, n); }},
            {"timezone", [&](auto k, auto& n) { settings_.timezone = read_string(k, n); }},
            {"truncate_slug_length", [&](auto k, auto& n) { read_slug_length(k, n); }},
            {"post_write_hooks",
             [&](auto k, auto& n) { settings_.post_write_hooks = read_strings(k, n, true); }},
        };
        std::vector<std::string> names;
        for (const auto& [name, reader] : readers) {
            if (name == key.str()) return reader(name, node);
            names.emplace_back(name);
        }
        const std::size_t near = nearest(std::string(key.str()), names);
        const bool harmless = is_harmless_key(key.str());
        faults_.push_back(
            fault(Code::unknown_setting, key.source(),
                  harmless ? fmt::format("unknown setting '{}'", key.str()) : "unknown setting",
                  near < names.size() ? fmt::format("did you mean '{}'?", names[near]) : ""));
        if (!harmless) faults_.back().source_line.clear();
    }

    std::string path_;
    std::string_view text_;
    Settings settings_;
    std::vector<Diagnostic> faults_;
};

/// kiln.toml in the working directory or the nearest folder above it, as it is reached from here.
std::optional<std::string> find_settings() {
    std::error_code error;
    fs::path folder = fs::current_path(error);
    std::string way;
    while (!error && !folder.empty()) {
        // A link that leads nowhere is there too, and is a fault.
        const fs::file_status status = fs::symlink_status(folder / "kiln.toml", error);
        if (fs::exists(status)) return way + "kiln.toml";
        if (fs::status_known(status)) error.clear();
        if (folder == folder.parent_path()) break;
        folder = folder.parent_path();
        way += "../";
    }
    return std::nullopt;
}

[[noreturn]] void fail_to_read(const std::string& path, const std::string& reason,
                               std::string hint = "") {
    throw Error(diagnose_at({path}, Code::unreadable_settings,
                            "cannot read the settings file: " + reason, std::move(hint)));
}

std::string read_text(const std::string& path) {
    using Outcome = FileBytes::Outcome;
    // Looked at before it is opened: to open some devices is to do something to them.
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    const bool is_other = fs::exists(status) && !fs::is_regular_file(status);
    FileReader reader(max_settings_size);
    const FileBytes file =
        is_other ? FileBytes{Outcome::not_regular, {}, 0, {}} : reader.read(path);
    if (file.outcome == Outcome::failed) fail_to_read(path, file.error.message());
    if (file.outcome == Outcome::not_regular) {
        fail_to_read(path, "it is not a regular file", "name a file of settings");
    }
    if (file.outcome == Outcome::too_large) {
        fail_to_read(path, "it has more than 1 MiB",
                     "leave in it only the settings that kiln.toml can have");
    }
    return std::string(file.bytes);
}

}  // namespace

Settings read_settings(const std::optional<std::string>& file) {
    const std::optional<std::string> path = file ? file : find_settings();
    if (!path) return {};
    const std::string text = read_text(*path);
    SettingsReader reader(*path, text);
    if (const auto place = find_deep_key(text)) {
        toml::source_region at;
        at.begin = {place->line, place->column};
        throw Error(reader.fault(Code::malformed_settings, at,
                                 fmt::format("a key has more than {} dots", max_key_dots),
                                 "a setting has a name without dots"));
    }
    try {
        Settings settings = reader.read(toml::parse(text, *path));
        settings.folder = fs::path(*path).parent_path().generic_string();
        return settings;
    } catch (const toml::parse_error& fault) {
        throw Error(reader.fault(Code::malformed_settings, fault.source(),
                                 without_harmful_key(fault.description())));
    }
}

std::string place_for_cache(const Settings& settings, const std::string& build) {
    std::error_code error;
    const std::string& known = build.empty() ? settings.build : build;
    if (fs::is_directory(known, error)) return (fs::path(known) / "kiln-cache").string();
    const fs::path own = fs::path(settings.folder) / ".kiln";
    return fs::is_directory(own, error) ? (own / "cache").string() : "";
}

}  // namespace kiln::tool
