#include "src/database/postgresql/keywords.hpp"

#include "src/text/nearest.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>

namespace kiln::postgresql {
namespace {

std::vector<std::string> known_keywords() {
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(PQconndefaults(),
                                                                               &PQconninfoFree);
    std::vector<std::string> known;
    for (const PQconninfoOption* option = options.get();
         option != nullptr && option->keyword != nullptr; ++option) {
        known.emplace_back(option->keyword);
    }
    return known;
}

}  // namespace

Keywords keywords_of(const DatabaseUrl& url) {
    const ServerAddress& server = url.server;
    Keywords keywords{{"fallback_application_name", "kiln"}};
    const auto add = [&](const char* name, const std::string& value) {
        if (!value.empty()) keywords.emplace_back(name, value);
    };
    std::string hosts;
    std::string ports;
    bool has_port = false;
    for (const ServerAddress::Host& host : server.hosts) {
        const bool is_first = &host == server.hosts.data();
        hosts += (is_first ? "" : ",") + host.name;
        ports += (is_first ? "" : ",") + host.port;
        has_port = has_port || !host.port.empty();
    }
    add("host", hosts);
    if (has_port) add("port", ports);
    add("user", server.user);
    add("password", server.password);
    add("dbname", url.database);
    const std::vector<std::string> known = known_keywords();
    for (const auto& [name, value] : server.options) {
        // asyncpg's name for it
        const std::string keyword = name == "ssl" ? "sslmode" : name;
        if (std::ranges::find(known, keyword) == known.end()) {
            const std::size_t near = nearest(keyword, known);
            refuse_url_option(url, name,
                              near < known.size()
                                  ? "did you mean '" + known[near] + "'?"
                                  : "Kiln takes the keywords of libpq: sslmode, service, ...");
        }
        keywords.emplace_back(keyword, value);
    }
    // Revision files are UTF-8.
    keywords.emplace_back("client_encoding", "UTF8");
    return keywords;
}

}  // namespace kiln::postgresql
