// error: a foreign key refers to as many columns as it has
#include <kiln/models.hpp>

#ifdef FIXED
#define HERE &Node::id
#else
#define HERE &Node::id, &Node::parent
#endif

struct Node {
    int id;
    int parent;
};
constexpr auto metadata = kiln::metadata(kiln::table<Node>(
    "node", kiln::primary_key(&Node::id), kiln::foreign_key(&Node::parent).references(HERE)));
