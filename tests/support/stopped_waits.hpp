#pragma once
// Waits for a server that a stop ends.

#include "tests/support/caught.hpp"
#include "tests/support/stop_at.hpp"
#include "tests/support/table_builder.hpp"

#include <kiln/migrator.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace kiln::support {

/// By each call, which would wait for ever; the URL holds the password `s3cret`, which nothing
/// says.
inline void expect_login_is_stopped(const std::string& url, const TestTable& table) {
    Options options;
    const auto stopped = [&](auto call) {
        options.stop = stop_in(std::chrono::milliseconds(20));
        const Caught error = caught([&] {
            Migrator migrator(url, table, options);
            call(migrator);
        });
        EXPECT_EQ(error.code, "K422") << error.message;
        EXPECT_EQ(error.message.find("s3cret"), std::string::npos);
    };
    stopped([](Migrator& migrator) { migrator.upgrade(); });
    stopped([](Migrator& migrator) { (void)migrator.current(); });
    stopped([](Migrator& migrator) { migrator.downgrade("base"); });
    stopped([](Migrator& migrator) { migrator.check(); });
}

/// While others hold the version table; `mine` is an application's session, and of use afterwards.
template <class Session>
void expect_question_is_stopped(const std::string& url, const Session& mine, const TestTable& table,
                                const Options& options) {
    EXPECT_EQ(caught([&] { Migrator(url, table, options).upgrade(); }).code, "K422");
    EXPECT_EQ(caught([&] { (void)Migrator(url, table, options).current(); }).code, "K422");
    EXPECT_EQ(caught([&] { (void)Migrator(mine.get(), table, options).current(); }).code, "K422");
    EXPECT_EQ(mine.run("SELECT 1"), "1");
}

}  // namespace kiln::support
