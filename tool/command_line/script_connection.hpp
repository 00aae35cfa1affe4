#pragma once
// A connection to no database: what a run would send is written as a script for the shell of one.

#include "src/database/connection.hpp"

#include <string>
#include <string_view>

namespace kiln::tool {

class ScriptConnection final : public Connection {
public:
    /// Where the database may lack the table `absent` and cannot be asked, what is said to it goes
    /// to an empty one; empty: to none.
    ScriptConnection(Dialect dialect, const Options& options, std::string_view absent);

    /// All that was written.
    std::string take();

    void enter(bool) override {}
    void leave() noexcept override {}
    FirstStatement run_first(std::string_view text, std::span<const Value> values = {},
                             const std::function<void(Row)>& each_row = {}) override;
    void lock(bool) override {}
    void unlock() noexcept override {}
    void begin() override;
    void commit() override;
    void roll_back() noexcept override;
    TransactionState state() const override;
    void begin_section(std::string_view sql, const SectionRules& rules) override;
    void end_section() noexcept override;
    bool back_up(const std::string&) override { return false; }
    void note(std::string_view line) override;

private:
    void put(std::string_view text);

    std::string_view begin_;  ///< of a transaction
    std::string text_;
    bool in_transaction_ = false;
    bool begin_is_written_ = false;  ///< as late as may be: some transactions have nothing in them
    bool in_section_ = false;
};

}  // namespace kiln::tool
