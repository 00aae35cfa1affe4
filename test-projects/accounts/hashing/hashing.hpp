#pragma once

#include <string>
#include <string_view>

/// FNV-1a in hex: it only stands in for a hash that is made for passwords.
std::string hash(std::string_view text);
