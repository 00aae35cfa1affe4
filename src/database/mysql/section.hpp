#pragma once
// The statements of one section, run one by one as the servers' own client would; each is committed
// by itself.

#include "src/database/connection.hpp"
#include "src/database/mysql/client.hpp"
#include "src/database/mysql/session_settings.hpp"
#include "src/database/mysql/statement.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::mysql {

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
    /// What Kiln's own statements need, up to resume().
    void pause();
    void resume();
    /// What it set is put back, and the TEMPORARY tables that it made are dropped.
    void end() noexcept;

private:
    std::optional<Fault> run(std::string_view sent, const Statement& statement,
                             FirstStatement& first);
    std::optional<Fault> first_refused() const;
    std::optional<Fault> too_large(std::string_view sent) const;
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
    bool has_begun_ = false;
};

}  // namespace kiln::mysql
