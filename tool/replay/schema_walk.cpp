#include "tool/replay/schema_walk.hpp"

#include "tool/project/linked_code.hpp"
#include "tool/replay/skipped.hpp"
#include "tool/replay/trial_database.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

namespace kiln::tool {
namespace {

/// What runs again is cheaper than to hold all that branches lead to.
constexpr std::size_t most_kept = 16;

/// So many revisions are run again rather than that columns stand in another order than Kiln's own.
constexpr std::size_t worth_the_order = 64;

using Positions = std::vector<bool>;

/// A database at one revision and all that it needs.
struct Stage {
    std::optional<std::uint32_t> at;  ///< none: the empty database
    Positions has;
    std::unique_ptr<TrialDatabase> database;
};

class Walk {
public:
    Walk(std::span<const RevisionFile> files, const Graph& graph,
         const std::function<void(const SchemaBehind&)>& visit)
        : files_(files), graph_(graph), visit_(visit), ran_(graph.order.size(), false) {
        start_anew();
        children_.resize(graph.order.size());
        for (std::uint32_t position = 0; position < graph.order.size(); ++position) {
            for_each_parent(position,
                            [&](std::uint32_t parent) { children_[parent].push_back(position); });
        }
    }

    void run() {
        for (std::uint32_t position = 0; position < graph_.order.size(); ++position) {
            std::erase_if(kept_, [&](const Stage& stage) {
                return next_use(*stage.at, position) == children_.size();
            });
            if (parents_ran(graph_, position, ran_)) ran_[position] = visit_revision(position);
        }
    }

private:
    template <class Use>
    void for_each_parent(std::uint32_t position, Use use) const {
        for (const std::uint32_t parent : graph_.down_revisions[position]) use(parent);
        for (const std::uint32_t parent : graph_.depends_on[position]) use(parent);
    }

    Positions needed_by(std::uint32_t revision) const {
        Positions needed(graph_.order.size(), false);
        std::vector<std::uint32_t> open{revision};
        while (!open.empty()) {
            const std::uint32_t position = open.back();
            open.pop_back();
            for_each_parent(position, [&](std::uint32_t parent) {
                if (needed[parent]) return;
                needed[parent] = true;
                open.push_back(parent);
            });
        }
        return needed;
    }

    /// The first child from `position` on; the number of revisions where there is none.
    std::size_t next_use(std::uint32_t revision, std::size_t position) const {
        const auto& children = children_[revision];
        const auto next = std::ranges::lower_bound(children, position);
        return next == children.end() ? children_.size() : *next;
    }

    /// What it takes to go on from there to `needed`; none where it has too much.
    std::optional<std::size_t> cost(const Stage& stage, const Positions& needed) const {
        std::size_t missing = 0;
        bool in_order = true;
        for (std::size_t position = 0; position < needed.size(); ++position) {
            if (stage.has[position] && !needed[position]) return std::nullopt;
            if (stage.has[position] && missing > 0) in_order = false;
            if (needed[position] && !stage.has[position]) ++missing;
        }
        return missing + (in_order ? 0 : worth_the_order);
    }

    void start_anew() {
        stage_ = {std::nullopt, Positions(graph_.order.size(), false),
                  std::make_unique<TrialDatabase>()};
    }

    void keep() {
        if (kept_.size() == most_kept) {
            kept_.erase(std::ranges::max_element(kept_, {}, [&](const Stage& stage) {
                return next_use(*stage.at, *stage_.at + 1);
            }));
        }
        kept_.push_back({stage_.at, stage_.has, std::make_unique<TrialDatabase>()});
        kept_.back().database->become(*stage_.database);
    }

    /// The stage from which it is nearest.
    void go_towards(const Positions& needed) {
        const std::size_t all =
            static_cast<std::size_t>(std::count(needed.begin(), needed.end(), true));
        std::size_t best = cost(stage_, needed).value_or(all + 1);
        const Stage* nearest = nullptr;
        for (const Stage& stage : kept_) {
            const std::size_t other = cost(stage, needed).value_or(all + 1);
            if (other < best) {
                best = other;
                nearest = &stage;
            }
        }
        if (best > all) return start_anew();
        if (nearest == nullptr) return;
        stage_.at = nearest->at;
        stage_.has = nearest->has;
        stage_.database->become(*nearest->database);
    }

    const RevisionFile& file_at(std::uint32_t position) const {
        return files_[graph_.order[position]];
    }

    /// What changed; nothing where it does not run.
    std::optional<Past> upgrade(std::uint32_t position) {
        const RevisionFile& file = file_at(position);
        const Section* section = file.section(Direction::upgrade, Dialect::sqlite);
        if (section == nullptr) return Past{};
        if (file.is_code && linked_code(file.revision.text) == nullptr) return std::nullopt;
        auto ran = stage_.database->run(file, *section);
        if (std::holds_alternative<Fault>(ran)) return std::nullopt;
        stage_.database->commit();
        auto& passage = std::get<Passage>(ran);
        return Past{std::move(passage.changes), std::move(passage.before)};
    }

    std::set<std::string> different(const Past& past) const {
        return different_groups(past.schema, stage_.database->schema(), past.changes);
    }

    bool visit_revision(std::uint32_t position) {
        go_towards(needed_by(position));
        if (run_from_here(position)) return true;
        start_anew();  // what ran by half, or outside of a transaction
        return false;
    }

    bool run_from_here(std::uint32_t position) {
        const Positions needed = needed_by(position);
        const std::optional<std::uint32_t> from = stage_.at;
        Past since;
        for (std::uint32_t missing = 0; missing < position; ++missing) {
            if (!needed[missing] || stage_.has[missing]) continue;
            const std::optional<Past> past = upgrade(missing);
            if (!past) return false;  // in this order; elsewhere it ran
            since.add(past->changes, past->schema);
            stage_.has[missing] = true;
        }
        const std::optional<Past> past = upgrade(position);
        if (!past) return false;
        since.add(past->changes, past->schema);
        stage_.at = position;
        stage_.has[position] = true;
        const std::set<std::string> by_itself = different(*past);
        visit_({position, from, different(since), past->schema, by_itself,
                stage_.database->schema(), stage_.database->handle()});
        const auto& children = children_[position];
        if (!children.empty() && children.back() > position + 1) keep();
        return true;
    }

    std::span<const RevisionFile> files_;
    const Graph& graph_;
    const std::function<void(const SchemaBehind&)>& visit_;
    std::vector<std::vector<std::uint32_t>> children_;  ///< ascending
    Positions ran_;
    Stage stage_;
    std::vector<Stage> kept_;
};

}  // namespace

void walk_schemas(std::span<const RevisionFile> files, const Graph& graph,
                  const std::function<void(const SchemaBehind&)>& visit) {
    Walk(files, graph, visit).run();
}

}  // namespace kiln::tool
