// Behind sqlite3.h or sqlite3ext.h, which say whose functions these are.

#include "objects.hpp"

namespace accounts {

inline void hash_in_sql(sqlite3_context* context, int, sqlite3_value** values) {
    const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(values[0]));
    const std::string result = hash(text == nullptr ? "" : text);
    sqlite3_result_text(context, result.c_str(), static_cast<int>(result.size()), SQLITE_TRANSIENT);
}

inline int compare_in_sql(void*, int size_a, const void* a, int size_b, const void* b) {
    return compare_ignoring_case({static_cast<const char*>(a), static_cast<std::size_t>(size_a)},
                                 {static_cast<const char*>(b), static_cast<std::size_t>(size_b)});
}

inline int register_objects(sqlite3* connection) {
    const int result =
        sqlite3_create_function(connection, "app_hash", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
                                nullptr, hash_in_sql, nullptr, nullptr);
    if (result != SQLITE_OK) return result;
    return sqlite3_create_collation(connection, "unicase", SQLITE_UTF8, nullptr, compare_in_sql);
}

}  // namespace accounts
