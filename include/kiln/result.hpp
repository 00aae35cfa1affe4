#pragma once
// What a call gives that throws nothing: for programs that are built without exceptions.

#include <kiln/error.hpp>

#include <optional>
#include <utility>
#include <variant>

namespace kiln {

/// A value, or the error why there is none.
template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) noexcept : is_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) noexcept : is_(std::in_place_index<1>, std::move(error)) {}

    [[nodiscard]] bool has_value() const noexcept { return is_.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }

    // Only where there is a value.
    T& operator*() & noexcept { return *std::get_if<0>(&is_); }
    const T& operator*() const& noexcept { return *std::get_if<0>(&is_); }
    T&& operator*() && noexcept { return std::move(*std::get_if<0>(&is_)); }
    T* operator->() noexcept { return std::get_if<0>(&is_); }
    const T* operator->() const noexcept { return std::get_if<0>(&is_); }

    /// Only where there is none.
    [[nodiscard]] const Error& error() const noexcept { return *std::get_if<1>(&is_); }

private:
    std::variant<T, Error> is_;
};

/// Of a call that gives nothing.
template <>
class [[nodiscard]] Result<void> {
public:
    Result() noexcept = default;
    Result(Error error) noexcept : error_(std::move(error)) {}

    [[nodiscard]] bool has_value() const noexcept { return !error_; }
    explicit operator bool() const noexcept { return has_value(); }
    /// Only where it failed.
    [[nodiscard]] const Error& error() const noexcept { return *error_; }

private:
    std::optional<Error> error_;
};

}  // namespace kiln
