// A small scheduling program. It carries its migrations and brings its own database up to date
// when it starts, whichever revision that database is at.

#include "database.hpp"

#include <clinic/db/migrations.hpp>
#include <kiln/command_line.hpp>
#include <kiln/migrator.hpp>

#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

// The queries below are written for this revision: a new one makes this line fail to compile
// until somebody has looked at them.
static_assert(clinic::db::head == "f60b83a5c947");

namespace {

using clinic::Connection;
using clinic::Statement;

constexpr std::string_view usage =
    R"(usage: clinic [--db FILE] [--to REVISION] [COMMAND]

commands:
  add-patient NAME [PHONE]
  add-doctor NAME [SPECIALTY]
  book PATIENT DOCTOR TIME [MINUTES]   PATIENT and DOCTOR are names or numbers,
                                       TIME is like '2027-01-15 09:30'
  list                                 everybody, and all appointments
  db VERB ...                          look after the database: see db --help

options:
  --db FILE         the database; clinic_schedule.db unless given
  --to REVISION     upgrade the database to this revision only, then stop
)";

struct UsageError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct Arguments {
    std::string database = "clinic_schedule.db";
    std::string revision;  // empty: the head
    std::vector<std::string> command;
};

Arguments read_arguments(int argc, char** argv) {
    Arguments arguments;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word == "--db" || word == "--to") {
            if (++i == argc) throw UsageError(word + " needs a value");
            (word == "--db" ? arguments.database : arguments.revision) = argv[i];
        } else if (arguments.command.empty() && word.starts_with("-")) {
            throw UsageError("unknown option " + word);
        } else {
            arguments.command.push_back(word);
        }
    }
    if (!arguments.revision.empty() && !arguments.command.empty()) {
        throw UsageError("--to takes no command: the commands need the newest revision");
    }
    return arguments;
}

/// kiln's own verbs, for whoever looks after the database.
int look_after(const Arguments& arguments) {
    std::vector<const char*> words = {"clinic db"};
    for (std::size_t i = 1; i < arguments.command.size(); ++i) {
        words.push_back(arguments.command[i].c_str());
    }
    kiln::Options options;
    options.applied_by = "clinic db";
    return kiln::command_line(static_cast<int>(words.size()), words.data(),
                              clinic::db::migrations(), "sqlite:///" + arguments.database, options);
}

void migrate(const Connection& connection, const Arguments& arguments) {
    kiln::Options options;
    options.applied_by = "clinic";
    options.progress = [](const kiln::Progress& progress) {
        if (progress.event != kiln::Progress::Event::finished) return;
        std::clog << "  " << progress.index + 1 << '/' << progress.count << "  "
                  << progress.step.revision << "  " << progress.step.message << '\n';
    };
    kiln::Migrator migrator{connection.get(), clinic::db::migrations(), options};
    const std::size_t before = migrator.current().size();
    const kiln::Report report =
        migrator.upgrade(arguments.revision.empty() ? "heads" : arguments.revision);
    if (!report.empty()) {
        std::clog << arguments.database << (before == 0 ? ": created with " : ": upgraded by ")
                  << report.steps.size() << " revisions\n";
    } else if (arguments.command.empty()) {
        std::clog << arguments.database << ": up to date\n";
    }
}

sqlite3_int64 find(const Connection& connection, const char* sql, const std::string& who) {
    Statement rows(connection, sql);
    rows.bind(1, who);
    if (!rows.step()) throw std::runtime_error("nobody is called '" + who + "'");
    const sqlite3_int64 id = rows.integer(0);
    if (rows.step()) throw std::runtime_error("several are called '" + who + "': give the number");
    return id;
}

void add_patient(const Connection& connection, const std::vector<std::string>& words) {
    Statement insert(connection,
                     "INSERT INTO patient (name, phone) VALUES (?1, ?2) RETURNING id, name");
    insert.bind(1, words.at(1));
    if (words.size() > 2) insert.bind(2, words[2]);
    while (insert.step()) {
        std::cout << "patient " << insert.integer(0) << ": " << insert.text(1) << '\n';
    }
}

void add_doctor(const Connection& connection, const std::vector<std::string>& words) {
    Statement insert(connection,
                     "INSERT INTO doctor (name, specialty) VALUES (?1, ?2) "
                     "RETURNING id, name, specialty");
    insert.bind(1, words.at(1)).bind(2, words.size() > 2 ? words[2] : "general practice");
    while (insert.step()) {
        std::cout << "doctor " << insert.integer(0) << ": " << insert.text(1) << ", "
                  << insert.text(2) << '\n';
    }
}

void book(const Connection& connection, const std::vector<std::string>& words) {
    const sqlite3_int64 patient = find(
        connection, "SELECT id FROM patient WHERE name = ?1 OR CAST(id AS TEXT) = ?1", words.at(1));
    const sqlite3_int64 doctor = find(
        connection, "SELECT id FROM doctor WHERE name = ?1 OR CAST(id AS TEXT) = ?1", words.at(2));
    Statement insert(connection,
                     "INSERT INTO appointment (patient_id, doctor_id, starts_at, minutes) "
                     "VALUES (?1, ?2, ?3, ?4) RETURNING id, starts_at, minutes");
    insert.bind(1, patient).bind(2, doctor).bind(3, words.at(3));
    insert.bind(4, words.size() > 4 ? words[4] : "30");
    while (insert.step()) {
        std::cout << "appointment " << insert.integer(0) << ": " << insert.text(1) << ", "
                  << insert.text(2) << " minutes\n";
    }
}

void list(const Connection& connection) {
    Statement doctors(connection, "SELECT id, name, specialty FROM doctor ORDER BY id");
    while (doctors.step()) {
        std::cout << "doctor " << doctors.integer(0) << ": " << doctors.text(1) << ", "
                  << doctors.text(2) << '\n';
    }
    Statement patients(connection, "SELECT id, name, phone FROM patient ORDER BY id");
    while (patients.step()) {
        const std::string phone = patients.text(2);
        std::cout << "patient " << patients.integer(0) << ": " << patients.text(1)
                  << (phone.empty() ? "" : ", phone ") << phone << '\n';
    }
    Statement agenda(connection,
                     "SELECT starts_at, minutes, patient, doctor FROM agenda ORDER BY starts_at");
    while (agenda.step()) {
        std::cout << agenda.text(0) << "  " << agenda.text(1) << " min  " << agenda.text(2)
                  << " with " << agenda.text(3) << '\n';
    }
}

void run(const Connection& connection, const std::vector<std::string>& words) {
    const auto is = [&](std::string_view verb, std::size_t least, std::size_t most) {
        return words[0] == verb && words.size() > least && words.size() <= most + 1;
    };
    if (words.empty()) return;
    if (is("add-patient", 1, 2)) return add_patient(connection, words);
    if (is("add-doctor", 1, 2)) return add_doctor(connection, words);
    if (is("book", 3, 4)) return book(connection, words);
    if (is("list", 0, 0)) return list(connection);
    throw UsageError("cannot understand '" + words[0] + "' with " +
                     std::to_string(words.size() - 1) + " arguments");
}

}  // namespace

int main(int argc, char** argv) {
    try {
        const Arguments arguments = read_arguments(argc, argv);
        if (!arguments.command.empty() && arguments.command[0] == "db") {
            return look_after(arguments);
        }
        const Connection connection(arguments.database);
        migrate(connection, arguments);
        run(connection, arguments.command);
        return 0;
    } catch (const UsageError& error) {
        std::cerr << "clinic: " << error.what() << "\n\n" << usage;
        return 2;
    } catch (const std::exception& error) {  // a kiln::Error among them
        std::cerr << "clinic: " << error.what() << '\n';
        return 1;
    }
}
