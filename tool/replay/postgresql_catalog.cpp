#include "tool/replay/postgresql_catalog.hpp"

#include "src/database/version_table.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/message.hpp"

#include <algorithm>
#include <charconv>
#include <set>
#include <string_view>
#include <utility>

namespace kiln::tool {
namespace {

// A row is an object: what it is called, what it goes with, and its text. Names are written by
// format('%I'), and the schema public is left out. ACLs count as they work: NULL is the default.
constexpr const char* catalog_sql = R"sql(
WITH extended AS MATERIALIZED (
  SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
), schemas AS MATERIALIZED (
  SELECT oid, nspname, nspowner, nspacl,
    CASE nspname WHEN 'public' THEN '' ELSE quote_ident(nspname) || '.' END AS dot
  FROM pg_namespace n WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'kiln_check')
    AND NOT EXISTS (SELECT FROM extended e WHERE e.classid = 'pg_namespace'::regclass AND e.objid = n.oid)
), relations AS MATERIALIZED (
  SELECT c.*, n.dot || quote_ident(c.relname) AS name,
    CASE c.relkind WHEN 'v' THEN 'view ' WHEN 'm' THEN 'materialized view ' WHEN 'S' THEN 'sequence '
      WHEN 'c' THEN 'type ' WHEN 'f' THEN 'foreign table ' ELSE 'table ' END AS kind
  FROM pg_class c JOIN schemas n ON n.oid = c.relnamespace
  WHERE {relations} AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c')
    AND c.relname NOT IN ({own})
    AND NOT EXISTS (SELECT FROM extended e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid)
    AND NOT EXISTS (SELECT FROM pg_depend d JOIN pg_class t ON t.oid = d.refobjid
      WHERE c.relkind = 'S' AND d.classid = 'pg_class'::regclass AND d.objid = c.oid
        AND d.deptype IN ('a', 'i') AND t.relname IN ({own}))
), functions AS MATERIALIZED (
  SELECT p.*, n.dot || quote_ident(p.proname) || '(' || pg_get_function_identity_arguments(p.oid) || ')' AS name
  FROM pg_proc p JOIN schemas n ON n.oid = p.pronamespace
  WHERE {functions} AND NOT EXISTS (SELECT FROM extended e WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid)
), types AS MATERIALIZED (
  SELECT t.*, n.dot || quote_ident(t.typname) AS name
  FROM pg_type t JOIN schemas n ON n.oid = t.typnamespace
  WHERE {types} AND t.typtype IN ('e', 'd', 'r', 'b') AND t.typelem = 0
    AND NOT EXISTS (SELECT FROM extended e WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid)
), entries AS (
  SELECT 0::oid AS root, 0::oid AS own, 'schema ' || quote_ident(nspname) AS key, '' AS owner,
    obj_description(oid, 'pg_namespace') AS text,
    concat_ws(' ', pg_get_userbyid(nspowner), CASE WHEN nspacl IS NOT NULL THEN NULLIF(
      (SELECT string_agg(item::text, ',' ORDER BY item::text) FROM unnest(nspacl) item),
      (SELECT string_agg(item::text, ',' ORDER BY item::text) FROM unnest(acldefault(('n')::"char", nspowner)) item)) END) AS deployed
  FROM schemas
  UNION ALL
  SELECT r.oid, r.oid, kind || name,
    CASE relkind WHEN 'S' THEN coalesce((SELECT CASE t.relkind WHEN 'f' THEN 'foreign table ' ELSE 'table ' END || n.dot || quote_ident(t.relname)
      FROM pg_depend d JOIN pg_class t ON t.oid = d.refobjid JOIN schemas n ON n.oid = t.relnamespace WHERE d.classid = 'pg_class'::regclass AND d.objid = r.oid AND d.deptype IN ('a', 'i')), '') ELSE '' END,
    concat_ws(' ', relpersistence, relkind, relreplident, relrowsecurity, relforcerowsecurity, reloptions, a.amname, pg_get_expr(relpartbound, r.oid),
    CASE relkind WHEN 'p' THEN pg_get_partkeydef(r.oid) END,
    CASE WHEN relkind IN ('v', 'm') THEN pg_get_viewdef(r.oid) END,
    CASE WHEN reloftype <> 0 THEN reloftype::regtype::text END,
    (SELECT string_agg(inhparent::regclass::text, ',' ORDER BY inhseqno) FROM pg_inherits WHERE inhrelid = r.oid),
    obj_description(r.oid, 'pg_class'),
    (SELECT concat_ws(' ', seqtypid::regtype, seqstart, seqincrement, seqmax, seqmin, seqcache, seqcycle) FROM pg_sequence WHERE seqrelid = r.oid),
    CASE relkind WHEN 'S' THEN (SELECT string_agg(d.deptype::text || d.refobjid::regclass::text || '.' || t.attname, ',')
      FROM pg_depend d JOIN pg_attribute t ON t.attrelid = d.refobjid AND t.attnum = d.refobjsubid
      WHERE d.classid = 'pg_class'::regclass AND d.objid = r.oid AND d.deptype IN ('a', 'i')) END),
    concat_ws(' ', pg_get_userbyid(relowner), CASE WHEN relacl IS NOT NULL THEN NULLIF(
      (SELECT string_agg(item::text, ',' ORDER BY item::text) FROM unnest(relacl) item),
      (SELECT string_agg(item::text, ',' ORDER BY item::text) FROM unnest(acldefault((CASE relkind WHEN 'S' THEN 's' ELSE 'r' END)::"char", relowner)) item)) END, CASE relkind WHEN 'm' THEN relispopulated END)
  FROM relations r LEFT JOIN pg_am a ON a.oid = r.relam
  UNION ALL
  SELECT r.oid, 0::oid, 'column ' || r.name || '.' || quote_ident(a.attname), r.kind || r.name,
    concat_ws(' ', format_type(a.atttypid, a.atttypmod),
      CASE WHEN a.attcollation <> t.typcollation THEN 'COLLATE ' || a.attcollation::regcollation END,
      CASE WHEN a.attnotnull THEN 'NOT NULL' END,
      CASE WHEN a.attgenerated <> '' THEN 'GENERATED ' || a.attgenerated::text WHEN d.oid IS NOT NULL THEN 'DEFAULT' END,
      pg_get_expr(d.adbin, d.adrelid), CASE WHEN a.attidentity <> '' THEN 'IDENTITY ' || a.attidentity::text END,
      CASE WHEN a.attstorage <> t.typstorage THEN 'STORAGE ' || a.attstorage::text END,
      CASE WHEN a.attstattarget >= 0 THEN 'STATISTICS ' || a.attstattarget END,
      (SELECT string_agg(o, ',' ORDER BY o) FROM unnest(a.attoptions) o WHERE o NOT LIKE 'pg\_%'), a.attfdwoptions, CASE WHEN NOT a.attislocal THEN 'inherited' END,
      col_description(r.oid, a.attnum)), a.attacl::text
  FROM relations r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_attrdef d ON d.adrelid = r.oid AND d.adnum = a.attnum
  WHERE r.relkind <> 'S'
  UNION ALL
  SELECT r.oid, c.oid, 'constraint ' || quote_ident(c.conname) || ' of ' || r.name, r.kind || r.name,
    concat_ws(' ', pg_get_constraintdef(c.oid), CASE WHEN c.coninhcount > 0 THEN 'inherited' END,
      obj_description(c.oid, 'pg_constraint')), ''
  FROM relations r JOIN pg_constraint c ON c.conrelid = r.oid WHERE c.contype <> 't'
  UNION ALL
  SELECT r.oid, i.oid, 'index ' || quote_ident(i.relname) || ' of ' || r.name, r.kind || r.name,
    concat_ws(' ', pg_get_indexdef(x.indexrelid), CASE WHEN NOT x.indisvalid THEN 'INVALID' END,
      CASE WHEN x.indisclustered THEN 'CLUSTER' END, CASE WHEN x.indisreplident THEN 'REPLICA IDENTITY' END,
      i.reloptions, obj_description(i.oid, 'pg_class')), ''
  FROM relations r JOIN pg_index x ON x.indrelid = r.oid JOIN pg_class i ON i.oid = x.indexrelid
  UNION ALL
  SELECT r.oid, t.oid, 'trigger ' || quote_ident(t.tgname) || ' of ' || r.name, r.kind || r.name,
    concat_ws(' ', pg_get_triggerdef(t.oid), t.tgenabled, obj_description(t.oid, 'pg_trigger')), ''
  FROM relations r JOIN pg_trigger t ON t.tgrelid = r.oid WHERE NOT t.tgisinternal
  UNION ALL
  SELECT r.oid, w.oid, 'rule ' || quote_ident(w.rulename) || ' of ' || r.name, r.kind || r.name,
    concat_ws(' ', pg_get_ruledef(w.oid), w.ev_enabled), ''
  FROM relations r JOIN pg_rewrite w ON w.ev_class = r.oid WHERE w.rulename <> '_RETURN'
  UNION ALL
  SELECT r.oid, p.oid, 'policy ' || quote_ident(p.polname) || ' of ' || r.name, r.kind || r.name,
    concat_ws(' ', p.polcmd, p.polpermissive, (SELECT string_agg(CASE role WHEN 0 THEN 'public' ELSE pg_get_userbyid(role) END, ',' ORDER BY 1) FROM unnest(p.polroles) role),
      pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)), ''
  FROM relations r JOIN pg_policy p ON p.polrelid = r.oid
  UNION ALL
  SELECT f.oid, f.oid, CASE f.prokind WHEN 'p' THEN 'procedure ' WHEN 'a' THEN 'aggregate ' ELSE 'function ' END || name, '',
    concat_ws(' ', CASE f.prokind WHEN 'a' THEN
        (SELECT concat_ws(' ', f.prorettype::regtype, aggkind, aggtransfn, aggfinalfn, aggcombinefn, aggtranstype::regtype, agginitval, aggsortop) FROM pg_aggregate WHERE aggfnoid = f.oid)
      ELSE pg_get_functiondef(f.oid) END,
      obj_description(f.oid, 'pg_proc')),
    concat_ws(' ', pg_get_userbyid(f.proowner), CASE WHEN f.proacl IS NOT NULL THEN NULLIF(
      (SELECT string_agg(item::text, ',' ORDER BY item::text) FROM unnest(f.proacl) item),
      (SELECT string_agg(item::text, ',' ORDER BY item::text) FROM unnest(acldefault(('f')::"char", f.proowner)) item)) END)
  FROM functions f
  UNION ALL
  SELECT t.oid, t.oid, CASE t.typtype WHEN 'd' THEN 'domain ' ELSE 'type ' END || name, '',
    concat_ws(' ', obj_description(t.oid, 'pg_type'),
      (SELECT string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid),
      CASE t.typtype WHEN 'd' THEN concat_ws(' ', format_type(t.typbasetype, t.typtypmod), t.typnotnull, t.typdefault,
        (SELECT string_agg(conname || ' ' || pg_get_constraintdef(oid), ', ' ORDER BY conname) FROM pg_constraint WHERE contypid = t.oid)) END,
      CASE t.typtype WHEN 'r' THEN (SELECT rngsubtype::regtype::text FROM pg_range WHERE rngtypid = t.oid) END),
    concat_ws(' ', pg_get_userbyid(t.typowner), CASE WHEN t.typacl IS NOT NULL THEN NULLIF(
      (SELECT string_agg(item::text, ',' ORDER BY item::text) FROM unnest(t.typacl) item),
      (SELECT string_agg(item::text, ',' ORDER BY item::text) FROM unnest(acldefault(('T')::"char", t.typowner)) item)) END)
  FROM types t
  UNION ALL
  SELECT 0::oid, 0::oid, 'extension ' || quote_ident(extname), '', '', concat_ws(' ', extversion, extnamespace::regnamespace) FROM pg_extension
  UNION ALL
  SELECT 0::oid, 0::oid, 'statistics ' || n.dot || quote_ident(s.stxname), '', pg_get_statisticsobjdef(s.oid), ''
  FROM pg_statistic_ext s JOIN schemas n ON n.oid = s.stxnamespace
  UNION ALL
  SELECT 0::oid, 0::oid, 'event trigger ' || quote_ident(evtname), '', concat_ws(' ', evtevent, evtfoid::regproc, evtenabled, evttags), '' FROM pg_event_trigger
  WHERE evtname NOT IN ('kiln_check_command', 'kiln_check_drop')
  UNION ALL
  SELECT 0::oid, 0::oid, 'publication ' || quote_ident(p.pubname), '', concat_ws(' ', p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate,
    (SELECT string_agg(prrelid::regclass::text, ',' ORDER BY prrelid::regclass::text) FROM pg_publication_rel WHERE prpubid = p.oid)), ''
  FROM pg_publication p
  UNION ALL
  SELECT 0::oid, 0::oid, 'default privileges ' || concat_ws(' ', pg_get_userbyid(defaclrole), CASE WHEN defaclnamespace <> 0 THEN defaclnamespace::regnamespace END, defaclobjtype), '',
    '', (SELECT string_agg(item::text, ',' ORDER BY item::text) FROM unnest(defaclacl) item) FROM pg_default_acl
  UNION ALL
  SELECT 0::oid, 0::oid, 'foreign server ' || quote_ident(srvname), '', concat_ws(' ', srvtype, srvversion, srvoptions, srvfdw), '' FROM pg_foreign_server
  UNION ALL
  SELECT 0::oid, 0::oid, i.type || ' ' || i.identity, '', '', '' FROM (
    SELECT 'pg_operator'::regclass AS class, oid FROM pg_operator UNION ALL
    SELECT 'pg_opclass'::regclass, oid FROM pg_opclass UNION ALL
    SELECT 'pg_opfamily'::regclass, oid FROM pg_opfamily UNION ALL
    SELECT 'pg_cast'::regclass, oid FROM pg_cast UNION ALL
    SELECT 'pg_collation'::regclass, oid FROM pg_collation UNION ALL
    SELECT 'pg_conversion'::regclass, oid FROM pg_conversion UNION ALL
    SELECT 'pg_ts_config'::regclass, oid FROM pg_ts_config UNION ALL
    SELECT 'pg_ts_dict'::regclass, oid FROM pg_ts_dict UNION ALL
    SELECT 'pg_foreign_data_wrapper'::regclass, oid FROM pg_foreign_data_wrapper UNION ALL
    SELECT 'pg_user_mapping'::regclass, umid FROM pg_user_mappings UNION ALL
    SELECT 'pg_language'::regclass, oid FROM pg_language
  ) o, pg_identify_object(o.class, o.oid, 0) i
  WHERE o.oid >= 16384 AND NOT EXISTS (SELECT FROM extended e WHERE e.classid = o.class AND e.objid = o.oid)
)
SELECT key, owner, text, deployed, root, own FROM entries)sql";

// What a command or a drop was about. As whom it runs does not matter, nor what a section sets.
constexpr const char* watch_sql[] = {
    "CREATE SCHEMA kiln_check",
    "CREATE TABLE kiln_check.touched (class oid, object oid, is_gone boolean)",
    R"sql(CREATE FUNCTION kiln_check.note() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF tg_event = 'ddl_command_end' THEN
    INSERT INTO kiln_check.touched SELECT classid, objid, false FROM pg_event_trigger_ddl_commands();
    RETURN;
  END IF;
  INSERT INTO kiln_check.touched
    SELECT classid, objid, objsubid = 0 FROM pg_event_trigger_dropped_objects();
  -- The tables of constraints, triggers, defaults, …
  INSERT INTO kiln_check.touched SELECT 'pg_class'::regclass, t.oid, false FROM (
    SELECT to_regclass(quote_ident(address_names[1]) || '.' || quote_ident(address_names[2])) AS oid
    FROM pg_event_trigger_dropped_objects() WHERE cardinality(address_names) = 3) t
  WHERE t.oid IS NOT NULL;
END $$)sql",
    "CREATE EVENT TRIGGER kiln_check_command ON ddl_command_end EXECUTE FUNCTION kiln_check.note()",
    "CREATE EVENT TRIGGER kiln_check_drop ON sql_drop EXECUTE FUNCTION kiln_check.note()",
    // Whatever a section sets.
    "ALTER EVENT TRIGGER kiln_check_command ENABLE ALWAYS",
    "ALTER EVENT TRIGGER kiln_check_drop ENABLE ALWAYS",
};

// A row is an object that is gone, or one to be read anew: with a table what inherits from it, with
// each what depends on it and so may say its name. NULL, as of GRANT, and what holds many others
// stand for all.
constexpr const char* touched_sql =
    R"sql(WITH RECURSIVE touched AS MATERIALIZED (
  SELECT DISTINCT class, object, is_gone FROM kiln_check.touched
), changed AS (
  SELECT class, object FROM touched WHERE NOT is_gone
  UNION SELECT 'pg_class'::regclass, h.inhrelid FROM changed c JOIN pg_inherits h
    ON c.class = 'pg_class'::regclass AND h.inhparent = c.object
), told AS (
  SELECT class, object FROM changed
  UNION SELECT d.classid, d.objid FROM changed c JOIN pg_depend d
    ON d.refclassid = c.class AND d.refobjid = c.object AND d.deptype <> 'e'
)
SELECT object, true FROM touched WHERE is_gone
UNION SELECT CASE class
    WHEN 'pg_constraint'::regclass THEN (SELECT CASE conrelid WHEN 0 THEN contypid ELSE conrelid END FROM pg_constraint WHERE oid = object)
    WHEN 'pg_attrdef'::regclass THEN (SELECT adrelid FROM pg_attrdef WHERE oid = object)
    WHEN 'pg_rewrite'::regclass THEN (SELECT ev_class FROM pg_rewrite WHERE oid = object)
    WHEN 'pg_trigger'::regclass THEN (SELECT tgrelid FROM pg_trigger WHERE oid = object)
    WHEN 'pg_policy'::regclass THEN (SELECT polrelid FROM pg_policy WHERE oid = object)
    WHEN 'pg_class'::regclass THEN coalesce((SELECT indrelid FROM pg_index WHERE indexrelid = object), object)
    ELSE object END, false FROM told WHERE object IS NOT NULL
UNION SELECT 0, false FROM touched WHERE object IS NULL OR class IN ('pg_namespace'::regclass, 'pg_extension'::regclass))sql";

std::string quoted_list(std::span<const std::string> names) {
    std::string list;
    for (const std::string& name : names) {
        list += (list.empty() ? "" : ", ") + string_in_sql(name);
    }
    return list;
}

/// `filter`: what has to hold of what is read. `own`: Kiln's tables.
std::string catalog_statement(std::string_view filter, std::span<const std::string> own) {
    std::string sql = catalog_sql;
    const auto put = [&](std::string_view marker, const std::string& text) {
        for (std::size_t at = 0; (at = sql.find(marker, at)) != std::string::npos;) {
            sql.replace(at, marker.size(), text);
            at += text.size();
        }
    };
    const auto put_filter = [&](std::string_view marker, std::string_view oid) {
        put(marker, filter.empty() ? "true" : std::string(oid) + std::string(filter));
    };
    put_filter("{relations}", "c.oid");
    put_filter("{functions}", "p.oid");
    put_filter("{types}", "t.oid");
    put("{own}", quoted_list(own));
    return sql;
}

std::uint64_t object_number(std::string_view text) {
    std::uint64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

void ask(Connection& connection, const std::string& sql,
         const std::function<void(Row)>& each_row = {}) {
    const FirstStatement done = connection.run_first(sql, {}, each_row);
    if (done.fault) throw database_error(*done.fault, Doing::read, connection.name());
}

/// What a definition says of other objects, and how it writes its values, depends on it.
constexpr std::string_view reading_session =
    "SET LOCAL search_path = public; SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, MDY'; "
    "SET LOCAL IntervalStyle = 'postgres'; SET LOCAL bytea_output = 'hex'; SET LOCAL "
    "extra_float_digits = 1; SET LOCAL quote_all_identifiers = off; SET LOCAL "
    "standard_conforming_strings = on";

void read_entries(Connection& connection, Catalog& catalog, const std::string& sql) {
    const bool is_inside = connection.state().is_open;
    ask(connection,
        (is_inside ? "SAVEPOINT kiln_catalog; " : "BEGIN; ") + std::string(reading_session) + "; " +
            sql,
        [&](Row row) {
            catalog[std::string(row[0].text)] = {
                std::string(row[1].text), std::string(row[2].text), std::string(row[3].text),
                object_number(row[4].text), object_number(row[5].text)};
        });
    ask(connection, is_inside ? "ROLLBACK TO SAVEPOINT kiln_catalog; RELEASE SAVEPOINT kiln_catalog"
                              : "ROLLBACK");
}

std::vector<std::string> own_table_names(const std::string& version_table) {
    return {version_table, std::string(history_table), std::string(compatible_table)};
}

}  // namespace

PostgresqlCatalog::PostgresqlCatalog(Connection& connection, const std::string& version_table)
    : connection_(connection), questions_(connection) {
    const std::vector<std::string> own = own_table_names(version_table);
    ask("BEGIN; " + std::string(reading_session));
    questions_.add("kiln_catalog", catalog_statement("", own));
    questions_.add("kiln_catalog_part", catalog_statement(" = ANY ($1)", own));
    ask("COMMIT");
    for (const char* sql : watch_sql) {
        if (connection_.run_first(sql).fault) return;
    }
    questions_.add("kiln_touched", touched_sql);
    is_watched_ = true;
}

void PostgresqlCatalog::ask(const std::string& sql, const std::function<void(Row)>& each_row) {
    kiln::tool::ask(connection_, sql, each_row);
}

void PostgresqlCatalog::read_into(Catalog& catalog, const std::string& sql) {
    read_entries(connection_, catalog, sql);
}

Catalog PostgresqlCatalog::read() { return read({}, true); }

Catalog read_postgresql_catalog(Connection& connection, const std::string& version_table) {
    Catalog catalog;
    read_entries(connection, catalog, catalog_statement("", own_table_names(version_table)));
    return catalog;
}

/// Of one that DROP IDENTITY takes along no event trigger is told.
void PostgresqlCatalog::forget_lost_sequences(Catalog& catalog) {
    const auto is_sequence = [](const auto& each) { return each.first.starts_with("sequence "); };
    if (std::ranges::none_of(catalog, is_sequence)) return;
    std::set<std::uint64_t> there;
    ask("SELECT oid FROM pg_catalog.pg_class WHERE relkind = 'S'",
        [&](Row row) { there.insert(object_number(row[0].text)); });
    std::erase_if(catalog, [&](const auto& each) {
        return is_sequence(each) && !there.contains(each.second.root);
    });
}

Catalog PostgresqlCatalog::read(Catalog last, bool all_may_have_changed) {
    std::set<std::uint64_t> changed{0};  // what has no number is always read
    std::set<std::uint64_t> gone;
    bool is_any = !is_watched_;
    if (is_watched_) {
        ask(questions_.with("kiln_touched"), [&](Row row) {
            is_any = true;
            const std::uint64_t object = object_number(row[0].text);
            all_may_have_changed = all_may_have_changed || object == 0;
            (row[1].text == "t" ? gone : changed).insert(object);
        });
        if (is_any) ask("DELETE FROM kiln_check.touched");
    }
    if (all_may_have_changed || !is_watched_) {
        last.clear();
        read_into(last, questions_.with("kiln_catalog"));
    } else if (is_any) {
        std::erase_if(last, [&](const auto& each) {
            const CatalogEntry& entry = each.second;
            return changed.contains(entry.root) || gone.contains(entry.root) ||
                   gone.contains(entry.own);
        });
        forget_lost_sequences(last);
        std::string list;
        for (const std::uint64_t object : changed) {
            list += (list.empty() ? "" : ",") + std::to_string(object);
        }
        read_into(last, questions_.with("kiln_catalog_part", "'{" + list + "}'::oid[]"));
    }
    return last;
}

}  // namespace kiln::tool
