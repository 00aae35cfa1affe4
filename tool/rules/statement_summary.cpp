#include "tool/rules/statement_summary.hpp"

#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"

#include <algorithm>
#include <utility>

namespace kiln::tool {
namespace {

using Kind = StatementSummary::Kind;

class SummaryReader {
public:
    SummaryReader(std::string_view statement, SqlRules rules)
        : statement_(statement),
          is_of_server_(rules != SqlRules::sqlite),
          is_of_mysql_(rules == SqlRules::mysql),
          all_(tokens_of(statement, rules)),
          tokens_(all_) {
        if (!tokens_.empty() && tokens_.back().text == ";") {
            tokens_ = tokens_.first(tokens_.size() - 1);
        }
    }

    StatementSummary read() {
        common_ = read_common_tables(tokens_, at_);
        if (take("create")) {
            read_create();
        } else if (take("drop")) {
            read_drop();
        } else if (take("alter")) {
            read_alter();
        } else if (take("insert")) {
            read_insert();
        } else if (take("replace")) {
            it_.conflict = StatementSummary::Conflict::replace;
            read_insert();
        } else if (take("update")) {
            read_update();
        } else if (take("delete")) {
            it_.kind = Kind::remove;
            skip_modifiers();
            take("from");
            read_written_table();
            if (is_of_mysql_) read_join([] { return false; });
            read_where();
        }
        return std::move(it_);
    }

private:
    bool sees(std::string_view word) const { return is_at(tokens_, at_, word); }
    bool take(std::string_view word) {
        if (!sees(word)) return false;
        ++at_;
        return true;
    }
    std::string take_name() {
        return at_ < tokens_.size() ? folded(unquoted(tokens_[at_++].text)) : "";
    }
    bool sees_punctuation(std::string_view text) const {
        return at_ < tokens_.size() && tokens_[at_].text == text &&
               tokens_[at_].kind == SqlToken::Kind::punctuation;
    }
    Tokens rest() const { return tokens_.subspan(std::min(at_, tokens_.size())); }

    void read_create() {
        it_.temporary = take("temp") || take("temporary");
        it_.unique = take("unique");
        const bool is_virtual = take("virtual");
        if (take("table")) {
            it_.kind = is_virtual ? Kind::create_virtual_table : Kind::create_table;
        } else if (take("index")) {
            it_.kind = Kind::create_index;
        } else if (take("trigger")) {
            it_.kind = Kind::create_trigger;
        } else if (take("view")) {
            it_.kind = Kind::create_view;
        } else {
            return;
        }
        if (take("if")) it_.if_exists = take("not") && take("exists");
        it_.name = read_table_name(tokens_, at_);
        if (it_.kind == Kind::create_table || is_virtual) read_table_body();
        if (it_.kind == Kind::create_index || it_.kind == Kind::create_trigger) {
            while (at_ < tokens_.size() && !sees("on")) ++at_;
            ++at_;
            it_.table = take_name();
        }
    }

    void read_table_body() {
        if (it_.kind == Kind::create_table && take("as")) {
            it_.query = read_query(rest(), common_);
            return;
        }
        if (rest().empty()) return;
        const auto behind_name =
            static_cast<std::size_t>(rest().front().text.data() - statement_.data());
        it_.definition =
            (it_.kind == Kind::create_table ? "CREATE TABLE " : "CREATE VIRTUAL TABLE ") +
            quoted_name(it_.name.substr(it_.name.find('.') + 1)) +
            std::string(statement_.substr(behind_name));
    }

    void read_drop() {
        if (take("table")) {
            it_.kind = Kind::drop_table;
        } else if (take("view")) {
            it_.kind = Kind::drop_view;
        } else if (take("index")) {
            it_.kind = Kind::drop_index;
        } else if (take("trigger")) {
            it_.kind = Kind::drop_trigger;
        } else {
            return;
        }
        if (take("if")) it_.if_exists = take("exists");
        it_.name = read_table_name(tokens_, at_);
    }

    void read_alter() {
        if (!take("table")) return;
        it_.name = read_table_name(tokens_, at_);
        if (take("rename")) {
            if (take("to")) {
                it_.kind = Kind::rename_table;
                it_.new_name = take_name();
                return;
            }
            it_.kind = Kind::rename_column;
            // A column may be called `column`.
            if (sees("column") && !is_at(tokens_, at_ + 1, "to")) ++at_;
            it_.column = take_name();
            take("to");
            it_.new_name = take_name();
        } else if (take("add")) {
            take("column");
            it_.kind = Kind::add_column;
            it_.definition = written(rest());
            it_.column = take_name();
        } else if (take("drop")) {
            if (sees("column") && at_ + 1 < tokens_.size()) ++at_;
            it_.kind = Kind::drop_column;
            it_.column = take_name();
        }
    }

    void read_conflict() {
        if (!take("or")) return;
        if (sees("ignore")) it_.conflict = StatementSummary::Conflict::ignore;
        if (sees("replace")) it_.conflict = StatementSummary::Conflict::replace;
        ++at_;
    }

    void read_insert() {
        it_.kind = Kind::insert;
        read_conflict();
        take("into");
        it_.name = read_table_name(tokens_, at_);
        if (take("as")) ++at_;
        if (sees_punctuation("(")) {
            std::size_t close = at_;
            for (const Tokens item : split_list(tokens_, at_, close)) {
                if (!item.empty()) it_.columns.push_back(folded(unquoted(item.front().text)));
            }
            at_ = close + 1;
        }
        for (std::size_t at = at_; at + 1 < tokens_.size(); ++at) {
            it_.upsert |= is(tokens_[at], "on") && is(tokens_[at + 1], "conflict");
        }
        if (sees("select") || sees("with")) it_.query = read_query(rest(), common_);
        while (it_.upsert && at_ < tokens_.size()) {
            skip_to([&] { return sees("do") && is_at(tokens_, at_ + 1, "update"); });
            at_ += 3;  // DO UPDATE SET
            read_assignments();
        }
    }

    void read_update() {
        it_.kind = Kind::update;
        read_conflict();
        skip_modifiers();
        read_written_table();
        if (is_of_mysql_) read_join([&] { return sees("set"); });
        while (at_ < tokens_.size() && !sees("set")) ++at_;
        ++at_;
        read_assignments();
        read_where();
    }

    void read_assignments() {
        while (at_ < tokens_.size()) {
            std::vector<std::string> columns;
            if (sees_punctuation("(")) {
                std::size_t close = at_;
                for (const Tokens item : split_list(tokens_, at_, close)) {
                    if (!item.empty()) columns.push_back(folded(unquoted(item.front().text)));
                }
                at_ = close + 1;
            } else {
                columns.push_back(take_name());
                // t.c
                while (sees_punctuation(".")) {
                    ++at_;
                    columns.back() = take_name();
                }
            }
            ++at_;  // =
            const std::size_t start = std::min(at_, tokens_.size());
            skip_to([&] { return sees_punctuation(",") || ends_assignments(); });
            const Expression value = read_expression(tokens_.subspan(start, at_ - start));
            for (const std::string& column : columns) it_.assignments.push_back({column, value});
            if (!sees_punctuation(",")) break;
            ++at_;
        }
    }

    /// MySQL's.
    void skip_modifiers() {
        while (is_of_mysql_ && (take("low_priority") || take("quick") || take("ignore"))) {
        }
    }

    /// A condition of a join is one on rows, if no other follows; leaves the place as it is.
    template <class Ends>
    void read_join(Ends ends) {
        const std::size_t begin = at_;
        skip_to([&] { return sees("on") || sees("where") || ends(); });
        if (take("on")) {
            const std::size_t start = at_;
            skip_to([&] { return sees("where") || ends(); });
            it_.where = read_expression(tokens_.subspan(start, at_ - start));
        }
        at_ = begin;
    }

    void read_written_table() {
        if (is_of_server_) take("only");
        it_.name = read_table_name(tokens_, at_);
    }

    bool ends_assignments() const {
        if (sees("from")) return at_ == 0 || !is(tokens_[at_ - 1], "distinct");
        return sees("where") || sees("returning") || sees("limit") ||
               (sees("order") && is_at(tokens_, at_ + 1, "by")) ||
               (sees("on") && is_at(tokens_, at_ + 1, "conflict"));
    }

    void read_where() {
        skip_to([&] { return sees("where"); });
        if (!take("where")) return;
        const std::size_t start = at_;
        skip_to([&] {
            return sees("returning") || sees("limit") ||
                   (sees("order") && is_at(tokens_, at_ + 1, "by"));
        });
        const std::optional<Expression> join =
            std::exchange(it_.where, read_expression(tokens_.subspan(start, at_ - start)));
        if (join) it_.where->names.insert(join->names.begin(), join->names.end());
    }

    /// To the next place outside parentheses where `ends` holds.
    template <class Ends>
    void skip_to(Ends ends) {
        while (at_ < tokens_.size() && !ends()) {
            at_ = sees_punctuation("(") ? std::min(closing(tokens_, at_) + 1, tokens_.size())
                                        : at_ + 1;
        }
    }

    std::string_view statement_;
    bool is_of_server_;
    bool is_of_mysql_;
    std::vector<Token> all_;
    Tokens tokens_;
    CommonTables common_;
    std::size_t at_ = 0;
    StatementSummary it_;
};

}  // namespace

StatementSummary summary_of(std::string_view statement, SqlRules rules) {
    return SummaryReader(statement, rules).read();
}

}  // namespace kiln::tool
