#pragma once
// The help of the program and of each verb.

#include <CLI/CLI.hpp>

#include <string>

namespace kiln::tool {

/// Two columns within 80, the right one wrapped: CLI11's own formatter does that from 2.5 on only.
class HelpFormatter : public CLI::Formatter {
public:
    HelpFormatter();

    std::string make_description(const CLI::App* app) const override;
    std::string make_subcommand(const CLI::App* verb) const override;
    std::string make_option(const CLI::Option* option, bool is_positional) const override;
    std::string make_option_opts(const CLI::Option* option) const override;
};

}  // namespace kiln::tool
