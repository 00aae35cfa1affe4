#pragma once
// What libpq hands out, owned.

#include <libpq-fe.h>

#include <cstddef>
#include <memory>
#include <string_view>

namespace kiln::postgresql {

/// A statement's answer; null where there is none.
class Result {
public:
    Result() = default;
    explicit Result(PGresult* result) : result_(result) {}

    explicit operator bool() const { return result_ != nullptr; }
    PGresult* get() const { return result_.get(); }
    ExecStatusType status() const { return PQresultStatus(result_.get()); }
    bool is_fault() const {
        switch (status()) {
            case PGRES_BAD_RESPONSE:
            case PGRES_FATAL_ERROR:
            case PGRES_NONFATAL_ERROR:
                return true;
            default:
                return false;
        }
    }
    /// `INSERT 0 1`
    std::string_view tag() const { return PQcmdStatus(result_.get()); }
    /// Of a fault; empty where the server, or libpq, does not say it.
    std::string_view field(int code) const {
        const char* text = PQresultErrorField(result_.get(), code);
        return text == nullptr ? std::string_view() : text;
    }

    int rows() const { return PQntuples(result_.get()); }
    int columns() const { return PQnfields(result_.get()); }
    bool is_null(int row, int column) const { return PQgetisnull(result_.get(), row, column) != 0; }
    /// Empty for NULL.
    std::string_view text(int row, int column) const {
        return {PQgetvalue(result_.get(), row, column),
                static_cast<std::size_t>(PQgetlength(result_.get(), row, column))};
    }
    bool is_true(int row, int column) const { return text(row, column) == "t"; }

private:
    struct Clear {
        void operator()(PGresult* result) const { PQclear(result); }
    };
    std::unique_ptr<PGresult, Clear> result_;
};

}  // namespace kiln::postgresql
