#pragma once
// A new database of a trial server, on which sections run as a program runs them.

#include "src/database/connection.hpp"
#include "src/database/fault.hpp"
#include "tool/project/revision_file.hpp"
#include "tool/replay/catalog.hpp"
#include "tool/servers/trial_server.hpp"

#include <kiln/error.hpp>

#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace kiln::tool {

/// The session ended while a section ran: nothing can be asked of it any more.
class LostInSection : public Error {
public:
    LostInSection(Fault lost, const Connection& connection)
        : Error(database_error(lost, Doing::write, connection.name())), fault(std::move(lost)) {}

    Fault fault;
};

/// All throw kiln::Error where the server itself fails.
class ServerTrial {
public:
    ServerTrial() = default;
    ServerTrial(const ServerTrial&) = delete;
    ServerTrial& operator=(const ServerTrial&) = delete;
    virtual ~ServerTrial() = default;

    /// Whether what a section does can be taken back, unless it is `no-transaction`.
    virtual bool undoes_ddl() const = 0;

    /// These sections are to run next, the second if there is one: what they change is what the
    /// readings from here on have to tell of. Another reading goes before them.
    virtual void expect(const Section& upgrade, const Section* downgrade) = 0;
    virtual Catalog read() = 0;
    /// As left by the last reading, and by what has run since.
    virtual Catalog read(Catalog last) = 0;

    /// With undoes_ddl(): in the transaction that is open, or one that it opens and leaves open;
    /// behind a fault all that the section did there is undone. Else, and a `no-transaction`
    /// section behind a commit, in none. Throws LostInSection.
    virtual std::optional<Fault> run(const Section& section) = 0;
    /// What is only found at the end of a transaction.
    virtual std::optional<Fault> end_run() { return std::nullopt; }
    /// The same, and commits.
    virtual std::optional<Fault> commit() { return std::nullopt; }
    virtual void roll_back() {}

    /// Whether the first statement of a text names an extension that the server does not have.
    virtual bool lacks_extension(std::string_view) { return false; }
};

std::unique_ptr<ServerTrial> make_trial(const TrialServer& server);

}  // namespace kiln::tool
