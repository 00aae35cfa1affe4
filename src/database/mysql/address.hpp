#pragma once
// A URL as what libmariadb wants to know.

#include "src/database/url.hpp"

#include <mysql.h>

#include <string>
#include <utility>
#include <vector>

namespace kiln::mysql {

/// What is empty or 0 is the client's to find.
struct Address {
    struct Host {
        std::string name;
        unsigned port = 0;
        std::string socket;
    };
    std::vector<Host> hosts{{}};  ///< tried in their order
    std::string user;
    std::string password;
    std::string database;
    std::vector<std::pair<mysql_option, std::string>> texts;
    std::vector<std::pair<mysql_option, unsigned>> seconds;
    bool needs_tls = false;
    bool verifies = false;  ///< the server's certificate
};

/// Throws K509 for an option that is none of ours, or whose value is none.
Address address_of(const DatabaseUrl& url);

}  // namespace kiln::mysql
