#pragma once
// The statements of one section, run one by one as PostgreSQL's own client would.

#include "src/database/connection.hpp"
#include "src/database/postgresql/client.hpp"
#include "src/database/postgresql/session_settings.hpp"
#include "src/database/postgresql/statement.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

namespace kiln::postgresql {

class Section {
public:
    using Log = std::function<void(std::string_view line)>;

    /// All must outlive the section. `outer`: what the session had before Kiln set anything. `log`
    /// is told what the server says beside its answers; it may be empty.
    Section(Client& client, std::string_view sql, const SectionRules& rules,
            const SessionSettings& outer, const Log& log)
        : client_(client),
          sql_(sql),
          rules_(rules),
          outer_(outer),
          log_(log),
          watch_(rules_.stop, rules_.statement_deadline) {}
    Section(const Section&) = delete;
    Section& operator=(const Section&) = delete;

    /// SQL for the session, which end() takes back.
    void set_for_session(const std::string& sql);
    /// As Connection::run_first().
    FirstStatement run_first(std::string_view text, const std::function<void(Row)>& each_row = {});
    /// Before the first query(): what the server writes is what a cursor reads.
    void prepare_for_code();
    /// As Connection::query().
    std::unique_ptr<Cursor> query(std::string_view text, std::span<const detail::Value> values,
                                  std::optional<Fault>& fault);
    /// What it set is put back; the TEMP objects, prepared statements and cursors that it made go.
    void end() noexcept;
    /// By a statement that did not get a lock.
    std::chrono::steady_clock::duration waited() const { return waited_; }

private:
    std::optional<Fault> run(std::string_view text, const Statement& statement,
                             FirstStatement& first, const std::function<void(Row)>& each_row);
    std::optional<Fault> refuse(std::string_view sent, const Statement& statement) const;
    std::optional<Fault> refuse_query(std::string_view text, const Statement& statement,
                                      std::size_t wanted, std::span<const detail::Value> values);
    template <class Send>
    std::optional<Fault> carry_out(std::string_view sent, const Statement& statement,
                                   Result& result, Send send);
    void keep(const Statement& statement);
    Fault fault_of(const Result& result, std::string_view sent, const Statement& statement);
    std::optional<Fault> invalid_index(const Statement& statement);
    std::string lock_holder(std::string_view sent);

    Client& client_;
    std::string_view sql_;
    SectionRules rules_;
    StatementSplitter splitter_{SqlRules::postgresql};
    const SessionSettings& outer_;
    const Log& log_;
    Watch watch_;
    std::optional<SessionSettings> settings_;  ///< those before the first statement that may set
    std::optional<std::set<std::string>> temporary_;
    std::optional<std::set<std::string>> named_;  ///< prepared statements and cursors
    std::chrono::steady_clock::duration waited_{0};
};

}  // namespace kiln::postgresql
