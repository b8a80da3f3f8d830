package coop.entrelacs.ledger;

import coop.entrelacs.ledger.AnalyticAxis.AnalyticValue;
import coop.entrelacs.ledger.Drafts.Draft;
import coop.entrelacs.ledger.Drafts.DraftForm;
import coop.entrelacs.ledger.Drafts.Validated;
import coop.entrelacs.ledger.Entries.EntryDetail;
import coop.entrelacs.ledger.Entries.EntrySummary;
import coop.entrelacs.ledger.FiscalYears.FiscalYear;
import coop.entrelacs.ledger.Journals.Journal;
import coop.entrelacs.ledger.LedgerVerifier.Verification;
import coop.entrelacs.ledger.Lettering.Letter;
import coop.entrelacs.ledger.Lettering.LineRef;
import coop.entrelacs.ledger.Lettering.OpenItem;
import coop.entrelacs.ledger.Statements.AccountStatement;
import coop.entrelacs.ledger.Statements.StatementLine;
import coop.entrelacs.ledger.Statements.TrialBalance;
import coop.entrelacs.ledger.ThirdParties.ThirdParty;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.web.ETags;
import coop.entrelacs.web.Idempotency;
import coop.entrelacs.web.Page;
import coop.entrelacs.web.Sheet;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;
import org.springframework.web.util.UriComponentsBuilder;

@RestController
@RequestMapping("/api/{tenant}/ledger")
@Tag(name = "Ledger", description = "The books: accounts, entries, drafts, statements, closings")
class LedgerApi {

    private static final String CSV = "text/csv";
    private static final String DRAFT_EXAMPLE = """
        {"journal": "OD", "date": "2026-11-03", "label": "Régularisation d'assurance", "pieceRef": "A-17",
         "lines": [{"account": "616", "amount": "120.00"}, {"account": "486", "amount": "-120.00"}]}\
        """;

    private final Accounts accounts;
    private final Journals journals;
    private final ThirdParties thirdParties;
    private final AnalyticAxis axis;
    private final FiscalYears years;
    private final Drafts drafts;
    private final Entries entries;
    private final Ledger ledger;
    private final Statements statements;
    private final Lettering lettering;
    private final LedgerVerifier verifier;
    private final BooksWatch watch;
    private final Idempotency idempotency;

    LedgerApi(
            Accounts accounts,
            Journals journals,
            ThirdParties thirdParties,
            AnalyticAxis axis,
            FiscalYears years,
            Drafts drafts,
            Entries entries,
            Ledger ledger,
            Statements statements,
            Lettering lettering,
            LedgerVerifier verifier,
            BooksWatch watch,
            Idempotency idempotency) {
        this.accounts = accounts;
        this.journals = journals;
        this.thirdParties = thirdParties;
        this.axis = axis;
        this.years = years;
        this.drafts = drafts;
        this.entries = entries;
        this.ledger = ledger;
        this.statements = statements;
        this.lettering = lettering;
        this.verifier = verifier;
        this.watch = watch;
        this.idempotency = idempotency;
    }

    // --- the chart ---------------------------------------------------------------------------------------------------

    record NewAccount(String number, String label) {}

    record ChangedAccount(String label, @Nullable Boolean open) {}

    @GetMapping("/accounts")
    @Operation(summary = "Accounts by number; `q` is the beginning of a number or part of a label")
    Page<Account> accounts(
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable Integer limit) {
        int most = Page.limit(limit);
        return Page.of(accounts.search(q, after, most + 1), most, Account::number);
    }

    @GetMapping("/accounts/{number}")
    @Operation(summary = "One account")
    Account account(@PathVariable String number) {
        CurrentTenant.actor().require(Role.ACCOUNTANT, Role.MANAGER, Role.PAYROLL_OFFICER);
        return accounts.get(number);
    }

    @PostMapping("/accounts")
    @Operation(summary = "Open an account")
    ResponseEntity<Account> openAccount(@RequestBody NewAccount wanted) {
        Account made = accounts.open(wanted.number(), wanted.label());
        return ResponseEntity.created(address("accounts/" + made.number())).body(made);
    }

    @PutMapping("/accounts/{number}")
    @Operation(summary = "Rename an account, close it to new lines or open it again")
    Account changeAccount(@PathVariable String number, @RequestBody ChangedAccount wanted) {
        return accounts.change(number, wanted.label(), !Boolean.FALSE.equals(wanted.open()));
    }

    @GetMapping("/journals")
    @Operation(summary = "The journals")
    List<Journal> journals() {
        return journals.list();
    }

    record JournalLabel(String label) {}

    @PutMapping("/journals/{code}")
    @Operation(summary = "Open or rename a journal")
    Journal saveJournal(@PathVariable String code, @RequestBody JournalLabel wanted) {
        return journals.save(code, wanted.label());
    }

    @GetMapping("/third-parties")
    @Operation(summary = "Third parties by code")
    Page<ThirdParty> thirdParties(
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable Integer limit) {
        int most = Page.limit(limit);
        return Page.of(thirdParties.search(q, after, most + 1), most, ThirdParty::code);
    }

    @GetMapping("/analytic-values")
    @Operation(
            summary = "Values of the analytic axis (activities), by code",
            description = "At most 500 at once; where there are more, a Link header of relation next leads on.")
    ResponseEntity<List<AnalyticValue>> analyticValues(
            @PathVariable String tenant,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(required = false) @Nullable UUID after) {
        Page<AnalyticValue> page = Page.of(
                axis.search(q, after, Page.MOST + 1),
                Page.MOST,
                value -> value.value().toString());
        ResponseEntity.BodyBuilder answer = ResponseEntity.ok();
        if (page.next() != null) {
            String next = UriComponentsBuilder.fromPath("/api/{tenant}/ledger/analytic-values")
                    .queryParamIfPresent("q", Optional.ofNullable(q).map(words -> "{q}"))
                    .queryParam("after", page.next())
                    .build(q == null ? Map.of("tenant", tenant) : Map.of("tenant", tenant, "q", q))
                    .toString();
            answer.header(HttpHeaders.LINK, "<" + next + ">; rel=\"next\"");
        }
        return answer.body(page.items());
    }

    // --- years and months --------------------------------------------------------------------------------------------

    record NewYear(@Nullable LocalDate firstDay, @Nullable LocalDate lastDay) {}

    @GetMapping("/fiscal-years")
    @Operation(summary = "Fiscal years with their months, the latest first")
    List<FiscalYear> years() {
        CurrentTenant.actor().require(Role.ACCOUNTANT, Role.MANAGER);
        return years.list();
    }

    @PostMapping("/fiscal-years")
    @Operation(summary = "Open a fiscal year")
    ResponseEntity<FiscalYear> openYear(@RequestBody NewYear wanted) {
        LocalDate first = given("firstDay", wanted.firstDay());
        FiscalYear year = years.open(first, given("lastDay", wanted.lastDay()));
        return ResponseEntity.created(address("fiscal-years/" + first)).body(year);
    }

    @GetMapping("/fiscal-years/{firstDay}")
    @Operation(summary = "One fiscal year, by its first day")
    FiscalYear year(@PathVariable LocalDate firstDay) {
        CurrentTenant.actor().require(Role.ACCOUNTANT, Role.MANAGER);
        return years.get(firstDay);
    }

    @GetMapping("/fiscal-years/{firstDay}/closing")
    @Operation(summary = "What closing this year would make final: its entries, its result, what is left to do")
    FiscalYears.Closing closing(@PathVariable LocalDate firstDay) {
        return years.closing(firstDay);
    }

    record YearClosed(LocalDate firstDay, @Nullable Long openingEntry) {}

    @PostMapping("/fiscal-years/{firstDay}/close")
    @Operation(
            summary = "Close a year for good",
            description =
                    "Balances and result become the opening balances of the next year, which is opened if need be. A"
                            + " year whose last day is not past is not closed: 409.")
    ResponseEntity<YearClosed> closeYear(
            @PathVariable LocalDate firstDay,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        return idempotency.once(
                key,
                List.of("POST fiscal-years/close", firstDay),
                YearClosed.class,
                () -> ResponseEntity.ok(
                        new YearClosed(firstDay, years.closeYear(firstDay).orElse(null))));
    }

    @PostMapping("/periods/{firstDay}/close")
    @Operation(summary = "Close the month that begins on this day; waits for postings under way")
    FiscalYear closePeriod(@PathVariable LocalDate firstDay) {
        years.closePeriod(firstDay);
        return years.containing(firstDay).orElseThrow();
    }

    @PostMapping("/periods/{firstDay}/reopen")
    @Operation(summary = "Open a closed month again, unless its year is closed for good")
    FiscalYear reopenPeriod(@PathVariable LocalDate firstDay) {
        years.reopenPeriod(firstDay);
        return years.containing(firstDay).orElseThrow();
    }

    // --- drafts ------------------------------------------------------------------------------------------------------

    @GetMapping("/drafts")
    @Operation(summary = "Draft entries by date")
    Page<Draft> drafts(
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable Integer limit) {
        return drafts.list(after, Page.limit(limit));
    }

    @GetMapping("/drafts/{id}")
    @Operation(summary = "One draft, with its ETag")
    ResponseEntity<Draft> draft(@PathVariable UUID id) {
        Draft draft = drafts.get(id);
        return ETags.ok(draft, draft.version());
    }

    @PostMapping("/drafts")
    @Operation(
            summary = "Keep a draft entry",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content = @Content(examples = @ExampleObject(DRAFT_EXAMPLE))))
    ResponseEntity<Draft> createDraft(@RequestBody DraftForm form) {
        Draft draft = drafts.create(form);
        return ResponseEntity.created(address("drafts/" + draft.id()))
                .eTag(ETags.of(draft.version()))
                .body(draft);
    }

    @PutMapping("/drafts/{id}")
    @Operation(summary = "Change a draft; If-Match is its ETag")
    ResponseEntity<Draft> changeDraft(
            @PathVariable UUID id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody DraftForm form) {
        Draft draft = drafts.change(id, ETags.seen(ifMatch), form);
        return ETags.ok(draft, draft.version());
    }

    @DeleteMapping("/drafts/{id}")
    @Operation(summary = "Delete a draft; If-Match is its ETag")
    ResponseEntity<Void> deleteDraft(
            @PathVariable UUID id, @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        drafts.delete(id, ETags.seen(ifMatch));
        return ResponseEntity.noContent().build();
    }

    record ToValidate(@Nullable List<UUID> drafts) {}

    record ValidatedEntries(List<Validated> entries) {}

    @PostMapping("/drafts/validate")
    @Operation(summary = "Book drafts, all or none: numbered at once, unchangeable from then on")
    ResponseEntity<ValidatedEntries> validate(
            @RequestBody ToValidate wanted,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        List<UUID> ids = wanted.drafts() == null ? List.of() : wanted.drafts();
        return idempotency.once(
                key,
                List.of("POST drafts/validate", ids),
                ValidatedEntries.class,
                () -> ResponseEntity.ok(new ValidatedEntries(drafts.validate(ids))));
    }

    // --- entries -----------------------------------------------------------------------------------------------------

    @GetMapping("/entries")
    @Operation(summary = "Booked entries, the latest first; filters combine")
    Page<EntrySummary> entries(
            @RequestParam(required = false) @Nullable String journal,
            @RequestParam(required = false) @Nullable LocalDate from,
            @RequestParam(required = false) @Nullable LocalDate to,
            @RequestParam(required = false) @Nullable String account,
            @RequestParam(required = false) @Nullable String thirdParty,
            @RequestParam(required = false) @Nullable UUID analytic,
            @RequestParam(required = false) @Nullable String source,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable Integer limit) {
        return entries.list(
                new Entries.Filter(journal, from, to, account, thirdParty, analytic, source, q),
                after,
                Page.limit(limit));
    }

    @GetMapping("/entries/{id}")
    @Operation(summary = "One entry with its lines, its number and its hash")
    EntryDetail entry(@PathVariable long id) {
        return entries.get(id);
    }

    record PostEntries(@Nullable List<JournalEntry> entries) {}

    record PostedEntries(List<Long> ids) {}

    @PostMapping("/entries")
    @Operation(
            summary = "Book entries, all or none",
            description = "Amounts are debit positive, credit negative. For programs; people keep drafts first.")
    ResponseEntity<PostedEntries> post(
            @RequestBody PostEntries wanted,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        CurrentTenant.actor().require(Role.ACCOUNTANT);
        List<JournalEntry> batch = wanted.entries() == null ? List.of() : wanted.entries();
        if (batch.isEmpty()) {
            throw new InvalidField("entries", "required");
        }
        return idempotency.once(
                key,
                List.of("POST entries", batch),
                PostedEntries.class,
                () -> ResponseEntity.ok(new PostedEntries(ledger.postForeign(batch))));
    }

    record Reversal(@Nullable LocalDate date, String reason) {}

    record Reversed(long entry, long reversal) {}

    @PostMapping("/entries/{id}/reverse")
    @Operation(
            summary = "Take an entry back by its opposite: the only correction there is",
            description =
                    "An entry that a document made (an invoice, a payment, a payslip) is corrected by the document:"
                            + " 409, with the way.")
    ResponseEntity<Reversed> reverse(
            @PathVariable long id,
            @RequestBody Reversal wanted,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        LocalDate date = given("date", wanted.date());
        return idempotency.once(
                key,
                List.of("POST entries/reverse", id, wanted),
                Reversed.class,
                () -> ResponseEntity.ok(new Reversed(id, ledger.takeBack(id, date, wanted.reason()))));
    }

    // --- statements --------------------------------------------------------------------------------------------------

    @GetMapping(path = "/trial-balance", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Trial balance of days within one fiscal year; also as text/csv")
    TrialBalance trialBalance(
            @RequestParam LocalDate from, @RequestParam LocalDate to, @RequestParam(defaultValue = "") String account) {
        return statements.trialBalance(from, to, account);
    }

    @GetMapping(path = "/trial-balance", produces = CSV)
    @Operation(summary = "Trial balance of days within one fiscal year, whole")
    ResponseEntity<StreamingResponseBody> trialBalanceCsv(
            @RequestParam LocalDate from, @RequestParam LocalDate to, @RequestParam(defaultValue = "") String account) {
        List<List<Object>> rows = statements.trialBalance(from, to, account).rows().stream()
                .map(r -> List.<Object>of(r.account(), r.label(), r.opening(), r.debit(), r.credit(), r.closing()))
                .toList();
        Sheet sheet = new Sheet(
                "balance", List.of("CompteNum", "CompteLib", "Ouverture", "Debit", "Credit", "Solde"), Locale.FRENCH);
        return csv(out -> write(sheet, rows.iterator(), out));
    }

    @GetMapping(path = "/accounts/{number}/statement", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "An account line by line with its running balance; also as text/csv")
    AccountStatement statement(
            @PathVariable String number,
            @RequestParam LocalDate from,
            @RequestParam LocalDate to,
            @RequestParam(required = false) @Nullable UUID analytic,
            @RequestParam(required = false) @Nullable String thirdParty,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable Integer limit) {
        return statements.statement(number, from, to, analytic, thirdParty, after, Page.limit(limit));
    }

    @GetMapping(path = "/accounts/{number}/statement", produces = CSV)
    @Operation(summary = "An account line by line with its running balance, whole")
    ResponseEntity<StreamingResponseBody> statementCsv(
            @PathVariable String number,
            @RequestParam LocalDate from,
            @RequestParam LocalDate to,
            @RequestParam(required = false) @Nullable UUID analytic,
            @RequestParam(required = false) @Nullable String thirdParty) {
        // Refused, if it is to be refused, before the answer has begun.
        statements.statement(number, from, to, analytic, thirdParty, null, 1);
        return csv(out ->
                statements.statementLines(number, from, to, analytic, thirdParty, lines -> writeLines(lines, out)));
    }

    @GetMapping(path = "/general-ledger", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "The lines of all accounts, each account with its running balance; also as text/csv")
    Page<StatementLine> generalLedger(
            @RequestParam LocalDate from,
            @RequestParam LocalDate to,
            @RequestParam(defaultValue = "") String account,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable Integer limit) {
        return statements.generalLedger(from, to, account, after, Page.limit(limit));
    }

    @GetMapping(path = "/general-ledger", produces = CSV)
    @Operation(summary = "The lines of all accounts, each account with its running balance, whole")
    ResponseEntity<StreamingResponseBody> generalLedgerCsv(
            @RequestParam LocalDate from, @RequestParam LocalDate to, @RequestParam(defaultValue = "") String account) {
        statements.generalLedger(from, to, account, null, 1);
        return csv(out -> statements.generalLedgerLines(from, to, account, lines -> writeLines(lines, out)));
    }

    // --- lettering and proof -----------------------------------------------------------------------------------------

    @GetMapping("/open-items")
    @Operation(summary = "Lines of an account that wait for their counterpart, the oldest first")
    Page<OpenItem> openItems(
            @RequestParam String account,
            @RequestParam(required = false) @Nullable String thirdParty,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable Integer limit) {
        return lettering.open(account, thirdParty, after, Page.limit(limit));
    }

    record ToLetter(@Nullable List<LineRef> lines, @Nullable Boolean partial) {}

    @PostMapping("/letterings")
    @Operation(summary = "Join lines of one account and third party that balance (or partly, if said so)")
    ResponseEntity<Letter> letter(@RequestBody ToLetter wanted) {
        Letter letter = lettering.letter(
                wanted.lines() == null ? List.of() : wanted.lines(), Boolean.TRUE.equals(wanted.partial()));
        return ResponseEntity.created(address("letterings/" + letter.id())).body(letter);
    }

    @GetMapping("/letterings/{id}")
    @Operation(summary = "A group of lines that belong together")
    Letter lettering(@PathVariable long id) {
        CurrentTenant.actor().require(Role.ACCOUNTANT, Role.MANAGER);
        return lettering.get(id);
    }

    @DeleteMapping("/letterings/{id}")
    @Operation(summary = "Take a group apart")
    ResponseEntity<Void> unletter(@PathVariable long id) {
        lettering.unletter(id);
        return ResponseEntity.noContent().build();
    }

    @GetMapping("/verification")
    @Operation(summary = "Read all books again and prove them: balanced, gapless, chained, equal to the balances shown")
    Verification verification() {
        return verifier.verify();
    }

    @GetMapping("/books-check")
    @Operation(
            summary =
                    "What the comparison of the documents with the books found last: every night, and at each verification")
    BooksWatch.Outcome booksCheck() {
        return watch.last();
    }

    /** The columns of lines: the names of the audit file, which accountants' tools know. */
    private static final Sheet LINES = new Sheet(
            "lines",
            List.of(
                    "CompteNum",
                    "CompteLib",
                    "EcritureDate",
                    "JournalCode",
                    "EcritureNum",
                    "PieceRef",
                    "EcritureLib",
                    "CompAuxNum",
                    "CompAuxLib",
                    "Analytique",
                    "EcritureLet",
                    "Debit",
                    "Credit",
                    "Solde"),
            Locale.FRENCH);

    private static void write(
            Sheet sheet, Iterator<? extends List<? extends @Nullable Object>> rows, OutputStream out) {
        try {
            sheet.write(Sheet.Format.CSV, rows, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeLines(Iterator<StatementLine> lines, OutputStream out) {
        write(
                LINES,
                new Iterator<List<? extends @Nullable Object>>() {
                    @Override
                    public boolean hasNext() {
                        return lines.hasNext();
                    }

                    @Override
                    public List<? extends @Nullable Object> next() {
                        return cells(lines.next());
                    }
                },
                out);
    }

    private static List<@Nullable Object> cells(StatementLine l) {
        List<@Nullable Object> cells = new ArrayList<>();
        cells.add(l.account());
        cells.add(l.accountLabel());
        cells.add(l.date());
        cells.add(l.journal());
        cells.add(l.number());
        cells.add(l.pieceRef());
        cells.add(l.label());
        cells.add(l.thirdParty());
        cells.add(l.thirdPartyName());
        cells.add(l.analyticLabel());
        cells.add(l.lettering());
        cells.add(l.debit());
        cells.add(l.credit());
        cells.add(l.balance());
        return cells;
    }

    /** An answer as long as it is: written as it is read. */
    private static ResponseEntity<StreamingResponseBody> csv(StreamingResponseBody rows) {
        Actor actor = CurrentTenant.actor();
        // the body is written on another thread, which has to be told for whom
        StreamingResponseBody body = out -> CurrentTenant.run(actor, () -> {
            try {
                rows.writeTo(out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(Sheet.Format.CSV.mediaType()))
                .body(body);
    }

    private static LocalDate given(String field, @Nullable LocalDate day) {
        if (day == null) {
            throw new InvalidField(field, "required");
        }
        return day;
    }

    private static URI address(String path) {
        return URI.create("/api/" + CurrentTenant.id() + "/ledger/" + path);
    }
}
