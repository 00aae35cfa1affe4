#pragma once
// What a section sets on its session, and the TEMP objects that it makes there: put back, so that
// the next section, Kiln's own statements and whoever has the session next find what was there.

#include "src/database/postgresql/client.hpp"

#include <map>
#include <set>
#include <string>

namespace kiln::postgresql {

class SessionSettings {
public:
    /// Of the session by now; what cannot be read is nothing.
    static SessionSettings of(Client& client);

    /// What was set by now is kept for the session's own, under what Kiln sets for a transaction.
    void remember_as_outer(const SessionSettings& outer) { outer_ = outer.values_; }
    /// Puts back what differs from these. False where the server refused.
    bool restore(Client& client) const;

private:
    std::map<std::string, std::string> values_;  ///< those that are not the defaults
    std::map<std::string, std::string> outer_;
    std::string role_;
    std::string user_;
};

/// The names of the tables, views and sequences that only this session sees, as SQL has them.
std::set<std::string> temporary_names(Client& client);

/// Drops those that are not among `kept`.
void drop_temporary(Client& client, const std::set<std::string>& kept);

/// What ends each prepared statement and cursor of the session: `DEALLOCATE p`.
std::set<std::string> session_names(Client& client);

/// Ends those that are not among `kept`.
void drop_session_names(Client& client, const std::set<std::string>& kept);

}  // namespace kiln::postgresql
