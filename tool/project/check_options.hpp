#pragma once
// Options of the verbs that check revisions.

#include "tool/command_line/options.hpp"
#include "tool/project/settings.hpp"

#include <string>
#include <vector>

namespace kiln::tool {

struct CheckArguments {
    std::vector<std::string> dialect_names;
    bool allow_multiple_heads = false;
    bool no_round_trip = false;
    std::vector<std::string> extensions;
    std::string models;  ///< what the models' program wrote; empty: there are no models
    std::string models_header;
    bool require_servers = false;
    std::string server_urls;  ///< a file
    std::string cache;        ///< a folder; empty: none, or where the verb knows of one
    bool no_cache = false;

    /// `--dialect`, `--allow-multiple-heads`, `--no-round-trip`, `--extension`, `--models`,
    /// `--models-header`, `--require-servers`, `--server-urls`, `--cache`, `--no-cache`.
    void add(Parser& parser);
    /// Each once; those of the settings where none is named.
    std::vector<Dialect> dialects(const Settings& settings) const;
    ApplicationObjects objects(const Settings& settings) const;
    /// Those of the file, if one is named: a line each. Throws K101.
    std::vector<std::string> read_server_urls() const;
};

}  // namespace kiln::tool
