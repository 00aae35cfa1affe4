#include "src/database/sqlite_backup.hpp"

#include "src/message.hpp"

#include <kiln/codes.hpp>

#include <filesystem>
#include <fstream>
#include <system_error>

#if defined(__unix__) || defined(__APPLE__)
#include <fcntl.h>
#include <unistd.h>
#endif

namespace kiln {
namespace {

namespace fs = std::filesystem;

fs::path file_path(const std::string& file) {
    return fs::path(std::u8string(file.begin(), file.end()));
}

/// Behind a rename: its name is on the disk.
void sync_folder([[maybe_unused]] const fs::path& folder) {
#if defined(__unix__) || defined(__APPLE__)
    const int handle = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_CLOEXEC);
    if (handle < 0) return;
    ::fsync(handle);
    ::close(handle);
#endif
}

class Backup {
public:
    Backup(std::string file, std::string name, std::string target)
        : file_(std::move(file)),
          name_(std::move(name)),
          target_(std::move(target)),
          part_(target_ + ".kiln-part") {}
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
        if (fs::equivalent(file_path(file_), file_path(target_), error)) {
            fail("that is the database itself");
        }
        if (fs::is_directory(file_path(target_), error)) fail("that is a folder");
    }

    /// Of a program that was killed; a journal left behind would be played into the new copy.
    void remove_part() const noexcept {
        for (const char* const suffix : {"", "-journal", "-wal", "-shm"}) {
            std::error_code error;
            fs::remove(file_path(part_ + suffix), error);
        }
    }

    /// Nobody can read the copy who cannot read the database.
    void create_part() const {
        std::error_code error;
        const fs::path part = file_path(part_);
        if (!std::ofstream(part)) fail("cannot create " + quote(part_));
        const fs::file_status status = fs::status(file_path(file_), error);
        if (!error) fs::permissions(part, status.permissions() | fs::perms::owner_write, error);
        if (error) fail(error.message());
    }

    sqlite::Connection open_part() const {
        sqlite::Connection part;
        const std::string name = sqlite::plain_file_name(part_);
        if (part.open(name, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX) != SQLITE_OK) fail(part);
        return part;
    }

    void copy(const sqlite::Connection& source) const {
        const sqlite::Connection part = open_part();
        if (part.execute("PRAGMA synchronous = FULL") != SQLITE_OK) fail(part);
        sqlite3_backup* backup = sqlite3_backup_init(part.get(), "main", source.get(), "main");
        if (backup == nullptr) fail(part);
        const int stepped = sqlite3_backup_step(backup, -1);
        const int finished = sqlite3_backup_finish(backup);
        if (stepped == SQLITE_DONE && finished == SQLITE_OK) return;
        fail(one_line(sqlite3_errstr(stepped == SQLITE_DONE ? finished : stepped)));
    }

    /// Reads it anew.
    void check() const {
        const sqlite::Connection part = open_part();
        const std::string found = answer(part, "PRAGMA integrity_check(1)");
        if (found != "ok") fail("the copy is not sound: " + one_line(found));
    }

    void put_in_place() const {
        std::error_code error;
        const fs::path target = file_path(target_);
        fs::rename(file_path(part_), target, error);
        if (error) fail(error.message());
        sync_folder(target.parent_path());
    }

    std::string answer(const sqlite::Connection& connection, const char* sql) const {
        sqlite::Statement statement;
        if (statement.prepare(connection, sql) != SQLITE_OK || statement.step() != SQLITE_ROW) {
            fail(connection);
        }
        return std::string(statement.text(0));
    }

    [[noreturn]] void fail(const sqlite::Connection& connection) const {
        fail(one_line(sqlite3_errmsg(connection.get())));
    }
    [[noreturn]] void fail(const std::string& why) const {
        throw make_error(codes::backup_failed,
                         "cannot back up " + name_ + " to " + quote(target_) + ": " + why,
                         "make room and let this user write there, or set another file");
    }

    std::string file_;
    std::string name_;
    std::string target_;
    std::string part_;
};

}  // namespace

bool back_up(const sqlite::Connection& source, const std::string& name, const std::string& target) {
    const char* const file = sqlite3_db_filename(source.get(), "main");
    if (file == nullptr || *file == '\0') return false;  // in memory
    sqlite3_vfs* file_system = nullptr;
    sqlite3_file_control(source.get(), "main", SQLITE_FCNTL_VFS_POINTER, &file_system);
    return Backup(file, name, target).make(file_system == nullptr ? nullptr : file_system->zName);
}

}  // namespace kiln
