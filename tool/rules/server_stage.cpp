#include "tool/rules/server_stage.hpp"

#include "tool/rules/mysql_stage.hpp"
#include "tool/rules/postgresql_stage.hpp"

namespace kiln::tool {

void ServerStage::tell(const std::string& sql) const {
    const FirstStatement done = connection().run_first(sql);
    if (done.fault) throw database_error(*done.fault, Doing::write, connection().name());
}

std::unique_ptr<ServerStage> make_stage(const TrialServer& server) {
    return server.dialect() == Dialect::mysql ? make_mysql_stage(server)
                                              : make_postgresql_stage(server);
}

}  // namespace kiln::tool
