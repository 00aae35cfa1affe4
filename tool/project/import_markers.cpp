#include "tool/project/import_markers.hpp"

#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"
#include "tool/project/import_sql.hpp"
#include "tool/project/marker.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace kiln::tool {
namespace {

/// The words in lower case, with one blank between each.
std::string spaced(std::string_view text) {
    std::string out;
    for (std::string_view word = take_word(text); !word.empty(); word = take_word(text)) {
        out += (out.empty() ? "" : " ") + folded(word);
    }
    return out;
}

/// Lines go to one direction, then to the other.
class MarkedFile {
public:
    MarkedFile(const std::string& path, ImportedRevision& revision,
               std::vector<Diagnostic>& diagnostics, std::string up, std::string down)
        : path_(path),
          revision_(revision),
          diagnostics_(diagnostics),
          up_(std::move(up)),
          down_(std::move(down)) {
        revision_.upgrade.path = path;
    }

    ImportedSql& section() {
        return revision_.downgrade ? *revision_.downgrade : revision_.upgrade;
    }

    void begin_up(const ImportedLine& line) {
        if (revision_.downgrade) {
            refuse(line, "'" + up_ + "' stands behind '" + down_ + "'", "put it first");
        } else if (is_up_) {
            refuse(line, "'" + up_ + "' stands here for the second time",
                   "make one section of the two, or two files");
        }
        is_up_ = true;
    }
    void begin_down(const ImportedLine& line) {
        if (!is_up_) refuse(line, "'" + down_ + "' stands before any '" + up_ + "'", begin_hint());
        if (revision_.downgrade) {
            refuse(line, "'" + down_ + "' stands here for the second time",
                   "make one section of the two, or two files");
        }
        is_up_ = true;
        revision_.downgrade.emplace().path = path_;
    }
    void add(ImportedLine line) {
        if (!is_up_ && !is_remark(line.text)) {
            refuse(line, "SQL before the first '" + up_ + "'", begin_hint());
            is_up_ = true;
        }
        section().lines.push_back(std::move(line));
    }
    void finish() {
        if (!is_up_) refuse({"", 0}, "the file has no '" + up_ + "'", begin_hint());
    }
    void refuse(const ImportedLine& line, std::string message, std::string hint) {
        refuse_import(path_, line, std::move(message), std::move(hint), diagnostics_);
    }

private:
    std::string begin_hint() const { return "begin the upgrade with a line '" + up_ + "'"; }

    const std::string& path_;
    ImportedRevision& revision_;
    std::vector<Diagnostic>& diagnostics_;
    std::string up_;
    std::string down_;
    bool is_up_ = false;
};

/// What stands behind `-- +goose`.
std::optional<std::string> goose_annotation(std::string_view line) {
    if (!line.starts_with("--")) return std::nullopt;
    line.remove_prefix(2);
    if (!equal_ignoring_case(take_word(line), "+goose")) return std::nullopt;
    return spaced(line);
}

/// What stands behind `-- migrate:up` or `-- migrate:down`, that word in front.
std::optional<std::string_view> dbmate_mark(std::string_view line) {
    if (!line.starts_with("--")) return std::nullopt;
    line.remove_prefix(2);
    std::string_view rest = line;
    const std::string_view word = take_word(rest);
    if (word != "migrate:up" && word != "migrate:down") return std::nullopt;
    return line.substr(line.find(word));
}

class GooseFile {
public:
    explicit GooseFile(MarkedFile& file) : file_(file) {}

    bool no_transaction() const { return no_transaction_; }

    void read(ImportedLine line) {
        const std::optional<std::string> annotation = goose_annotation(line.text);
        if (!annotation) {
            file_.add(std::move(line));
        } else if (*annotation == "statementend") {
            end(line);
        } else if (begin_) {
            file_.refuse(line, "an annotation inside of a statement",
                         "end the statement first, with '-- +goose StatementEnd'");
        } else if (*annotation == "statementbegin") {
            begin_ = std::move(line);
            from_ = file_.section().lines.size();
        } else {
            mark(line, *annotation);
        }
    }
    void finish() {
        if (begin_)
            file_.refuse(*begin_, "the statement has no end", "add '-- +goose StatementEnd'");
    }

private:
    void mark(const ImportedLine& line, const std::string& annotation) {
        if (annotation == "up") {
            file_.begin_up(line);
        } else if (annotation == "down") {
            file_.begin_down(line);
        } else if (annotation == "no transaction") {
            no_transaction_ = true;
        } else if (annotation == "envsub on") {
            file_.refuse(line, "goose puts variables of its environment into what follows",
                         "write their values there, and delete the line");
        } else if (annotation != "envsub off") {
            file_.refuse(line, "unknown annotation " + quote(annotation),
                         "goose knows Up, Down, StatementBegin, StatementEnd and NO TRANSACTION");
        }
    }
    void end(const ImportedLine& line) {
        if (!begin_) {
            return file_.refuse(line, "the end of a statement that has no beginning",
                                "add '-- +goose StatementBegin' before it, or delete the line");
        }
        begin_.reset();
        end_statement(std::span(file_.section().lines).subspan(from_));
    }

    MarkedFile& file_;
    std::optional<ImportedLine> begin_;
    std::size_t from_ = 0;  ///< the statement's first line in the section
    bool no_transaction_ = false;
};

}  // namespace

void read_goose(const std::string& path, ImportedRevision& revision,
                std::vector<Diagnostic>& diagnostics) {
    MarkedFile file(path, revision, diagnostics, "-- +goose Up", "-- +goose Down");
    GooseFile goose(file);
    for (ImportedLine& line : read_import_lines(path, diagnostics)) goose.read(std::move(line));
    goose.finish();
    file.finish();
    revision.upgrade.no_transaction = goose.no_transaction();
    if (revision.downgrade) revision.downgrade->no_transaction = goose.no_transaction();
}

void read_dbmate(const std::string& path, ImportedRevision& revision,
                 std::vector<Diagnostic>& diagnostics) {
    MarkedFile file(path, revision, diagnostics, "-- migrate:up", "-- migrate:down");
    for (ImportedLine& line : read_import_lines(path, diagnostics)) {
        const std::optional<std::string_view> mark = dbmate_mark(line.text);
        if (!mark) {
            file.add(std::move(line));
            continue;
        }
        std::string_view options = *mark;
        if (take_word(options) == "migrate:up") {
            file.begin_up(line);
        } else {
            file.begin_down(line);
        }
        for (std::string_view option = take_word(options); !option.empty();
             option = take_word(options)) {
            if (option == "transaction:false") {
                file.section().no_transaction = true;
            } else if (option != "transaction:true") {
                file.refuse(line, "unknown option " + quote(option),
                            "dbmate knows transaction:true and transaction:false");
            }
        }
    }
    file.finish();
}

}  // namespace kiln::tool
