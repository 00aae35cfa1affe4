#pragma once
// Random schemas of SQLite, in pairs that have much in common, and rows for them.

#include "tool/schema/migration_sql.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace kiln::tool {

/// Things keep their `id` from the one schema of a pair to the other, whatever their names.
struct RandomColumn {
    int id = 0;
    std::string name;
    std::string type;
    bool not_null = false;
    std::string default_text;
    std::string collation;
    bool unique = false;
    std::string conflict;  ///< of UNIQUE
    int check = 0;         ///< 0 none, else which
    int generated = 0;     ///< 0 no, 1 VIRTUAL, 2 STORED
    int source = 0;        ///< column that it is generated from
    int parent = 0;        ///< table that it refers to
    std::string actions;   ///< behind REFERENCES

    bool fits_rows() const { return generated == 0; }
};

enum class RandomKey : std::uint8_t { none, rowid, autoincrement, plain, composite };

struct RandomTable {
    int id = 0;
    std::string name;
    std::vector<RandomColumn> columns;  ///< the first is "id"
    RandomKey key = RandomKey::rowid;
    int key_column = 0;  ///< the second of a composite one
    bool strict = false;
    bool without_rowid = false;
    bool unique_pair = false;  ///< UNIQUE of the first and last column
    bool check_pair = false;

    const RandomColumn* column(int id) const;
    bool in_key(const RandomColumn& column) const;
    /// Never NULL, whether it says so or not.
    bool is_not_null(const RandomColumn& column) const;
    bool can_be_parent() const {
        return key == RandomKey::rowid || key == RandomKey::autoincrement ||
               key == RandomKey::plain;
    }
};

struct RandomObject {
    std::string name;
    int table = 0;
    int column = 0;
    int other = 0;  ///< another table
    int form = 0;
};

struct RandomSchema {
    std::vector<RandomTable> tables;
    std::vector<RandomObject> indexes;
    std::vector<RandomObject> triggers;
    std::vector<RandomObject> views;

    const RandomTable* table(int id) const;
};

class RandomSchemas {
public:
    explicit RandomSchemas(std::uint64_t seed) : random_(seed) {}

    RandomSchema make();
    /// Another schema that comes from `schema` by some changes.
    RandomSchema changed(RandomSchema schema);
    /// CREATE statements, each thing written in one of several ways that mean the same.
    std::string sql(const RandomSchema& schema);
    /// INSERT statements for the tables of `schema`: rows that fit `other`, too.
    std::string rows(const RandomSchema& schema, const RandomSchema& other);

private:
    int below(int limit) { return static_cast<int>(random_() % static_cast<std::uint64_t>(limit)); }
    bool chance(int percent) { return below(100) < percent; }
    std::string pick(const std::vector<std::string>& texts) {
        return texts[static_cast<std::size_t>(below(static_cast<int>(texts.size())))];
    }
    std::string fresh_name(const char* prefix);
    RandomColumn make_column(const RandomSchema& schema);
    RandomTable make_table(const RandomSchema& schema);
    RandomObject make_object(const RandomSchema& schema, const char* prefix);
    void settle(RandomSchema& schema);
    void settle(RandomTable& table, const RandomSchema& schema);
    void settle(std::vector<RandomObject>& objects, const RandomSchema& schema);
    void change_table(RandomTable& table, const RandomSchema& schema);
    void change_column(RandomTable& table, RandomColumn& column, const RandomSchema& schema);
    std::string name_text(const std::string& name);
    std::string key_text(const RandomTable& table, bool at_column);
    std::string column_text(const RandomTable& table, const RandomColumn& column,
                            const RandomSchema& schema, std::vector<std::string>& behind);
    std::string table_text(const RandomTable& table, const RandomSchema& schema);
    std::string index_text(const RandomObject& index, const RandomSchema& schema);
    std::string trigger_text(const RandomObject& trigger, const RandomSchema& schema);
    std::string view_text(const RandomObject& view, const RandomSchema& schema);

    std::mt19937_64 random_;
    int last_id_ = 0;
};

/// The pair of schemas that a seed stands for.
struct RandomPair {
    explicit RandomPair(std::uint64_t seed);

    RandomSchemas random;  ///< for what else is asked of the pair
    RandomSchema from;
    RandomSchema to;
    std::string from_sql;
    std::string to_sql;

    std::vector<Rename> renames() const;
};

/// A number from the environment: how many pairs to try, and from which seed on.
std::uint64_t random_setting(const char* name, std::uint64_t otherwise);

}  // namespace kiln::tool
