#include "tests/fault/fault_vfs.hpp"

#include "tests/fault/open_file.hpp"

#include <array>
#include <cstring>
#include <string>
#include <string_view>

namespace kiln::fault {
namespace {

FaultVfs& self(sqlite3_vfs* vfs) { return *static_cast<FaultVfs*>(vfs->pAppData); }

int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* out, int flags, int* out_flags) {
    FaultVfs& file_system = self(vfs);
    out->pMethods = nullptr;
    if (file_system.fails(Operation::open)) return file_system.code_of(Operation::open);
    const std::string name = path == nullptr ? "" : path;
    std::shared_ptr<DiskFile> file = file_system.disk().find(name);
    const bool creates = file == nullptr;
    if (name.empty()) {
        file = std::make_shared<DiskFile>();
    } else if (creates) {
        if ((flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
        file = file_system.disk().create(name);
    }
    // SQLite's own file system for Unix syncs the folder behind these alone.
    constexpr int journals = SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL;
    make_open_file(out, file_system, std::move(file), creates && (flags & journals) != 0);
    if (out_flags != nullptr) *out_flags = flags;
    return SQLITE_OK;
}

int remove(sqlite3_vfs* vfs, const char* name, int sync_folder) {
    FaultVfs& file_system = self(vfs);
    if (file_system.fails(Operation::remove)) return file_system.code_of(Operation::remove);
    if (!file_system.disk().remove(name)) return SQLITE_IOERR_DELETE_NOENT;
    if (sync_folder != 0) file_system.disk().sync_folder();
    return SQLITE_OK;
}

int access(sqlite3_vfs* vfs, const char* name, int flags, int* result) {
    FaultVfs& file_system = self(vfs);
    if (file_system.fails(Operation::access)) return file_system.code_of(Operation::access);
    const std::shared_ptr<DiskFile> file = file_system.disk().find(name);
    // To SQLite's own file system for Unix an empty file does not exist either.
    const bool exists =
        file != nullptr && (flags != SQLITE_ACCESS_EXISTS || !file->bytes().empty());
    *result = exists ? 1 : 0;
    return SQLITE_OK;
}

int full_path(sqlite3_vfs*, const char* name, int size, char* out) {
    if (std::strlen(name) >= static_cast<std::size_t>(size)) return SQLITE_CANTOPEN;
    std::strcpy(out, name);
    return SQLITE_OK;
}

int randomness(sqlite3_vfs* vfs, int size, char* out) {
    sqlite3_vfs& system = self(vfs).system();
    return system.xRandomness(&system, size, out);
}

int sleep(sqlite3_vfs* vfs, int microseconds) {
    sqlite3_vfs& system = self(vfs).system();
    return system.xSleep(&system, microseconds);
}

int current_time(sqlite3_vfs* vfs, double* out) {
    sqlite3_vfs& system = self(vfs).system();
    return system.xCurrentTime(&system, out);
}

int last_error(sqlite3_vfs*, int, char*) { return 0; }

bool can_hit(FaultVfs::Fault fault, Operation operation) {
    switch (fault) {
        case FaultVfs::Fault::disk_full:
        case FaultVfs::Fault::torn_write:
            return operation == Operation::write;
        case FaultVfs::Fault::busy:
            return operation == Operation::lock || operation == Operation::lock_shared_memory;
        case FaultVfs::Fault::io_error:
        case FaultVfs::Fault::power_cut:
            break;
    }
    return true;
}

constexpr std::array<int, static_cast<std::size_t>(Operation::count_)> io_errors{
    SQLITE_CANTOPEN,
    SQLITE_IOERR_DELETE,
    SQLITE_IOERR_ACCESS,
    SQLITE_IOERR_READ,
    SQLITE_IOERR_WRITE,
    SQLITE_IOERR_TRUNCATE,
    SQLITE_IOERR_FSYNC,
    SQLITE_IOERR_FSTAT,
    SQLITE_IOERR_LOCK,
    SQLITE_IOERR_UNLOCK,
    SQLITE_IOERR_CHECKRESERVEDLOCK,
    SQLITE_IOERR_SHMMAP,
    SQLITE_IOERR_SHMLOCK};

}  // namespace

FaultVfs::FaultVfs(Disk& disk) : disk_(disk), system_(sqlite3_vfs_find(nullptr)), vfs_() {
    vfs_.iVersion = 1;
    vfs_.szOsFile = open_file_size();
    vfs_.mxPathname = system_->mxPathname;
    vfs_.zName = "kiln-fault";
    vfs_.pAppData = this;
    vfs_.xOpen = open;
    vfs_.xDelete = remove;
    vfs_.xAccess = access;
    vfs_.xFullPathname = full_path;
    vfs_.xRandomness = randomness;
    vfs_.xSleep = sleep;
    vfs_.xCurrentTime = current_time;
    vfs_.xGetLastError = last_error;
    sqlite3_vfs_register(&vfs_, 1);
}

FaultVfs::~FaultVfs() { sqlite3_vfs_unregister(&vfs_); }

void FaultVfs::arm(Fault fault, Trigger& trigger) {
    fault_ = fault;
    trigger_ = &trigger;
}

bool FaultVfs::fails(Operation operation) {
    return trigger_ != nullptr && can_hit(fault_, operation) && trigger_->fails_now();
}

int FaultVfs::code_of(Operation operation) const {
    if (fault_ == Fault::disk_full) return SQLITE_FULL;
    if (fault_ == Fault::busy) return SQLITE_BUSY;
    return io_errors[static_cast<std::size_t>(operation)];
}

}  // namespace kiln::fault
