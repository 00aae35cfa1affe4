#include "tests/support/mariadb_server.hpp"

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <thread>
#include <utility>

namespace kiln::support {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

tool::ServerPrograms mariadb_programs() {
    if (auto found = tool::find_mariadb()) return *std::move(found);
    throw std::runtime_error("there is no MariaDB server here: install mariadb-server");
}

tool::ChildProcess start_mariadb(const Words& words, const fs::path& log) {
    return tool::ChildProcess({words, tool::server_user("mysql"), "/", log, SIGKILL});
}

/// Each of its many syncs takes long on a disk.
fs::path new_folder(std::string name) {
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
    const tool::ServerUser user = tool::server_user("mysql");
    if (user.is_other && chown(name.c_str(), user.uid, user.gid) != 0) {
        throw std::runtime_error("cannot give " + name + " to another user");
    }
    return name;
}

}  // namespace

MariadbServer& MariadbServer::shared() {
    static MariadbServer server({"--skip-networking"});
    return server;
}

MariadbServer::MariadbServer(Words more, const std::string& parent)
    // A socket's path may not be long.
    : folder_(new_folder("/tmp/kilnmy.XXXXXX")),
      data_(new_folder(!parent.empty()                 ? parent + "/data.XXXXXX"
                       : access("/dev/shm", W_OK) == 0 ? "/dev/shm/kilnmy.XXXXXX"
                                                       : "/tmp/kilnmydata.XXXXXX")),
      more_(std::move(more)),
      programs_(mariadb_programs()) {
    tool::ChildProcess made =
        start_mariadb({programs_.make_data.string(), "--no-defaults", "--datadir=" + data_.string(),
                       "--tmpdir=" + folder_.string(), "--auth-root-authentication-method=normal",
                       "--skip-test-db", "--innodb-log-file-size=4M"},
                      folder_ / "log");
    if (made.wait() != 0) {
        throw std::runtime_error("mariadb-install-db failed: see " + (folder_ / "log").string());
    }
    start();
}

void MariadbServer::start() {
    Words words{programs_.server.string(), "--no-defaults", "--datadir=" + data_.string(),
                "--socket=" + socket(),
                // It would remove others' in /tmp.
                "--tmpdir=" + folder_.string(), "--pid-file=" + (data_ / "pid").string(),
                "--debug-no-sync", "--innodb-flush-method=nosync", "--innodb-buffer-pool-size=16M",
                "--innodb-log-file-size=4M", "--performance-schema=0", "--skip-name-resolve",
                "--max-connections=100"};
    words.insert(words.end(), more_.begin(), more_.end());
    process_ = start_mariadb(words, folder_ / "log");
    for (int tries = 0; tries < 1200 && !process_->status(); ++tries) {
        try {
            MariadbSession("", "root", *this).run("CREATE DATABASE IF NOT EXISTS test");
            return;
        } catch (const std::runtime_error&) {
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
    }
    throw std::runtime_error("the server does not start: see " + (folder_ / "log").string());
}

MariadbServer::~MariadbServer() {
    if (process_) process_->end(SIGKILL);
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
    fs::remove_all(data_, ignored);
}

std::string MariadbServer::url(const std::string& database, const std::string& user) const {
    return "mysql://" + user + "@/" + database + "?unix_socket=" + socket();
}

MariadbSession::MariadbSession(const std::string& database, const std::string& user,
                               const MariadbServer& server)
    : handle_(mysql_init(nullptr)) {
    if (mysql_real_connect(handle_, nullptr, user.c_str(), nullptr,
                           database.empty() ? nullptr : database.c_str(), 0,
                           server.socket().c_str(), 0) != nullptr) {
        return;
    }
    const std::string why = mysql_error(handle_);
    mysql_close(handle_);
    throw std::runtime_error(why);
}

std::string MariadbSession::run(const std::string& sql) const {
    if (mysql_real_query(handle_, sql.data(), sql.size()) != 0) {
        throw std::runtime_error(mysql_error(handle_));
    }
    std::string text;
    MYSQL_RES* const result = mysql_store_result(handle_);
    if (result == nullptr) return text;
    const unsigned columns = mysql_num_fields(result);
    for (MYSQL_ROW row = mysql_fetch_row(result); row != nullptr; row = mysql_fetch_row(result)) {
        if (!text.empty()) text += " ";
        for (unsigned column = 0; column < columns; ++column) {
            if (column > 0) text += "|";
            text += row[column] == nullptr ? "NULL" : row[column];
        }
    }
    mysql_free_result(result);
    return text;
}

void empty_mariadb(const MariadbServer& server) {
    const MariadbSession session("", "root", server);
    session.run("DROP DATABASE IF EXISTS test");
    session.run("CREATE DATABASE test");
}

std::string run_mariadb(const std::string& sql) { return MariadbSession().run(sql); }

}  // namespace kiln::support
