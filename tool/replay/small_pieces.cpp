#include "tool/replay/small_pieces.hpp"

#include <atomic>
#include <cstdint>
#include <new>

#if defined(__SANITIZE_ADDRESS__)
#define KILN_ADDRESSES_ARE_CHECKED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define KILN_ADDRESSES_ARE_CHECKED
#endif
#endif

namespace kiln::tool {
namespace {

class SmallPieces {
public:
    static void* take(std::size_t size) {
        const std::size_t steps = (size + step - 1) / step;
        Slabs& of = of_steps[steps];
        if (FreePiece* const piece = of.free) {
            of.free = piece->next;
            return piece;
        }
        const std::size_t bytes = steps * step;
        const auto left = static_cast<std::size_t>(of.end - of.unused);
        if (left < bytes && !begin_slab(steps)) return nullptr;
        void* const piece = of.unused;
        of.unused += bytes;
        return piece;
    }

    static void give_back(void* piece) {
        Slabs& of = of_steps[steps_in(piece)];
        of.free = new (piece) FreePiece{of.free};
    }

    static std::size_t size_of(const void* piece) { return steps_in(piece) * step; }

private:
    struct FreePiece {
        FreePiece* next;
    };

    /// Pieces of one size.
    struct Slabs {
        FreePiece* free = nullptr;
        char* unused = nullptr;  // of the slab that was begun last
        char* end = nullptr;
    };

    // The system gives memory when something is written there.
    static char* reserve() {
#if defined(KILN_ADDRESSES_ARE_CHECKED)
        return nullptr;  // it watches each piece if the C library has it
#else
        return static_cast<char*>(::operator new(slabs* bytes_of_a_slab, std::nothrow));
#endif
    }

    static bool begin_slab(std::size_t steps) {
        if (begin == nullptr || begun.load(std::memory_order_relaxed) >= slabs) return false;
        const std::size_t slab = begun.fetch_add(1);
        if (slab >= slabs) return false;
        steps_of[slab] = static_cast<std::uint8_t>(steps);
        of_steps[steps].unused = begin + slab * bytes_of_a_slab;
        of_steps[steps].end = of_steps[steps].unused + bytes_of_a_slab;
        return true;
    }

    /// 0 where it is none of these.
    static std::size_t steps_in(const void* piece) {
        const std::size_t offset =
            reinterpret_cast<std::uintptr_t>(piece) - reinterpret_cast<std::uintptr_t>(begin);
        return offset < slabs * bytes_of_a_slab ? steps_of[offset / bytes_of_a_slab] : 0;
    }

    static constexpr std::size_t step = 16;
    static constexpr std::size_t bytes_of_a_slab = std::size_t{16} << 10;
    static constexpr std::size_t slabs = 2048;

    static char* const begin;
    static std::atomic<std::size_t> begun;
    static std::uint8_t steps_of[slabs];  // of each slab that was begun
    static thread_local Slabs of_steps[most_of_a_small_piece / step + 1];
};

char* const SmallPieces::begin = reserve();
std::atomic<std::size_t> SmallPieces::begun = 0;
std::uint8_t SmallPieces::steps_of[slabs];
thread_local SmallPieces::Slabs SmallPieces::of_steps[most_of_a_small_piece / step + 1];

}  // namespace

void* take_small_piece(std::size_t size) { return SmallPieces::take(size); }

void give_back_small_piece(void* piece) { SmallPieces::give_back(piece); }

std::size_t size_of_small_piece(const void* piece) { return SmallPieces::size_of(piece); }

}  // namespace kiln::tool
