#pragma once
// The text and the name of a new revision file. Values in, values out.

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

struct NewRevision {
    std::string revision;
    std::vector<std::string> down_revisions;  ///< none: a base
    std::vector<std::string> branch_labels;
    std::vector<std::string> depends_on;
    std::string message;
    std::string create_date;  ///< RFC 3339
    std::string header;       ///< not empty: takes the place of all above
    std::string note;         ///< a comment behind the header; may be empty
    /// Dialects with a section each; none: one section for all.
    std::vector<std::string> dialects;
    /// The text of the section for SQLite, or of the only one.
    std::string upgrade;
    std::string downgrade;
    bool is_irreversible = false;  ///< without a downgrade section
    bool is_code = false;          ///< in C++: functions that wait to be filled in, and no sections
};

/// The file's text: the header, an upgrade and a downgrade section.
std::string revision_text(const NewRevision& revision);

/// 12 random hex digits.
std::string random_revision_id();

/// Alembic's slug: the words of the message joined by `_`, in lower case, cut behind a word where
/// it is longer than `limit`.
std::string slug(std::string_view message, std::size_t limit);

/// A moment as a calendar shows it.
struct CalendarTime {
    int year = 1970;
    int month = 1;
    int day = 1;
    int hour = 0;
    int minute = 0;
    int second = 0;
    long long epoch = 0;  ///< seconds since 1970-01-01T00:00:00Z
    int offset = 0;       ///< from UTC, in seconds
};

/// `timezone` is `UTC`, `local` or a name of the system's zone database (`Europe/Berlin`).
/// Empty if there is no such zone.
std::optional<CalendarTime> calendar_time(std::chrono::system_clock::time_point now,
                                          const std::string& timezone);
/// `2026-11-22T15:04:05Z`, `2026-11-22T16:04:05+01:00`
std::string rfc3339(const CalendarTime& time);

/// Without the extension. Alembic's file_template, `%(rev)s_%(slug)s` or with year, month, day,
/// hour, minute, second and epoch, as in `%(year)d-%(month).2d`. Empty if it holds anything else
/// behind a `%`, or a slash.
std::optional<std::string> file_name(std::string_view file_template, const std::string& revision,
                                     const std::string& slug, const CalendarTime& time);

}  // namespace kiln::tool
