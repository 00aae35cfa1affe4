#include "src/database/postgresql/failure.hpp"

#include "src/text/message.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <string>

namespace kiln::postgresql {
namespace {

struct State {
    std::string_view start;  ///< of the SQLSTATE
    Reason reason;
    const char* hint = "";
};

// The first that fits counts.
// https://www.postgresql.org/docs/current/errcodes-appendix.html
constexpr std::array states{
    State{"25001", Reason::transaction, "add no-transaction to the section's marker"},
    State{"25006", Reason::read_only,
          "connect to the primary, or let the role write: default_transaction_read_only = off"},
    State{"25", Reason::sql},
    State{"08", Reason::lost},
    State{"23", Reason::constraint},
    State{"40", Reason::busy},
    State{"42501", Reason::denied, "give the role the right, or connect as one that has it"},
    State{"42701", Reason::exists},
    State{"42710", Reason::exists},
    State{"42723", Reason::exists},
    State{"42P06", Reason::exists},
    State{"42P07", Reason::exists},
    State{"53100", Reason::full, "free some space on the server and run again"},
    State{"53200", Reason::limit,
          "raise max_locks_per_transaction of the server, or set transaction_per_migration: each "
          "table that a transaction touches takes locks up to its end"},
    State{"53", Reason::limit, "look at the server's limits, and run again"},
    State{"55P03", Reason::busy},
    State{"55P04", Reason::sql,
          "add no-transaction to the marker of the section that adds the value: it can be used "
          "behind a commit"},
    State{"57014", Reason::interrupted, "run again"},
    State{"57P", Reason::lost},
    State{"58", Reason::damaged, "look at the server's log and disk, and run again"},
    State{"XX001", Reason::damaged, "restore a backup"},
    State{"XX002", Reason::damaged, "REINDEX what the server names; else restore a backup"},
};

/// In bytes, of the character at this position, which counts from 1.
std::size_t byte_offset(std::string_view text, std::string_view position) {
    std::size_t characters = 0;
    std::from_chars(position.data(), position.data() + position.size(), characters);
    std::size_t offset = 0;
    for (; characters > 1 && offset < text.size(); --characters) {
        ++offset;
        while (offset < text.size() && (static_cast<unsigned char>(text[offset]) & 0xc0U) == 0x80U)
            ++offset;
    }
    return offset < text.size() ? offset : 0;
}

constexpr const char* again_behind_loss =
    "look whether the server runs, and run again: a run goes on from where the database is";

}  // namespace

std::string_view state_of(const Result& result) {
    return result ? result.field(PG_DIAG_SQLSTATE) : std::string_view();
}

Fault fault_of(const Client& client, const Result& result, std::string_view statement) {
    Fault fault;
    const std::string_view state = state_of(result);
    if (state.empty()) {
        fault.message = client.last_message();
        fault.reason = client.is_lost() ? Reason::lost : Reason::sql;
        if (client.is_lost()) fault.hint = again_behind_loss;
        return fault;
    }
    fault.number = sql_state(state);
    for (const State& each : states) {
        if (!state.starts_with(each.start)) continue;
        fault.reason = each.reason;
        fault.hint = each.hint;
        break;
    }
    if (fault.reason == Reason::lost) fault.hint = again_behind_loss;
    fault.message = one_line(std::string(result.field(PG_DIAG_MESSAGE_PRIMARY)));
    fault.detail = one_line(std::string(result.field(PG_DIAG_MESSAGE_DETAIL)));
    if (fault.hint.empty()) {
        fault.hint = one_line(std::string(result.field(PG_DIAG_MESSAGE_HINT)));
    }
    for (const int field : {PG_DIAG_MESSAGE_DETAIL, PG_DIAG_MESSAGE_HINT, PG_DIAG_CONTEXT}) {
        for (std::string_view rest = result.field(field); !rest.empty();) {
            const std::string_view line = rest.substr(0, rest.find('\n'));
            rest.remove_prefix(std::min(line.size() + 1, rest.size()));
            if (!line.empty()) fault.notes.emplace_back(line);
        }
    }
    fault.offset = byte_offset(statement, result.field(PG_DIAG_STATEMENT_POSITION));
    return fault;
}

}  // namespace kiln::postgresql
