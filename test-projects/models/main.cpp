#include "models.hpp"

#include <kiln/models/schema_text.hpp>

kiln::ModelSchema other();

int main() {
    kiln::print_model_schema(clinic::metadata, stdout);
    return other().statements.size() == 2 ? 0 : 1;
}
