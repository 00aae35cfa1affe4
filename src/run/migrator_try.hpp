#pragma once
// A call that throws, as one that does not.

#include "src/text/message.hpp"

#include <kiln/codes.hpp>
#include <kiln/result.hpp>

#include <exception>
#include <type_traits>
#include <utility>

namespace kiln {

template <class Call>
auto attempt(Call&& call) noexcept -> Result<std::invoke_result_t<Call>> {
    try {
        if constexpr (std::is_void_v<std::invoke_result_t<Call>>) {
            std::forward<Call>(call)();
            return {};
        } else {
            return std::forward<Call>(call)();
        }
    } catch (const Error& error) {
        return error;
    } catch (const std::exception& exception) {
        return make_error(Code::foreign_exception,
                          "a callback of the program has failed: " + one_line(exception.what()),
                          "let callbacks throw nothing");
    } catch (...) {
        return make_error(Code::foreign_exception, "a callback of the program has failed",
                          "let callbacks throw nothing");
    }
}

}  // namespace kiln
