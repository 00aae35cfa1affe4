#include "tool/project/helper.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <stdexcept>

namespace kiln::tool {
namespace {

TEST(Helper, works_behind_what_it_began_with) {
    std::atomic<int> order{0};
    int own = 0;
    std::promise<int> work;
    Helper helper([&] { own = ++order; });
    helper.ask([&] { work.set_value(++order); });
    EXPECT_EQ(work.get_future().get(), 2);
    helper.dismiss();
    EXPECT_EQ(own, 1);
}

TEST(Helper, dismiss_waits_for_what_has_begun) {
    std::promise<void> begun;
    std::promise<void> may_end;
    std::atomic<bool> is_done{false};
    Helper helper([] {});
    helper.ask([&] {
        begun.set_value();
        may_end.get_future().wait();
        is_done = true;
    });
    begun.get_future().wait();
    may_end.set_value();
    helper.dismiss();
    EXPECT_TRUE(is_done);
}

TEST(Helper, dismissed_before_it_is_free_it_does_no_more) {
    std::promise<void> may_go_on;
    std::atomic<bool> is_asked{false};
    {
        Helper helper([&] { may_go_on.get_future().wait(); });
        helper.ask([&] { is_asked = true; });
        helper.dismiss();
        may_go_on.set_value();
    }
    EXPECT_FALSE(is_asked);
}

TEST(Helper, unasked_it_ends_with_its_own) {
    std::atomic<bool> is_done{false};
    {
        Helper helper([&] { is_done = true; });
    }
    EXPECT_TRUE(is_done);
}

TEST(Helper, dismiss_throws_what_the_work_threw) {
    std::promise<void> begun;
    Helper helper([] {});
    helper.ask([&] {
        begun.set_value();
        throw std::runtime_error("no memory");
    });
    begun.get_future().wait();
    EXPECT_THROW(helper.dismiss(), std::runtime_error);
}

}  // namespace
}  // namespace kiln::tool
