#include "tests/fault/open_file.hpp"

#include <algorithm>
#include <new>
#include <string_view>
#include <utility>

namespace kiln::fault {
namespace {

struct OpenFile {
    sqlite3_file base;  // first: SQLite knows no more of it
    FaultVfs& file_system;
    std::shared_ptr<DiskFile> file;
    bool syncs_folder;

    bool fails(Operation operation) const { return file_system.fails(operation); }
    int code_of(Operation operation) const { return file_system.code_of(operation); }
};

OpenFile& self(sqlite3_file* file) { return *reinterpret_cast<OpenFile*>(file); }

int close(sqlite3_file* base) {
    OpenFile& open = self(base);
    open.file->unlock(&open, SQLITE_LOCK_NONE);
    open.file->unmap(&open);
    open.~OpenFile();
    return SQLITE_OK;
}

int read(sqlite3_file* base, void* out, int amount, sqlite3_int64 offset) {
    const OpenFile& open = self(base);
    if (open.fails(Operation::read)) return open.code_of(Operation::read);
    const std::string& bytes = open.file->bytes();
    const std::size_t wanted = static_cast<std::size_t>(amount);
    const std::size_t begin = std::min(static_cast<std::size_t>(offset), bytes.size());
    const std::size_t count = std::min(wanted, bytes.size() - begin);
    char* const to = static_cast<char*>(out);
    std::copy_n(bytes.data() + begin, count, to);
    // SQLite relies on zeros behind a short read.
    std::fill_n(to + count, wanted - count, '\0');
    return count == wanted ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int write(sqlite3_file* base, const void* data, int amount, sqlite3_int64 offset) {
    OpenFile& open = self(base);
    const std::string_view bytes(static_cast<const char*>(data), static_cast<std::size_t>(amount));
    const auto at = static_cast<std::size_t>(offset);
    const bool power_was_on = !open.file_system.is_without_power();
    if (open.fails(Operation::write)) {
        // The one that the power cut hits may be there in part, as any that no sync followed.
        const bool is_cut = power_was_on && open.file_system.is_without_power();
        if (is_cut) open.file->write(at, bytes);
        if (open.file_system.is_armed(FaultVfs::Fault::torn_write)) {
            open.file->write(at, bytes.substr(0, bytes.size() / 2));
        }
        return open.code_of(Operation::write);
    }
    open.file->write(at, bytes);
    return SQLITE_OK;
}

int truncate(sqlite3_file* base, sqlite3_int64 size) {
    const OpenFile& open = self(base);
    if (open.fails(Operation::truncate)) return open.code_of(Operation::truncate);
    open.file->truncate(static_cast<std::size_t>(size));
    return SQLITE_OK;
}

int sync(sqlite3_file* base, int) {
    OpenFile& open = self(base);
    if (open.fails(Operation::sync)) return open.code_of(Operation::sync);
    open.file->sync();
    if (std::exchange(open.syncs_folder, false)) open.file_system.disk().sync_folder();
    return SQLITE_OK;
}

int size(sqlite3_file* base, sqlite3_int64* out) {
    const OpenFile& open = self(base);
    if (open.fails(Operation::size)) return open.code_of(Operation::size);
    *out = static_cast<sqlite3_int64>(open.file->bytes().size());
    return SQLITE_OK;
}

int lock(sqlite3_file* base, int level) {
    const OpenFile& open = self(base);
    if (open.fails(Operation::lock)) return open.code_of(Operation::lock);
    return open.file->lock(&open, level);
}

int unlock(sqlite3_file* base, int level) {
    const OpenFile& open = self(base);
    open.file->unlock(&open, level);
    return open.fails(Operation::unlock) ? open.code_of(Operation::unlock) : SQLITE_OK;
}

int check_reserved_lock(sqlite3_file* base, int* out) {
    const OpenFile& open = self(base);
    if (open.fails(Operation::check_reserved_lock)) {
        return open.code_of(Operation::check_reserved_lock);
    }
    *out = open.file->is_reserved() ? 1 : 0;
    return SQLITE_OK;
}

int control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }

// As SQLite's own file system for Unix answers.
int sector_size(sqlite3_file*) { return 4096; }
int device_characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

int map(sqlite3_file* base, int region, int region_size, int extend, void volatile** out) {
    const OpenFile& open = self(base);
    *out = nullptr;
    if (open.fails(Operation::map)) return open.code_of(Operation::map);
    *out = open.file->map(&open, static_cast<std::size_t>(region),
                          static_cast<std::size_t>(region_size), extend != 0);
    return SQLITE_OK;
}

int lock_shared_memory(sqlite3_file* base, int first, int count, int flags) {
    const OpenFile& open = self(base);
    if ((flags & SQLITE_SHM_LOCK) != 0 && open.fails(Operation::lock_shared_memory)) {
        return open.code_of(Operation::lock_shared_memory);
    }
    return open.file->lock_shared_memory(&open, first, count, flags);
}

void barrier(sqlite3_file*) {}

int unmap(sqlite3_file* base, int) {
    const OpenFile& open = self(base);
    open.file->unmap(&open);
    return SQLITE_OK;
}

constexpr sqlite3_io_methods methods{
    .iVersion = 2,
    .xClose = close,
    .xRead = read,
    .xWrite = write,
    .xTruncate = truncate,
    .xSync = sync,
    .xFileSize = size,
    .xLock = lock,
    .xUnlock = unlock,
    .xCheckReservedLock = check_reserved_lock,
    .xFileControl = control,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = device_characteristics,
    .xShmMap = map,
    .xShmLock = lock_shared_memory,
    .xShmBarrier = barrier,
    .xShmUnmap = unmap,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

}  // namespace

int open_file_size() { return static_cast<int>(sizeof(OpenFile)); }

void make_open_file(sqlite3_file* memory, FaultVfs& file_system, std::shared_ptr<DiskFile> file,
                    bool syncs_folder) {
    new (memory) OpenFile{{&methods}, file_system, std::move(file), syncs_folder};
}

}  // namespace kiln::fault
