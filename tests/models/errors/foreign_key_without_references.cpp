// error: a foreign key without references()
#include <kiln/models.hpp>

#ifdef FIXED
#define HERE .references(&Node::id)
#else
#define HERE
#endif

struct Node {
    int id;
    int parent;
};
constexpr auto metadata = kiln::metadata(
    kiln::table<Node>("node", kiln::primary_key(&Node::id), kiln::foreign_key(&Node::parent) HERE));
