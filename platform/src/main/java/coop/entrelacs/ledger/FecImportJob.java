package coop.entrelacs.ledger;

import coop.entrelacs.documents.Document;
import coop.entrelacs.documents.Documents;
import coop.entrelacs.jobs.JobHandler;
import coop.entrelacs.jobs.JobProgress;
import coop.entrelacs.jobs.JobReport;
import coop.entrelacs.ledger.FecFile.FecThirdParty;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Period;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Books an audit file, in one transaction: all of it or nothing. A crash or a cancellation leaves no trace; run again it finds
 * its own file imported or begins anew.
 */
@Component
class FecImportJob implements JobHandler<FecImports.Parameters> {

    /** Entries a call to the database; progress is told between calls. */
    private static final int BATCH = 500;

    private final Documents documents;
    private final FecImports imports;
    private final FiscalYears years;
    private final Books books;
    private final Sealing sealing;
    private final LiveUpdates live;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    FecImportJob(
            Documents documents,
            FecImports imports,
            FiscalYears years,
            Books books,
            Sealing sealing,
            LiveUpdates live,
            JdbcClient jdbc,
            TransactionTemplate transaction) {
        this.documents = documents;
        this.imports = imports;
        this.years = years;
        this.books = books;
        this.sealing = sealing;
        this.live = live;
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    @Override
    public String kind() {
        return FecImports.JOB;
    }

    @Override
    public Class<FecImports.Parameters> parameters() {
        return FecImports.Parameters.class;
    }

    @Override
    public JobReport run(FecImports.Parameters parameters, JobProgress progress) {
        CurrentTenant.actor().require(Role.ACCOUNTANT);
        Document document = documents.get(parameters.document());
        byte[] content = documents.content(parameters.document());
        FecAnswers answers = parameters.said();
        FecFile fec = FecReader.read(document.name(), content, answers);
        progress.total(fec.entries().size());
        progress.checkCancelled();
        JobReport report = transaction.execute(status -> {
            // Two imports at once wait for each other here: both would find the same journals free.
            jdbc.sql("SELECT pg_advisory_xact_lock((to_regclass('fec_import')::oid::bigint & 2147483647)::int, 0)")
                    .query((row, n) -> "")
                    .single();
            imports.refuseIfImported(document.sha256());
            Period year = imports.check(fec, answers).orElse(null);
            if (year == null || fec.findings().errors() > 0) {
                return report(fec, null).failed().build();
            }
            UUID id = book(fec, answers, year, document, progress);
            return report(fec, id).build();
        });
        return report == null ? report(fec, null).failed().build() : report;
    }

    private static JobReport.Builder report(FecFile fec, @Nullable UUID id) {
        JobReport.Builder report = JobReport.builder()
                .count("lines", fec.lines())
                .count("entries", fec.entries().size())
                .count("journals", fec.journals().size())
                .count("accounts", fec.accounts().size())
                .count("thirdParties", fec.thirdParties().size())
                .count("errors", fec.findings().errors())
                .count("warnings", fec.findings().warnings())
                .total("debit", Money.ofCents(fec.debitCents()))
                .total("credit", Money.ofCents(fec.creditCents()));
        fec.findings()
                .all()
                .forEach(f -> report.finding(
                        f.severity(),
                        f.line(),
                        f.field(),
                        f.code(),
                        f.arguments().toArray()));
        if (id != null) {
            report.result("/api/" + CurrentTenant.id() + "/ledger/fec/imports/" + id);
        }
        return report;
    }

    private UUID book(FecFile fec, FecAnswers answers, Period year, Document document, JobProgress progress) {
        LocalDate last = year.last();
        if (last == null) {
            throw new IllegalArgumentException("a fiscal year has an end");
        }
        if (years.list().stream().noneMatch(y -> y.firstDay().equals(year.first()))) {
            Books.translated(() -> jdbc.sql("SELECT open_fiscal_year(?, ?)")
                    .params(year.first(), last)
                    .query(Integer.class)
                    .single());
        }
        books.call(connection -> prepare(connection, fec, answers));
        UUID id = Ids.next();
        List<FecEntry> entries = fec.entries();
        Letters letters = new Letters();
        for (int from = 0; from < entries.size(); from += BATCH) {
            List<FecEntry> batch = entries.subList(from, Math.min(entries.size(), from + BATCH));
            int position = from;
            List<Long> ids = books.call(
                    connection -> new ImportBatch(batch, year.first(), last, position, id).book(connection, id));
            letters.note(batch, ids);
            progress.advance(batch.size());
        }
        books.call(connection -> letters.write(connection, id));
        long lines = entries.stream().mapToLong(e -> e.lines().size()).sum();
        jdbc.sql("""
                        INSERT INTO fec_import (id, sha256, file_name, document_id, fiscal_year_id, imported_by, entries, lines, debit_cents, credit_cents)
                        SELECT ?, ?, ?, ?, y.id, ?, ?, ?, ?, ? FROM fiscal_year y WHERE y.first_day = ?""")
                .params(
                        id,
                        document.sha256(),
                        document.name(),
                        document.id(),
                        CurrentTenant.actor().subject(),
                        entries.size(),
                        lines,
                        fec.debitCents(),
                        fec.creditCents(),
                        year.first())
                .update();
        if (answers.openingJournal() == null
                ? fec.entries().stream()
                        .anyMatch(e -> opening(e.journal(), fec.journals().get(e.journal())))
                : fec.entries().stream().anyMatch(e -> e.journal().equals(answers.openingJournal()))) {
            jdbc.sql("SELECT mark_carried(?)")
                    .param(year.first())
                    .query((row, n) -> "")
                    .single();
        }
        sealing.now();
        verify(id, fec, lines);
        live.publish("ledger", id);
        return id;
    }

    /** What the books now hold of this file equals the file, or nothing is kept. */
    private void verify(UUID id, FecFile fec, long lines) {
        jdbc.sql("""
                        SELECT count(*) AS lines, count(DISTINCT l.entry_id) AS entries, coalesce(sum(debit_of(l.amount_cents, l.contra)), 0) AS debit,
                               coalesce(sum(credit_of(l.amount_cents, l.contra)), 0) AS credit
                        FROM imported_entry i JOIN journal_line l ON l.entry_id = i.entry_id WHERE i.import_id = ?""")
                .param(id)
                .query((row, n) -> {
                    if (row.getLong("lines") != lines
                            || row.getLong("entries") != fec.entries().size()
                            || row.getLong("debit") != fec.debitCents()
                            || row.getLong("credit") != fec.creditCents()) {
                        throw new IllegalStateException("the import differs from its file");
                    }
                    return "";
                })
                .single();
    }

    /** Journals, accounts and third parties the books do not have yet. */
    private static int prepare(Connection connection, FecFile fec, FecAnswers answers) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO journal (code, label, opening) VALUES (?, ?, ?) ON CONFLICT (code) DO NOTHING")) {
            for (Map.Entry<String, String> journal : fec.journals().entrySet()) {
                insert.setString(1, journal.getKey());
                insert.setString(2, journal.getValue());
                insert.setBoolean(
                        3,
                        answers.openingJournal() == null
                                ? opening(journal.getKey(), journal.getValue())
                                : journal.getKey().equals(answers.openingJournal())
                                        && opensOnly(fec, journal.getKey()));
                insert.addBatch();
            }
            insert.executeBatch();
        }
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO account (number, label, third_parties) SELECT * FROM unnest(?::text[], ?::text[], ?::boolean[])
                ON CONFLICT (number) DO UPDATE SET open = true WHERE NOT account.open""")) {
            insert.setArray(
                    1, connection.createArrayOf("text", fec.accounts().keySet().toArray()));
            insert.setArray(
                    2, connection.createArrayOf("text", fec.accounts().values().toArray()));
            insert.setArray(
                    3,
                    connection.createArrayOf(
                            "boolean",
                            fec.accounts().keySet().stream()
                                    .map(Accounts::namesThirdParties)
                                    .toArray()));
            insert.executeUpdate();
        }
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO third_party (code, kind, name) SELECT * FROM unnest(?::text[], ?::text[], ?::text[])
                ON CONFLICT (code) DO NOTHING""")) {
            List<FecThirdParty> all = new ArrayList<>(fec.thirdParties().values());
            insert.setArray(
                    1,
                    connection.createArrayOf(
                            "text", all.stream().map(FecThirdParty::code).toArray()));
            insert.setArray(
                    2,
                    connection.createArrayOf(
                            "text",
                            all.stream().map(t -> kind(t.account()).name()).toArray()));
            insert.setArray(
                    3,
                    connection.createArrayOf(
                            "text", all.stream().map(FecThirdParty::name).toArray()));
            return insert.executeUpdate();
        }
    }

    private static ThirdParties.Kind kind(String account) {
        if (account.startsWith("41")) {
            return ThirdParties.Kind.CUSTOMER;
        }
        if (account.startsWith("40")) {
            return ThirdParties.Kind.SUPPLIER;
        }
        if (account.startsWith("42")) {
            return ThirdParties.Kind.EMPLOYEE;
        }
        return account.startsWith("45") ? ThirdParties.Kind.ASSOCIATE : ThirdParties.Kind.OTHER;
    }

    /** Whether all of a journal stands on one day: one that has other entries too is no journal of opening balances. */
    private static boolean opensOnly(FecFile fec, String journal) {
        return fec.entries().stream()
                        .filter(e -> e.journal().equals(journal))
                        .map(FecEntry::date)
                        .distinct()
                        .count()
                == 1;
    }

    /** Other software names its journal of opening balances AN, RAN, ANO…, or says it in words. */
    static boolean opening(String code, @Nullable String label) {
        String plain = label == null ? "" : label.toLowerCase(Locale.ROOT);
        return code.equalsIgnoreCase("AN")
                || code.equalsIgnoreCase("ANO")
                || code.equalsIgnoreCase("RAN")
                || plain.contains("nouveau")
                || plain.contains("deferral")
                || plain.contains("opening");
    }

    /** Lettering as it stood in the other software, by account and third party. */
    private static final class Letters {

        private record Group(String account, @Nullable String thirdParty, String code) {}

        private static final class Members {
            private final List<Long> entries = new ArrayList<>();
            private final List<Integer> lines = new ArrayList<>();
            private @Nullable LocalDate date;
        }

        private final Map<Group, Members> groups = new LinkedHashMap<>();

        void note(List<FecEntry> batch, List<Long> ids) {
            for (int e = 0; e < batch.size(); e++) {
                int no = 0;
                for (FecLine line : batch.get(e).lines()) {
                    no++;
                    if (line.letter() == null) {
                        continue;
                    }
                    Members members = groups.computeIfAbsent(
                            new Group(line.account(), line.thirdParty(), line.letter()), g -> new Members());
                    members.entries.add(ids.get(e));
                    members.lines.add(no);
                    LocalDate date = line.letterDate();
                    if (date != null && (members.date == null || date.isAfter(members.date))) {
                        members.date = date;
                    }
                }
            }
        }

        int write(Connection connection, UUID importId) throws SQLException {
            if (groups.isEmpty()) {
                return 0;
            }
            List<Group> keys = new ArrayList<>(groups.keySet());
            Map<Group, Long> ids = new HashMap<>();
            try (PreparedStatement insert = connection.prepareStatement("""
                    WITH g AS (SELECT nextval('lettering_id') AS id, u.* FROM unnest(?::text[], ?::text[], ?::text[], ?::date[]) WITH ORDINALITY u(account, third_party, code, day, o)),
                    made AS (INSERT INTO lettering (id, account_id, third_party_id, code, lettered_on, lettered_by, import_id)
                      SELECT g.id, a.id, t.id, g.code, g.day, ?, ? FROM g JOIN account a ON a.number = g.account
                      LEFT JOIN third_party t ON t.code = g.third_party)
                    SELECT g.id, g.o FROM g""")) {
                insert.setArray(
                        1,
                        connection.createArrayOf(
                                "text", keys.stream().map(Group::account).toArray()));
                insert.setArray(
                        2,
                        connection.createArrayOf(
                                "text", keys.stream().map(Group::thirdParty).toArray()));
                insert.setArray(
                        3,
                        connection.createArrayOf(
                                "text", keys.stream().map(Group::code).toArray()));
                insert.setArray(
                        4,
                        connection.createArrayOf(
                                "date",
                                groups.values().stream()
                                        .map(m -> Booking.iso(m.date))
                                        .toArray()));
                insert.setObject(5, CurrentTenant.actor().subject());
                insert.setObject(6, importId);
                try (var made = insert.executeQuery()) {
                    while (made.next()) {
                        ids.put(keys.get(made.getInt(2) - 1), made.getLong(1));
                    }
                }
            }
            List<Long> entries = new ArrayList<>();
            List<Integer> lines = new ArrayList<>();
            List<Long> letterings = new ArrayList<>();
            groups.forEach((key, members) -> {
                entries.addAll(members.entries);
                lines.addAll(members.lines);
                members.entries.forEach(e -> letterings.add(ids.get(key)));
            });
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO lettering_line (entry_id, line_no, lettering_id) SELECT * FROM unnest(?::bigint[], ?::int[], ?::bigint[])")) {
                insert.setArray(1, connection.createArrayOf("int8", entries.toArray()));
                insert.setArray(2, connection.createArrayOf("int4", lines.toArray()));
                insert.setArray(3, connection.createArrayOf("int8", letterings.toArray()));
                return insert.executeUpdate();
            }
        }
    }

    /** Entries of a file as {@code import_entries} takes them. */
    private static final class ImportBatch {

        private final List<FecEntry> entries;
        private final LocalDate firstDay;
        private final LocalDate lastDay;
        private final int position;
        private final UUID importId;

        ImportBatch(List<FecEntry> entries, LocalDate firstDay, LocalDate lastDay, int position, UUID importId) {
            this.entries = entries;
            this.firstDay = firstDay;
            this.lastDay = lastDay;
            this.position = position;
            this.importId = importId;
        }

        List<Long> book(Connection connection, UUID id) throws SQLException {
            int n = entries.size();
            int lines = entries.stream().mapToInt(e -> e.lines().size()).sum();
            Object[] journals = new Object[n];
            @Nullable Object[] dates = new @Nullable Object[n];
            Object[] labels = new Object[n];
            @Nullable Object[] pieceRefs = new @Nullable Object[n];
            @Nullable Object[] pieceDates = new @Nullable Object[n];
            Object[] sources = new Object[n];
            Object[] numbers = new Object[n];
            @Nullable Object[] originalDates = new @Nullable Object[n];
            @Nullable Object[] validDates = new @Nullable Object[n];
            Map<String, Integer> accounts = new LinkedHashMap<>();
            Map<String, Integer> thirdParties = new LinkedHashMap<>();
            Object[] entry = new Object[lines];
            Object[] lineNo = new Object[lines];
            Object[] account = new Object[lines];
            Object[] thirdParty = new Object[lines];
            Object[] analytic = new Object[lines];
            Object[] amount = new Object[lines];
            @Nullable Object[] lineLabels = new @Nullable Object[lines];
            Object[] contra = new Object[lines];
            @Nullable Object[] lineDates = new @Nullable Object[lines];
            @Nullable Object[] lineRefs = new @Nullable Object[lines];
            @Nullable Object[] lineRefDates = new @Nullable Object[lines];
            @Nullable Object[] currencyAmounts = new @Nullable Object[lines];
            @Nullable Object[] currencies = new @Nullable Object[lines];
            int at = 0;
            for (int e = 0; e < n; e++) {
                FecEntry one = entries.get(e);
                FecLine first = one.first();
                journals[e] = one.journal();
                dates[e] = Booking.iso(FecImports.within(one.date(), firstDay, lastDay));
                labels[e] = first.label();
                pieceRefs[e] = first.pieceRef();
                pieceDates[e] = Booking.iso(first.pieceDate());
                sources[e] = "fec:" + importId + ":" + (position + e + 1);
                numbers[e] = one.number();
                originalDates[e] = Booking.iso(one.date());
                validDates[e] = Booking.iso(first.validDate());
                int no = 0;
                for (FecLine line : one.lines()) {
                    entry[at] = e + 1;
                    lineNo[at] = ++no;
                    account[at] = Booking.position(accounts, line.account());
                    thirdParty[at] = line.thirdParty() == null ? 0 : Booking.position(thirdParties, line.thirdParty());
                    analytic[at] = 0;
                    amount[at] = line.cents();
                    lineLabels[at] = line.label().equals(first.label()) ? null : line.label();
                    contra[at] = line.contra();
                    lineDates[at] = line.date().equals(one.date()) ? null : Booking.iso(line.date());
                    boolean samePiece = java.util.Objects.equals(line.pieceRef(), first.pieceRef())
                            && java.util.Objects.equals(line.pieceDate(), first.pieceDate());
                    lineRefs[at] = samePiece ? null : line.pieceRef();
                    lineRefDates[at] = samePiece ? null : Booking.iso(line.pieceDate());
                    currencyAmounts[at] = line.currencyAmount();
                    currencies[at] = line.currency();
                    at++;
                }
            }
            try (PreparedStatement post = connection.prepareStatement(
                    "SELECT import_entries(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")) {
                int p = 1;
                post.setObject(p++, id);
                post.setObject(p++, CurrentTenant.actor().subject());
                post.setArray(p++, connection.createArrayOf("text", journals));
                post.setArray(p++, connection.createArrayOf("date", dates));
                post.setArray(p++, connection.createArrayOf("text", labels));
                post.setArray(p++, connection.createArrayOf("text", pieceRefs));
                post.setArray(p++, connection.createArrayOf("date", pieceDates));
                post.setArray(p++, connection.createArrayOf("text", sources));
                post.setArray(
                        p++, connection.createArrayOf("text", accounts.keySet().toArray()));
                post.setArray(
                        p++,
                        connection.createArrayOf("text", thirdParties.keySet().toArray()));
                post.setArray(p++, connection.createArrayOf("uuid", new Object[0]));
                post.setArray(p++, connection.createArrayOf("int4", entry));
                post.setArray(p++, connection.createArrayOf("int4", lineNo));
                post.setArray(p++, connection.createArrayOf("int4", account));
                post.setArray(p++, connection.createArrayOf("int4", thirdParty));
                post.setArray(p++, connection.createArrayOf("int4", analytic));
                post.setArray(p++, connection.createArrayOf("int8", amount));
                post.setArray(p++, connection.createArrayOf("text", lineLabels));
                post.setArray(p++, connection.createArrayOf("boolean", contra));
                post.setArray(p++, connection.createArrayOf("text", numbers));
                post.setArray(p++, connection.createArrayOf("date", originalDates));
                post.setArray(p++, connection.createArrayOf("date", validDates));
                post.setArray(p++, connection.createArrayOf("date", lineDates));
                post.setArray(p++, connection.createArrayOf("text", lineRefs));
                post.setArray(p++, connection.createArrayOf("date", lineRefDates));
                post.setArray(p++, connection.createArrayOf("text", currencyAmounts));
                post.setArray(p, connection.createArrayOf("text", currencies));
                return Booking.ids(post);
            }
        }
    }
}
