#pragma once
// Structs as models of tables. Needs Boost.PFR: link Kiln::models. docs/models.md tells all of it.
//
//     struct Patient {
//         std::int64_t id;
//         std::string name;
//         std::optional<std::string> phone;
//     };
//
//     inline constexpr auto metadata = kiln::metadata(
//         kiln::table<Patient>("patient", kiln::primary_key(&Patient::id),
//                              kiln::unique(&Patient::phone)));

#include <kiln/models/column_options.hpp>  // length, default_value, collate, generated, renamed_from, …
#include <kiln/models/column_type.hpp>  // column_type, for a type of your own
#include <kiln/models/constraints.hpp>  // primary_key, unique, foreign_key, check
#include <kiln/models/enumerators.hpp>  // one_of, as_text
#include <kiln/models/index.hpp>        // index, descending, expression
#include <kiln/models/metadata.hpp>     // metadata, NamingConvention, leave_alone
#include <kiln/models/query.hpp>        // Operations::query<Struct>, for revisions in C++
#include <kiln/models/table.hpp>        // table, strict, without_rowid, table_renamed_from
