package coop.entrelacs.ledger;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.documents.Document;
import coop.entrelacs.documents.Documents;
import coop.entrelacs.jobs.JobReport.Finding;
import coop.entrelacs.jobs.Jobs;
import coop.entrelacs.ledger.FiscalYears.FiscalYear;
import coop.entrelacs.shared.Folding;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.InvalidFields;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.shared.Period;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.LegalIdentities;
import coop.entrelacs.tenancy.Role;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
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

    /** Entries a call when an import is taken back. */
    private static final int UNDO_BATCH = 1_000;

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
     * @param questions what the file leaves open and must not be guessed; some are ways round an error
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
            List<FecQuestion> questions,
            @Nullable Instant importedAt,
            boolean importable) {

        public FecPreview {
            journals = List.copyOf(journals);
            newAccounts = List.copyOf(newAccounts);
            findings = List.copyOf(findings);
            questions = List.copyOf(questions);
        }
    }

    /** @param exists whether the books have this journal already */
    public record JournalPreview(
            String code, String label, boolean exists, long entries, long lines, Money debit, Money credit) {}

    public record AccountPreview(String number, String label) {}

    /**
     * An import done.
     *
     * @param undoneAt when it was taken back whole, or null
     */
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
            Money credit,
            @Nullable Instant undoneAt) {}

    /**
     * The job's parameters.
     *
     * @param document the uploaded file
     * @param firstDay of the fiscal year to book in, or null; kept for jobs submitted before the answers
     * @param answers what the accountant said
     */
    record Parameters(
            UUID document,
            @Nullable LocalDate firstDay,
            @Nullable LocalDate lastDay,
            @Nullable FecAnswers answers) {

        Parameters(UUID document, @Nullable LocalDate firstDay, @Nullable LocalDate lastDay) {
            this(document, firstDay, lastDay, null);
        }

        /** What was answered; jobs of earlier versions knew only the year. */
        FecAnswers said() {
            return answers != null ? answers : FecAnswers.in(firstDay == null ? null : new Period(firstDay, lastDay));
        }
    }

    private final JdbcClient jdbc;
    private final FiscalYears years;
    private final Documents documents;
    private final Jobs jobs;
    private final Audit audit;
    private final LegalIdentities identities;
    private final Books books;
    private final Sealing sealing;

    FecImports(
            JdbcClient jdbc,
            FiscalYears years,
            Documents documents,
            Jobs jobs,
            Audit audit,
            LegalIdentities identities,
            Books books,
            Sealing sealing) {
        this.identities = identities;
        this.books = books;
        this.sealing = sealing;
        this.jdbc = jdbc;
        this.years = years;
        this.documents = documents;
        this.jobs = jobs;
        this.audit = audit;
    }

    /**
     * Reads a file and tells what importing it would do. Writes nothing.
     *
     * @param answers what the accountant said so far; the rest is among the questions
     */
    @Transactional(readOnly = true)
    public FecPreview preview(String fileName, byte[] content, FecAnswers answers) {
        CurrentTenant.actor().require(Role.ACCOUNTANT);
        FecFile fec = FecReader.read(fileName, content, answers);
        Optional<Period> target = check(fec, answers);
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
                fec.findings().questions(),
                before.map(FecImport::importedAt).orElse(null),
                fec.findings().errors() == 0
                        && fec.findings().questions().stream().noneMatch(FecQuestion::needed));
    }

    /**
     * Keeps the file and queues the job that books it.
     *
     * @return the job's id
     * @throws BookingRefused if this very file was imported before
     * @throws InvalidField if something is asked that was not answered, under the name of the parameter that answers it
     */
    @Transactional
    public UUID submit(String fileName, byte[] content, FecAnswers answers) {
        CurrentTenant.actor().require(Role.ACCOUNTANT);
        refuseIfImported(sha256(content));
        FecFile fec = FecReader.read(fileName, content, answers);
        check(fec, answers);
        InvalidFields.Check open = new InvalidFields.Check();
        fec.findings().questions().stream()
                .filter(FecQuestion::needed)
                .forEach(q ->
                        open.that(false, q.parameter(), q.code(), q.arguments().toArray()));
        open.done();
        Document document = documents.store(safeName(fileName), "text/plain", content);
        audit.record("fec.import", "document:" + document.id(), "");
        return jobs.submit(JOB, new Parameters(document.id(), null, null, answers));
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
    Optional<Period> check(FecFile fec, FecAnswers answers) {
        if (fec.entries().isEmpty()) {
            return Optional.empty();
        }
        Period year = answers.year() == null ? yearOf(fec) : answers.year();
        askWhose(fec, answers);
        askJournals(fec, answers);
        askOpening(fec, answers, year);
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
                        WHERE e.entry_date BETWEEN ? AND ? AND NOT EXISTS (SELECT 1 FROM imported_entry i WHERE i.entry_id = e.id OR e.source = 'reversal:' || i.entry_id)
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
                        JOIN journal j ON j.id = e.journal_id JOIN fec_import f ON f.id = i.import_id
                        WHERE e.entry_date BETWEEN ? AND ? AND f.undone_at IS NULL""")
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
     * The fiscal year of a file: one of ours in which nearly all entries lie; else that of the closing date in its name, if most lie
     * there; else a calendar year that they fill from January to December. Where none of these is so it is asked.
     */
    private Period yearOf(FecFile fec) {
        long half = fec.entries().size() / 2;
        for (FiscalYear year : years.list()) {
            long inside =
                    fec.entries().stream().filter(e -> year.contains(e.date())).count();
            // a few odd dates are told, not asked
            if (inside > half
                    && (year.lastDay().equals(fec.closing())
                            || inside * 50 >= fec.entries().size() * 49L)) {
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
        Period guess = calendarYear(fec);
        boolean whole = fec.entries().stream().allMatch(e -> guess.contains(e.date()))
                && fec.entries().stream().anyMatch(e -> e.date().getMonthValue() == 1)
                && fec.entries().stream().anyMatch(e -> e.date().getMonthValue() == 12);
        if (!whole) {
            LocalDate first = fec.entries().stream()
                    .map(FecEntry::date)
                    .min(LocalDate::compareTo)
                    .orElseThrow();
            LocalDate last = fec.entries().stream()
                    .map(FecEntry::date)
                    .max(LocalDate::compareTo)
                    .orElseThrow();
            Period months = new Period(
                    first.withDayOfMonth(1),
                    first.withDayOfMonth(1).plusYears(1).minusDays(1));
            fec.findings()
                    .ask(
                            "fec-ask-year",
                            "firstDay",
                            List.of(months.first() + "/" + months.last(), guess.first() + "/" + guess.last()),
                            true,
                            first,
                            last);
        }
        return guess;
    }

    private static Period calendarYear(FecFile fec) {
        int calendar = fec.entries().stream()
                .collect(Collectors.groupingBy(e -> e.date().getYear(), TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
        return new Period(LocalDate.of(calendar, 1, 1), LocalDate.of(calendar, 12, 31));
    }

    /** A file of another legal person is taken only if that is meant: a predecessor, a member who brings a company. */
    private void askWhose(FecFile fec, FecAnswers answers) {
        String own = identities.current().legal().siren();
        if (fec.siren() != null && !fec.siren().equals(own) && !fec.siren().equals(answers.siren())) {
            fec.findings().ask("fec-ask-siren", "siren", List.of(fec.siren()), true, fec.siren(), own);
        }
    }

    /** A code may mean one journal there and another here: {@code CA} is cash to some and Crédit Agricole to others. */
    private void askJournals(FecFile fec, FecAnswers answers) {
        Map<String, String> known = new HashMap<>();
        jdbc.sql("SELECT code, label FROM journal").query(row -> {
            known.put(row.getString(1), row.getString(2));
        });
        fec.journals().forEach((code, label) -> {
            String here = known.get(code);
            if (here != null && !answers.journals().containsValue(code) && !alike(code, label, here)) {
                fec.findings()
                        .ask(
                                "fec-ask-journal",
                                "journals",
                                List.of(code + ":" + code, code + ":" + code + "2"),
                                true,
                                code,
                                label,
                                here);
            }
        });
    }

    private static boolean alike(String code, String label, String here) {
        Set<String> words = Set.of(Folding.words(here));
        for (String word : Folding.words(label)) {
            if (word.equals(Folding.of(code))
                    || words.stream()
                            .anyMatch(w -> w.length() > 3
                                    && word.length() > 3
                                    && w.substring(0, 4).equals(word.substring(0, 4)))) {
                return true;
            }
        }
        return false;
    }

    /** Opening balances that are taken for movements double every balance once the year before is there too. */
    private void askOpening(FecFile fec, FecAnswers answers, Period year) {
        if (answers.openingJournal() != null
                || fec.journals().entrySet().stream().anyMatch(j -> FecImportJob.opening(j.getKey(), j.getValue()))) {
            return;
        }
        boolean before = jdbc.sql("SELECT EXISTS (SELECT FROM journal_entry WHERE entry_date < ?)")
                .param(year.first())
                .query(Boolean.class)
                .single();
        List<String> candidates = fec.entries().stream()
                .filter(e -> e.date().equals(year.first())
                        && e.lines().stream().allMatch(l -> l.account().charAt(0) < '6')
                        && (before
                                || e.lines().stream().anyMatch(l -> l.account().startsWith("1"))))
                .map(FecEntry::journal)
                .distinct()
                .toList();
        if (!candidates.isEmpty()) {
            List<String> choices = new ArrayList<>(candidates);
            choices.add("-");
            fec.findings()
                    .ask(
                            "fec-ask-opening",
                            "openingJournal",
                            choices,
                            true,
                            candidates.getFirst(),
                            fec.journals().getOrDefault(candidates.getFirst(), ""),
                            year.first());
        }
    }

    /**
     * Takes an import back whole, by the opposite of each of its entries, while nothing rests on it. Then the file can be imported
     * again, otherwise.
     *
     * @throws BookingRefused if it was undone before, its year is closed, or something was booked or imported in it since
     */
    @Transactional
    public FecImport undo(UUID id) {
        CurrentTenant.actor().require(Role.ACCOUNTANT);
        jdbc.sql("SELECT pg_advisory_xact_lock((to_regclass('fec_import')::oid::bigint & 2147483647)::int, 0)")
                .query((row, n) -> "")
                .single();
        FecImport done = get(id);
        if (done.undoneAt() != null) {
            throw new BookingRefused("fec-undone", null, day(done.undoneAt()));
        }
        long followed = jdbc.sql("""
                        SELECT count(*) FROM journal_entry e
                        WHERE e.entry_date BETWEEN :first AND :last AND NOT EXISTS (
                            SELECT FROM imported_entry i WHERE i.entry_id = e.id AND i.import_id = :id)
                          AND e.id > (SELECT min(i.entry_id) FROM imported_entry i WHERE i.import_id = :id)""")
                .param("first", done.firstDay())
                .param("last", done.lastDay())
                .param("id", id)
                .query(Long.class)
                .single();
        if (followed > 0) {
            throw new BookingRefused("fec-followed", null, followed);
        }
        jdbc.sql("""
                        DELETE FROM lettering WHERE import_id = :id OR id IN (
                            SELECT ll.lettering_id FROM lettering_line ll JOIN imported_entry i ON i.entry_id = ll.entry_id
                            WHERE i.import_id = :id)""").param("id", id).update();
        record Taken(
                long entry,
                String journal,
                LocalDate on,
                @Nullable String pieceRef,
                JournalLine line) {}
        Map<Long, List<Taken>> entries = jdbc
                .sql("""
                        SELECT e.id, j.code AS journal, e.entry_date, e.piece_ref, a.number, v.value, t.code, l.label, -l.amount_cents AS cents
                        FROM imported_entry i JOIN journal_entry e ON e.id = i.entry_id JOIN journal j ON j.id = e.journal_id
                        JOIN journal_line l ON l.entry_id = e.id JOIN account a ON a.id = l.account_id
                        LEFT JOIN third_party t ON t.id = l.third_party_id LEFT JOIN analytic_value v ON v.id = l.analytic_id
                        WHERE i.import_id = ? AND l.amount_cents <> 0 ORDER BY e.id, l.line_no""")
                .param(id)
                .query((row, n) -> new Taken(
                        row.getLong("id"),
                        row.getString("journal"),
                        Rows.date(row, "entry_date"),
                        row.getString("piece_ref"),
                        new JournalLine(
                                row.getString("number"),
                                row.getObject("value", UUID.class),
                                row.getString("code"),
                                row.getString("label"),
                                Money.ofCents(row.getLong("cents")))))
                .list()
                .stream()
                .collect(Collectors.groupingBy(Taken::entry, LinkedHashMap::new, Collectors.toList()));
        List<JournalEntry> reversals = entries.values().stream()
                .map(lines -> new JournalEntry(
                        lines.getFirst().journal(),
                        lines.getFirst().on(),
                        "Reprise annulée",
                        piece(lines.getFirst().pieceRef()),
                        null,
                        "reversal:" + lines.getFirst().entry(),
                        lines.stream().map(Taken::line).toList()))
                .toList();
        UUID by = CurrentTenant.actor().subject();
        for (int from = 0; from < reversals.size(); from += UNDO_BATCH) {
            Booking booking = new Booking(reversals.subList(from, Math.min(reversals.size(), from + UNDO_BATCH)));
            books.call(connection -> booking.book(connection, by));
        }
        jdbc.sql("UPDATE fec_import SET undone_at = now(), undone_by = ? WHERE id = ?")
                .params(by, id)
                .update();
        jdbc.sql("SELECT unmark_carried(?)")
                .param(done.firstDay())
                .query((row, n) -> "")
                .single();
        sealing.now();
        audit.record("fec.undone", "fec-import:" + id, done.fileName());
        return get(id);
    }

    private static @Nullable String piece(@Nullable String ref) {
        return ref == null || ref.length() <= 60 ? ref : ref.substring(0, 60);
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
        return jdbc.sql(SELECT + " WHERE i.sha256 = ? AND i.undone_at IS NULL")
                .param(sha256)
                .query((row, n) -> fecImport(row))
                .optional();
    }

    private static final String SELECT = """
            SELECT i.id, i.file_name, i.sha256, i.document_id, y.first_day, y.last_day, i.imported_at, i.entries, i.lines,
                   i.debit_cents, i.credit_cents, i.undone_at
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
                Rows.money(row, "credit_cents"),
                Rows.instant(row, "undone_at"));
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
