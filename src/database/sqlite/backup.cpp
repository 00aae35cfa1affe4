#include "src/database/sqlite/backup.hpp"

#include "src/database/fault.hpp"
#include "src/database/sqlite/files.hpp"
#include "src/database/sqlite/step_watch.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/message.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <functional>
#include <system_error>
#include <vector>

namespace kiln {
namespace {

namespace fs = std::filesystem;

constexpr const char* set_another = "set another file";
constexpr const char* damaged = "the database itself is damaged: restore an older copy of it";

/// What SQLite keeps beside a database.
constexpr std::array<const char*, 3> companions{"-journal", "-wal", "-shm"};

/// The file that a link leads to, so that it is the file that is replaced.
std::string without_links(const std::string& target) {
    std::error_code error;
    if (!fs::is_symlink(sqlite::path_of(target), error)) return target;
    const fs::path file = fs::weakly_canonical(sqlite::path_of(target), error);
    return error ? target : sqlite::name_of(file);
}

class Backup {
public:
    Backup(std::string file, std::string name, std::string target, const Options& options)
        : file_(std::move(file)),
          name_(std::move(name)),
          options_(options),
          target_(without_links(target)),
          part_(part_of_backup(target_, file_)) {}
    Backup(const Backup&) = delete;
    Backup& operator=(const Backup&) = delete;
    ~Backup() { remove_part(); }

    bool make(const char* file_system) {
        // Our own connection has a transaction open, in which SQLite copies nothing.
        sqlite::Connection source;
        const std::string name = sqlite::plain_file_name(file_);
        if (source.open(name, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, file_system) !=
            SQLITE_OK) {
            fail(source);
        }
        if (options_.connect) options_.connect(source.get());
        if (answer(source, "PRAGMA page_count") == "0") return false;
        refuse_itself();
        remove_part();
        create_part();
        copy(source);
        check();
        put_in_place();
        return true;
    }

private:
    void refuse_itself() const {
        std::error_code error;
        const fs::path target = sqlite::path_of(target_);
        if (fs::equivalent(sqlite::path_of(file_), target, error))
            fail("that is the database itself", set_another);
        const fs::path place = fs::weakly_canonical(target, error);
        for (const char* const suffix : companions) {
            if (place == fs::weakly_canonical(sqlite::path_of(file_ + suffix), error)) {
                fail("SQLite keeps its own there", set_another);
            }
            // What put_in_place() clears away, and what SQLite would take for the copy's.
            if (fs::equivalent(sqlite::path_of(file_), sqlite::path_of(target_ + suffix), error)) {
                fail("the database has a name that SQLite gives to what it keeps beside that file",
                     set_another);
            }
        }
        if (fs::is_directory(target, error)) fail("that is a folder", set_another);
        if (fs::exists(target, error) && !fs::is_regular_file(target, error)) {
            fail("that is no plain file", set_another);
        }
    }

    /// Of a program that was killed; a journal left behind would be played into the new copy.
    void remove_part() const noexcept {
        std::error_code error;
        fs::remove(sqlite::path_of(part_), error);
        remove_companions(part_);
    }

    static void remove_companions(const std::string& file) noexcept {
        for (const char* const suffix : companions) {
            std::error_code error;
            fs::remove(sqlite::path_of(file + suffix), error);
        }
    }

    /// Nobody can read the copy who cannot read the database.
    void create_part() const {
        std::error_code error;
        const fs::path part = sqlite::path_of(part_);
        if (!std::ofstream(part)) fail("cannot create a file beside it");
        fs::permissions(part, fs::perms::owner_read | fs::perms::owner_write, error);
        if (error) fail(error.message());
        fs::perms permissions = fs::status(sqlite::path_of(file_), error).permissions();
        if (error) fail(error.message());
        if (!sqlite::give_group(sqlite::path_of(file_), part)) permissions &= ~fs::perms::group_all;
        fs::permissions(part, permissions | fs::perms::owner_write, error);
        if (error) fail(error.message());
    }

    sqlite::Connection open_part() const {
        sqlite::Connection part;
        const std::string name = sqlite::plain_file_name(part_);
        if (part.open(name, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX) != SQLITE_OK) fail(part);
        if (options_.connect) options_.connect(part.get());
        return part;
    }

    void copy(const sqlite::Connection& source) const {
        const sqlite::Connection part = open_part();
        if (part.execute("PRAGMA synchronous = FULL") != SQLITE_OK) fail(part);
        sqlite3_backup* backup = sqlite3_backup_init(part.get(), "main", source.get(), "main");
        if (backup == nullptr) fail(part);
        const int pages_at_once = options_.stop.stop_possible() ? 256 : -1;
        int stepped = SQLITE_OK;
        while (stepped == SQLITE_OK && !options_.stop.stop_requested()) {
            stepped = sqlite3_backup_step(backup, pages_at_once);
        }
        const int finished = sqlite3_backup_finish(backup);
        if (stepped == SQLITE_DONE && finished == SQLITE_OK) return;
        if (stepped == SQLITE_OK) throw stopped_error(name_);
        fail(one_line(sqlite3_errstr(stepped == SQLITE_DONE ? finished : stepped)));
    }

    /// Reads it anew.
    void check() const {
        const sqlite::Connection part = open_part();
        const sqlite::StepWatch watch(part.get(), options_.stop);
        std::vector<std::string> found;
        if (select(part, "PRAGMA integrity_check(10000)", found) == SQLITE_DONE)
            return refuse(found);
        if ((sqlite3_errcode(part.get()) & 0xff) != SQLITE_ERROR) fail(part);
        // An index or a constraint by a collation or function of the application's, which this
        // connection does not have: all other tables.
        std::vector<std::string> tables;
        if (select(part, "SELECT name FROM sqlite_master WHERE type = 'table'", tables) !=
            SQLITE_DONE) {
            fail(part);
        }
        for (const std::string& table : tables) {
            found.clear();
            const std::string check = "PRAGMA integrity_check(" + quoted_name(table) + ")";
            const int result = select(part, check, found);
            if (result == SQLITE_DONE) {
                refuse(found);
            } else if ((result & 0xff) != SQLITE_ERROR) {
                fail(part);
            }
        }
    }

    /// Rows that break a constraint are the database's own, and as good as copied.
    void refuse(const std::vector<std::string>& found) const {
        const auto is_fault = [](const std::string& line) {
            return line != "ok" && !line.starts_with("CHECK constraint failed in ") &&
                   !line.starts_with("NULL value in ");
        };
        const auto fault = std::find_if(found.begin(), found.end(), is_fault);
        if (fault == found.end()) return;
        fail("the copy is not sound: " + one_line(*fault), damaged);
    }

    /// The first column, row by row. The result code of the last step.
    static int select(const sqlite::Connection& connection, const std::string& sql,
                      std::vector<std::string>& values) {
        sqlite::Statement statement;
        int result = statement.prepare(connection, sql);
        if (result != SQLITE_OK) return result;
        while ((result = statement.step()) == SQLITE_ROW) values.emplace_back(statement.text(0));
        return result;
    }

    void put_in_place() const {
        std::error_code error;
        const fs::path target = sqlite::path_of(target_);
        // Of a program that had an older copy open and was killed: SQLite would play it into ours.
        remove_companions(target_);
        fs::rename(sqlite::path_of(part_), target, error);
        if (error) fail(error.message());
        sqlite::sync_folder(target.parent_path());
    }

    std::string answer(const sqlite::Connection& connection, const char* sql) const {
        sqlite::Statement statement;
        if (statement.prepare(connection, sql) != SQLITE_OK || statement.step() != SQLITE_ROW) {
            fail(connection);
        }
        return std::string(statement.text(0));
    }

    [[noreturn]] void fail(const sqlite::Connection& connection) const {
        const bool was_interrupted = sqlite3_errcode(connection.get()) == SQLITE_INTERRUPT;
        if (was_interrupted && options_.stop.stop_requested()) throw stopped_error(name_);
        const std::string why = one_line(sqlite3_errmsg(connection.get()));
        if ((sqlite3_errcode(connection.get()) & 0xff) == SQLITE_CORRUPT) fail(why, damaged);
        fail(why);
    }
    [[noreturn]] void fail(const std::string& why,
                           const char* hint =
                               "make room and let this user write there, or set "
                               "another file") const {
        throw make_error(Code::backup_failed,
                         "cannot back up " + name_ + " to " + quote(target_) + ": " + why, hint);
    }

    std::string file_;
    std::string name_;
    const Options& options_;
    std::string target_;
    std::string part_;
};

}  // namespace

/// Of one database and no other, so that two that are copied to one place do not meet in it.
std::string part_of_backup(const std::string& target, const std::string& file) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string part = target + ".kiln-part-";
    std::size_t hash = std::hash<std::string>()(file);
    for (int i = 0; i < 8; ++i, hash /= digits.size()) part += digits[hash % digits.size()];
    return part;
}

bool back_up(const sqlite::Connection& source, const std::string& name, const std::string& target,
             const Options& options) {
    const char* const file = sqlite3_db_filename(source.get(), "main");
    if (file == nullptr || *file == '\0') return false;  // in memory
    sqlite3_vfs* file_system = nullptr;
    sqlite3_file_control(source.get(), "main", SQLITE_FCNTL_VFS_POINTER, &file_system);
    return Backup(file, name, target, options)
        .make(file_system == nullptr ? nullptr : file_system->zName);
}

}  // namespace kiln
