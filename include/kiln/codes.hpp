#pragma once
// Every diagnostic code, by name. A code is never reused; docs/diagnostics.md explains each.

#include <kiln/diagnostic.hpp>

namespace kiln::codes {

// K1xx: revision files
inline constexpr Code unreadable_file = 101;     // permission, dangling link, link loop, I/O error
inline constexpr Code not_a_regular_file = 102;  // a folder, FIFO, socket or device named x.sql
inline constexpr Code file_too_large = 103;
inline constexpr Code nul_byte = 104;
inline constexpr Code invalid_utf8 = 105;
inline constexpr Code not_utf8 = 106;  // UTF-16 or UTF-32, by its byte order mark
inline constexpr Code line_too_long = 107;
inline constexpr Code unusable_file_name =
    108;                                  // control characters, " ; # \ : no build can carry it
inline constexpr Code missing_key = 110;  // also: empty file, comments only
inline constexpr Code unknown_key = 111;
inline constexpr Code repeated_key = 112;
inline constexpr Code malformed_value = 113;  // an empty or broken list, `none` in a list
inline constexpr Code illegal_revision_id = 114;
inline constexpr Code illegal_branch_label = 115;
inline constexpr Code sql_before_marker = 120;
inline constexpr Code unknown_section = 121;
inline constexpr Code unknown_section_option = 122;
inline constexpr Code repeated_section = 123;
inline constexpr Code no_upgrade_section = 124;
inline constexpr Code no_section_for_dialect = 125;
inline constexpr Code indented_marker = 126;    // a warning: it is text
inline constexpr Code key_behind_header = 127;  // a warning: it is a comment
inline constexpr Code unconfirmed = 128;
inline constexpr Code unterminated_string = 130;
inline constexpr Code unterminated_identifier = 131;
inline constexpr Code unterminated_comment = 132;
inline constexpr Code unterminated_body = 133;  // trigger or routine without its END
inline constexpr Code missing_directory = 150;
inline constexpr Code unreadable_directory = 151;
inline constexpr Code no_revisions = 152;

// K2xx: graph
inline constexpr Code unknown_down_revision = 201;
inline constexpr Code unknown_depends_on = 202;
inline constexpr Code duplicate_revision = 203;
inline constexpr Code case_clash = 204;
inline constexpr Code duplicate_label = 205;
inline constexpr Code label_is_revision = 206;
inline constexpr Code cycle = 207;
inline constexpr Code self_reference = 208;
inline constexpr Code repeated_down_revision = 209;
inline constexpr Code multiple_heads = 210;
inline constexpr Code not_an_ancestor = 211;  // min_compatible

// K3xx: replay and checks
inline constexpr Code upgrade_failed = 301;
inline constexpr Code downgrade_failed = 302;
inline constexpr Code second_upgrade_failed = 303;
inline constexpr Code downgrade_does_not_restore = 304;
inline constexpr Code second_upgrade_differs = 305;
inline constexpr Code script_controls_transaction =
    306;  // BEGIN, COMMIT, ROLLBACK, SAVEPOINT, RELEASE
inline constexpr Code script_attaches = 307;
inline constexpr Code script_switches_foreign_keys = 308;
inline constexpr Code double_quoted_string = 309;
inline constexpr Code transaction_ended = 310;  // INSERT OR ROLLBACK, ON CONFLICT ROLLBACK
inline constexpr Code foreign_key_violation = 311;
inline constexpr Code incomplete_statement = 312;
inline constexpr Code unbound_parameter = 313;
inline constexpr Code pragma_in_transaction = 314;
inline constexpr Code transaction_left_open = 315;  // by a no-transaction section
inline constexpr Code touches_version_table = 316;
inline constexpr Code endless_script = 317;
inline constexpr Code model_drift = 320;
inline constexpr Code malformed_models = 321;

// K4xx: database
inline constexpr Code cannot_open = 401;
inline constexpr Code no_driver = 402;  // a URL of a database that this program lacks
inline constexpr Code unknown_database_revision = 403;
inline constexpr Code checksum_changed = 404;
inline constexpr Code lock_timeout = 405;
inline constexpr Code database_damaged = 406;  // not a database, corrupt, or an I/O error
inline constexpr Code history_without_version = 407;
inline constexpr Code malformed_version_table = 408;
inline constexpr Code version_rows_changed = 409;
inline constexpr Code irreversible = 410;
inline constexpr Code script_failed = 411;
inline constexpr Code read_only = 412;
inline constexpr Code disk_full = 413;
inline constexpr Code new_violations = 414;
inline constexpr Code connection_in_transaction = 415;
inline constexpr Code commit_failed = 416;
inline constexpr Code not_at_head = 417;   // Migrator::check(), `kiln check`
inline constexpr Code schema_drift = 418;  // `kiln check`
inline constexpr Code statement_deadline = 419;
inline constexpr Code backup_failed = 420;
inline constexpr Code no_journal = 421;

// K5xx: usage
inline constexpr Code unknown_revision = 501;
inline constexpr Code ambiguous_prefix = 502;
inline constexpr Code malformed_identifier = 503;
inline constexpr Code several_heads = 504;  // `head` where there are two
inline constexpr Code walk_too_far = 505;
inline constexpr Code ambiguous_walk = 506;
inline constexpr Code not_on_branch = 507;
inline constexpr Code not_applied = 508;  // a downgrade target that the database is not at or above
inline constexpr Code malformed_url = 509;
inline constexpr Code unreadable_settings = 510;
inline constexpr Code malformed_settings = 511;  // TOML syntax
inline constexpr Code unknown_setting = 512;
inline constexpr Code malformed_setting = 513;
inline constexpr Code no_url = 514;
inline constexpr Code malformed_option = 515;
inline constexpr Code cannot_write = 516;
inline constexpr Code overlapping_targets = 517;  // `stamp a b`, a an ancestor of b
inline constexpr Code not_a_head = 518;           // `revision --head` of one that is none
inline constexpr Code hook_failed = 519;          // a post_write_hook
inline constexpr Code folder_not_empty = 520;     // `init` where something is already
inline constexpr Code unknown_code = 521;         // `explain` of one that does not exist
inline constexpr Code no_models = 522;            // `revision --autogenerate`
inline constexpr Code models_not_built = 523;
inline constexpr Code cannot_alter = 524;  // `alter`

}  // namespace kiln::codes
