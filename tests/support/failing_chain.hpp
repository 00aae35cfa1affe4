#pragma once
// A chain of revisions of which each statement fails in turn.

#include "tests/support/caught.hpp"
#include "tests/support/table_builder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace kiln::support {

struct ChainStatement {
    std::string revision;
    std::string good;
    /// What fails in its place. The message has to point to the `@@`, else to its begin.
    std::string bad;
    bool no_transaction = false;  ///< its revision's section is
};

class FailingChain {
public:
    FailingChain(std::vector<ChainStatement> statements, const Dialect& dialect,
                 const DriverFunction& driver)
        : statements_(std::move(statements)), dialect_(dialect), driver_(driver) {}

    std::size_t size() const { return statements_.size(); }
    const ChainStatement& statement(std::size_t number) const { return statements_[number]; }
    /// As it is meant to be.
    TestTable whole() const { return spoiled(size(), ""); }
    /// With that statement spoiled.
    TestTable failing(std::size_t number) const {
        std::string bad = statements_[number].bad;
        if (const std::size_t at = bad.find("@@"); at != std::string::npos) bad.erase(at, 2);
        return spoiled(number, bad);
    }
    /// With another in the place of that statement.
    TestTable spoiled(std::size_t number, const std::string& text) const {
        std::map<std::string, TestScripts> scripts;
        std::string graph;
        std::string parent;
        for (std::size_t i = 0; i < statements_.size(); ++i) {
            const ChainStatement& each = statements_[i];
            TestScripts& script = scripts[each.revision];
            if (each.revision != parent) {
                if (!parent.empty()) graph += "; ";
                graph += each.revision;
                if (!parent.empty()) graph += " < " + parent;
                parent = each.revision;
            }
            script.no_transaction = each.no_transaction;
            script.upgrade += lines_before(i) + (i == number ? text : each.good) + ";\n";
        }
        return TestTable(graph, scripts).for_dialect(dialect_, driver_);
    }

    /// The message is at that statement, whose revision's file it names.
    void expect_place(std::size_t number, const Caught& error) const {
        const ChainStatement& wanted = statements_[number];
        std::string before;
        for (std::size_t i = 0; i <= number; ++i) {
            if (statements_[i].revision != wanted.revision) continue;
            before += lines_before(i);
            if (i < number) before += statements_[i].good + ";\n";
        }
        const std::size_t mark = wanted.bad.find("@@");
        if (mark != std::string::npos) before += wanted.bad.substr(0, mark);
        ASSERT_FALSE(error.diagnostics.empty());
        const Location& place = error.diagnostics.front().location;
        EXPECT_EQ(place.file, wanted.revision + "_test.sql");
        EXPECT_EQ(place.line,
                  5U + static_cast<unsigned>(std::count(before.begin(), before.end(), '\n')))
            << error.message;
        EXPECT_EQ(place.column, before.size() - (before.rfind('\n') + 1) + 1) << error.message;
    }

    /// How many statements of its revision come before it.
    std::size_t before_in_revision(std::size_t number) const {
        return static_cast<std::size_t>(std::count_if(
            statements_.begin(), statements_.begin() + static_cast<std::ptrdiff_t>(number),
            [&](const ChainStatement& each) {
                return each.revision == statements_[number].revision;
            }));
    }

private:
    static std::string lines_before(std::size_t number) {
        return number % 3 == 1 ? "-- \xC3\xA4; 'of two\n\n" : "";
    }

    std::vector<ChainStatement> statements_;
    const Dialect& dialect_;
    const DriverFunction& driver_;
};

}  // namespace kiln::support
