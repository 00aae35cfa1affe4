#include "src/database/mysql/failure.hpp"

#include "src/text/message.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <string>

namespace kiln::mysql {
namespace {

struct ServerError {
    unsigned number;
    Reason reason;
    const char* hint = "";
};

constexpr const char* read_only_hint =
    "connect to the server that writes, or let this user write there";
constexpr const char* space_hint = "free some space on the server and run again";
constexpr const char* limit_hint = "look at the server's limits, and run again";
constexpr const char* right_hint = "give the user the right, or connect as one that has it";
constexpr const char* unlock_hint = "UNLOCK TABLES on the connection before the call";

// https://mariadb.com/kb/en/mariadb-error-codes/, sorted
constexpr std::array errors{
    ServerError{1007, Reason::exists},
    ServerError{1021, Reason::full, space_hint},
    ServerError{1030, Reason::damaged, "look at the server's log and disk, and run again"},
    ServerError{1033, Reason::damaged, "restore a backup"},
    ServerError{1034, Reason::damaged, "run REPAIR TABLE; else restore a backup"},
    ServerError{1036, Reason::read_only, read_only_hint},
    ServerError{1037, Reason::no_memory},
    ServerError{1038, Reason::no_memory},
    ServerError{1040, Reason::limit, limit_hint},
    ServerError{1041, Reason::no_memory},
    ServerError{1044, Reason::denied, right_hint},
    ServerError{1045, Reason::denied, right_hint},
    ServerError{1046, Reason::denied, "USE a database on the connection before the call"},
    // A node of a cluster that is about to join, or was left alone.
    ServerError{1047, Reason::busy, "look whether the node is in its cluster, and run again"},
    ServerError{1048, Reason::constraint},
    ServerError{1050, Reason::exists},
    ServerError{1060, Reason::exists},
    ServerError{1061, Reason::exists},
    ServerError{1062, Reason::constraint},
    ServerError{1099, Reason::denied, unlock_hint},
    ServerError{1100, Reason::denied, unlock_hint},
    ServerError{1104, Reason::limit, "raise max_join_size of this user"},
    ServerError{1114, Reason::full, space_hint},
    ServerError{1138, Reason::constraint},
    ServerError{1142, Reason::denied, right_hint},
    ServerError{1143, Reason::denied, right_hint},
    ServerError{1169, Reason::constraint},
    ServerError{1203, Reason::limit, limit_hint},
    ServerError{1205, Reason::busy},
    ServerError{1213, Reason::busy},
    ServerError{1216, Reason::constraint},
    ServerError{1217, Reason::constraint},
    ServerError{1223, Reason::denied, unlock_hint},
    ServerError{1226, Reason::limit, limit_hint},
    // Also of a DEFINER that is another account.
    ServerError{1227, Reason::denied,
                "give the user the right; a DEFINER of another account may be left out: then it "
                "is who runs the revision"},
    ServerError{1264, Reason::constraint},
    ServerError{1265, Reason::constraint},
    ServerError{1290, Reason::read_only, read_only_hint},
    ServerError{1292, Reason::constraint},
    ServerError{1304, Reason::exists},
    ServerError{1317, Reason::interrupted, "run again"},
    ServerError{1359, Reason::exists},
    ServerError{1364, Reason::constraint},
    ServerError{1366, Reason::constraint},
    ServerError{1370, Reason::denied, right_hint},
    ServerError{1406, Reason::constraint},
    ServerError{1451, Reason::constraint},
    ServerError{1452, Reason::constraint},
    ServerError{1698, Reason::denied, right_hint},
    ServerError{1792, Reason::read_only, read_only_hint},
    ServerError{1826, Reason::exists},
    ServerError{1836, Reason::read_only, read_only_hint},
    ServerError{1969, Reason::interrupted, "raise max_statement_time of this user"},
    ServerError{3024, Reason::interrupted, "raise max_execution_time of this user"},
    ServerError{3572, Reason::busy},
    ServerError{3819, Reason::constraint},
    ServerError{4025, Reason::constraint},
};

constexpr const char* again_behind_loss =
    "look whether the server runs, and run again: a run goes on from where the database is";

/// `... near 'FRM x' at line 2`: where in the statement that is; 0 where it does not say.
std::size_t offset_near(std::string_view message, std::string_view statement) {
    constexpr std::string_view before = " near '";
    constexpr std::string_view behind = "' at line ";
    const std::size_t near = message.find(before);
    const std::size_t end = message.rfind(behind);
    if (near == std::string_view::npos || end == std::string_view::npos) return 0;
    const std::string_view number = message.substr(end + behind.size());
    std::size_t line = 0;
    std::from_chars(number.data(), number.data() + number.size(), line);
    std::size_t begin = 0;
    for (; line > 1; --line) {
        const std::size_t next = statement.find('\n', begin);
        if (next == std::string_view::npos) break;
        begin = next + 1;
    }
    const std::size_t start = near + before.size();
    if (start >= end) return begin;
    // Of several lines, as the message has them.
    const std::string lines = one_line(std::string(statement));
    const std::size_t found = lines.find(message.substr(start, end - start), begin);
    return found == std::string::npos ? begin : found;
}

/// Errors of files say it by the system's number, and not by one of their own.
bool is_for_lack_of_space(std::string_view message) {
    return message.find("No space left on device") != std::string_view::npos ||
           message.find("Temp file write failure") != std::string_view::npos;
}

}  // namespace

Fault fault_of(const Client& client, const Answer& answer, std::string_view statement) {
    Fault fault;
    fault.message = answer.message();
    fault.number = answer.number();
    if (client.is_lost()) {
        fault.reason = Reason::lost;
        fault.hint = again_behind_loss;
        return fault;
    }
    const auto known = std::ranges::lower_bound(errors, answer.number(), {}, &ServerError::number);
    if (known != errors.end() && known->number == answer.number()) {
        fault.reason = known->reason;
        fault.hint = known->hint;
    }
    const bool is_general = fault.reason == Reason::sql || fault.reason == Reason::damaged;
    if (is_general && is_for_lack_of_space(fault.message)) {
        fault.reason = Reason::full;
        fault.hint = space_hint;
    }
    // Of any option of the server's.
    if (answer.number() == 1290 && fault.message.find("read-only") == std::string::npos &&
        fault.message.find("read_only") == std::string::npos) {
        fault.reason = Reason::sql;
        fault.hint.clear();
    }
    fault.offset = offset_near(fault.message, statement);
    return fault;
}

}  // namespace kiln::mysql
