#pragma once
// Logins that a stop ends.

#include "tests/support/caught.hpp"
#include "tests/support/stop_at.hpp"
#include "tests/support/table_builder.hpp"

#include <kiln/migrator.hpp>

#include <gtest/gtest.h>

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

}  // namespace kiln::support
