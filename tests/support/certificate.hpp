#pragma once
// A certificate that signs itself, and its key.

#include "tests/support/temporary_directory.hpp"
#include "tool/servers/child_process.hpp"

#include <unistd.h>

#include <stdexcept>
#include <string>

namespace kiln::support {

class Certificate {
public:
    /// For a server of the name or address, `IP:127.0.0.1` or `DNS:db.example`, which runs as
    /// `user`.
    Certificate(const std::string& name, const char* user) {
        const tool::ServerUser owner = tool::server_user(user);
        if (!tool::output_of({"/usr/bin/openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes",
                              "-days", "2", "-subj", "/CN=test", "-addext",
                              "subjectAltName=" + name, "-keyout", key(), "-out", authority()})) {
            throw std::runtime_error("openssl makes no certificate");
        }
        for (const std::string& path : {folder_.path().string(), key(), authority()}) {
            if (owner.is_other && chown(path.c_str(), owner.uid, owner.gid) != 0) {
                throw std::runtime_error("cannot give " + path + " to another user");
            }
        }
    }

    std::string authority() const { return folder_ / "cert.pem"; }
    std::string key() const { return folder_ / "key.pem"; }

private:
    TemporaryDirectory folder_;
};

}  // namespace kiln::support
