#pragma once
// Why a statement was not carried out: the reason as a value, and the words of whoever refused it.

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kiln {

/// What kept a database, or Kiln itself, from carrying a statement out. A driver sorts what its
/// database says into these; nobody else reads its words.
enum class Reason : std::uint8_t {
    sql,          ///< the statement does not suit the schema or the language
    exists,       ///< it makes what is there already
    constraint,   ///< a row that a constraint does not take
    transaction,  ///< it does not run inside of a transaction
    busy,         ///< others held the database for as long as was waited
    full,         ///< no more may be written: the disk, a quota, a limit
    read_only,
    denied,       ///< somebody on this side refuses: rights, the application's authorizer
    cannot_open,  ///< the database, or a file that belongs to it
    damaged,      ///< not a database, corrupt, or an I/O error
    lost,         ///< the server, or the way to it, is gone
    interrupted,
    stopped,  ///< as Options::stop asked for
    no_memory,
    limit,   ///< of the connection, which the application has lowered
    absent,  ///< there is no such database
    guard,   ///< Kiln refuses it, by the rule `Fault::code`
};

struct Fault {
    Reason reason = Reason::sql;
    std::string message;        ///< one line
    std::string hint;           ///< what mends it, where that is more than its reason says
    std::size_t offset = 0;     ///< in the text, in bytes: the token at fault, else the statement
    Code code{};                ///< of a guard; of anything else who reports it decides
    std::vector<Fault> also{};  ///< what else is wrong with the same script; they have none
    std::vector<std::string> notes{};  ///< what a server says besides, a line each
    std::string detail{};              ///< DETAIL, on one line
    /// What kind of fault a server says that it is, in whatever language: MySQL's number, or
    /// sql_state(); 0 where it says none.
    std::uint32_t number = 0;
};

/// The five characters of a SQLSTATE as a number; 0 of any other text.
constexpr std::uint32_t sql_state(std::string_view state) {
    std::uint32_t number = 0;
    for (const char c : state) {
        number <<= 6U;
        number |= static_cast<std::uint32_t>(c - '0') & 0x3fU;
    }
    return state.size() == 5 ? number : 0;
}

/// The message with the detail behind it.
std::string full_message(const Fault& fault);

/// What a guard says.
Fault guard_fault(Code code, std::size_t offset, std::string message, std::string hint);

/// K436: a statement of a revision in C++, or a value of it, is none that the database can take.
Fault wrong_value(std::string message, std::string hint);
/// The same where `wanted` values would do.
Fault wrong_count(std::size_t wanted, std::size_t given);
Fault no_statement();
Fault several_statements();

/// The code of a fault in a script that runs on a database: a guard's, K411 where the SQL itself
/// is at fault, else what the machine's is.
Code script_code(const Fault& fault);

/// Of a script that Options::stop ended.
Fault stopped_fault(std::size_t offset);

/// K422: Options::stop asked for it. `name` names the database.
Error stopped_error(const std::string& name);

/// What a statement of Kiln's own was for.
enum class Doing : std::uint8_t { read, write };

/// K401, K405, K406, K412, K413, K422 or K425: `cannot read <name>: <message>`. `name` names the
/// database.
Error database_error(const Fault& fault, Doing doing, const std::string& name);

/// What mends a fault of the machine with such a code.
const char* hint_for(Code code);

}  // namespace kiln
