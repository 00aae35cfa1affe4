#include "src/database/patience.hpp"

#include "src/text/message.hpp"

#include <kiln/codes.hpp>

#include <algorithm>

namespace kiln {

void start_waiting(LockWait& wait, const Options& options, const Connection& connection) {
    wait.start(
        options.lock_wait,
        [&options, &connection] {
            if (options.log)
                options.log("Waiting for " + connection.name() + ", which others hold");
        },
        options.stop);
}

void wait_until(LockWait& wait, const std::function<bool()>& attempt, const Options& options,
                const std::string& name) {
    const auto failed = [](int result) { return result != 0; };
    if (wait([&] { return attempt() ? 0 : 1; }, failed) == 0) return;
    if (options.stop.stop_requested()) throw stopped_error(name);
    throw database_error(
        {Reason::busy,
         "others have held it for the " + in_seconds(wait.waited()) + " that were waited",
         "",
         0,
         {}},
        Doing::write, name);
}

namespace {
constexpr std::chrono::milliseconds grace(1000);
}

Watch watch_for_answers(const Stop& stop) { return {stop, {}, grace}; }

Watch watch_for_answers(const Stop& stop, std::chrono::milliseconds patience) {
    return {stop, std::max(std::chrono::milliseconds(1), patience), grace};
}

Error in_transaction_error(const std::string& name) {
    return make_error(Code::connection_in_transaction,
                      "the connection to " + name + " is in a transaction",
                      "commit it or roll it back before the call: migrations bring their own");
}

std::string server_database(const char* unnamed, const std::string& database,
                            const std::string& host) {
    const std::string name = database.empty() ? unnamed : "the database " + quote(database);
    return host.empty() ? name : name + " on " + quote(host);
}

std::string server_database(const char* unnamed, const DatabaseUrl& url) {
    std::string hosts;
    for (const ServerAddress::Host& host : url.server.hosts) {
        hosts += (hosts.empty() ? "" : ",") + host.name;
    }
    return server_database(unnamed, url.database, hosts);
}

Error no_table_error(const std::string& version_table, const std::string& name) {
    return make_error(Code::malformed_version_table,
                      "the version table " + quote(version_table) + " of " + name + " is no table",
                      "give what has the name another one, or set version_table");
}

Fault ended_by(Watch::Ended ended, Fault fault) {
    if (fault.reason != Reason::interrupted || ended == Watch::Ended::no) return fault;
    if (ended == Watch::Ended::stopped) return stopped_fault(0);
    fault.reason = Reason::busy;
    fault.hint.clear();
    return fault;
}

}  // namespace kiln
