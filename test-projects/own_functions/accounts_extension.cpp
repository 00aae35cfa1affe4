#include <sqlite3ext.h>
SQLITE_EXTENSION_INIT1

#include "register.hpp"

#ifdef _WIN32
__declspec(dllexport)
#endif
    extern "C" int sqlite3_accounts_init(sqlite3* connection, char**,
                                         const sqlite3_api_routines* api) {
    SQLITE_EXTENSION_INIT2(api)
    return accounts::register_objects(connection);
}
