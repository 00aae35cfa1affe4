#include "tool/replay/catalog.hpp"

#include "src/text/message.hpp"

namespace kiln::tool {

std::vector<CatalogDifference> compare_catalogs(const Catalog& was, const Catalog& is) {
    using Kind = CatalogDifference::Kind;
    std::vector<CatalogDifference> out;
    const auto find = [&](const Catalog& here, const Catalog& there, Kind kind) {
        for (const auto& [key, entry] : here) {
            const bool owner_tells = !entry.owner.empty() && !there.contains(entry.owner);
            if (!there.contains(key) && !owner_tells) {
                out.push_back({kind, key, entry.owner, {}, {}});
            }
        }
    };
    find(was, is, Kind::missing);
    find(is, was, Kind::left_over);
    for (const auto& [key, entry] : was) {
        const auto now = is.find(key);
        if (now == is.end()) continue;
        const auto add = [&, &name = key, &owner = entry.owner](const std::string& before,
                                                                const std::string& after) {
            if (before != after) out.push_back({Kind::changed, name, owner, before, after});
        };
        add(entry.text, now->second.text);
        add(entry.deployed, now->second.deployed);
    }
    return out;
}

std::string describe(const CatalogDifference& difference) {
    switch (difference.kind) {
        case CatalogDifference::Kind::missing:
            return difference.key + " is missing";
        case CatalogDifference::Kind::left_over:
            return difference.key + " is left over";
        case CatalogDifference::Kind::changed:
            break;
    }
    return difference.key + ": was " + quote(one_line(difference.was)) + ", is " +
           quote(one_line(difference.is));
}

}  // namespace kiln::tool
