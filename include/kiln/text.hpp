#pragma once
// Constant text and constant arrays for generated code. These two small types stand in for
// std::string_view and std::span because the headers of those cost each translation unit more
// than 100 ms, and a generated header is included by the whole application.

#include <cstddef>

namespace kiln {

/// True for std::string, std::string_view and their like.
template <class T>
concept StringLike = requires(const T& value) {
    typename T::traits_type;
    static_cast<const char*>(value.data());
    static_cast<std::size_t>(value.size());
};

/// A view of text that outlives it: a string literal in generated code, as a rule.
/// Compares by content, also at compile time, and converts to and from std::string_view.
class Text {
public:
    constexpr Text() = default;
    constexpr Text(const char* data, std::size_t size) : data_(data), size_(size) {}
    /// From a literal; the terminating NUL is not part of the text.
    template <std::size_t N>
    constexpr Text(const char (&literal)[N]) : data_(literal), size_(N - 1) {}
    template <StringLike T>
    constexpr Text(const T& text) : data_(text.data()), size_(text.size()) {}

    [[nodiscard]] constexpr const char* data() const { return data_; }
    [[nodiscard]] constexpr std::size_t size() const { return size_; }
    [[nodiscard]] constexpr bool empty() const { return size_ == 0; }
    [[nodiscard]] constexpr const char* begin() const { return data_; }
    [[nodiscard]] constexpr const char* end() const { return data_ + size_; }

    template <StringLike T>
    constexpr operator T() const {
        return T(data_, size_);
    }

    friend constexpr bool operator==(Text a, Text b) {
        // The built-in counts as one step where compilers limit the steps of an evaluation.
        return a.size_ == b.size_ && __builtin_memcmp(a.data_, b.data_, a.size_) == 0;
    }
    template <StringLike T>
    friend constexpr bool operator==(Text a, const T& b) {
        return a == Text(b);
    }

private:
    const char* data_ = "";
    std::size_t size_ = 0;
};

/// A view of a constant array that outlives it.
template <class T>
class Range {
public:
    constexpr Range() = default;
    constexpr Range(const T* data, std::size_t size) : data_(data), size_(size) {}
    template <std::size_t N>
    constexpr Range(const T (&array)[N]) : data_(array), size_(N) {}

    [[nodiscard]] constexpr const T* data() const { return data_; }
    [[nodiscard]] constexpr std::size_t size() const { return size_; }
    [[nodiscard]] constexpr bool empty() const { return size_ == 0; }
    [[nodiscard]] constexpr const T* begin() const { return data_; }
    [[nodiscard]] constexpr const T* end() const { return data_ + size_; }
    [[nodiscard]] constexpr const T& operator[](std::size_t index) const { return data_[index]; }

private:
    const T* data_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace kiln
