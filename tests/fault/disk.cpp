#include "tests/fault/disk.hpp"

namespace kiln::fault {

Disk::Image Disk::image() const {
    Image image;
    for (const auto& [name, file] : files_) image[name] = file->bytes();
    return image;
}

void Disk::load(const Image& image) {
    files_.clear();
    for (const auto& [name, bytes] : image) files_[name] = std::make_shared<DiskFile>(bytes);
    sync_folder();
}

void Disk::cut_power(std::uint64_t seed) {
    Survival survival(seed);
    Files names = safe_files_;
    for (const auto& [name, file] : files_) {
        const auto safe = names.find(name);
        const bool changed = safe == names.end() || safe->second != file;
        if (changed && survival.survives()) names[name] = file;
    }
    for (const auto& [name, file] : safe_files_) {
        if (files_.count(name) == 0 && survival.survives()) names.erase(name);
    }
    Image left;
    for (const auto& [name, file] : names) left[name] = file->after_power_cut(survival);
    load(left);
}

std::shared_ptr<DiskFile> Disk::find(const std::string& name) const {
    const auto found = files_.find(name);
    return found == files_.end() ? nullptr : found->second;
}

std::shared_ptr<DiskFile> Disk::create(const std::string& name) {
    return files_[name] = std::make_shared<DiskFile>();
}

}  // namespace kiln::fault
