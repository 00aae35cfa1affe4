#include "tool/replay/check_cache.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tool/replay/packing.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace kiln::tool {
namespace {

namespace fs = std::filesystem;

std::string key(char digit) { return std::string(64, digit); }

std::string bytes_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::optional<std::string> found(const TemporaryDirectory& folder, char digit) {
    return CheckCache(folder.path().string()).get(key(digit));
}

TEST(CheckCache, gives_what_was_put_to_another_one) {
    const TemporaryDirectory folder;
    CheckCache cache(folder / "made/for/it");
    EXPECT_FALSE(cache.get(key('a')));
    cache.put(key('a'), std::string("b\0c", 3));
    cache.put(key('b'), "");
    EXPECT_EQ(cache.get(key('a')), std::string("b\0c", 3));
    CheckCache other(folder / "made/for/it");
    EXPECT_TRUE(other.has(key('a')));
    EXPECT_EQ(other.get(key('a')), std::string("b\0c", 3));
    EXPECT_EQ(other.get(key('b')), "");
    EXPECT_FALSE(other.get(key('c')));
}

TEST(CheckCache, takes_no_truncated_damaged_or_misplaced_entry) {
    const TemporaryDirectory folder;
    CheckCache(folder.path().string()).put(key('a'), "what was found out");
    const std::string name = key('a') + ".checked";
    const std::string whole = bytes_of(folder / name);
    ASSERT_EQ(found(folder, 'a'), "what was found out");
    for (std::size_t size = 0; size < whole.size(); ++size) {
        folder.write(name, whole.substr(0, size));
        EXPECT_FALSE(found(folder, 'a')) << size;
        std::string flipped = whole;
        flipped[size] = static_cast<char>(flipped[size] ^ 1);
        folder.write(name, flipped);
        EXPECT_FALSE(found(folder, 'a')) << size;
    }
    folder.write(name, whole + "x");
    EXPECT_FALSE(found(folder, 'a'));
    folder.write(key('b') + ".checked", whole);
    EXPECT_FALSE(found(folder, 'b'));
    fs::remove(folder / name);
    fs::create_directory(folder / name);
    EXPECT_FALSE(found(folder, 'a'));
    fs::remove(folder / name);
    folder.write(name, whole);
    EXPECT_EQ(found(folder, 'a'), "what was found out");
}

TEST(CheckCache, puts_an_entry_into_the_place_of_a_damaged_one) {
    const TemporaryDirectory folder;
    folder.write(key('a') + ".checked", "nonsense");
    CheckCache cache(folder.path().string());
    EXPECT_FALSE(cache.get(key('a')));
    EXPECT_FALSE(cache.has(key('a')));
    cache.put(key('a'), "sense");
    EXPECT_EQ(found(folder, 'a'), "sense");
}

TEST(CheckCache, lets_what_was_not_used_for_longest_go_and_nothing_that_is_not_its_own) {
    const TemporaryDirectory folder;
    folder.write("notes.txt", std::string(5000, 'x'));
    folder.write("notes.checked", std::string(5000, 'x'));
    const auto set_age = [&](char digit, int hours) {
        fs::last_write_time(folder / (key(digit) + ".checked"),
                            fs::file_time_type::clock::now() - std::chrono::hours(hours));
    };
    constexpr std::uint64_t most = 1000;
    CheckCache cache(folder.path().string(), most);
    for (const char digit : {'a', 'b', 'c'}) cache.put(key(digit), std::string(200, digit));
    set_age('a', 5);
    set_age('b', 4);
    set_age('c', 3);
    folder.write(key('0') + ".checked.123.new", "of a program that was killed");
    fs::last_write_time(folder / (key('0') + ".checked.123.new"),
                        fs::file_time_type::clock::now() - std::chrono::hours(9));
    ASSERT_TRUE(cache.get(key('a')));  // and so it is the newest
    cache.put(key('d'), std::string(200, 'd'));
    EXPECT_TRUE(found(folder, 'a'));
    EXPECT_FALSE(found(folder, 'b'));
    EXPECT_TRUE(found(folder, 'c'));
    EXPECT_TRUE(found(folder, 'd'));
    EXPECT_FALSE(fs::exists(folder / (key('0') + ".checked.123.new")));
    cache.put(key('e'), std::string(most, 'e'));
    EXPECT_FALSE(found(folder, 'e'));
    EXPECT_TRUE(found(folder, 'd'));
    EXPECT_TRUE(fs::exists(folder / "notes.txt"));
    EXPECT_TRUE(fs::exists(folder / "notes.checked"));
}

TEST(CheckCache, has_no_more_entries_than_are_soon_looked_at) {
    const TemporaryDirectory folder;
    for (std::size_t i = 0; i < CheckCache::most_entries + 5; ++i) {
        std::string name = key('0').replace(0, 3, std::to_string(100 + i));
        folder.write(name + ".checked", "");
    }
    CheckCache(folder.path().string()).put(key('a'), "");
    const auto count =
        static_cast<std::size_t>(std::distance(fs::directory_iterator(folder.path()), {}));
    EXPECT_EQ(count, CheckCache::most_entries);
    EXPECT_TRUE(found(folder, 'a'));
}

TEST(CheckCache, does_without_a_folder_that_cannot_be) {
    const TemporaryDirectory folder;
    folder.write("file", "");
    CheckCache cache(folder / "file/below");
    cache.put(key('a'), "x");
    EXPECT_FALSE(cache.get(key('a')));
}

TEST(CheckCache, serves_many_at_once) {
    const TemporaryDirectory folder;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int turn = 0; turn < 50; ++turn) {
                CheckCache cache(folder.path().string(), 20'000);
                const char digit = static_cast<char>('a' + turn % 5);
                const auto content = cache.get(key(digit));
                EXPECT_EQ(content.value_or(std::string(5000, digit)), std::string(5000, digit));
                cache.put(key(digit), std::string(5000, digit));
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    for (const fs::directory_entry& entry : fs::directory_iterator(folder.path())) {
        EXPECT_EQ(entry.path().extension(), ".checked");
    }
}

TEST(Packing, gives_back_what_was_packed_and_refuses_all_else) {
    Diagnostic diagnostic;
    diagnostic.severity = Severity::warning;
    diagnostic.code = Code::rows_lost;
    diagnostic.location = {"m/a.sql", 70000, 3};
    diagnostic.message = "message";
    diagnostic.notes.resize(2);
    diagnostic.notes[0].location = {"m/b.sql", 1, 2};
    diagnostic.notes[1].message = "two";
    diagnostic.hint = "hint";
    diagnostic.source_line = "line";
    diagnostic.hint_commands = {4, 300};
    std::string page(10'000, '\0');
    page[0] = 'x';
    page[5000] = 'y';
    page[5010] = 'z';
    Packer out;
    for (const std::uint64_t number :
         {std::uint64_t{0}, std::uint64_t{127}, std::uint64_t{128}, ~std::uint64_t{0}}) {
        out.number(number);
    }
    for (const std::int64_t number : {std::int64_t{-1}, INT64_MIN, INT64_MAX}) {
        out.signed_number(number);
    }
    out.sparse(page);
    out.sparse("");
    out.texts({"", "a", "b"});
    out.diagnostic(diagnostic);
    EXPECT_LT(out.bytes().size(), 200);

    Unpacker in(out.bytes());
    for (const std::uint64_t number :
         {std::uint64_t{0}, std::uint64_t{127}, std::uint64_t{128}, ~std::uint64_t{0}}) {
        EXPECT_EQ(in.number(), number);
    }
    for (const std::int64_t number : {std::int64_t{-1}, INT64_MIN, INT64_MAX}) {
        EXPECT_EQ(in.signed_number(), number);
    }
    EXPECT_EQ(in.sparse(), page);
    EXPECT_EQ(in.sparse(), "");
    EXPECT_EQ(in.texts(), (std::set<std::string>{"", "a", "b"}));
    const Diagnostic back = in.diagnostic();
    EXPECT_EQ(back.severity, diagnostic.severity);
    EXPECT_EQ(back.code, diagnostic.code);
    EXPECT_EQ(back.location, diagnostic.location);
    EXPECT_EQ(back.message, diagnostic.message);
    ASSERT_EQ(back.notes.size(), 2);
    EXPECT_EQ(back.notes[0].location, diagnostic.notes[0].location);
    EXPECT_EQ(back.notes[1].message, "two");
    EXPECT_EQ(back.hint, "hint");
    EXPECT_EQ(back.source_line, "line");
    EXPECT_EQ(back.hint_commands, diagnostic.hint_commands);
    EXPECT_TRUE(in.at_end());
    EXPECT_THROW(in.number(), NotPacked);

    for (std::size_t size = 0; size < out.bytes().size(); ++size) {
        const std::string part = out.bytes().substr(0, size);
        Unpacker cut(part);
        EXPECT_THROW(
            {
                for (int i = 0; i < 4; ++i) cut.number();
                for (int i = 0; i < 3; ++i) cut.signed_number();
                cut.sparse();
                cut.sparse();
                cut.texts();
                cut.diagnostic();
            },
            NotPacked)
            << size;
    }
}

TEST(Packing, gives_back_zeros_wherever_they_are) {
    constexpr std::size_t counts[] = {0, 1, 7, 8, 9, 15, 16, 17, 40};
    for (const std::size_t first : counts) {
        for (const std::size_t second : counts) {
            for (const std::size_t last : counts) {
                const std::string bytes = std::string(first, '\0') + "a" +
                                          std::string(second, '\0') + "bc" +
                                          std::string(last, '\0');
                Packer out;
                out.sparse(bytes);
                EXPECT_LE(out.bytes().size(), 60U);
                Unpacker in(out.bytes());
                EXPECT_EQ(in.sparse(), bytes) << first << " " << second << " " << last;
                EXPECT_TRUE(in.at_end());
            }
        }
    }
}

}  // namespace
}  // namespace kiln::tool
