#include "src/database/fault.hpp"

#include "src/text/message.hpp"

#include <utility>

namespace kiln {
namespace {

Code machine_code(Reason reason, Doing doing) {
    switch (reason) {
        case Reason::busy:
            return Code::lock_timeout;
        case Reason::full:
            return Code::disk_full;
        case Reason::read_only:
        case Reason::denied:
            return Code::read_only;
        case Reason::stopped:
            return Code::stopped;
        case Reason::lost:
            return Code::connection_lost;
        case Reason::cannot_open:
            // While writing it is a file beside the database that cannot be made.
            return doing == Doing::write ? Code::read_only : Code::cannot_open;
        default:
            return Code::database_damaged;
    }
}

}  // namespace

std::string full_message(const Fault& fault) {
    return fault.detail.empty() ? fault.message : fault.message + " (" + fault.detail + ")";
}

Fault guard_fault(Code code, std::size_t offset, std::string message, std::string hint) {
    return {Reason::guard, std::move(message), std::move(hint), offset, code};
}

Fault wrong_value(std::string message, std::string hint) {
    Fault fault{Reason::sql, std::move(message), std::move(hint), 0, {}};
    fault.code = Code::wrong_value;
    return fault;
}

Fault wrong_count(std::size_t wanted, std::size_t given) {
    return wrong_value("the statement has " + std::to_string(wanted) + " '?', and " +
                           std::to_string(given) + (given == 1 ? " value is" : " values are") +
                           " given",
                       "give one value for each '?'");
}

Fault no_statement() {
    return wrong_value("the text holds no statement", "give one SQL statement");
}

Fault several_statements() {
    return wrong_value("the text holds more than one statement",
                       "give each statement a call of its own");
}

Code script_code(const Fault& fault) {
    if (fault.code != Code{}) return fault.code;
    switch (fault.reason) {
        case Reason::busy:
        case Reason::full:
        case Reason::read_only:
        case Reason::cannot_open:
        case Reason::damaged:
        case Reason::lost:
        case Reason::stopped:
            return machine_code(fault.reason, Doing::write);
        default:
            return Code::script_failed;
    }
}

Fault stopped_fault(std::size_t offset) {
    return {Reason::stopped, "the program asked to stop", "", offset, {}};
}

Error stopped_error(const std::string& name) {
    return make_error(Code::stopped, "the work on " + name + " was stopped, as the program asked",
                      hint_for(Code::stopped));
}

Error database_error(const Fault& fault, Doing doing, const std::string& name) {
    if (fault.reason == Reason::stopped) return stopped_error(name);
    const Code code = machine_code(fault.reason, doing);
    std::string message = doing == Doing::read ? "cannot read " : "cannot write ";
    message += name;
    message += ": ";
    message += full_message(fault);
    std::string hint = fault.hint;
    if (hint.empty()) {
        const bool is_of_server = fault.number != 0 && code == Code::database_damaged;
        hint = is_of_server ? "look at the server's log, limits and disk, and run again"
                            : hint_for(code);
    }
    return make_error(code, std::move(message), std::move(hint));
}

const char* hint_for(Code code) {
    switch (code) {
        case Code::lock_timeout:
            return "run again when the other program is done, or raise lock_wait";
        case Code::stopped:
            return "run again to go on from where the database is";
        case Code::disk_full:
            return "free some space and run again";
        case Code::read_only:
            return "let this user write the file and its folder";
        case Code::cannot_open:
            return "let this user read the file and its folder";
        default:
            return "check that the URL names the right file; if it does, restore a backup";
    }
}

}  // namespace kiln
