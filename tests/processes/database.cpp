#include "tests/processes/database.hpp"

namespace kiln::processes {

int applied(const std::string& file, std::string& why) {
    const support::TestConnection database(file);
    const auto number = [&](const std::string& sql) { return std::stoi(database.run(sql)); };
    const auto has = [&](const std::string& table) {
        return number("SELECT count(*) FROM sqlite_master WHERE name = '" + table + "'") == 1;
    };
    const std::string sound = database.run("PRAGMA integrity_check");
    if (sound != "ok") {
        why = sound;
        return -1;
    }
    const int tables =
        number("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name GLOB 't[0-9]*'");
    if (!has("alembic_version")) {
        if (tables == 0 && !has("ran") && !has("kiln_history")) return 0;
        why = "tables without a version table";
        return -1;
    }
    const std::string rows = database.run("SELECT version_num FROM alembic_version");
    const int at = rows.empty() ? 0 : std::stoi(rows.substr(1)) + 1;
    const std::string ran =
        has("ran") ? database.run("SELECT count(*), count(DISTINCT id) FROM ran") : "0|0";
    const std::string log =
        database.run("SELECT count(*), count(DISTINCT revision) FROM kiln_history");
    const std::string expected = std::to_string(at) + "|" + std::to_string(at);
    // Each revision has lengthened the first one's rows.
    std::size_t length = 40;
    for (int i = 1; i < at; ++i) length += 1 + std::to_string(i).size();
    const std::string filled =
        at == 0 ? "" : database.run("SELECT count(*), min(length(y)), max(length(y)) FROM t0");
    const std::string wanted =
        at == 0 ? "" : "50|" + std::to_string(length) + "|" + std::to_string(length);
    if (tables == at && ran == expected && log == expected && filled == wanted) return at;
    why = "at " + rows + ", " + std::to_string(tables) + " tables, ran " + ran + ", log " + log +
          ", rows " + filled;
    return -1;
}

std::string program() { return KILN_PROCESS_PROGRAM; }

}  // namespace kiln::processes
