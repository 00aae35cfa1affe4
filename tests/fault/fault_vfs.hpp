#pragma once

#include "tests/fault/disk.hpp"
#include "tests/fault/trigger.hpp"

#include <sqlite3.h>

namespace kiln::fault {

/// What SQLite asks of a file system.
enum class Operation : unsigned char {
    open,
    remove,
    access,
    read,
    write,
    truncate,
    sync,
    size,
    lock,
    unlock,
    check_reserved_lock,
    map,
    lock_shared_memory,
    count_
};

/// SQLite's default file system while it lives: a Disk, whose operations fail when told to.
/// Temporary files are files without a name. Two things never fail, because SQLite takes them for
/// done: to close a file, and to give back a lock of the shared memory. An unlock that fails is
/// done all the same.
class FaultVfs {
public:
    enum class Fault : unsigned char {
        io_error,
        disk_full,   ///< of a write: all else is an I/O error to SQLite, ENOSPC or not
        torn_write,  ///< half of a write is done, then it fails
        busy,        ///< a lock is not had
        power_cut,   ///< from there on everything fails, until the disk's power is back
    };

    explicit FaultVfs(Disk& disk);
    FaultVfs(const FaultVfs&) = delete;
    FaultVfs& operator=(const FaultVfs&) = delete;
    ~FaultVfs();

    /// `trigger` counts the operations that such a fault can hit, and must outlive it.
    void arm(Fault fault, Trigger& trigger);
    void disarm() { trigger_ = nullptr; }

    /// For the functions that SQLite calls: true if this one is to fail.
    bool fails(Operation operation);
    bool is_armed(Fault fault) const { return trigger_ != nullptr && fault_ == fault; }
    bool is_without_power() const { return is_armed(Fault::power_cut) && trigger_->was_reached(); }
    /// What the failing operation returns.
    int code_of(Operation operation) const;

    Disk& disk() { return disk_; }
    sqlite3_vfs& system() { return *system_; }

private:
    Disk& disk_;
    sqlite3_vfs* system_;
    sqlite3_vfs vfs_;
    Trigger* trigger_ = nullptr;
    Fault fault_ = Fault::io_error;
};

}  // namespace kiln::fault
