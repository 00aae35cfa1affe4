#include "tool/replay/small_pieces.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <thread>
#include <vector>

namespace kiln::tool {
namespace {

TEST(SmallPieces, hold_what_was_asked_for_and_are_no_others) {
    std::vector<void*> pieces;
    for (std::size_t size = 1; size <= most_of_a_small_piece; ++size) {
        void* const piece = take_small_piece(size);
        if (piece == nullptr) {  // the address sanitizer wants the C library to have them all
            EXPECT_TRUE(pieces.empty());
            return;
        }
        EXPECT_GE(size_of_small_piece(piece), size);
        EXPECT_LT(size_of_small_piece(piece), size + 16);
        EXPECT_EQ(reinterpret_cast<std::uintptr_t>(piece) % alignof(std::max_align_t), 0U);
        std::memset(piece, static_cast<int>(size - 1), size);
        pieces.push_back(piece);
    }
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const auto* const bytes = static_cast<const unsigned char*>(pieces[i]);
        for (std::size_t at = 0; at <= i; ++at) ASSERT_EQ(bytes[at], i);
        give_back_small_piece(pieces[i]);
    }
}

TEST(SmallPieces, come_back_for_the_same_size_in_the_thread_that_gave_them_back) {
    void* const piece = take_small_piece(40);
    if (piece == nullptr) return;  // as above
    std::thread([&] {
        give_back_small_piece(piece);
        EXPECT_NE(take_small_piece(8), piece);
        EXPECT_EQ(take_small_piece(48), piece);
    }).join();
    EXPECT_NE(take_small_piece(40), piece);
}

TEST(SmallPieces, know_what_is_none) {
    const int other = 0;
    EXPECT_EQ(size_of_small_piece(&other), 0U);
    EXPECT_EQ(size_of_small_piece(nullptr), 0U);
}

}  // namespace
}  // namespace kiln::tool
