#pragma once

#include <kiln/models.hpp>

#include <cstdint>
#include <string>

namespace accounts {

struct Account {
    std::int64_t id;
    std::string name;
    std::string password;
    std::string settings;
    std::string password_hash;
    std::string name_key;
};

struct Setting {
    std::int64_t account;
    std::string name;
    std::string value;
};

inline constexpr auto metadata = kiln::metadata(
    kiln::table<Account>("account", kiln::primary_key(&Account::id), kiln::unique(&Account::name),
                         kiln::default_value(&Account::settings, "'{}'"),
                         kiln::default_value(&Account::password_hash, "''"),
                         kiln::default_value(&Account::name_key, "''")),
    kiln::table<Setting>("setting", kiln::primary_key(&Setting::account, &Setting::name),
                         kiln::foreign_key(&Setting::account).references(&Account::id),
                         kiln::without_rowid));

}  // namespace accounts
