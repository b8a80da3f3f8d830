package coop.entrelacs.ledger;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.documents.Document;
import coop.entrelacs.documents.Documents;
import coop.entrelacs.jobs.JobReport.Finding;
import coop.entrelacs.jobs.Jobs;
import coop.entrelacs.ledger.FiscalYears.FiscalYear;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.shared.Period;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Takes over the books of other software from its audit file (FEC): first a preview that writes nothing, then a job that books
 * all or nothing. The same file is taken once.
 */
@Service
public class FecImports {

    /** The job that books a file. */
    public static final String JOB = "fec-import";

    /**
     * What an import would do.
     *
     * @param siren from the file's name, or null
     * @param encoding and {@code separator}: as detected
     * @param firstDay of the fiscal year the entries would be booked in
     * @param opensYear whether that year is to be opened
     * @param newAccounts accounts the chart does not have yet
     * @param newThirdParties how many third parties are to be made
     * @param totalDebit equals the sum of the file's debit column
     * @param errors how many errors there are; with one, nothing can be imported
     * @param findings errors first, then warnings, each with its line where it has one
     * @param importedAt when this very file was imported before, or null
     * @param importable whether the import would be accepted
     */
    public record FecPreview(
            String fileName,
            String sha256,
            @Nullable String siren,
            String encoding,
            String separator,
            @Nullable LocalDate firstDay,
            @Nullable LocalDate lastDay,
            boolean opensYear,
            long lines,
            long entries,
            Money totalDebit,
            Money totalCredit,
            List<JournalPreview> journals,
            List<AccountPreview> newAccounts,
            long newThirdParties,
            long errors,
            long warnings,
            List<Finding> findings,
            @Nullable Instant importedAt,
            boolean importable) {

        public FecPreview {
            journals = List.copyOf(journals);
            newAccounts = List.copyOf(newAccounts);
            findings = List.copyOf(findings);
        }
    }

    /** @param exists whether the books have this journal already */
    public record JournalPreview(
            String code, String label, boolean exists, long entries, long lines, Money debit, Money credit) {}

    public record AccountPreview(String number, String label) {}

    /** An import done. */
    public record FecImport(
            UUID id,
            String fileName,
            String sha256,
            UUID document,
            LocalDate firstDay,
            LocalDate lastDay,
            Instant importedAt,
            long entries,
            long lines,
            Money debit,
            Money credit) {}

    /**
     * The job's parameters.
     *
     * @param document the uploaded file
     * @param firstDay of the fiscal year to book in, or null to find it
     */
    record Parameters(
            UUID document,
            @Nullable LocalDate firstDay,
            @Nullable LocalDate lastDay) {}

    private final JdbcClient jdbc;
    private final FiscalYears years;
    private final Documents documents;
    private final Jobs jobs;
    private final Audit audit;

    FecImports(JdbcClient jdbc, FiscalYears years, Documents documents, Jobs jobs, Audit audit) {
        this.jdbc = jdbc;
        this.years = years;
        this.documents = documents;
        this.jobs = jobs;
        this.audit = audit;
    }

    /**
     * Reads a file and tells what importing it would do. Writes nothing.
     *
     * @param year the fiscal year to book in, or null to find it from the file
     */
    @Transactional(readOnly = true)
    public FecPreview preview(String fileName, byte[] content, @Nullable Period year) {
        CurrentTenant.actor().require(Role.ACCOUNTANT);
        FecFile fec = FecReader.read(fileName, content);
        Optional<Period> target = check(fec, year);
        String sha256 = sha256(content);
        Optional<FecImport> before = bySha256(sha256);
        before.ifPresent(done ->
                fec.findings().error(null, null, "fec-imported-before", day(done.importedAt()), done.fileName()));
        Set<String> known = knownAccounts();
        Set<String> knownParties = knownThirdParties(fec.thirdParties().keySet());
        return new FecPreview(
                fileName,
                sha256,
                fec.siren(),
                fec.encoding(),
                fec.separator() == '\t' ? "tab" : String.valueOf(fec.separator()),
                target.map(Period::first).orElse(null),
                target.map(Period::last).orElse(null),
                target.isPresent() && existing(target.get()).isEmpty(),
                fec.lines(),
                fec.entries().size(),
                Money.ofCents(fec.debitCents()),
                Money.ofCents(fec.creditCents()),
                journals(fec),
                fec.accounts().entrySet().stream()
                        .filter(a -> !known.contains(a.getKey()))
                        .map(a -> new AccountPreview(a.getKey(), a.getValue()))
                        .sorted(Comparator.comparing(AccountPreview::number))
                        .toList(),
                fec.thirdParties().keySet().stream()
                        .filter(t -> !knownParties.contains(t))
                        .count(),
                fec.findings().errors(),
                fec.findings().warnings(),
                fec.findings().all(),
                before.map(FecImport::importedAt).orElse(null),
                fec.findings().errors() == 0);
    }

    /**
     * Keeps the file and queues the job that books it.
     *
     * @return the job's id
     * @throws BookingRefused if this very file was imported before
     */
    @Transactional
    public UUID submit(String fileName, byte[] content, @Nullable Period year) {
        CurrentTenant.actor().require(Role.ACCOUNTANT);
        refuseIfImported(sha256(content));
        Document document = documents.store(safeName(fileName), "text/plain", content);
        audit.record("fec.import", "document:" + document.id(), "");
        return jobs.submit(
                JOB,
                new Parameters(document.id(), year == null ? null : year.first(), year == null ? null : year.last()));
    }

    /** The imports done, the latest first. */
    @Transactional(readOnly = true)
    public List<FecImport> list() {
        CurrentTenant.actor().require(Role.ACCOUNTANT, Role.MANAGER);
        return jdbc.sql(SELECT + " ORDER BY i.imported_at DESC")
                .query((row, n) -> fecImport(row))
                .list();
    }

    /** @throws NotFound if there is no such import */
    @Transactional(readOnly = true)
    public FecImport get(UUID id) {
        CurrentTenant.actor().require(Role.ACCOUNTANT, Role.MANAGER);
        return jdbc.sql(SELECT + " WHERE i.id = ?")
                .param(id)
                .query((row, n) -> fecImport(row))
                .optional()
                .orElseThrow(() -> new NotFound("fec-import", id));
    }

    void refuseIfImported(String sha256) {
        bySha256(sha256).ifPresent(done -> {
            throw new BookingRefused("fec-imported-before", "file", day(done.importedAt()), done.fileName());
        });
    }

    /**
     * Holds a file that could be read against the books: the year it belongs to, whether that is open, whether its journals are
     * free. What speaks against it is added to its findings.
     */
    Optional<Period> check(FecFile fec, @Nullable Period wanted) {
        if (fec.entries().isEmpty()) {
            return Optional.empty();
        }
        Period year = wanted == null ? yearOf(fec) : wanted;
        LocalDate last = year.last();
        if (last == null) {
            throw new InvalidField("lastDay", "required");
        }
        Optional<FiscalYear> existing = existing(year);
        if (existing.isEmpty()) {
            years.list().stream()
                    .filter(y -> new Period(y.firstDay(), y.lastDay()).overlaps(year))
                    .findFirst()
                    .ifPresent(y -> fec.findings()
                            .error(null, null, "fec-year-overlaps", year.first(), last, y.firstDay(), y.lastDay()));
        }
        existing.ifPresent(y -> {
            if (y.closedAt() != null) {
                fec.findings().error(null, null, "fec-year-closed", y.firstDay(), y.lastDay());
            } else {
                closedPeriods(fec, y);
            }
            journalsInUse(fec, y);
        });
        long outside =
                fec.entries().stream().filter(e -> !year.contains(e.date())).count();
        if (outside > 0) {
            FecEntry first = fec.entries().stream()
                    .filter(e -> !year.contains(e.date()))
                    .findFirst()
                    .orElseThrow();
            fec.findings()
                    .warning(
                            first.first().row(),
                            FecColumn.ECRITURE_DATE.title(),
                            "fec-outside-year",
                            outside,
                            first.date(),
                            year.first(),
                            last);
        }
        LocalDate closing = fec.closing();
        if (closing != null && !closing.equals(last)) {
            fec.findings().warning(null, null, "fec-closing-differs", closing, year.first(), last);
        }
        return Optional.of(year);
    }

    private Optional<FiscalYear> existing(Period year) {
        return years.list().stream()
                .filter(y -> y.firstDay().equals(year.first()) && y.lastDay().equals(year.last()))
                .findFirst();
    }

    private static void closedPeriods(FecFile fec, FiscalYear year) {
        for (FiscalYears.Month month : year.months()) {
            if (month.closedAt() == null) {
                continue;
            }
            fec.entries().stream()
                    .filter(e -> {
                        LocalDate day = within(e.date(), year.firstDay(), year.lastDay());
                        return !day.isBefore(month.firstDay()) && !day.isAfter(month.lastDay());
                    })
                    .findFirst()
                    .ifPresent(e -> fec.findings()
                            .error(
                                    e.first().row(),
                                    FecColumn.ECRITURE_DATE.title(),
                                    "fec-period-closed",
                                    month.firstDay(),
                                    month.lastDay()));
        }
    }

    /**
     * One journal of one year is kept by one hand: what was posted here and what is imported would mix their numbers, and nobody
     * could follow the year's audit file. Two files of the same software (two half-years) go together if no number is in both.
     */
    private void journalsInUse(FecFile fec, FiscalYear year) {
        Set<String> posted = new HashSet<>(jdbc.sql("""
                        SELECT DISTINCT j.code FROM journal_entry e JOIN journal j ON j.id = e.journal_id
                        WHERE e.entry_date BETWEEN ? AND ? AND NOT EXISTS (SELECT 1 FROM imported_entry i WHERE i.entry_id = e.id)
                          AND (e.source IS NULL OR e.source NOT LIKE 'opening:%')""")
                .params(year.firstDay(), year.lastDay())
                .query(String.class)
                .list());
        for (String journal : fec.journals().keySet()) {
            if (posted.contains(journal)) {
                fec.findings()
                        .error(null, FecColumn.JOURNAL_CODE.title(), "fec-journal-in-use", journal, year.firstDay());
            }
        }
        record Numbered(String journal, String number) {}
        Set<Numbered> taken = new HashSet<>(jdbc.sql("""
                        SELECT j.code AS journal, i.number FROM imported_entry i JOIN journal_entry e ON e.id = i.entry_id
                        JOIN journal j ON j.id = e.journal_id WHERE e.entry_date BETWEEN ? AND ?""")
                .params(year.firstDay(), year.lastDay())
                .query(Numbered.class)
                .list());
        if (taken.isEmpty()) {
            return;
        }
        for (FecEntry entry : fec.entries()) {
            if (taken.contains(new Numbered(entry.journal(), entry.number()))) {
                fec.findings()
                        .error(
                                entry.first().row(),
                                FecColumn.ECRITURE_NUM.title(),
                                "fec-number-taken",
                                entry.journal(),
                                entry.number());
            }
        }
    }

    /**
     * The fiscal year of a file: one of ours in which most entries lie; else that of the closing date in its name, if they lie
     * there; else the calendar year of most entries (names are often wrong).
     */
    private Period yearOf(FecFile fec) {
        long half = fec.entries().size() / 2;
        for (FiscalYear year : years.list()) {
            if (fec.entries().stream().filter(e -> year.contains(e.date())).count() > half) {
                return new Period(year.firstDay(), year.lastDay());
            }
        }
        LocalDate closing = fec.closing();
        if (closing != null) {
            Period named = new Period(closing.plusDays(1).minusYears(1), closing);
            if (fec.entries().stream().filter(e -> named.contains(e.date())).count() > half) {
                return named;
            }
        }
        int calendar = fec.entries().stream()
                .collect(Collectors.groupingBy(e -> e.date().getYear(), TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
        return new Period(LocalDate.of(calendar, 1, 1), LocalDate.of(calendar, 12, 31));
    }

    static LocalDate within(LocalDate day, LocalDate first, LocalDate last) {
        return day.isBefore(first) ? first : day.isAfter(last) ? last : day;
    }

    private List<JournalPreview> journals(FecFile fec) {
        Set<String> known = new HashSet<>(
                jdbc.sql("SELECT code FROM journal").query(String.class).list());
        Map<String, List<FecEntry>> byJournal = fec.entries().stream()
                .collect(Collectors.groupingBy(FecEntry::journal, LinkedHashMap::new, Collectors.toList()));
        List<JournalPreview> journals = new ArrayList<>();
        byJournal.forEach((code, entries) -> {
            long lines = 0;
            long debit = 0;
            long credit = 0;
            for (FecEntry entry : entries) {
                for (FecLine line : entry.lines()) {
                    lines++;
                    debit += line.debit();
                    credit += line.credit();
                }
            }
            journals.add(new JournalPreview(
                    code,
                    fec.journals().getOrDefault(code, code),
                    known.contains(code),
                    entries.size(),
                    lines,
                    Money.ofCents(debit),
                    Money.ofCents(credit)));
        });
        return journals;
    }

    private Set<String> knownAccounts() {
        return new HashSet<>(
                jdbc.sql("SELECT number FROM account").query(String.class).list());
    }

    private Set<String> knownThirdParties(Set<String> codes) {
        if (codes.isEmpty()) {
            return Set.of();
        }
        return new HashSet<>(jdbc.sql("SELECT code FROM third_party WHERE code = ANY (?)")
                .param(codes.toArray(String[]::new))
                .query(String.class)
                .list());
    }

    private Optional<FecImport> bySha256(String sha256) {
        return jdbc.sql(SELECT + " WHERE i.sha256 = ?")
                .param(sha256)
                .query((row, n) -> fecImport(row))
                .optional();
    }

    private static final String SELECT = """
            SELECT i.id, i.file_name, i.sha256, i.document_id, y.first_day, y.last_day, i.imported_at, i.entries, i.lines,
                   i.debit_cents, i.credit_cents
            FROM fec_import i JOIN fiscal_year y ON y.id = i.fiscal_year_id""";

    private static FecImport fecImport(java.sql.ResultSet row) throws java.sql.SQLException {
        return new FecImport(
                row.getObject("id", UUID.class),
                row.getString("file_name"),
                row.getString("sha256"),
                row.getObject("document_id", UUID.class),
                Rows.date(row, "first_day"),
                Rows.date(row, "last_day"),
                row.getObject("imported_at", java.time.OffsetDateTime.class).toInstant(),
                row.getLong("entries"),
                row.getLong("lines"),
                Rows.money(row, "debit_cents"),
                Rows.money(row, "credit_cents"));
    }

    /** The day of a moment where the cooperatives are, for a sentence: its argument is a string. */
    private static LocalDate day(Instant moment) {
        return moment.atZone(java.time.ZoneId.of("Europe/Paris")).toLocalDate();
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What remains of a path some browsers send, without control characters. */
    private static String safeName(String fileName) {
        String name = fileName.substring(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1)
                .replaceAll("\\p{Cntrl}", "")
                .strip();
        if (name.isEmpty()) {
            return "fec.txt";
        }
        return name.length() <= 200 ? name : name.substring(name.length() - 200);
    }
}
