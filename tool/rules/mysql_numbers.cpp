#include "tool/rules/mysql_numbers.hpp"

#include "src/schema/tokens.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"

#include <algorithm>
#include <utility>

namespace kiln::tool {
namespace {

/// Takes words and names off a statement, one after the other.
class Reader {
public:
    explicit Reader(std::string_view statement)
        : all_(tokens_of(statement, SqlRules::mysql)), tokens_(all_) {}
    explicit Reader(Tokens tokens) : tokens_(tokens) {}

    bool is_done() const { return at_ >= tokens_.size(); }
    bool sees(std::string_view word) const { return is_at(tokens_, at_, word); }
    bool take(std::string_view word) {
        if (!sees(word)) return false;
        ++at_;
        return true;
    }
    bool take_comma() { return take_text(","); }
    /// The last part of `a.b`.
    std::string take_name() {
        std::string name;
        do {
            if (!is_done()) name = unquoted(tokens_[at_++].text);
        } while (take_text("."));
        return name;
    }
    void skip_existence() {
        if (!take("if")) return;
        take("not");
        take("exists");
    }
    void skip_wait() {
        if (take("wait")) ++at_;
        take("nowait");
    }
    /// What is left, split at its commas outside of parentheses.
    std::vector<Tokens> items() const {
        std::vector<Tokens> items;
        std::size_t depth = 0;
        std::size_t begin = at_;
        for (std::size_t at = at_; at <= tokens_.size(); ++at) {
            const std::string_view text = at < tokens_.size() ? tokens_[at].text : ",";
            if (text == "(") ++depth;
            if (text == ")" && depth > 0) --depth;
            if (text != "," || (depth > 0 && at < tokens_.size())) continue;
            items.push_back(tokens_.subspan(begin, at - begin));
            begin = at + 1;
        }
        return items;
    }

private:
    bool take_text(std::string_view text) {
        if (is_done() || tokens_[at_].text != text) return false;
        ++at_;
        return true;
    }

    std::vector<Token> all_;
    Tokens tokens_;
    std::size_t at_ = 0;
};

/// Behind DROP: no column.
bool drops_another(const Reader& reader) {
    for (const char* word : {"primary", "index", "key", "foreign", "constraint", "check",
                             "partition", "system", "period"}) {
        if (reader.sees(word)) return true;
    }
    return false;
}

}  // namespace

void MysqlNumbers::note(std::string_view statement) {
    Reader reader(statement);
    if (reader.take("rename")) {
        if (!reader.take("table") && !reader.take("tables")) return;
        reader.skip_existence();
        do {
            const std::string from = reader.take_name();
            reader.skip_wait();
            reader.take("to");
            rename(from, reader.take_name());
        } while (reader.take_comma());
    } else if (reader.take("drop")) {
        if (!reader.take("table") && !reader.take("tables")) return;
        reader.skip_existence();
        do {
            forget(reader.take_name());
        } while (reader.take_comma());
    } else if (reader.take("create")) {
        if (!reader.take("or") || !reader.take("replace") || !reader.take("table")) return;
        forget(reader.take_name());
    } else if (reader.sees("alter")) {
        note_alter(statement);
    }
}

void MysqlNumbers::note_alter(std::string_view statement) {
    Reader reader(statement);
    reader.take("alter");
    reader.take("online");
    reader.take("ignore");
    if (!reader.take("table")) return;
    reader.skip_existence();
    const std::string name = reader.take_name();
    reader.skip_wait();
    const auto table = find(name);
    if (table == tables_.end()) return;
    // All of its parts go by the names of before.
    Columns& columns = columns_[table->second];
    std::map<std::string, int> now = columns.numbers;
    std::map<std::string, int> renamed;
    std::string new_name;
    for (const Tokens item : reader.items()) {
        Reader action(item);
        const auto rename_column = [&](const std::string& from, const std::string& to) {
            const auto was = columns.numbers.find(folded(from));
            if (was == columns.numbers.end()) return;
            now.erase(was->first);
            renamed[folded(to)] = was->second;
        };
        if (action.take("rename")) {
            if (action.sees("index") || action.sees("key")) continue;
            if (action.take("column")) {
                action.skip_existence();
                const std::string from = action.take_name();
                action.take("to");
                rename_column(from, action.take_name());
                continue;
            }
            if (!action.take("to")) action.take("as");
            new_name = action.take_name();
        } else if (action.take("change")) {
            action.take("column");
            action.skip_existence();
            const std::string from = action.take_name();
            rename_column(from, action.take_name());
        } else if (action.take("drop")) {
            if (drops_another(action)) continue;
            action.take("column");
            action.skip_existence();
            now.erase(folded(action.take_name()));
        }
    }
    for (auto& [column, number] : renamed) now[column] = number;
    columns.numbers = std::move(now);
    if (!new_name.empty()) rename(name, new_name);
}

void MysqlNumbers::see(const std::map<std::string, std::uint64_t>& tables) {
    std::map<std::uint64_t, Oid64> gone;
    std::erase_if(tables_, [&](const auto& each) {
        if (tables.contains(each.first)) return false;
        if (const std::uint64_t file = file_of(each.second)) gone[file] = each.second;
        return true;
    });
    for (const auto& [name, file] : tables) {
        const auto known = tables_.find(name);
        if (known == tables_.end()) {
            // A statement in a string, or in a routine, has given it another name.
            const auto same = gone.find(file);
            tables_[name] = file != 0 && same != gone.end() ? same->second : ++last_;
        }
        columns_[tables_[name]].file = file;
    }
}

void MysqlNumbers::see_columns(Oid64 table, const std::vector<std::string>& columns) {
    Columns& known = columns_[table];
    std::erase_if(known.numbers, [&](const auto& each) {
        return std::ranges::find(columns, each.first) == columns.end();
    });
    for (const std::string& name : columns) {
        if (!known.numbers.contains(name)) known.numbers[name] = ++known.last;
    }
}

std::optional<std::string> MysqlNumbers::name_of(Oid64 table) const {
    for (const auto& [name, number] : tables_) {
        if (number == table) return name;
    }
    return std::nullopt;
}

int MysqlNumbers::column(Oid64 table, const std::string& name) const {
    const auto columns = columns_.find(table);
    if (columns == columns_.end()) return 0;
    const auto found = columns->second.numbers.find(name);
    return found == columns->second.numbers.end() ? 0 : found->second;
}

std::uint64_t MysqlNumbers::file_of(Oid64 table) const {
    const auto columns = columns_.find(table);
    return columns == columns_.end() ? 0 : columns->second.file;
}

Oid64 MysqlNumbers::number_of(Oid64 table, const std::string& what) {
    const auto [found, is_new] = others_.try_emplace({table, what}, last_ + 1);
    if (is_new) ++last_;
    return found->second;
}

std::map<std::string, Oid64>::iterator MysqlNumbers::find(const std::string& name) {
    const auto found = tables_.find(name);
    if (found != tables_.end()) return found;
    // Where the server minds no letter case, a statement need not either.
    return std::ranges::find_if(
        tables_, [&](const auto& each) { return equal_ignoring_case(each.first, name); });
}

void MysqlNumbers::rename(const std::string& from, const std::string& to) {
    const auto found = find(from);
    if (found == tables_.end() || to.empty()) return;
    const Oid64 number = found->second;
    tables_.erase(found);
    tables_[to] = number;
}

void MysqlNumbers::forget(const std::string& name) {
    const auto found = find(name);
    if (found != tables_.end()) tables_.erase(found);
}

}  // namespace kiln::tool
