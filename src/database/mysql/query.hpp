#pragma once
// Statements with values inside of a section: what revisions in C++ run, in a transaction that
// begins anew behind each statement that commits.

#include "src/database/connection.hpp"
#include "src/database/mysql/section.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace kiln::mysql {

/// Of one section, which must outlive them.
class Queries {
public:
    explicit Queries(Section& section);
    Queries(const Queries&) = delete;
    Queries& operator=(const Queries&) = delete;
    ~Queries();

    /// As Connection::query().
    std::unique_ptr<Cursor> query(std::string_view text, std::span<const detail::Value> values,
                                  std::optional<Fault>& fault);
    /// Behind the last one.
    void look_whether_committed();
    /// A statement has committed what came before it, or part of that.
    bool has_committed() const { return has_committed_; }

private:
    struct Kept;

    std::optional<Fault> refuse_query(std::string_view text, const Statement& statement,
                                      std::span<const detail::Value> values);
    std::unique_ptr<Cursor> run_prepared(Kept& kept, std::string_view sent,
                                         std::span<const detail::Value> values,
                                         std::optional<Fault>& fault);
    std::unique_ptr<Cursor> run_text(std::string_view sent, std::optional<Fault>& fault);
    void note(const Answer& answer, std::string_view sent, std::optional<Fault>& fault);
    Kept* kept(std::string_view sent, Answer& answer);

    Section& section_;
    std::vector<std::unique_ptr<Kept>> kept_;  ///< the last one behind
    bool has_committed_ = false;
};

}  // namespace kiln::mysql
