#pragma once
// Opens a connection of libmariadb's.

#include "src/database/mysql/address.hpp"
#include "src/database/watch.hpp"

#include <mysql.h>

#include <cstddef>
#include <memory>
#include <string>

namespace kiln::mysql {

struct EndConnection {
    void operator()(MYSQL* connection) const { mysql_close(connection); }
};
using OwnConnection = std::unique_ptr<MYSQL, EndConnection>;

struct Login {
    OwnConnection connection;      ///< null where no host let in
    std::size_t host = 0;          ///< of the address
    bool is_asynchronous = false;  ///< the connection's calls can be waited for
    // What the last host said:
    unsigned number = 0;
    std::string message;
};

/// At the first host of `address` that lets in, or until `watch` ends it.
Login log_in(const Address& address, Watch& watch);

}  // namespace kiln::mysql
