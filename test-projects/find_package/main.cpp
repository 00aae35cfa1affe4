#include <cstddef>
#include <cstdio>

std::size_t upgraded();

int main() { std::printf("%d revisions\n", static_cast<int>(upgraded())); }
