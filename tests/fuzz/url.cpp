// Database URLs: a password comes out nowhere.

#include "src/database/url.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <kiln/error.hpp>
#include <kiln/migrator.hpp>

#include <string>

namespace kiln::fuzz {
namespace {

constexpr std::string_view canary = "Pa55Canary";

void check(const std::string& url, bool has_password) {
    const auto require_hidden = [&](std::string_view output) {
        if (has_password && output.find(canary) != std::string_view::npos) {
            fail("the password is shown: " + url + "\n" + std::string(output));
        }
        require_printable(output);
    };
    // For terminals it is quoted besides.
    if (has_password) {
        require(hide_password(url).find(canary) == std::string::npos, "a URL for messages");
    }
    try {
        parse_url(url);
        const MigrationTable none;
        Migrator migrator(url, none);  // opens nothing
    } catch (const Error& error) {
        require_hidden(error.what());
        for (const Diagnostic& diagnostic : error.diagnostics()) {
            require_hidden(diagnostic.message);
            require_hidden(diagnostic.hint);
        }
    }
}

}  // namespace

void run(std::string_view input) {
    if (input.find(canary) != std::string_view::npos) return;
    check(std::string(input), false);
    // scheme, user, rest; each on a line
    const std::size_t first = input.find('\n');
    if (first == std::string_view::npos) return;
    const std::size_t second = input.find('\n', first + 1);
    if (second == std::string_view::npos) return;
    const std::string scheme(input.substr(0, first));
    const std::string user(input.substr(first + 1, second - first - 1));
    const std::string rest(input.substr(second + 1));
    // A file may be called anything: that is no password.
    if (scheme.find("sqlite") != std::string::npos) return;
    if (scheme.find_first_of(":/?#@") != std::string::npos || scheme.empty()) return;
    if (user.find_first_of("/?#") != std::string::npos) return;
    check(scheme + "://" + user + ":" + std::string(canary) + "@" + rest, true);
    check(scheme + "://" + user + "@host/db?password=" + std::string(canary) + "&" + rest, true);
}

}  // namespace kiln::fuzz
