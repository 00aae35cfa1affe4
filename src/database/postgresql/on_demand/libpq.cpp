#include "src/database/postgresql/on_demand/libpq.hpp"

#include <dlfcn.h>
#include <libpq-fe.h>

namespace kiln::postgresql {
namespace {

void* library() {
    // Never closed: libraries that it brings have threads and exit handlers of their own.
    static void* const loaded = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
    return loaded;
}

template <class Function>
Function* find(const char* name) {
    return reinterpret_cast<Function*>(dlsym(library(), name));
}

}  // namespace

bool libpq_is_there() { return library() != nullptr; }

}  // namespace kiln::postgresql

// What the driver calls, by its own names: the driver is the same whether libpq is linked or not.
#define KILN_ON_DEMAND(result, name, parameters, ...)                                \
    result name parameters {                                                         \
        static auto* const found = kiln::postgresql::find<result parameters>(#name); \
        return found(__VA_ARGS__);                                                   \
    }

extern "C" {
KILN_ON_DEMAND(int, PQlibVersion, (void), )
KILN_ON_DEMAND(PQconninfoOption*, PQconndefaults, (void), )
KILN_ON_DEMAND(void, PQconninfoFree, (PQconninfoOption * options), options)
KILN_ON_DEMAND(PGconn*, PQconnectdbParams,
               (const char* const* names, const char* const* values, int expand), names, values,
               expand)
KILN_ON_DEMAND(void, PQfinish, (PGconn * c), c)
KILN_ON_DEMAND(ConnStatusType, PQstatus, (const PGconn* c), c)
KILN_ON_DEMAND(PGTransactionStatusType, PQtransactionStatus, (const PGconn* c), c)
KILN_ON_DEMAND(char*, PQerrorMessage, (const PGconn* c), c)
KILN_ON_DEMAND(char*, PQdb, (const PGconn* c), c)
KILN_ON_DEMAND(char*, PQhost, (const PGconn* c), c)
KILN_ON_DEMAND(int, PQsocket, (const PGconn* c), c)
KILN_ON_DEMAND(PQnoticeProcessor, PQsetNoticeProcessor,
               (PGconn * c, PQnoticeProcessor notice, void* argument), c, notice, argument)
KILN_ON_DEMAND(int, PQsendQuery, (PGconn * c, const char* sql), c, sql)
KILN_ON_DEMAND(int, PQsendQueryParams,
               (PGconn * c, const char* sql, int count, const Oid* types, const char* const* values,
                const int* sizes, const int* formats, int format),
               c, sql, count, types, values, sizes, formats, format)
KILN_ON_DEMAND(int, PQflush, (PGconn * c), c)
KILN_ON_DEMAND(int, PQconsumeInput, (PGconn * c), c)
KILN_ON_DEMAND(int, PQisBusy, (PGconn * c), c)
KILN_ON_DEMAND(PGresult*, PQgetResult, (PGconn * c), c)
KILN_ON_DEMAND(int, PQputCopyData, (PGconn * c, const char* data, int size), c, data, size)
KILN_ON_DEMAND(int, PQputCopyEnd, (PGconn * c, const char* error), c, error)
KILN_ON_DEMAND(int, PQgetCopyData, (PGconn * c, char** data, int async), c, data, async)
KILN_ON_DEMAND(void, PQfreemem, (void* memory), memory)
KILN_ON_DEMAND(PGcancel*, PQgetCancel, (PGconn * c), c)
KILN_ON_DEMAND(void, PQfreeCancel, (PGcancel * cancel), cancel)
KILN_ON_DEMAND(int, PQcancel, (PGcancel * cancel, char* error, int size), cancel, error, size)
KILN_ON_DEMAND(void, PQclear, (PGresult * r), r)
KILN_ON_DEMAND(ExecStatusType, PQresultStatus, (const PGresult* r), r)
KILN_ON_DEMAND(char*, PQresultErrorField, (const PGresult* r, int code), r, code)
KILN_ON_DEMAND(char*, PQcmdStatus, (PGresult * r), r)
KILN_ON_DEMAND(char*, PQcmdTuples, (PGresult * r), r)
KILN_ON_DEMAND(int, PQntuples, (const PGresult* r), r)
KILN_ON_DEMAND(int, PQnfields, (const PGresult* r), r)
KILN_ON_DEMAND(char*, PQfname, (const PGresult* r, int column), r, column)
KILN_ON_DEMAND(Oid, PQftype, (const PGresult* r, int column), r, column)
KILN_ON_DEMAND(char*, PQgetvalue, (const PGresult* r, int row, int column), r, row, column)
KILN_ON_DEMAND(int, PQgetlength, (const PGresult* r, int row, int column), r, row, column)
KILN_ON_DEMAND(int, PQgetisnull, (const PGresult* r, int row, int column), r, row, column)
}  // extern "C"

#undef KILN_ON_DEMAND
