#include "tests/support/realistic_revisions.hpp"

#include <algorithm>
#include <array>
#include <random>
#include <utility>

namespace kiln::test {
namespace {

using tool::RevisionFile;
using tool::Section;

enum class Kind : std::uint8_t { create_table, add_column, create_index, insert, update };

struct Sql {
    std::string upgrade;
    std::string downgrade;
};

class Generator {
public:
    Generator(std::size_t count, std::uint64_t seed) : random_(seed), kinds_(kinds(count)) {}

    Sql next() {
        if (tables_.empty()) std::swap(kinds_.at(next_), *first_create_table());
        switch (kinds_.at(next_++)) {
            case Kind::create_table:
                return create_table();
            case Kind::add_column:
                return add_column();
            case Kind::create_index:
                return create_index();
            case Kind::insert:
                return insert();
            case Kind::update:
                break;
        }
        return update();
    }

    std::size_t left() const { return kinds_.size() - next_; }
    // std::uniform_int_distribution differs from library to library.
    std::size_t below(std::size_t bound) { return static_cast<std::size_t>(random_() % bound); }

private:
    struct Table {
        std::string name;
        std::vector<std::string> columns;
        std::size_t rows = 0;
    };

    std::vector<Kind> kinds(std::size_t count) {
        constexpr std::array<std::pair<Kind, std::size_t>, 5> per_thousand{
            {{Kind::create_table, 202},
             {Kind::add_column, 299},
             {Kind::create_index, 266},
             {Kind::insert, 228},
             {Kind::update, 167}}};
        std::vector<Kind> all;
        for (const auto& [kind, share] : per_thousand) {
            all.insert(all.end(), (share * count + 500) / 1000, kind);
        }
        while (all.size() < count) all.push_back(Kind::create_table);
        for (std::size_t i = all.size(); i > 1; --i) std::swap(all[i - 1], all[below(i)]);
        return all;
    }

    std::vector<Kind>::iterator first_create_table() {
        const auto found = std::find(kinds_.begin(), kinds_.end(), Kind::create_table);
        if (found != kinds_.end()) return found;
        kinds_.front() = Kind::create_table;
        return kinds_.begin();
    }

    Table& table() { return tables_[below(tables_.size())]; }

    Sql create_table() {
        static constexpr std::array<const char*, 8> nouns{"patient", "doctor",  "visit", "invoice",
                                                          "payment", "address", "note",  "device"};
        const std::string name =
            std::string(nouns[below(nouns.size())]) + "_" + std::to_string(tables_.size() + 1);
        std::string sql = "CREATE TABLE " + name + " (\n  id INTEGER PRIMARY KEY,\n";
        if (!tables_.empty()) {
            sql += "  parent_id INTEGER REFERENCES " + table().name + " (id) ON DELETE CASCADE,\n";
        }
        sql +=
            "  name TEXT NOT NULL,\n  score INTEGER NOT NULL DEFAULT 0 CHECK (score > -1000),\n"
            "  created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP\n);";
        tables_.push_back({name, {"name", "score", "created_at"}, 0});
        return {sql, "DROP TABLE " + name + ";"};
    }

    Sql add_column() {
        static constexpr std::array<const char*, 4> types{
            "TEXT", "INTEGER NOT NULL DEFAULT 0", "REAL", "TEXT NOT NULL DEFAULT 'unknown'"};
        Table& t = table();
        const std::string column = "field_" + std::to_string(t.columns.size());
        t.columns.push_back(column);
        return {"ALTER TABLE " + t.name + " ADD COLUMN " + column + " " +
                    types[below(types.size())] + ";",
                "ALTER TABLE " + t.name + " DROP COLUMN " + column + ";"};
    }

    Sql create_index() {
        const Table& t = table();
        const std::string& column = t.columns[below(t.columns.size())];
        const std::string name = "ix_" + std::to_string(next_) + "_" + t.name + "_" + column;
        return {"CREATE INDEX " + name + " ON " + t.name + " (" + column + ");",
                "DROP INDEX " + name + ";"};
    }

    Sql insert() {
        Table& t = table();
        const std::size_t first = t.rows + 1;
        std::string sql = "INSERT INTO " + t.name + " (id, name, score, created_at) VALUES";
        for (int i = 0; i < 3; ++i) {
            ++t.rows;
            sql += (i == 0 ? "\n  (" : ",\n  (") + std::to_string(t.rows) + ", 'name " +
                   std::to_string(t.rows) + "', " + std::to_string(below(100)) +
                   ", '2026-11-22 15:04:05')";
        }
        return {sql + ";", "DELETE FROM " + t.name + " WHERE id BETWEEN " + std::to_string(first) +
                               " AND " + std::to_string(t.rows) + ";"};
    }

    Sql update() {
        const Table& t = table();
        const std::string step = std::to_string(below(9) + 1);
        return {"UPDATE " + t.name + " SET score = score + " + step + " WHERE score >= 0;",
                "UPDATE " + t.name + " SET score = score - " + step + " WHERE score >= 0;"};
    }

    std::mt19937_64 random_;
    std::vector<Table> tables_;
    std::vector<Kind> kinds_;
    std::size_t next_ = 0;
};

std::string revision_id(std::size_t position) {
    // An odd factor permutes the numbers: ids look random, and none comes twice.
    const std::uint64_t mixed =
        (position + 1) * std::uint64_t{0x9E3779B97F4B} & std::uint64_t{0xFFFFFFFFFFFF};
    static constexpr char digits[] = "0123456789abcdef";
    std::string id;
    for (int shift = 44; shift >= 0; shift -= 4) id += digits[mixed >> shift & 0xF];
    return id;
}

std::uint32_t line_count(const std::string& text) {
    return static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n')) + 1;
}

void add_section(RevisionFile& file, Direction direction, const std::string& sql) {
    Section section;
    section.direction = direction;
    section.marker = direction == Direction::upgrade ? "-- kiln:upgrade" : "-- kiln:downgrade";
    section.line = file.sections.empty()
                       ? line_count(file.header) + 1
                       : file.sections.back().sql_line + line_count(file.sections.back().sql) + 1;
    section.sql_line = section.line + 1;
    section.sql = sql;
    file.sections.push_back(std::move(section));
}

RevisionFile revision_file(std::size_t position, const Sql& sql) {
    RevisionFile file;
    const std::string down_revision = position == 0 ? "none" : revision_id(position - 1);
    file.revision = {revision_id(position), 1, 14};
    file.message = "step " + std::to_string(position + 1);
    file.create_date = "2026-11-22T15:04:05Z";
    file.path =
        "migrations/" + file.revision.text + "_step_" + std::to_string(position + 1) + ".sql";
    file.down_revision_line = 2;
    if (position > 0) file.down_revisions.push_back({down_revision, 2, 19});
    file.header = "-- revision: " + file.revision.text + "\n-- down_revision: " + down_revision +
                  "\n-- message: " + file.message + "\n-- create_date: " + file.create_date + "\n";
    add_section(file, Direction::upgrade, sql.upgrade);
    add_section(file, Direction::downgrade, sql.downgrade);
    return file;
}

}  // namespace

std::vector<RevisionFile> realistic_revisions(std::size_t count, std::uint64_t seed) {
    Generator generator(count, seed);
    std::vector<RevisionFile> files;
    files.reserve(count);
    for (std::size_t position = 0; position < count; ++position) {
        Sql sql = generator.next();
        // Spread the statements that are more than one a revision evenly over what is left.
        const std::size_t revisions = count - position;
        if (generator.left() >= revisions &&
            generator.below(revisions) <= generator.left() - revisions) {
            const Sql second = generator.next();
            sql.upgrade += "\n" + second.upgrade;
            sql.downgrade = second.downgrade + "\n" + sql.downgrade;
        }
        files.push_back(revision_file(position, sql));
    }
    return files;
}

std::string revision_text(const RevisionFile& file) {
    std::string text = file.header;
    for (const Section& section : file.sections) {
        text += "\n" + section.marker + "\n";
        text += section.sql + "\n";
    }
    return text;
}

}  // namespace kiln::test
