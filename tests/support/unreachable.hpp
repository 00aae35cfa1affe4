#pragma once
// Databases of servers that cannot be had: what every call says of them.

#include "tests/support/caught.hpp"
#include "tests/support/table_builder.hpp"

#include <kiln/migrator.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace kiln::support {

/// Its URL holds the password `s3cret`, which nothing says.
inline void expect_unreachable(const std::string& url, const TestTable& table,
                               const std::string& database, const std::string& why) {
    SCOPED_TRACE(url);
    const auto look = [&](const Caught& error) {
        EXPECT_EQ(error.code, "K401") << error.message;
        EXPECT_THAT(error.message,
                    ::testing::StartsWith("cannot connect to the database '" + database + "'"));
        EXPECT_THAT(error.message, ::testing::ContainsRegex(why));
        EXPECT_THAT(error.hint, ::testing::StartsWith("look whether the server runs there, has the "
                                                      "database ("));
        for (const Diagnostic& diagnostic : error.diagnostics) {
            std::string all = diagnostic.message + diagnostic.hint + diagnostic.source_line;
            for (const auto& note : diagnostic.notes) all += note.message;
            EXPECT_THAT(all, ::testing::Not(::testing::HasSubstr("s3cret")));
        }
    };
    look(caught([&] { (void)Migrator(url, table).current(); }));
    look(caught([&] { (void)Migrator(url, table).state(); }));
    look(caught([&] { Migrator(url, table).check(); }));
    const Caught error = caught([&] { Migrator(url, table).upgrade(); });
    look(error);
    EXPECT_THAT(error.message, ::testing::EndsWith("; nothing was changed"));
}

/// A name that no server of names is asked for: a part of it is too long.
inline std::string unknown_host() { return std::string(70, 'x') + ".invalid"; }

}  // namespace kiln::support
