#include "models.hpp"

#include <kiln/models/schema_text.hpp>

kiln::ModelSchema other() { return kiln::model_schema(clinic::metadata); }
