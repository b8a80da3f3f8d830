package coop.entrelacs.tenancy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/**
 * Carries the data of one schema, table by table, by COPY in one snapshot. Never by pg_dump, which reads the catalogue of every
 * other tenant. Rows go in the order of their keys, so that the same data has the same hash wherever it lies. Transaction ids
 * mean nothing on another server and are carried as nought; functions named {@code …_restored} put right what depended on them.
 */
final class TenantCopy {

    private TenantCopy() {}

    /**
     * A table as it was carried.
     *
     * @param sha256 of its rows in PostgreSQL's text format, in the order of the key
     */
    record Carried(String table, long rows, String sha256) {}

    /** Where a sequence stands, as {@code setval} takes it. */
    record Sequence(String name, long last, boolean called) {}

    private record Table(
            String name,
            String columns,
            String carried,
            @Nullable String key) {

        String out() {
            // A table without a key is read in the order of its rows' own text.
            String order = key == null ? "t::text COLLATE \"C\"" : key;
            return "COPY (SELECT " + carried + " FROM " + name + " t ORDER BY " + order + ") TO STDOUT";
        }

        String in() {
            return "COPY " + name + " (" + columns + ") FROM STDIN";
        }
    }

    private record ForeignKey(String table, String name, String definition) {}

    /** Thrown where the copy is not what was copied: the copy is undone. */
    static final class CopyDiffers extends SQLException {
        private static final long serialVersionUID = 1L;

        CopyDiffers(String table) {
            super("the copy of " + table + " differs from the original");
        }
    }

    /**
     * Replaces what a fresh schema of another server holds by what the tenant's schema holds here, reads it back and compares. All
     * or nothing: on the target it is one transaction.
     *
     * @param carried is told after every table, with the number of tables; what it throws undoes the copy
     * @return every table with its rows and hash, the same on both sides
     */
    static List<Carried> copy(DatabaseServer from, DatabaseServer to, TenantId tenant, Progress carried)
            throws SQLException, IOException {
        try (Connection source = reading(from, tenant)) {
            try {
                return fill(
                        to,
                        tenant,
                        tables(source).stream().map(Table::name).toList(),
                        (target, table) -> pipe(source, target, table),
                        sequences(source),
                        carried);
            } finally {
                source.rollback();
            }
        }
    }

    /**
     * Replaces what a fresh schema holds by what an archive holds, reads it back and compares with the archive's manifest. All or
     * nothing, as {@link #copy}.
     */
    static void restore(TenantArchive archive, DatabaseServer to, TenantId tenant, Progress carried)
            throws SQLException, IOException {
        fill(
                to,
                tenant,
                archive.manifest().tables().stream().map(Carried::table).toList(),
                (target, table) -> {
                    try (InputStream rows = archive.rows(table.name())) {
                        target.unwrap(PGConnection.class).getCopyAPI().copyIn(table.in(), rows);
                    }
                    return archive.manifest().table(table.name());
                },
                archive.manifest().sequences(),
                carried);
    }

    private interface Filling {
        Carried fill(Connection target, Table table) throws SQLException, IOException;
    }

    private static List<Carried> fill(
            DatabaseServer to,
            TenantId tenant,
            List<String> names,
            Filling filling,
            List<Sequence> sequences,
            Progress carried)
            throws SQLException, IOException {
        try (Connection target = to.connect()) {
            try {
                target.setAutoCommit(false);
                become(target, tenant);
                List<Table> tables = tables(target);
                if (!tables.stream().map(Table::name).toList().equals(names)) {
                    throw new CopyDiffers("the schema");
                }
                List<ForeignKey> keys = foreignKeys(target);
                for (ForeignKey key : keys) {
                    execute(target, "ALTER TABLE " + key.table() + " DROP CONSTRAINT " + key.name());
                }
                for (Table table : tables) {
                    execute(target, "ALTER TABLE " + table.name() + " DISABLE TRIGGER USER");
                }
                execute(target, "TRUNCATE " + String.join(", ", names));
                List<Carried> done = new ArrayList<>();
                for (Table table : tables) {
                    done.add(filling.fill(target, table));
                    carried.table(tables.size(), done.getLast());
                }
                for (Sequence sequence : sequences) {
                    setval(target, sequence);
                }
                for (Table table : tables) {
                    execute(target, "ALTER TABLE " + table.name() + " ENABLE TRIGGER USER");
                }
                for (ForeignKey key : keys) {
                    execute(
                            target,
                            "ALTER TABLE " + key.table() + " ADD CONSTRAINT " + key.name() + " " + key.definition());
                }
                for (int i = 0; i < tables.size(); i++) {
                    if (!done.get(i).equals(read(target, tables.get(i), OutputStream.nullOutputStream()))) {
                        throw new CopyDiffers(tables.get(i).name());
                    }
                }
                for (String function : strings(
                        target,
                        "SELECT quote_ident(proname) FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
                                + " AND proname LIKE '%\\_restored' ORDER BY proname")) {
                    execute(target, "SELECT " + function + "()");
                }
                for (Table table : tables) {
                    execute(target, "ANALYZE " + table.name());
                }
                target.commit();
                return done;
            } catch (SQLException | IOException | RuntimeException e) {
                target.rollback();
                throw e;
            }
        }
    }

    interface Progress {
        void table(int tables, Carried done);
    }

    /** What an archive holds beside its rows. */
    record Archived(List<Carried> tables, List<Sequence> sequences) {}

    /** Writes every table in turn; {@code next} gives the stream of the next one, which is closed after it. */
    static Archived archive(DatabaseServer from, TenantId tenant, Entries next) throws SQLException, IOException {
        try (Connection source = reading(from, tenant)) {
            try {
                List<Carried> done = new ArrayList<>();
                for (Table table : tables(source)) {
                    try (OutputStream out = next.open(table.name())) {
                        done.add(read(source, table, out));
                    }
                }
                return new Archived(done, sequences(source));
            } finally {
                source.rollback();
            }
        }
    }

    interface Entries {
        OutputStream open(String table) throws IOException;
    }

    /** One snapshot for everything that is read. */
    private static Connection reading(DatabaseServer server, TenantId tenant) throws SQLException {
        Connection connection = server.connect();
        try {
            connection.setAutoCommit(false);
            execute(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
            become(connection, tenant);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** The same settings on both sides, or the same value would not have the same text. */
    private static void become(Connection connection, TenantId tenant) throws SQLException {
        execute(connection, """
                SET LOCAL ROLE %s; SET LOCAL search_path = %s; SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, YMD';
                SET LOCAL intervalstyle = 'postgres'; SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex';
                SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0""".formatted(tenant.owner(), tenant.schema()));
    }

    private static List<Table> tables(Connection connection) throws SQLException {
        List<Table> tables = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT quote_ident(c.relname) AS name,
                            (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a
                             WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
                            (SELECT string_agg(CASE WHEN a.atttypid = 'xid8'::regtype THEN '''0''::xid8' ELSE 't.' || quote_ident(a.attname) END,
                                ', ' ORDER BY a.attnum) FROM pg_attribute a
                             WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS carried,
                            (SELECT string_agg('t.' || quote_ident(a.attname) || CASE WHEN a.attcollation <> 0 THEN ' COLLATE "C"' ELSE '' END,
                                ', ' ORDER BY array_position(i.indkey::int2[], a.attnum))
                             FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey::int2[])
                             WHERE i.indrelid = c.oid AND i.indisprimary) AS key
                        FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
                        ORDER BY c.relname COLLATE "C\"""")) {
            while (row.next()) {
                tables.add(new Table(
                        row.getString("name"),
                        row.getString("columns"),
                        row.getString("carried"),
                        row.getString("key")));
            }
        }
        return tables;
    }

    private static List<ForeignKey> foreignKeys(Connection connection) throws SQLException {
        List<ForeignKey> keys = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
                        WHERE connamespace = current_schema()::regnamespace AND contype = 'f' ORDER BY 1, 2""")) {
            while (row.next()) {
                keys.add(new ForeignKey(row.getString(1), row.getString(2), row.getString(3)));
            }
        }
        return keys;
    }

    private static Carried pipe(Connection source, Connection target, Table table) throws SQLException {
        CopyOut out = source.unwrap(PGConnection.class).getCopyAPI().copyOut(table.out());
        CopyIn in = target.unwrap(PGConnection.class).getCopyAPI().copyIn(table.in());
        MessageDigest digest = sha256();
        long rows = 0;
        try {
            for (byte[] row = out.readFromCopy(); row != null; row = out.readFromCopy()) {
                digest.update(row);
                in.writeToCopy(row, 0, row.length);
                rows++;
            }
            in.endCopy();
        } finally {
            if (in.isActive()) {
                in.cancelCopy();
            }
            if (out.isActive()) {
                out.cancelCopy();
            }
        }
        return new Carried(table.name(), rows, HexFormat.of().formatHex(digest.digest()));
    }

    private static Carried read(Connection source, Table table, OutputStream to) throws SQLException, IOException {
        CopyOut out = source.unwrap(PGConnection.class).getCopyAPI().copyOut(table.out());
        MessageDigest digest = sha256();
        long rows = 0;
        try {
            for (byte[] row = out.readFromCopy(); row != null; row = out.readFromCopy()) {
                digest.update(row);
                to.write(row);
                rows++;
            }
        } finally {
            if (out.isActive()) {
                out.cancelCopy();
            }
        }
        return new Carried(table.name(), rows, HexFormat.of().formatHex(digest.digest()));
    }

    private static List<Sequence> sequences(Connection source) throws SQLException {
        List<Sequence> sequences = new ArrayList<>();
        for (String sequence : strings(
                source,
                "SELECT quote_ident(sequencename) FROM pg_sequences WHERE schemaname = current_schema() ORDER BY 1")) {
            try (Statement statement = source.createStatement();
                    ResultSet row = statement.executeQuery("SELECT last_value, is_called FROM " + sequence)) {
                row.next();
                sequences.add(new Sequence(sequence, row.getLong(1), row.getBoolean(2)));
            }
        }
        return sequences;
    }

    private static void setval(Connection target, Sequence sequence) throws SQLException {
        try (PreparedStatement statement = target.prepareStatement("SELECT setval(?::regclass, ?, ?)")) {
            statement.setString(1, sequence.name());
            statement.setLong(2, sequence.last());
            statement.setBoolean(3, sequence.called());
            statement.execute();
        }
    }

    private static List<String> strings(Connection connection, String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                found.add(row.getString(1));
            }
        }
        return found;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
