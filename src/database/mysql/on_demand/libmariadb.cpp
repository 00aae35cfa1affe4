#include "src/database/mysql/on_demand/libmariadb.hpp"

#include <dlfcn.h>
#include <mysql.h>

namespace kiln::mysql {
namespace {

void* library() {
    // Never closed: libraries that it brings have threads and exit handlers of their own.
    static void* const loaded = dlopen("libmariadb.so.3", RTLD_NOW | RTLD_LOCAL);
    return loaded;
}

template <class Function>
Function* find(const char* name) {
    return reinterpret_cast<Function*>(dlsym(library(), name));
}

}  // namespace

bool libmariadb_is_there() { return library() != nullptr; }

}  // namespace kiln::mysql

// What the driver calls, by its own names: the driver is the same whether libmariadb is linked or
// not.
#define KILN_ON_DEMAND(result, name, parameters, ...)                           \
    result name parameters {                                                    \
        static auto* const found = kiln::mysql::find<result parameters>(#name); \
        return found(__VA_ARGS__);                                              \
    }

extern "C" {
KILN_ON_DEMAND(int, mysql_server_init, (int count, char** words, char** groups), count, words,
               groups)
KILN_ON_DEMAND(const char*, mysql_get_client_info, (void), )
KILN_ON_DEMAND(MYSQL*, mysql_init, (MYSQL * c), c)
KILN_ON_DEMAND(void, mysql_close, (MYSQL * c), c)
KILN_ON_DEMAND(int, mysql_options, (MYSQL * c, enum mysql_option option, const void* value), c,
               option, value)
KILN_ON_DEMAND(int, mysql_options4,
               (MYSQL * c, enum mysql_option option, const void* name, const void* value), c,
               option, name, value)
KILN_ON_DEMAND(MYSQL*, mysql_real_connect,
               (MYSQL * c, const char* host, const char* user, const char* password,
                const char* database, unsigned int port, const char* socket, unsigned long flags),
               c, host, user, password, database, port, socket, flags)
KILN_ON_DEMAND(const char*, mysql_character_set_name, (MYSQL * c), c)
KILN_ON_DEMAND(int, mysql_set_character_set, (MYSQL * c, const char* name), c, name)
KILN_ON_DEMAND(const char*, mysql_get_ssl_cipher, (MYSQL * c), c)
KILN_ON_DEMAND(unsigned int, mysql_errno, (MYSQL * c), c)
KILN_ON_DEMAND(const char*, mysql_error, (MYSQL * c), c)
KILN_ON_DEMAND(int, mysql_query, (MYSQL * c, const char* sql), c, sql)
KILN_ON_DEMAND(int, mysql_send_query, (MYSQL * c, const char* sql, unsigned long size), c, sql,
               size)
KILN_ON_DEMAND(my_bool, mysql_read_query_result, (MYSQL * c), c)
KILN_ON_DEMAND(MYSQL_RES*, mysql_store_result, (MYSQL * c), c)
KILN_ON_DEMAND(int, mysql_next_result, (MYSQL * c), c)
KILN_ON_DEMAND(unsigned int, mysql_field_count, (MYSQL * c), c)
KILN_ON_DEMAND(my_ulonglong, mysql_affected_rows, (MYSQL * c), c)
KILN_ON_DEMAND(unsigned int, mysql_warning_count, (MYSQL * c), c)
KILN_ON_DEMAND(unsigned long, mysql_thread_id, (MYSQL * c), c)
KILN_ON_DEMAND(my_socket, mysql_get_socket, (MYSQL * c), c)
KILN_ON_DEMAND(unsigned int, mysql_num_fields, (MYSQL_RES * r), r)
KILN_ON_DEMAND(MYSQL_FIELD*, mysql_fetch_fields, (MYSQL_RES * r), r)
KILN_ON_DEMAND(MYSQL_ROW, mysql_fetch_row, (MYSQL_RES * r), r)
KILN_ON_DEMAND(unsigned long*, mysql_fetch_lengths, (MYSQL_RES * r), r)
KILN_ON_DEMAND(void, mysql_free_result, (MYSQL_RES * r), r)
KILN_ON_DEMAND(unsigned int, mysql_get_timeout_value_ms, (const MYSQL* c), c)
KILN_ON_DEMAND(MYSQL_STMT*, mysql_stmt_init, (MYSQL * c), c)
KILN_ON_DEMAND(int, mysql_stmt_prepare, (MYSQL_STMT * s, const char* sql, unsigned long size), s,
               sql, size)
KILN_ON_DEMAND(unsigned long, mysql_stmt_param_count, (MYSQL_STMT * s), s)
KILN_ON_DEMAND(my_bool, mysql_stmt_bind_param, (MYSQL_STMT * s, MYSQL_BIND* values), s, values)
KILN_ON_DEMAND(int, mysql_stmt_execute, (MYSQL_STMT * s), s)
KILN_ON_DEMAND(int, mysql_stmt_execute_start, (int* out, MYSQL_STMT* s), out, s)
KILN_ON_DEMAND(int, mysql_stmt_execute_cont, (int* out, MYSQL_STMT* s, int ready), out, s, ready)
KILN_ON_DEMAND(int, mysql_stmt_store_result, (MYSQL_STMT * s), s)
KILN_ON_DEMAND(int, mysql_stmt_store_result_start, (int* out, MYSQL_STMT* s), out, s)
KILN_ON_DEMAND(int, mysql_stmt_store_result_cont, (int* out, MYSQL_STMT* s, int ready), out, s,
               ready)
KILN_ON_DEMAND(unsigned int, mysql_stmt_field_count, (MYSQL_STMT * s), s)
KILN_ON_DEMAND(unsigned long long, mysql_stmt_affected_rows, (MYSQL_STMT * s), s)
KILN_ON_DEMAND(MYSQL_RES*, mysql_stmt_result_metadata, (MYSQL_STMT * s), s)
KILN_ON_DEMAND(int, mysql_stmt_fetch, (MYSQL_STMT * s), s)
KILN_ON_DEMAND(int, mysql_stmt_fetch_column,
               (MYSQL_STMT * s, MYSQL_BIND* out, unsigned int column, unsigned long offset), s, out,
               column, offset)
KILN_ON_DEMAND(my_bool, mysql_stmt_free_result, (MYSQL_STMT * s), s)
KILN_ON_DEMAND(my_bool, mysql_stmt_more_results, (MYSQL_STMT * s), s)
KILN_ON_DEMAND(int, mysql_stmt_next_result, (MYSQL_STMT * s), s)
KILN_ON_DEMAND(unsigned int, mysql_stmt_errno, (MYSQL_STMT * s), s)
KILN_ON_DEMAND(const char*, mysql_stmt_error, (MYSQL_STMT * s), s)
KILN_ON_DEMAND(my_bool, mysql_stmt_close, (MYSQL_STMT * s), s)
}  // extern "C"

#undef KILN_ON_DEMAND
