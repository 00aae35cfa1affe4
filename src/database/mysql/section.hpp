#pragma once
// The statements of one section, run one by one as the servers' own client would; each is committed
// by itself.

#include "src/database/connection.hpp"
#include "src/database/mysql/client.hpp"
#include "src/database/mysql/session_settings.hpp"
#include "src/database/mysql/statement.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::mysql {

/// What no section may do; `offset` is where the statement stands.
std::optional<Fault> refuse(std::string_view sent, Statement::Kind kind, std::size_t offset);

/// The session's own that a text names, such as `@a`.
std::set<std::string> user_variables_in(std::string_view sql);

class Section {
public:
    using Log = std::function<void(std::string_view line)>;

    /// All must outlive the section. `log` is told what the server warns of; it may be empty.
    Section(Client& client, std::string_view sql, const SectionRules& rules, const Log& log)
        : client_(client),
          sql_(sql),
          rules_(rules),
          log_(log),
          watch_(rules_.stop, rules_.statement_deadline) {}
    Section(const Section&) = delete;
    Section& operator=(const Section&) = delete;

    /// As Connection::run_first().
    FirstStatement run_first(std::string_view text);
    /// Before the statements of a revision in C++: what the server answers is what they read.
    void prepare_for_code();
    /// What Kiln's own statements need, up to resume().
    void pause();
    void resume();
    /// What it set is put back, and the TEMPORARY tables that it made are dropped.
    void end() noexcept;

private:
    friend class Queries;

    std::optional<Fault> run(std::string_view sent, const Statement& statement,
                             FirstStatement& first);
    std::optional<Fault> first_refused() const;
    std::optional<Fault> too_large(std::size_t bytes) const;
    void keep(const Statement& statement);
    void tell_warnings();
    Fault fault_of(const Answer& answer, std::string_view sent);
    std::string lock_holder(std::string_view sent);

    Client& client_;
    std::string_view sql_;
    SectionRules rules_;
    StatementSplitter splitter_{SqlRules::mysql};
    const Log& log_;
    Watch watch_;
    std::optional<SessionSettings> settings_;  ///< those before the first statement that may set
    StatementSettings outer_;                  ///< then, of Kiln's own
    std::optional<StatementSettings> paused_;
    std::vector<std::string> temporary_;
    std::set<std::string> variables_;  ///< `@a`, of code
    bool has_begun_ = false;
};

}  // namespace kiln::mysql
