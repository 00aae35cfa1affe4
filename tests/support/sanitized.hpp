#pragma once
// Whether this program runs under the address sanitizer, GCC's or clang's: it takes a tenth of the
// questions that are random or all there are.

namespace kiln::support {

#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool is_sanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
inline constexpr bool is_sanitized = true;
#else
inline constexpr bool is_sanitized = false;
#endif
#else
inline constexpr bool is_sanitized = false;
#endif

}  // namespace kiln::support
