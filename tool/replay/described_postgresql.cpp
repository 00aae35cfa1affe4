#include "tool/replay/described_postgresql.hpp"

#include "src/database/version_table.hpp"
#include "src/sql/quoting.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace kiln::tool {
namespace {

// What is Kiln's, the server's or an extension's is none of these.
constexpr std::string_view common_sql = R"sql(
WITH extended AS MATERIALIZED (SELECT objid FROM pg_depend WHERE deptype = 'e'),
schemas AS MATERIALIZED (
  SELECT oid, nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN
    ('information_schema', 'kiln_check') AND oid NOT IN (SELECT objid FROM extended)
), relations AS MATERIALIZED (
  SELECT c.*, c.oid::regclass::text AS name,
    CASE WHEN pg_table_is_visible(c.oid) THEN c.relname ELSE n.nspname || '.' || c.relname END AS plain
  FROM pg_class c JOIN schemas n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c') AND c.relname NOT IN ({own})
    AND c.oid NOT IN (SELECT objid FROM extended)
    AND NOT EXISTS (SELECT FROM pg_depend d JOIN pg_class t ON t.oid = d.refobjid
      WHERE c.relkind = 'S' AND d.classid = 'pg_class'::regclass AND d.objid = c.oid
        AND d.deptype IN ('a', 'i') AND t.relname IN ({own}))
), tables AS MATERIALIZED (
  SELECT *, relispartition AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = relations.oid
    AND a.attnum > 0 AND a.attislocal AND NOT a.attisdropped) AS as_partition
  FROM relations WHERE relkind IN ('r', 'p', 'f')
), columns AS MATERIALIZED (
  SELECT a.*, t.name AS "table", t.as_partition, pg_get_expr(d.adbin, d.adrelid) AS expression, CASE WHEN
    a.attcollation <> y.typcollation THEN ' COLLATE ' || a.attcollation::regcollation ELSE '' END AS
    "collate", y.typstorage
  FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type y ON y.oid = a.atttypid
    LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
), sequences AS MATERIALIZED (
  SELECT r.oid, r.name, d.refobjid, d.refobjsubid, coalesce(d.deptype, 'n') AS deptype,
    concat_ws(' ', CASE WHEN s.seqtypid <> 'bigint'::regtype AND d.deptype IS DISTINCT FROM 'i' THEN 'AS ' || s.seqtypid::regtype END,
      CASE WHEN s.seqincrement <> 1 THEN 'INCREMENT BY ' || s.seqincrement END,
      CASE WHEN s.seqmin <> CASE WHEN s.seqincrement > 0 THEN 1 ELSE limits.low END THEN 'MINVALUE ' || s.seqmin END,
      CASE WHEN s.seqmax <> CASE WHEN s.seqincrement > 0 THEN limits.high ELSE -1 END THEN 'MAXVALUE ' || s.seqmax END,
      CASE WHEN s.seqstart <> CASE WHEN s.seqincrement > 0 THEN s.seqmin ELSE s.seqmax END THEN 'START WITH ' || s.seqstart END,
      CASE WHEN s.seqcache <> 1 THEN 'CACHE ' || s.seqcache END,
      CASE WHEN s.seqcycle THEN 'CYCLE' END) AS options
  FROM relations r JOIN pg_sequence s ON s.seqrelid = r.oid
    CROSS JOIN LATERAL (SELECT CASE s.seqtypid::regtype::text WHEN 'smallint' THEN -32768 WHEN 'integer'
      THEN -2147483648 ELSE -9223372036854775808 END AS low, CASE s.seqtypid::regtype::text WHEN 'smallint'
      THEN 32767 WHEN 'integer' THEN 2147483647 ELSE 9223372036854775807 END AS high) limits
    LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = r.oid AND d.refclassid =
      'pg_class'::regclass AND d.deptype IN ('a', 'i')
), constraints AS MATERIALIZED (
  SELECT c.*, t.name AS "table", t.as_partition FROM tables t JOIN pg_constraint c ON c.conrelid = t.oid
  WHERE c.coninhcount = 0 AND c.contype <> 't'
)
)sql";

// What others are made of, or have to be there before: a number of the server's, and a statement.
constexpr std::string_view objects_sql = R"sql(
SELECT oid, 'CREATE SCHEMA ' || quote_ident(nspname) FROM schemas WHERE nspname NOT IN ('public', current_schema())
UNION ALL
SELECT e.oid, 'CREATE EXTENSION IF NOT EXISTS ' || quote_ident(extname) ||
  CASE WHEN n.nspname IN ('pg_catalog', current_schema()) THEN '' ELSE ' WITH SCHEMA ' || quote_ident(n.nspname) END
FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE extname <> 'plpgsql'
UNION ALL
SELECT t.oid, CASE t.typtype
  WHEN 'e' THEN 'CREATE TYPE ' || t.oid::regtype || ' AS ENUM (' || coalesce((SELECT
    string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid), '') || ')'
  WHEN 'r' THEN (SELECT 'CREATE TYPE ' || t.oid::regtype || ' AS RANGE (' || concat_ws(', ', 'subtype = ' || rngsubtype::regtype,
    CASE WHEN rngcollation <> 0 AND rngcollation <> (SELECT typcollation FROM pg_type WHERE oid = rngsubtype) THEN 'collation = ' || rngcollation::regcollation END,
    CASE WHEN rngcanonical <> 0 THEN 'canonical = ' || rngcanonical END,
    CASE WHEN rngsubdiff <> 0 THEN 'subtype_diff = ' || rngsubdiff END) || ')' FROM pg_range WHERE rngtypid = t.oid)
  ELSE 'CREATE DOMAIN ' || t.oid::regtype || ' AS ' || format_type(t.typbasetype, t.typtypmod) ||
    CASE WHEN t.typcollation <> (SELECT typcollation FROM pg_type WHERE oid = t.typbasetype) THEN ' COLLATE ' || t.typcollation::regcollation ELSE '' END ||
    coalesce(' DEFAULT ' || t.typdefault, '') || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END ||
    coalesce((SELECT string_agg(' CONSTRAINT ' || quote_ident(conname) || ' ' || pg_get_constraintdef(oid, true), '' ORDER BY oid)
      FROM pg_constraint WHERE contypid = t.oid AND contype = 'c'), '') END
FROM pg_type t JOIN schemas n ON n.oid = t.typnamespace
WHERE t.typtype IN ('e', 'r', 'd') AND t.oid NOT IN (SELECT objid FROM extended)
UNION ALL
SELECT r.oid, 'CREATE TYPE ' || r.name || ' AS (' || coalesce((SELECT string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod),
  ', ' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped), '') || ')'
FROM relations r WHERE relkind = 'c'
UNION ALL
SELECT p.oid, CASE p.prokind WHEN 'a' THEN (SELECT 'CREATE AGGREGATE ' || p.pronamespace::regnamespace || '.' || quote_ident(p.proname) || '(' ||
    CASE pg_get_function_arguments(p.oid) WHEN '' THEN '*' ELSE pg_get_function_arguments(p.oid) END || ') (' || concat_ws(', ', 'SFUNC = ' || aggtransfn, 'STYPE = ' || aggtranstype::regtype,
    CASE WHEN aggtransspace <> 0 THEN 'SSPACE = ' || aggtransspace END,
    CASE WHEN aggfinalfn <> 0 THEN 'FINALFUNC = ' || aggfinalfn END,
    CASE WHEN aggfinalextra THEN 'FINALFUNC_EXTRA' END,
    CASE WHEN aggcombinefn <> 0 THEN 'COMBINEFUNC = ' || aggcombinefn END,
    'INITCOND = ' || quote_literal(agginitval),
    CASE WHEN aggsortop <> 0 THEN 'SORTOP = ' || aggsortop::regoperator END,
    CASE p.proparallel WHEN 's' THEN 'PARALLEL = SAFE' WHEN 'r' THEN 'PARALLEL = RESTRICTED' END) || ')'
    FROM pg_aggregate WHERE aggfnoid = p.oid) ELSE rtrim(pg_get_functiondef(p.oid), E'\n') END
FROM pg_proc p JOIN schemas n ON n.oid = p.pronamespace
WHERE p.oid NOT IN (SELECT objid FROM extended) AND NOT EXISTS (SELECT FROM pg_aggregate a WHERE a.aggfnoid = p.oid AND (aggkind <> 'n' OR aggmtransfn <> 0))
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i')
UNION ALL
SELECT oid, 'CREATE SEQUENCE ' || name || CASE options WHEN '' THEN '' ELSE ' ' || options END FROM sequences WHERE deptype <> 'i'
UNION ALL
SELECT t.oid, concat('CREATE ', CASE WHEN t.relkind = 'f' THEN 'FOREIGN ' WHEN t.relpersistence = 'u' THEN 'UNLOGGED ' END, 'TABLE ', t.name,
  CASE WHEN t.as_partition THEN ' PARTITION OF ' || (SELECT inhparent::regclass FROM pg_inherits WHERE inhrelid = t.oid)
    WHEN t.reloftype <> 0 THEN ' OF ' || t.reloftype::regtype END,
  CASE WHEN t.as_partition OR t.reloftype <> 0 THEN ' (' || nullif(concat_ws(', ', parts.of_columns, parts.of_constraints), '') || ')'
    ELSE E' (\n    ' || nullif(concat_ws(E',\n    ', parts.columns, parts.constraints), '') || E'\n)' END,
  CASE WHEN NOT t.as_partition AND t.reloftype = 0 AND parts.columns IS NULL AND parts.constraints IS NULL THEN ' ()' END,
  CASE WHEN t.as_partition THEN ' ' || pg_get_expr(t.relpartbound, t.oid)
    WHEN NOT t.relispartition THEN ' INHERITS (' || (SELECT string_agg(inhparent::regclass::text, ', ' ORDER BY inhseqno) FROM pg_inherits WHERE inhrelid = t.oid) || ')' END,
  CASE WHEN t.relkind = 'p' THEN ' PARTITION BY ' || pg_get_partkeydef(t.oid) END,
  CASE WHEN t.relkind = 'f' THEN (SELECT ' SERVER ' || quote_ident(s.srvname) || coalesce(' OPTIONS (' || (SELECT string_agg(quote_ident(option_name) || ' ' || quote_literal(option_value), ', ')
    FROM pg_options_to_table(f.ftoptions)) || ')', '') FROM pg_foreign_table f JOIN pg_foreign_server s ON s.oid = f.ftserver WHERE f.ftrelid = t.oid) END,
  (SELECT ' USING ' || quote_ident(amname) FROM pg_am WHERE oid = t.relam AND amname <> 'heap'),
  ' WITH (' || array_to_string(t.reloptions, ', ') || ')')
FROM tables t CROSS JOIN LATERAL (SELECT
  (SELECT string_agg(concat(quote_ident(attname), ' ', format_type(atttypid, atttypmod), "collate",
    CASE WHEN attgenerated = 's' THEN ' GENERATED ALWAYS AS (' || expression || ') STORED'
      WHEN attidentity <> '' THEN ' GENERATED ' || CASE attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END || ' AS IDENTITY' ||
        coalesce((SELECT ' (' || nullif(options, '') || ')' FROM sequences s WHERE s.deptype = 'i' AND s.refobjid = t.oid AND s.refobjsubid = attnum), '')
      WHEN expression IS NOT NULL THEN ' DEFAULT ' || expression END,
    CASE WHEN attnotnull AND attidentity = '' THEN ' NOT NULL' END), E',\n    ' ORDER BY attnum)
    FROM columns c WHERE c.attrelid = t.oid AND (c.attislocal OR t.relispartition)) AS columns,
  (SELECT string_agg('CONSTRAINT ' || quote_ident(conname) || ' ' || pg_get_constraintdef(c.oid, true), E',\n    ' ORDER BY contype <> 'p', c.oid)
    FROM constraints c WHERE c.conrelid = t.oid AND contype IN ('p', 'u', 'x', 'c') AND convalidated) AS constraints,
  (SELECT string_agg(concat(quote_ident(attname), CASE WHEN t.reloftype <> 0 THEN ' WITH OPTIONS' END, ' DEFAULT ' || expression,
      CASE WHEN t.reloftype <> 0 AND attnotnull THEN ' NOT NULL' END), ', ' ORDER BY attnum)
    FROM columns c WHERE c.attrelid = t.oid AND attgenerated = '' AND attidentity = '' AND (expression IS NOT NULL OR attnotnull AND t.reloftype <> 0)
      AND (t.reloftype <> 0 OR expression IS DISTINCT FROM (SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_inherits i JOIN pg_attribute p ON p.attrelid = i.inhparent AND p.attname = c.attname
        JOIN pg_attrdef d ON d.adrelid = p.attrelid AND d.adnum = p.attnum WHERE i.inhrelid = t.oid LIMIT 1))) AS of_columns,
  (SELECT string_agg('CONSTRAINT ' || quote_ident(conname) || ' ' || pg_get_constraintdef(c.oid, true), ', ' ORDER BY contype <> 'p', c.oid)
    FROM constraints c WHERE c.conrelid = t.oid AND contype IN ('p', 'u', 'x', 'c') AND convalidated) AS of_constraints) parts
UNION ALL
SELECT r.oid, concat('CREATE ', CASE r.relkind WHEN 'm' THEN 'MATERIALIZED ' END, 'VIEW ', r.name, ' WITH (' || array_to_string(r.reloptions, ', ') || ')',
  E' AS\n', rtrim(pg_get_viewdef(r.oid, true), ';'), CASE WHEN r.relkind = 'm' AND NOT r.relispopulated THEN E'\n WITH NO DATA' END)
FROM relations r WHERE r.relkind IN ('v', 'm'))sql";

// From a number of those to one that has to be there before.
constexpr std::string_view edges_sql = R"sql(, places AS MATERIALIZED (
  SELECT objid AS object, refobjid AS node FROM pg_depend WHERE deptype = 'e'
  UNION ALL SELECT oid, adrelid FROM pg_attrdef
  UNION ALL SELECT oid, CASE conrelid WHEN 0 THEN contypid ELSE conrelid END FROM pg_constraint WHERE contype NOT IN ('f', 't')
  UNION ALL SELECT oid, ev_class FROM pg_rewrite WHERE rulename = '_RETURN'
  UNION ALL SELECT t.oid, CASE WHEN t.typrelid <> 0 THEN t.typrelid WHEN e.typrelid <> 0 THEN e.typrelid WHEN e.oid IS NOT NULL THEN e.oid ELSE t.oid END
    FROM pg_type t LEFT JOIN pg_type e ON e.typarray = t.oid WHERE t.oid >= 16384
  UNION ALL SELECT rngmultitypid, rngtypid FROM pg_range
  UNION ALL SELECT indexrelid, indrelid FROM pg_index
  UNION ALL SELECT oid, oid FROM pg_proc WHERE oid >= 16384
  UNION ALL SELECT oid, oid FROM relations
  UNION ALL SELECT oid, oid FROM schemas
  UNION ALL SELECT oid, oid FROM pg_extension
)
SELECT DISTINCT a.node, b.node FROM pg_depend d JOIN places a ON a.object = d.objid JOIN places b ON b.object = d.refobjid
WHERE d.deptype IN ('n', 'a', 'i') AND a.node <> b.node
  AND NOT EXISTS (SELECT FROM sequences s WHERE s.oid = d.objid AND d.refobjid = s.refobjid)
UNION SELECT inhrelid, inhparent FROM pg_inherits ORDER BY 1, 2)sql";

// What comes when all of those are there, one kind after the other: a statement, and of a trigger
// its name and its table.
constexpr std::string_view additions_sql =
    R"sql(, additions(kind, oid, statement, name, "table") AS (
SELECT 1, s.oid, 'ALTER SEQUENCE ' || s.name || ' OWNED BY ' || t.name || '.' || quote_ident(a.attname), NULL, NULL
FROM sequences s JOIN tables t ON t.oid = s.refobjid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = s.refobjsubid WHERE s.deptype = 'a'
UNION ALL
SELECT 2, t.oid, 'ALTER TABLE ' || i.inhparent::regclass || ' ATTACH PARTITION ' || t.name || ' ' || pg_get_expr(t.relpartbound, t.oid), NULL, NULL
FROM tables t JOIN pg_inherits i ON i.inhrelid = t.oid WHERE t.relispartition AND NOT t.as_partition
UNION ALL
SELECT 3, attrelid::bigint * 2000 + attnum, 'ALTER TABLE ' || CASE WHEN as_partition THEN 'ONLY ' ELSE '' END || "table" || ' ALTER COLUMN ' || quote_ident(attname) || ' SET STORAGE ' ||
  CASE attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END, NULL, NULL
FROM columns WHERE attstorage <> typstorage
UNION ALL
SELECT 3, attrelid::bigint * 2000 + attnum, 'ALTER TABLE ' || CASE WHEN as_partition THEN 'ONLY ' ELSE '' END || "table" || ' ALTER COLUMN ' || quote_ident(attname) || ' SET STATISTICS ' || attstattarget, NULL, NULL
FROM columns WHERE attstattarget >= 0
UNION ALL
SELECT 4, x.indexrelid, replace(pg_get_indexdef(x.indexrelid, 0, true), ' ON ONLY ' || r.name || ' ', ' ON ' || r.name || ' '), NULL, NULL
FROM relations r JOIN pg_index x ON x.indrelid = r.oid
WHERE NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = x.indexrelid AND c.contype IN ('p', 'u', 'x'))
  AND NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = x.indexrelid)
UNION ALL
SELECT 5, s.oid, pg_get_statisticsobjdef(s.oid), NULL, NULL FROM pg_statistic_ext s JOIN schemas n ON n.oid = s.stxnamespace
UNION ALL
SELECT 6, c.oid, 'ALTER TABLE ' || c."table" || ' ADD CONSTRAINT ' || quote_ident(c.conname) || ' ' || pg_get_constraintdef(c.oid, true), NULL, NULL
FROM constraints c WHERE (c.contype = 'f' AND c.conparentid = 0) OR (c.contype = 'c' AND NOT c.convalidated)
UNION ALL
SELECT 7, x.indexrelid, 'ALTER TABLE ' || r.name || ' REPLICA IDENTITY USING INDEX ' || quote_ident(i.relname), NULL, NULL
FROM tables r JOIN pg_index x ON x.indrelid = r.oid JOIN pg_class i ON i.oid = x.indexrelid WHERE x.indisreplident
UNION ALL
SELECT 7, oid, 'ALTER TABLE ' || name || ' REPLICA IDENTITY ' || CASE relreplident WHEN 'f' THEN 'FULL' ELSE 'NOTHING' END, NULL, NULL
FROM tables WHERE relreplident IN ('f', 'n')
UNION ALL
SELECT 8, t.oid, pg_get_triggerdef(t.oid, true), t.tgname, r.plain
FROM relations r JOIN pg_trigger t ON t.tgrelid = r.oid WHERE NOT t.tgisinternal AND t.tgparentid = 0
UNION ALL
SELECT 9, t.oid, 'ALTER TABLE ' || r.name || ' ' || CASE t.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END || ' TRIGGER ' || quote_ident(t.tgname), NULL, NULL
FROM relations r JOIN pg_trigger t ON t.tgrelid = r.oid WHERE NOT t.tgisinternal AND t.tgenabled <> 'O'
UNION ALL
SELECT 10, w.oid, rtrim(pg_get_ruledef(w.oid, true), ';'), NULL, NULL FROM relations r JOIN pg_rewrite w ON w.ev_class = r.oid WHERE w.rulename <> '_RETURN'
UNION ALL
SELECT 11, oid, 'ALTER TABLE ' || name || ' ENABLE ROW LEVEL SECURITY', NULL, NULL FROM tables WHERE relrowsecurity
UNION ALL
SELECT 12, oid, 'ALTER TABLE ' || name || ' FORCE ROW LEVEL SECURITY', NULL, NULL FROM tables WHERE relforcerowsecurity
UNION ALL
SELECT 13, p.oid, concat('CREATE POLICY ', quote_ident(p.polname), ' ON ', r.name, CASE WHEN NOT p.polpermissive THEN ' AS RESTRICTIVE' END,
  ' FOR ', CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
  ' TO ' || (SELECT string_agg(CASE role WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(role)) END, ', ' ORDER BY role) FROM unnest(p.polroles) role),
  ' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', ' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')'), NULL, NULL
FROM tables r JOIN pg_policy p ON p.polrelid = r.oid
UNION ALL
SELECT 14, e.oid, concat('CREATE EVENT TRIGGER ', quote_ident(evtname), ' ON ', evtevent,
  ' WHEN TAG IN (' || (SELECT string_agg(quote_literal(tag), ', ') FROM unnest(evttags) tag) || ')', ' EXECUTE FUNCTION ', evtfoid::regproc, '()'), NULL, NULL
FROM pg_event_trigger e WHERE evtname NOT IN ('kiln_check_command', 'kiln_check_drop')
UNION ALL
SELECT 15, d.objoid::bigint * 2000 + d.objsubid, 'COMMENT ON ' || CASE WHEN i.type LIKE '% column' THEN 'COLUMN' WHEN i.type IN ('table constraint', 'domain constraint') THEN 'CONSTRAINT'
  ELSE upper(i.type) END || ' ' || CASE i.type WHEN 'domain constraint' THEN replace(i.identity, ' on ', ' ON DOMAIN ') ELSE i.identity END || ' IS ' || quote_literal(d.description), NULL, NULL
FROM pg_description d, pg_identify_object(d.classoid, d.objoid, d.objsubid) i
WHERE d.objoid >= 16384 AND d.objoid NOT IN (SELECT objid FROM extended) AND d.classoid <> 'pg_extension'::regclass
  AND NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = d.objoid AND c.relname IN ({own}))
UNION ALL
SELECT 16, o.oid, i.type || ' ' || i.identity, NULL, NULL FROM (
  SELECT 'pg_operator'::regclass AS class, oid FROM pg_operator UNION ALL
  SELECT 'pg_opclass'::regclass, oid FROM pg_opclass UNION ALL
  SELECT 'pg_opfamily'::regclass, oid FROM pg_opfamily UNION ALL
  SELECT 'pg_cast'::regclass, oid FROM pg_cast UNION ALL
  SELECT 'pg_collation'::regclass, oid FROM pg_collation UNION ALL
  SELECT 'pg_conversion'::regclass, oid FROM pg_conversion UNION ALL
  SELECT 'pg_ts_config'::regclass, oid FROM pg_ts_config UNION ALL
  SELECT 'pg_ts_dict'::regclass, oid FROM pg_ts_dict UNION ALL
  SELECT 'pg_foreign_data_wrapper'::regclass, oid FROM pg_foreign_data_wrapper UNION ALL
  SELECT 'pg_foreign_server'::regclass, oid FROM pg_foreign_server UNION ALL
  SELECT 'pg_user_mapping'::regclass, umid FROM pg_user_mappings UNION ALL
  SELECT 'pg_language'::regclass, oid FROM pg_language UNION ALL
  SELECT 'pg_publication'::regclass, oid FROM pg_publication UNION ALL
  SELECT 'pg_proc'::regclass, aggfnoid::oid FROM pg_aggregate WHERE aggkind <> 'n' OR aggmtransfn <> 0 UNION ALL
  SELECT 'pg_type'::regclass, oid FROM pg_type WHERE typtype = 'b' AND typelem = 0
) o, pg_identify_object(o.class, o.oid, 0) i WHERE o.oid >= 16384 AND o.oid NOT IN (SELECT objid FROM extended)
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = o.oid AND d.deptype = 'i')
)
SELECT statement, name, "table", kind FROM additions ORDER BY kind, oid, statement)sql";

// Of tables and views, in the order in which they were made.
constexpr std::string_view names_sql =
    "SELECT oid, plain, relkind FROM relations WHERE relkind "
    "IN ('r', 'p', 'f', 'v', 'm') ORDER BY oid";

constexpr std::string_view columns_sql = R"sql(
SELECT attrelid, attname, format_type(atttypid, atttypmod), attnotnull, CASE WHEN attgenerated = '' THEN expression END,
  coalesce((SELECT array_position(conkey::int[], attnum::int) FROM pg_constraint p WHERE p.conrelid = attrelid AND p.contype = 'p'), 0)
FROM columns ORDER BY attrelid, attnum)sql";

// A row is a column of an index; NULL is an expression.
constexpr std::string_view indexes_sql = R"sql(
SELECT x.indrelid, x.indexrelid, i.relname, x.indisunique, x.indpred IS NOT NULL,
  NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = x.indexrelid AND c.contype IN ('p', 'u', 'x')), a.attname
FROM tables t JOIN pg_index x ON x.indrelid = t.oid JOIN pg_class i ON i.oid = x.indexrelid
  CROSS JOIN LATERAL generate_series(1, x.indnkeyatts) place
  LEFT JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[place - 1] AND a.attnum <> 0
ORDER BY x.indexrelid, place)sql";

constexpr std::string_view foreign_keys_sql = R"sql(
SELECT c.conrelid, c.oid, p.plain, a.attname, b.attname
FROM tables t JOIN pg_constraint c ON c.conrelid = t.oid AND c.contype = 'f' JOIN relations p ON p.oid = c.confrelid
  CROSS JOIN LATERAL generate_series(1, cardinality(c.conkey)) place
  JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[place]
  JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = c.confkey[place]
WHERE c.conparentid = 0 ORDER BY c.oid, place)sql";

class PostgresqlDescriber {
public:
    PostgresqlDescriber(Connection& connection, const std::string& version_table)
        : connection_(connection) {
        for (const std::string& name :
             {version_table, std::string(history_table), std::string(compatible_table)}) {
            own_ += (own_.empty() ? "" : ", ") + string_in_sql(name);
        }
    }

    DescribedSchema describe() {
        read_objects();
        read_tables();
        read_additions();
        return std::move(schema_);
    }

private:
    using Number = std::string;

    /// The question goes on from common_sql.
    void ask(std::string_view question, const std::function<void(Row)>& each_row) {
        std::string sql = std::string(common_sql) + std::string(question);
        constexpr std::string_view marker = "{own}";
        for (std::size_t at = 0; (at = sql.find(marker, at)) != std::string::npos;) {
            sql.replace(at, marker.size(), own_);
            at += own_.size();
        }
        const FirstStatement done = connection_.run_first(sql, {}, each_row);
        if (done.fault) throw database_error(*done.fault, Doing::read, connection_.name());
    }

    /// As they were made, but for what others need and got only later.
    void read_objects() {
        ask(objects_sql, [&](Row row) {
            const std::uint64_t number = std::stoull(std::string(row[0].text));
            objects_[number] = row[1].text;
        });
        std::map<std::uint64_t, std::vector<std::uint64_t>> needs;
        ask(edges_sql, [&](Row row) {
            needs[std::stoull(std::string(row[0].text))].push_back(
                std::stoull(std::string(row[1].text)));
        });
        // Texts may name what comes behind them.
        const bool has_bodies = std::ranges::any_of(objects_, [](const auto& each) {
            return each.second.starts_with("CREATE OR REPLACE ");
        });
        if (has_bodies) schema_.statements.emplace_back("SET check_function_bodies = off");
        std::set<std::uint64_t> seen;
        for (const auto& [number, statement] : objects_) add_object(number, needs, seen);
    }

    void add_object(std::uint64_t first,
                    const std::map<std::uint64_t, std::vector<std::uint64_t>>& needs,
                    std::set<std::uint64_t>& seen) {
        // Each with whether what it needs has been looked at.
        std::vector<std::pair<std::uint64_t, bool>> open{{first, false}};
        while (!open.empty()) {
            const auto [number, is_ready] = open.back();
            open.pop_back();
            if (is_ready) {
                const auto object = objects_.find(number);
                if (object != objects_.end()) schema_.statements.push_back(object->second);
                continue;
            }
            if (!seen.insert(number).second) continue;
            open.emplace_back(number, true);
            const auto found = needs.find(number);
            if (found == needs.end()) continue;
            for (auto need = found->second.rbegin(); need != found->second.rend(); ++need) {
                open.emplace_back(*need, false);
            }
        }
    }

    void read_tables() {
        std::map<Number, std::size_t> places;
        ask(names_sql, [&](Row row) {
            const std::string name(row[1].text);
            if (row[2].text == "v" || row[2].text == "m") {
                const std::uint64_t number = std::stoull(std::string(row[0].text));
                schema_.views.push_back({name, objects_[number]});
                return;
            }
            places[Number(row[0].text)] = schema_.tables.size();
            schema_.tables.push_back({name, {}, {}, {}, {}});
        });
        const auto table = [&](std::string_view number) -> DescribedTable& {
            return schema_.tables.at(places.at(Number(number)));
        };
        ask(columns_sql, [&](Row row) {
            DescribedColumn column;
            column.name = row[1].text;
            column.type = row[2].text;
            column.not_null = row[3].text == "t";
            if (row[4].kind != Cell::Kind::null) column.default_text = row[4].text;
            column.primary_key = static_cast<unsigned>(std::stoul(std::string(row[5].text)));
            table(row[0].text).columns.push_back(std::move(column));
        });
        read_indexes(table);
        Number last;
        ask(foreign_keys_sql, [&](Row row) {
            auto& keys = table(row[0].text).foreign_keys;
            if (std::exchange(last, Number(row[1].text)) != row[1].text) {
                keys.push_back({{}, std::string(row[2].text), {}});
            }
            keys.back().columns.emplace_back(row[3].text);
            keys.back().referred_columns.emplace_back(row[4].text);
        });
    }

    template <class Table>
    void read_indexes(Table table) {
        struct Found {
            Number number;
            Number table;
            DescribedIndex index;
            bool is_partial = false;
            bool is_named = false;
        };
        std::vector<Found> found;
        ask(indexes_sql, [&](Row row) {
            if (found.empty() || found.back().number != row[1].text) {
                found.push_back({Number(row[1].text),
                                 Number(row[0].text),
                                 {std::string(row[2].text), row[3].text == "t", {}},
                                 row[4].text == "t",
                                 row[5].text == "t"});
            }
            std::optional<std::string> column;
            if (row[6].kind != Cell::Kind::null) column = row[6].text;
            found.back().index.columns.push_back(std::move(column));
        });
        for (Found& each : found) {
            add_unique_columns(each.index, each.is_partial, table(each.table));
            if (each.is_named) table(each.table).indexes.push_back(std::move(each.index));
        }
    }

    static void add_unique_columns(const DescribedIndex& index, bool is_partial,
                                   DescribedTable& table) {
        std::vector<std::string> unique;
        for (const auto& column : index.columns) {
            if (column) unique.push_back(*column);
        }
        if (!index.unique || is_partial || unique.size() != index.columns.size()) return;
        table.unique_columns.push_back(std::move(unique));
    }

    void read_additions() {
        ask(additions_sql, [&](Row row) {
            std::string statement(row[0].text);
            if (row[3].text == "16") {
                schema_.left_out.push_back(std::move(statement));
                return;
            }
            if (row[1].kind != Cell::Kind::null) {
                schema_.triggers.push_back(
                    {std::string(row[1].text), std::string(row[2].text), statement});
            }
            schema_.statements.push_back(std::move(statement));
        });
    }

    Connection& connection_;
    std::string own_;  ///< Kiln's tables, as SQL lists them
    std::map<std::uint64_t, std::string> objects_;
    DescribedSchema schema_;
};

}  // namespace

DescribedSchema describe_postgresql(Connection& connection, const std::string& version_table) {
    return PostgresqlDescriber(connection, version_table).describe();
}

}  // namespace kiln::tool
