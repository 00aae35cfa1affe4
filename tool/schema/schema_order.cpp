#include "tool/schema/schema_order.hpp"

#include "src/schema/definition.hpp"
#include "src/schema/tokens.hpp"
#include "src/sql/quoting.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>

namespace kiln::tool {
namespace {

/// The names that `object` needs, in normal form: more than it does, in a view.
std::set<std::string> needs(const SchemaObject& object) {
    std::set<std::string> names;
    if (object.kind == SchemaObject::Kind::table) {
        for (const Constraint& constraint : parse_table(object.sql).constraints) {
            if (!constraint.parent.empty()) names.insert(constraint.parent);
        }
    } else if (object.kind == SchemaObject::Kind::view) {
        for (const Token& token : tokens_of(object.sql)) names.insert(normal_name(token.text));
    }
    return names;
}

class Order {
public:
    explicit Order(const ObjectList& objects) {
        for (const SchemaObject* object : objects) {
            const std::string name = normal_name(quoted_name(object->name));
            by_name_.emplace(name, Node{object, needs(*object)});
        }
    }

    ObjectList sorted() {
        for (auto& [name, node] : by_name_) visit(node);
        return std::move(sorted_);
    }

private:
    struct Node {
        const SchemaObject* object;
        std::set<std::string> needs;
        bool visited = false;
    };

    // As deep as a chain of tables; SQLite's limits on views and a schema's size keep it shallow.
    void visit(Node& node) {
        if (node.visited) return;
        node.visited = true;
        for (const std::string& name : node.needs) {
            const auto found = by_name_.find(name);
            if (found != by_name_.end()) visit(found->second);
        }
        sorted_.push_back(node.object);
    }

    std::map<std::string, Node> by_name_;
    ObjectList sorted_;
};

}  // namespace

ObjectList in_dependency_order(ObjectList objects) { return Order(objects).sorted(); }

}  // namespace kiln::tool
