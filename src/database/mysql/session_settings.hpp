#pragma once
// What a section, or a run on an application's connection, sets on its session: put back, so that
// whoever has the session next finds what was there.

#include "src/database/mysql/client.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::mysql {

/// All of the session.
class SessionSettings {
public:
    /// By now; what cannot be read is nothing.
    static SessionSettings of(Client& client);
    /// Puts back what differs from these.
    void restore(Client& client) const;

private:
    std::map<std::string, std::string> values_;
    std::string database_;
};

/// Those few that Kiln's own statements depend on.
class StatementSettings {
public:
    static StatementSettings of(Client& client);
    /// Of one of them, by its name.
    std::string value(std::string_view name) const;
    /// Sets these where `now` differs.
    void apply(Client& client, const StatementSettings& now) const;

private:
    bool read(Client& client);

    std::vector<std::string> values_;
};

}  // namespace kiln::mysql
