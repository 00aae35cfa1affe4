#include "tool/rules/judge.hpp"

#include "src/text/diagnose.hpp"
#include "tool/project/rule_names.hpp"
#include "tool/project/source_text.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace kiln::tool {
namespace {

bool is_not_asked_on_servers(Code rule) {
    const int number = number_of(rule);
    return number == 605 || number == 606;
}

class Judge {
public:
    Judge(std::span<const RevisionFile> files, const ReplayOptions& options, Dialect dialect)
        : files_(files), options_(options), dialect_(dialect) {
        for (const RevisionFile& file : files) file_at_.emplace(file.path, &file);
    }

    bool drops(const Diagnostic& finding) {
        if (level_of(finding.code) == RuleLevel::off) return true;
        const auto found = file_at_.find(finding.location.file);
        if (found == file_at_.end()) return false;
        const RevisionFile& file = *found->second;
        if (is_frozen(file)) return true;
        const Section* section = file.section_at(finding.location.line);
        if (section == nullptr) return false;
        bool is_allowed = false;
        for (const Allow& allow : section->allows) {
            if (allow.rule != finding.code) continue;
            is_allowed = true;
            used_.emplace(file.path, allow.line);
        }
        return is_allowed;
    }

    RuleLevel level_of(Code rule) const {
        const auto found = options_.levels.find(rule);
        return found == options_.levels.end() ? RuleLevel::usual : found->second;
    }

    void report_unused(std::vector<Diagnostic>& out) const {
        for (const RevisionFile& file : files_) {
            if (is_frozen(file)) continue;
            for (const Section& section : file.sections) {
                if (!was_judged(file, section)) continue;
                for (const Allow& allow : section.allows) {
                    if (was_looked_for(allow.rule) && used_.count({file.path, allow.line}) == 0) {
                        out.push_back(unused(file, allow));
                    }
                }
            }
        }
    }

private:
    bool is_frozen(const RevisionFile& file) const {
        return options_.frozen.count(file.revision.text) > 0;
    }

    bool was_judged(const RevisionFile& file, const Section& section) const {
        if (file.section(section.direction, dialect_) != &section) return false;
        return options_.round_trip || section.direction == Direction::upgrade;
    }

    bool was_looked_for(Code rule) const {
        if (!options_.rules) return false;
        if (rule == 607 && options_.sqlite_minimum == 0) return false;
        if (dialect_ != Dialect::sqlite && is_not_asked_on_servers(rule)) return false;
        return level_of(rule) != RuleLevel::off;
    }

    static Diagnostic unused(const RevisionFile& file, const Allow& allow) {
        const std::string rule = to_string(allow.rule);
        Diagnostic diagnostic =
            diagnose_at({file.path, allow.line, 1}, Code::malformed_allow,
                        "there is no " + rule + " in this section to allow", "delete the line");
        diagnostic.severity = Severity::warning;
        diagnostic.source_line = file.source_line(allow.line);
        return diagnostic;
    }

    std::span<const RevisionFile> files_;
    const ReplayOptions& options_;
    Dialect dialect_;
    std::unordered_map<std::string_view, const RevisionFile*> file_at_;
    std::set<std::pair<std::string_view, std::uint32_t>> used_;  // allows, by file and line
};

}  // namespace

std::vector<Diagnostic> judge(std::vector<Diagnostic> found, std::span<const RevisionFile> files,
                              const ReplayOptions& options, Dialect dialect) {
    // Where not all ran, an allow may be for what would have come.
    const bool is_whole = found.size() < max_diagnostics && !has_fault(found);
    Judge judge(files, options, dialect);
    std::erase_if(found,
                  [&](const Diagnostic& each) { return is_rule(each.code) && judge.drops(each); });
    for (Diagnostic& each : found) {
        if (!is_rule(each.code)) continue;
        const RuleLevel level = judge.level_of(each.code);
        if (level == RuleLevel::warning) each.severity = Severity::warning;
        if (level == RuleLevel::error) each.severity = Severity::error;
    }
    if (is_whole) judge.report_unused(found);
    return found;
}

std::vector<Diagnostic> united(std::vector<std::vector<Diagnostic>> of_dialects,
                               std::span<const RevisionFile> files,
                               std::span<const Dialect> dialects) {
    const auto place = [](const Diagnostic& each) {
        const Location& at = each.location;
        const bool is_finding = is_rule(each.code);
        return std::tuple(at.file, at.line, is_finding ? at.column : 0, each.code);
    };
    const auto for_how_many = [&](const Diagnostic& unused) {
        const auto file = std::ranges::find(files, unused.location.file, &RevisionFile::path);
        const Section* section =
            file == files.end() ? nullptr : file->section_at(unused.location.line);
        return section == nullptr ? 1 : std::ranges::count_if(dialects, [&](Dialect dialect) {
            return file->section(section->direction, dialect) == section;
        });
    };
    using Place = decltype(place(Diagnostic()));
    std::map<Place, std::ptrdiff_t> told;
    for (const std::vector<Diagnostic>& found : of_dialects) {
        for (const Diagnostic& each : found) ++told[place(each)];
    }
    std::vector<Diagnostic> all;
    std::set<Place> before;
    for (std::vector<Diagnostic>& found : of_dialects) {
        std::set<Place> here;
        for (Diagnostic& each : found) {
            const Place at = place(each);
            const bool is_finding = is_rule(each.code);
            if (is_finding || each.code == Code::malformed_allow) {
                if (before.contains(at) || (!is_finding && told[at] < for_how_many(each))) continue;
                here.insert(at);
            }
            all.push_back(std::move(each));
        }
        before.merge(here);
    }
    return all;
}

bool has_fault(std::span<const Diagnostic> found) {
    return std::ranges::any_of(found, [](const Diagnostic& each) {
        return each.severity == Severity::error && !is_rule(each.code);
    });
}

}  // namespace kiln::tool
