#pragma once
// What a program answers to a question.

#include "tests/differential/random_case.hpp"

#include <string>
#include <vector>

namespace kiln::differential {

struct Answer {
    std::string kind;                ///< of the error: a code of Kiln's, a class of Alembic's
    std::string error;               ///< its message
    std::vector<std::string> steps;  ///< `+id` or `-id`, in order
    std::vector<std::string> rows;   ///< of the version table behind it, sorted
    std::vector<std::string> lines;  ///< printed

    bool failed() const { return !kind.empty(); }
    std::string text() const;
};

/// The answers of each case, in order.
using Answers = std::vector<std::vector<Answer>>;

Answers ask_kiln(const std::vector<Case>& cases);

struct AlembicAnswers {
    std::string version;
    Answers answers;
};
/// Throws std::runtime_error where Alembic cannot be asked.
AlembicAnswers ask_alembic(const std::vector<Case>& cases);

}  // namespace kiln::differential
