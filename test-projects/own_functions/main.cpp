// Upgrades the database that it is told, with the application's own functions.
#include <accounts/db/migrations.hpp>

#include <kiln/migrator.hpp>

#include <sqlite3.h>

#include "register.hpp"

#include <iostream>

int main(int, char** argv) try {
    kiln::Options options;
    options.connect = [](sqlite3* connection) { accounts::register_objects(connection); };
    kiln::Migrator(std::string("sqlite:///") + argv[1], accounts::db::migrations(), options)
        .upgrade();
    std::cout << "upgraded\n";
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
