#pragma once
// What revisions in C++ do on every database. A Database has
//     Base                   the fixture, which makes it empty; static url() and sql(statement)
//     on(graph, scripts)     a table of revisions of it
//     nothing_done           what a failed upgrade to `b` says behind its fault
//     is_missing             what is said of the table `missing`
//     refused                statements that it refuses in code, each with its K number
//     endless                a query that takes a minute or more
//     dialect

#include "tests/support/caught.hpp"
#include "tests/support/table_builder.hpp"

#include <kiln/migrator.hpp>
#include <kiln/operations.hpp>

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace kiln::support {

template <class Database>
class RevisionsInCode : public Database::Base {
protected:
    /// `b` is in C++; `a` has made the table t.
    static TestTable table(RevisionFunction up, RevisionFunction down = nullptr) {
        return Database::on("a; b < a",
                            {{"a",
                              {.upgrade = "CREATE TABLE t (x int, y text);"
                                          "INSERT INTO t VALUES (1, 'one'), (2, 'two');",
                               .downgrade = "DROP TABLE t;"}},
                             {"b", {.up = up, .down = down}}});
    }
    static Caught upgrade(RevisionFunction up, const Options& options = {}) {
        const TestTable revisions = table(up);
        Migrator(Database::Base::url(), revisions).upgrade("a");
        return caught([&] { Migrator(Database::Base::url(), revisions, options).upgrade(); });
    }
    static std::string rows() { return Database::Base::sql("SELECT x, y FROM t ORDER BY x"); }
    static std::string version() {
        return Database::Base::sql("SELECT version_num FROM alembic_version");
    }
    static void expect_untouched() {
        EXPECT_EQ(rows(), "1|one 2|two");
        EXPECT_EQ(version(), "a");
    }
    static std::string failed(const std::string& why) {
        return "cannot upgrade to 'b': " + why + "; " + Database::nothing_done;
    }
};

inline void rename_in_code(Operations& op) {
    for (const auto& row : op.query("SELECT x, y FROM t ORDER BY x")) {
        op.execute("UPDATE t SET y = ? WHERE x = ?", row.get<std::string>("y") + "!",
                   row.get<std::int64_t>(0));
    }
}
inline void rename_back_in_code(Operations& op) {
    op.execute("UPDATE t SET y = replace(y, '!', '')");
}

struct AskedFlag {
    bool* asked;
    bool stop_requested() const { return *asked; }
};
inline bool is_asked_in_code = false;
inline std::string text_in_code;

TYPED_TEST_SUITE_P(RevisionsInCode);

TYPED_TEST_P(RevisionsInCode, runs_up_and_down_and_is_recorded) {
    const TestTable revisions = this->table(rename_in_code, rename_back_in_code);
    Migrator migrator(this->url(), revisions);
    EXPECT_EQ(migrator.upgrade().steps.size(), 2U);
    EXPECT_EQ(this->rows(), "1|one! 2|two!");
    EXPECT_EQ(this->version(), "b");
    EXPECT_EQ(migrator.upgrade().steps.size(), 0U);
    migrator.downgrade("a");
    EXPECT_EQ(this->rows(), "1|one 2|two");
    EXPECT_EQ(this->sql("SELECT revision, direction FROM kiln_history ORDER BY sequence"),
              "a|upgrade b|upgrade b|downgrade");
}

TYPED_TEST_P(RevisionsInCode, without_a_downgrade_is_irreversible) {
    const TestTable revisions = this->table(rename_in_code);
    Migrator migrator(this->url(), revisions);
    migrator.upgrade();
    EXPECT_EQ(caught([&] { migrator.downgrade("a"); }).code, "K410");
    EXPECT_EQ(this->rows(), "1|one! 2|two!");
}

TYPED_TEST_P(RevisionsInCode, an_exception_takes_all_back_with_its_text_and_the_file) {
    const Caught error = this->upgrade([](Operations& op) {
        op.execute("DELETE FROM t");
        throw std::runtime_error("no\nluck");
    });
    EXPECT_EQ(error.code, "K411");
    EXPECT_EQ(error.message, this->failed("no luck"));
    EXPECT_EQ(error.hint, "mend 'b_test.cpp' and build again");
    EXPECT_EQ(error.diagnostics[0].location, (Location{"b_test.cpp", 5, 1}));
    this->expect_untouched();
    EXPECT_EQ(this->upgrade([](Operations&) { throw 7; }).message,
              this->failed("it threw what is no std::exception"));
    EXPECT_EQ(this->upgrade([](Operations& op) { op.execute("DELETE FROM missing"); }).message,
              this->failed(TypeParam::is_missing));
    // And it runs when it is mended.
    EXPECT_EQ(this->upgrade(rename_in_code).code, "nothing");
    EXPECT_EQ(this->rows(), "1|one! 2|two!");
}

TYPED_TEST_P(RevisionsInCode, a_refused_statement_fails_it_even_if_it_catches_that) {
    for (const auto& [statement, code] : TypeParam::refused) {
        text_in_code = statement;
        const Caught error = this->upgrade([](Operations& op) {
            op.execute("DELETE FROM t");
            try {
                op.execute(text_in_code);
            } catch (...) {
            }
        });
        EXPECT_EQ(error.code, code) << statement;
        this->expect_untouched();
    }
}

TYPED_TEST_P(RevisionsInCode, takes_one_statement_with_as_many_values_as_it_says) {
    EXPECT_EQ(this->upgrade([](Operations& op) {
                      const auto message = [&](const char* text, auto... values) {
                          const Caught error = caught([&] { op.execute(text, values...); });
                          EXPECT_EQ(error.code, "K436") << text;
                          return error.message;
                      };
                      EXPECT_EQ(message(""), "the text holds no statement");
                      EXPECT_EQ(message("-- nothing"), "the text holds no statement");
                      EXPECT_EQ(message("DELETE FROM t; DELETE FROM t"),
                                "the text holds more than one statement");
                      EXPECT_EQ(message("SELECT ?"),
                                "the statement has 1 '?', and 0 values are given");
                      EXPECT_EQ(message("SELECT ?", 1, 2),
                                "the statement has 1 '?', and 2 values are given");
                      EXPECT_EQ(message("SELECT '?' /* ? */ -- ?", 1),
                                "the statement has 0 '?', and 1 value is given");
                      EXPECT_EQ(message("SELECT ?", std::numeric_limits<std::uint64_t>::max()),
                                "value 1: the integer does not fit: it is above 2^63 - 1");
                      EXPECT_EQ(message("SELECT ?", std::chrono::year(2023) / 2 / 29),
                                "value 1: it is no date of the years 0 to 9999");
                      EXPECT_EQ(op.execute("DELETE FROM t WHERE x = ?;  -- and no more", 7), 0);
                  })
                  .code,
              "nothing");
    EXPECT_EQ(this->rows(), "1|one 2|two");
}

TYPED_TEST_P(RevisionsInCode, tells_how_many_rows_a_statement_changed) {
    EXPECT_EQ(this->upgrade([](Operations& op) {
                      EXPECT_EQ(op.execute("UPDATE t SET y = 'z'"), 2);
                      EXPECT_EQ(op.execute("CREATE TABLE u (x int)"), 0);
                      EXPECT_EQ(op.execute("SELECT * FROM t"), 0);
                      EXPECT_EQ(op.execute("INSERT INTO u SELECT x FROM t;  -- and no more"), 2);
                      EXPECT_EQ(op.execute("DELETE FROM u WHERE x > ?", 7), 0);
                      EXPECT_EQ(op.execute("DELETE FROM u"), 2);
                  })
                  .code,
              "nothing");
}

TYPED_TEST_P(RevisionsInCode, one_query_runs_within_another_and_again) {
    EXPECT_EQ(this->upgrade([](Operations& op) {
                      int pairs = 0;
                      for (const auto& outer : op.query("SELECT x FROM t WHERE x > ?", 0)) {
                          for (const auto& inner : op.query("SELECT x FROM t WHERE x > ?", 0)) {
                              pairs += outer.template get<int>(0) * inner.template get<int>(0);
                          }
                      }
                      EXPECT_EQ(pairs, 9);
                      for (const auto& row : op.query("SELECT count(*) FROM t WHERE x > ?", 5)) {
                          EXPECT_EQ(row.template get<int>(0), 0);
                      }
                      for (const auto& row : op.query("SELECT x FROM t WHERE x > 5")) {
                          FAIL() << row.template get<int>(0);
                      }
                      // One that was not read to its end is in nobody's way.
                      for (const auto& row : op.query("SELECT x FROM t ORDER BY x")) {
                          EXPECT_EQ(row.template get<int>(0), 1);
                          break;
                      }
                      op.execute("DROP TABLE t");
                      op.execute("CREATE TABLE t (x int, y text)");
                  })
                  .code,
              "nothing");
}

TYPED_TEST_P(RevisionsInCode, has_the_handle_of_its_database_alone) {
    EXPECT_EQ(this->upgrade([](Operations& op) {
                      EXPECT_EQ(op.dialect(), TypeParam::dialect);
                      const std::array codes{caught([&] { (void)op.sqlite(); }).code,
                                             caught([&] { (void)op.postgresql(); }).code,
                                             caught([&] { (void)op.mysql(); }).code};
                      for (std::size_t i = 0; i < codes.size(); ++i) {
                          const bool is_own = i == static_cast<std::size_t>(TypeParam::dialect);
                          EXPECT_EQ(codes[i], is_own ? "nothing" : "K437") << i;
                      }
                  })
                  .code,
              "nothing");
}

TYPED_TEST_P(RevisionsInCode, tells_its_progress_and_what_is_thrown_there_goes_through) {
    std::string told;
    Options options;
    options.progress = [&](const Progress& progress) {
        if (progress.event != Progress::Event::running) return;
        told += progress.step.revision + " " + std::to_string(progress.done) + "/" +
                std::to_string(progress.total) + ";";
        if (progress.done == 2) throw 7;
    };
    const RevisionFunction up = [](Operations& op) {
        op.execute("DELETE FROM t");
        op.progress(1, 3);
        try {
            op.progress(2, 3);
        } catch (...) {
        }
    };
    EXPECT_THROW(this->upgrade(up, options), int);
    EXPECT_EQ(told, "b 1/3;b 2/3;");
    this->expect_untouched();
}

TYPED_TEST_P(RevisionsInCode, a_stop_and_a_deadline_end_it_within_a_query) {
    Options options;
    options.stop = Stop(AskedFlag{&is_asked_in_code});
    is_asked_in_code = false;
    const RevisionFunction up = [](Operations& op) {
        op.execute("DELETE FROM t");
        is_asked_in_code = true;
        try {
            for (const auto& row : op.query(TypeParam::endless)) (void)row;
        } catch (...) {
        }
    };
    EXPECT_EQ(this->upgrade(up, options).code, "K422");
    is_asked_in_code = false;
    this->expect_untouched();
    Options limited;
    limited.statement_deadline = std::chrono::milliseconds(50);
    EXPECT_EQ(this->upgrade(up, limited).code, "K419");
    this->expect_untouched();
}

REGISTER_TYPED_TEST_SUITE_P(RevisionsInCode, runs_up_and_down_and_is_recorded,
                            without_a_downgrade_is_irreversible,
                            an_exception_takes_all_back_with_its_text_and_the_file,
                            a_refused_statement_fails_it_even_if_it_catches_that,
                            takes_one_statement_with_as_many_values_as_it_says,
                            tells_how_many_rows_a_statement_changed,
                            one_query_runs_within_another_and_again,
                            has_the_handle_of_its_database_alone,
                            tells_its_progress_and_what_is_thrown_there_goes_through,
                            a_stop_and_a_deadline_end_it_within_a_query);

}  // namespace kiln::support
