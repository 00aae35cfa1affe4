#pragma once
// A URL as the keywords of libpq.

#include "src/database/postgresql/client.hpp"
#include "src/database/url.hpp"

namespace kiln::postgresql {

/// What the URL does not say is libpq's to find: PGHOST, .pgpass, a service. Throws K509 for an
/// option that libpq does not know.
Keywords keywords_of(const DatabaseUrl& url);

}  // namespace kiln::postgresql
