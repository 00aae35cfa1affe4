#pragma once
// Every diagnostic code, by name. A code is never reused; docs/diagnostics.md explains each.

#include <cstdint>
#include <string>

namespace kiln {

/// A stable diagnostic code, whose value is the number behind its K: K1xx revision files, K2xx
/// graph, K3xx replay and checks, K4xx database, K5xx usage, K6xx rules.
enum class Code : std::uint16_t {
    // K1xx: revision files
    unreadable_file = 101,     // permission, dangling link, link loop, I/O error
    not_a_regular_file = 102,  // a folder, FIFO, socket or device named x.sql
    file_too_large = 103,
    nul_byte = 104,
    invalid_utf8 = 105,
    not_utf8 = 106,            // UTF-16 or UTF-32, by its byte order mark
    line_too_long = 107,       // was given by 0.1.0
    unusable_file_name = 108,  // control characters, " ; # \ : no build can carry it; X.SQL
    missing_key = 110,         // also: empty file, comments only
    unknown_key = 111,
    repeated_key = 112,
    malformed_value = 113,  // an empty or broken list, `none` in a list
    illegal_revision_id = 114,
    illegal_branch_label = 115,
    sql_before_marker = 120,
    unknown_section = 121,
    unknown_section_option = 122,
    repeated_section = 123,
    no_upgrade_section = 124,
    no_section_for_dialect = 125,
    indented_marker = 126,    // a warning: it is text
    key_behind_header = 127,  // a warning: it is a comment
    unconfirmed = 128,
    unterminated_string = 130,
    unterminated_identifier = 131,
    unterminated_comment = 132,
    unterminated_body = 133,  // trigger or routine without its END
    client_command = 134,     // of psql or mysql: \connect, \g, SOURCE
    malformed_copy_data = 135,
    malformed_delimiter = 136,
    locks_tables = 137,         // LOCK TABLES for MySQL
    no_upgrade_function = 138,  // of a revision in C++
    other_function = 139,       // for an id that is not the file's
    repeated_function = 140,
    misplaced_marker = 141,      // in a .cpp, where it says nothing
    fixture_without_code = 142,  // a file of fixtures alone, beside no .cpp
    missing_directory = 150,
    unreadable_directory = 151,
    no_revisions = 152,
    malformed_frozen = 153,  // a line of frozen.txt

    // K2xx: graph
    unknown_down_revision = 201,
    unknown_depends_on = 202,
    duplicate_revision = 203,
    case_clash = 204,
    duplicate_label = 205,
    label_is_revision = 206,
    cycle = 207,
    self_reference = 208,
    repeated_down_revision = 209,
    multiple_heads = 210,
    not_an_ancestor = 211,  // min_compatible

    // K3xx: replay and checks
    upgrade_failed = 301,
    downgrade_failed = 302,
    second_upgrade_failed = 303,
    downgrade_does_not_restore = 304,
    second_upgrade_differs = 305,
    script_controls_transaction = 306,  // BEGIN, COMMIT, ROLLBACK, SAVEPOINT, RELEASE
    script_attaches = 307,
    script_switches_foreign_keys = 308,
    double_quoted_string = 309,
    transaction_ended = 310,  // INSERT OR ROLLBACK, ON CONFLICT ROLLBACK
    foreign_key_violation = 311,
    incomplete_statement = 312,
    unbound_parameter = 313,
    pragma_in_transaction = 314,
    transaction_left_open = 315,  // by a no-transaction section
    touches_version_table = 316,
    endless_script = 317,
    model_drift = 320,
    malformed_models = 321,
    no_canary_rows = 330,  // a warning: nothing tries revisions on that table
    malformed_fixture = 331,
    malformed_allow = 332,  // a warning
    no_server = 333,        // for a dialect whose sections have to be run
    scratch_server =
        334,  // KILN_POSTGRESQL_URL: it does not answer, or lets nobody make a database
    private_server = 335,  // its programs are there and fail
    missing_extension = 336,
    releases_lock = 337,  // DISCARD ALL, pg_advisory_unlock_all(), RELEASE_ALL_LOCKS()
    not_judged = 338,     // ran on a first database of a server, and not on a second one
    frozen_revision_changed = 340,
    frozen_revision_gone = 341,
    code_not_run = 342,      // a warning: in a cross build
    no_snapshot = 347,       // a note
    faults_in_report = 350,  // a warning: they stand in the page

    // K4xx: database
    cannot_open = 401,
    no_driver = 402,  // a URL of a database that this program lacks
    unknown_database_revision = 403,
    checksum_changed = 404,
    lock_timeout = 405,
    database_damaged = 406,  // not a database, corrupt, or an I/O error
    history_without_version = 407,
    malformed_version_table = 408,
    version_rows_changed = 409,
    irreversible = 410,
    script_failed = 411,
    read_only = 412,
    disk_full = 413,
    new_violations = 414,
    connection_in_transaction = 415,
    commit_failed = 416,
    not_at_head = 417,   // Migrator::check(), `kiln check`
    schema_drift = 418,  // `kiln check`
    statement_deadline = 419,
    backup_failed = 420,
    no_journal = 421,
    stopped = 422,           // Options::stop
    temporary_object = 423,  // it would be taken for the database's
    no_database = 424,       // a verb that only reads it says so
    connection_lost = 425,   // to a server
    pooled_session = 426,    // what runs outside of a transaction needs a connection of its own
    invalid_index = 427,     // left by CREATE INDEX CONCURRENTLY
    missing_schema = 428,    // Options::schema
    statement_in_doubt = 429,
    unfinished_revision = 430,
    done_statement_changed = 431,
    runs_elsewhere = 432,  // on another server of a cluster
    nothing_in_doubt = 433,
    wrong_value = 436,     // of a statement, or of a column that it answers
    wrong_handle = 437,    // Operations::sqlite() on another database
    code_in_script = 438,  // `--sql` of a revision in C++
    not_recognized = 439,
    several_recognized = 440,
    nothing_to_adopt = 441,
    no_fingerprints = 442,
    foreign_exception = 443,
    two_sqlites = 446,           // <kiln/qt.hpp>
    no_sqlite_connection = 447,  // <kiln/qt.hpp>

    // K5xx: usage
    unknown_revision = 501,
    ambiguous_prefix = 502,
    malformed_identifier = 503,
    several_heads = 504,  // `head` where there are two
    walk_too_far = 505,
    ambiguous_walk = 506,
    not_on_branch = 507,
    not_applied = 508,  // a downgrade target that the database is not at or above
    malformed_url = 509,
    unreadable_settings = 510,
    malformed_settings = 511,  // TOML syntax
    unknown_setting = 512,
    malformed_setting = 513,
    no_url = 514,
    malformed_option = 515,
    cannot_write = 516,
    overlapping_targets = 517,  // `stamp a b`, a an ancestor of b
    not_a_head = 518,           // `revision --head` of one that is none
    hook_failed = 519,          // a post_write_hook
    folder_not_empty = 520,     // `init` where something is already
    unknown_code = 521,         // `explain` of one that does not exist
    no_models = 522,            // `revision --autogenerate`
    models_not_built = 523,
    cannot_alter = 524,            // `alter`
    connect_without_sqlite = 525,  // Options::connect
    cannot_load_extension = 526,
    cannot_rebase = 531,
    cannot_replace = 532,  // `revision --replace`
    cannot_import = 533,
    not_imported = 534,  // a file that `import` leaves out
    code_not_built = 535,
    cannot_begin_from = 536,
    not_a_report = 539,         // the file that `report` would replace
    schema_needs_sqlite = 540,  // `schema`, `diff`

    // K6xx: rules, which kiln.toml and `kiln:allow` can set
    fails_on_rows = 601,
    rows_lost = 602,
    values_lost = 603,
    dependents_broken = 604,
    order_matters = 605,
    lost_on_rebuild = 606,
    needs_newer_sqlite = 607,
    not_deterministic = 608,
    constraint_on_existing = 609,
    table_dropped = 610,
    column_dropped = 611,
    changes_all_rows = 612,  // UPDATE or DELETE without WHERE
    // What only a server can answer; all are warnings.
    rewrites_table = 621,
    scans_under_lock = 622,
    blocks_writes = 623,     // an index without CONCURRENTLY
    enum_in_same_run = 624,  // ALTER TYPE … ADD VALUE and its use
};

[[nodiscard]] constexpr int number_of(Code code) { return static_cast<int>(code); }

/// `code == 403`
constexpr bool operator==(Code code, int number) { return number_of(code) == number; }

/// `K403`
[[nodiscard]] inline std::string to_string(Code code) {
    return 'K' + std::to_string(number_of(code));
}

}  // namespace kiln
