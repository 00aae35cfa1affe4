#include "tool/project/check_options.hpp"

#include "src/text/message.hpp"
#include "tool/project/dialect_names.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <algorithm>
#include <fstream>
#include <utility>

namespace kiln::tool {

void CheckArguments::add(Parser& parser) {
    parser.option("--dialect", dialect_names, "A database to check for; sqlite if none is named",
                  {.choices = {tool::dialect_names.begin(), tool::dialect_names.end()}});
    parser.flag("--allow-multiple-heads", allow_multiple_heads, "Two heads or more are no error");
    parser.flag("--no-round-trip", no_round_trip, "Run the upgrades only");
    parser.option("--extension", extensions, "A loadable extension of SQLite that the checks need",
                  {.type = "FILE"});
    parser.option("--models", models,
                  "The schema of C++ models, to be compared with what the revisions make",
                  {.type = "FILE"});
    parser.option("--models-header", models_header, "Where the models are, for messages",
                  {.type = "FILE"});
    parser.flag("--require-servers", require_servers,
                "No server for a database's sections is an error");
    parser.option("--server-urls", server_urls,
                  "URLs of servers on which the checks may make databases, a line each",
                  {.type = "FILE"});
    parser.option("--cache", cache,
                  "A folder in which the checks keep what was proven, for the next time",
                  {.type = "DIRECTORY"});
    parser.flag("--no-cache", no_cache, "Prove everything anew");
}

std::vector<Dialect> CheckArguments::dialects(const Settings& settings) const {
    std::vector<Dialect> dialects;
    for (const std::string& name : dialect_names) {
        const Dialect dialect = *dialect_named(name);
        if (std::ranges::find(dialects, dialect) == dialects.end()) dialects.push_back(dialect);
    }
    return dialects.empty() ? settings.dialects : dialects;
}

ApplicationObjects CheckArguments::objects(const Settings& settings) const {
    ApplicationObjects objects = settings.objects;
    for (const std::string& file : extensions) objects.extensions.push_back({file});
    return objects;
}

std::vector<std::string> CheckArguments::read_server_urls() const {
    std::vector<std::string> urls;
    if (server_urls.empty()) return urls;
    std::ifstream in(server_urls);
    if (!in) {
        throw make_error(Code::unreadable_file, "cannot read the file " + quote(server_urls),
                         "--server-urls names a file of URLs");
    }
    for (std::string line; std::getline(in, line);) {
        if (!line.empty()) urls.push_back(std::move(line));
    }
    return urls;
}

}  // namespace kiln::tool
