package coop.entrelacs.funds;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.funds.Admissibility.Reason;
import coop.entrelacs.funds.RequestAccess.View;
import coop.entrelacs.funds.RequestView.Inadmissibility;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.web.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Members ask, change their mind, appeal, and follow what becomes of it. */
@Service
public class FundRequests {

    private final JdbcClient jdbc;
    private final FundRecords records;
    private final RequestAccess access;
    private final Standings standings;
    private final PrivateBox box;
    private final RequestContents contents;
    private final RequestForgetting forgetting;
    private final Audit audit;
    private final LiveUpdates live;
    private final Clock clock;

    FundRequests(
            JdbcClient jdbc,
            FundRecords records,
            RequestAccess access,
            Standings standings,
            PrivateBox box,
            RequestContents contents,
            RequestForgetting forgetting,
            Audit audit,
            LiveUpdates live,
            Clock clock) {
        this.jdbc = jdbc;
        this.records = records;
        this.access = access;
        this.standings = standings;
        this.box = box;
        this.contents = contents;
        this.forgetting = forgetting;
        this.audit = audit;
        this.live = live;
        this.clock = clock;
    }

    /** Begins a request; nobody but the member sees it before it is submitted. */
    @Transactional
    public RequestView draft(RequestForm form) {
        CurrentTenant.actor().require(Role.MEMBER);
        UUID me = access.me();
        Fund fund = records.fund(form.fund());
        form.requireSuits(fund.instrument());
        UUID id = Ids.next();
        jdbc.sql("INSERT INTO fund_request (id, fund_id, member_id, activity_id, asked_cents, months,"
                        + " grace_months, invoice_id, private, payee, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?,"
                        + " ?, ?, ?)")
                .param(id)
                .param(fund.id())
                .param(me)
                .param(form.activity())
                .param(form.amount().cents())
                .param(form.months())
                .param(form.graceMonths() == null ? 0 : form.graceMonths())
                .param(form.invoice())
                .param(box.seal(form.details(), "fund_request.private", id))
                .param(form.iban() == null ? null : box.sealText(form.iban(), "fund_request.payee", id))
                .param(now())
                .update();
        live.publish("fund-request", id);
        return get(id);
    }

    /** Changes a draft. */
    @Transactional
    public RequestView redraft(UUID id, long version, RequestForm form) {
        Request request = access.own(id);
        if (!form.fund().equals(request.fund())) {
            throw new InvalidField("fund", "fund-of-request-stays");
        }
        form.requireSuits(records.fund(request.fund()).instrument());
        FundRecords.guarded(() -> jdbc.sql("SELECT fund_redraft(?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .param(id)
                .param(version)
                .param(form.activity())
                .param(form.amount().cents())
                .param(form.months())
                .param(form.graceMonths() == null ? 0 : form.graceMonths())
                .param(form.invoice())
                .param(box.seal(form.details(), "fund_request.private", id))
                .param(form.iban() == null ? null : box.sealText(form.iban(), "fund_request.payee", id))
                .query(Long.class)
                .single());
        live.publish("fund-request", id);
        return get(id);
    }

    /**
     * Submits a draft. The automatic tests of the rulebook in force today are made at once: it goes before the committee, or is not
     * admissible, with every reason.
     */
    @Transactional
    public RequestView submit(UUID id, long version) {
        Request request = access.own(id);
        Fund fund = records.fund(request.fund());
        LocalDate today = access.today();
        Rulebook rules = records.inForce(fund.id(), today);
        List<Reason> reasons = Admissibility.reasons(seen(form(request), fund, rules, request.member(), id, today));
        LocalDate decideBy = today.plusDays(rules.terms().decideWithinDays());
        LocalDate appealUntil = today.plusDays(rules.terms().appealDays());
        RequestState next =
                RequestLife.after(request.state(), new RequestEvent.Submitted(reasons, decideBy, appealUntil));
        FundRecords.guarded(() -> jdbc.sql("SELECT fund_submit(?, ?, ?, ?::jsonb, ?, ?, ?)")
                .param(id)
                .param(version)
                .param(rules.id())
                .param(reasons.isEmpty() ? null : records.write(reasons))
                .param(decideBy)
                .param(next.stage() == Stage.INADMISSIBLE ? appealUntil : null)
                .param(now())
                .query(String.class)
                .single());
        if (next.stage() == Stage.INADMISSIBLE) {
            forgetting.after(id, today, rules);
        }
        audit.record(
                "fund-request.submitted", "fund-request:" + id, next.stage().name());
        live.publish("fund-request", id);
        return get(id);
    }

    private RequestForm form(Request request) {
        return new RequestForm(
                request.fund(),
                request.activity(),
                request.asked(),
                request.months(),
                request.graceMonths(),
                request.invoice(),
                Objects.requireNonNull(details(request)),
                payee(request.id()));
    }

    /**
     * What would become of a request today; nothing is written.
     *
     * @param missing the field of a draft that is not filled in yet, as a form names it, or null if the draft is complete
     * @param reasons why it would not go before the committee; none if it would, or if it is not complete
     * @param room the most that the ceilings leave to the applicant today, or null if there are none
     * @param most the most that it could get by the rules, whatever it asks; null if nothing limits it, or if it is not complete
     */
    public record Outlook(
            @Nullable String missing,
            List<Inadmissibility> reasons,
            @Nullable Money room,
            @Nullable Money most) {
        public Outlook {
            reasons = List.copyOf(reasons);
        }
    }

    /** Tells the applicant before submission what the rules in force today say to their draft. */
    @Transactional(readOnly = true)
    public Outlook outlook(UUID draft) {
        Request request = access.own(draft);
        try {
            return outlook(form(request), request.member(), draft);
        } catch (InvalidField incomplete) {
            LocalDate today = access.today();
            Money room = Admissibility.room(
                            records.inForce(request.fund(), today).terms().ceilings(),
                            standings.of(request.member(), request.fund(), request.activity(), draft, today))
                    .orElse(null);
            return new Outlook(incomplete.field(), List.of(), room, null);
        }
    }

    /**
     * Tries a request of the present member on the rules in force today, without keeping anything of it.
     *
     * @throws InvalidField if it is not complete
     */
    @Transactional(readOnly = true)
    public Outlook outlook(RequestForm form) {
        CurrentTenant.actor().require(Role.MEMBER);
        return outlook(form, access.me(), new UUID(0, 0));
    }

    private Outlook outlook(RequestForm form, UUID member, UUID request) {
        Fund fund = records.fund(form.fund());
        LocalDate today = access.today();
        Rulebook rules = records.inForce(fund.id(), today);
        Admissibility.Case seen = seen(form, fund, rules, member, request, today);
        return new Outlook(
                null,
                Admissibility.reasons(seen).stream()
                        .map(r -> new Inadmissibility(r.code(), r.inputs()))
                        .toList(),
                Admissibility.room(rules.terms().ceilings(), seen.standing()).orElse(null),
                Admissibility.most(seen).orElse(null));
    }

    private Admissibility.Case seen(
            RequestForm form, Fund fund, Rulebook rules, UUID member, UUID request, LocalDate today) {
        return new Admissibility.Case(
                rules.terms(),
                standings.of(member, fund.id(), form.activity(), request, today),
                form.ask(fund.instrument()),
                fund.instrument() == Instrument.GUARANTEE
                        ? standings
                                .invoice(form.invoice(), form.activity(), request)
                                .orElse(null)
                        : null,
                today);
    }

    /** Asks for a second look at a refusal, once. */
    @Transactional
    public RequestView appeal(UUID id) {
        Request request = access.own(id);
        LocalDate today = access.today();
        LocalDate decideBy =
                today.plusDays(records.rulebook(request.rulebook()).terms().decideWithinDays());
        RequestLife.after(request.state(), new RequestEvent.Appealed(today, decideBy));
        FundRecords.guarded(() -> jdbc.sql("SELECT fund_appeal(?, ?, ?, ?)")
                .params(id, today, decideBy, now())
                .query(String.class)
                .single());
        audit.record("fund-request.appealed", "fund-request:" + id, "");
        live.publish("fund-request", id);
        return get(id);
    }

    /** Takes a request back, also after it was granted: what was set aside is free again. */
    @Transactional
    public RequestView withdraw(UUID id) {
        Request request = access.own(id);
        RequestLife.after(request.state(), new RequestEvent.Withdraw());
        FundRecords.guarded(() -> jdbc.sql("SELECT fund_withdraw(?, ?)")
                .params(id, now())
                .query(String.class)
                .single());
        if (request.rulebook() != null) {
            forgetting.after(id, access.today(), records.rulebook(request.rulebook()));
        } else {
            jdbc.sql("UPDATE fund_request SET forget_on = ? WHERE id = ?")
                    .params(access.today(), id)
                    .update();
        }
        audit.record("fund-request.withdrawn", "fund-request:" + id, "");
        live.publish("fund-request", id);
        return get(id);
    }

    /** The present member's own requests, the newest first. */
    @Transactional(readOnly = true)
    public List<RequestRow> mine() {
        return rows("r.member_id = ? ORDER BY r.id DESC", access.me());
    }

    /** What a fund's committee has to decide, the most pressing first; only for who sits in it, without their conflicts. */
    @Transactional(readOnly = true)
    public List<RequestRow> toDecide(UUID fund) {
        UUID me = access.me();
        if (!access.sits(fund, me)) {
            throw new NotFound("fund", fund);
        }
        List<RequestRow> waiting =
                rows("r.fund_id = ? AND r.stage IN ('REVIEW', 'APPEAL') ORDER BY r.decide_by, r.id", fund);
        Set<UUID> mine = access.withoutConflict(
                me, waiting.stream().collect(Collectors.toMap(RequestRow::id, RequestRow::member)));
        return waiting.stream().filter(row -> mine.contains(row.id())).toList();
    }

    /** Granted requests for who pays and keeps the books, the newest first; nothing private. */
    @Transactional(readOnly = true)
    public Page<RequestRow> granted(@Nullable Stage stage, @Nullable UUID before, int limit) {
        CurrentTenant.actor().require(Role.TREASURER, Role.ACCOUNTANT, Role.MANAGER);
        List<RequestRow> rows = jdbc.sql(ROWS + """
            WHERE r.granted_cents > 0 AND (:stage::text IS NULL OR r.stage = :stage)
              AND (:before::uuid IS NULL OR r.id < :before) ORDER BY r.id DESC LIMIT :limit\
            """)
                .param("stage", stage == null ? null : stage.name())
                .param("before", before)
                .param("limit", limit + 1)
                .query((row, n) -> row(row))
                .list();
        return Page.of(rows, limit, r -> r.id().toString());
    }

    /**
     * One request, as much as the reader may see. Reading what is private is audited, also one's own once it is submitted.
     *
     * @throws NotFound for all who have nothing to do with it
     */
    @Transactional
    public RequestView get(UUID id) {
        Request request = records.request(id);
        View view = access.view(request);
        if (view == View.COMMITTEE || (view == View.OWN && request.stage() != Stage.DRAFT)) {
            audit.record(view == View.OWN ? "fund-request.read-own" : "fund-request.read", "fund-request:" + id, "");
        }
        boolean open = view != View.MONEY;
        return new RequestView(
                request.id(),
                request.version(),
                request.fund(),
                request.member(),
                request.activity(),
                request.stage(),
                request.state(),
                request.asked(),
                request.granted(),
                request.paid(),
                request.owed(),
                request.months(),
                request.graceMonths(),
                request.invoice(),
                request.rulebook(),
                request.decideBy(),
                request.appealUntil(),
                open ? details(request) : null,
                open
                        ? request.reasons().stream()
                                .map(r -> new Inadmissibility(r.code(), r.inputs()))
                                .toList()
                        : List.of(),
                contents.events(id),
                schedule(request).map(s -> s.open(request.back())).orElse(List.of()),
                open ? contents.proposals(id, view == View.COMMITTEE) : List.of(),
                open ? contents.messages(id) : List.of(),
                open ? contents.attachments(id) : List.of(),
                view == View.OWN ? payee(id) : null);
    }

    /**
     * Says that two members live together or that one mentors the other, so that neither decides on the other's requests. Kept so
     * that nobody can list it.
     */
    @Transactional
    public void tie(UUID other) {
        UUID me = access.me();
        if (me.equals(other)) {
            throw new InvalidField("other", "fund-tie-itself");
        }
        jdbc.sql("INSERT INTO member_tie (pair, declared_at) VALUES (?, ?) ON CONFLICT DO NOTHING")
                .params(box.pair(me, other), now())
                .update();
    }

    /** Opens what is private; who may is for the caller to know. */
    @Nullable
    PrivatePart details(Request request) {
        byte[] sealed = bytes("private", request.id());
        return sealed == null ? null : box.open(sealed, PrivatePart.class, "fund_request.private", request.id());
    }

    @Nullable
    String payee(UUID id) {
        byte[] sealed = bytes("payee", id);
        return sealed == null ? null : box.openText(sealed, "fund_request.payee", id);
    }

    /** The bank accounts of several requests, by request; one statement. */
    Map<UUID, String> payees(List<UUID> ids) {
        Map<UUID, String> payees = new HashMap<>();
        if (!ids.isEmpty()) {
            jdbc.sql("SELECT id, payee FROM fund_request WHERE id IN (:ids) AND payee IS NOT NULL")
                    .param("ids", ids)
                    .query(row -> {
                        UUID id = row.getObject(1, UUID.class);
                        payees.put(id, box.openText(row.getBytes(2), "fund_request.payee", id));
                    });
        }
        return payees;
    }

    java.util.Optional<LoanSchedule> schedule(Request request) {
        List<LoanSchedule.Instalment> instalments = jdbc.sql(
                        "SELECT no, due_on, amount_cents FROM fund_instalment WHERE request_id = ? ORDER BY no")
                .param(request.id())
                .query((row, n) -> new LoanSchedule.Instalment(
                        row.getInt(1), row.getObject(2, LocalDate.class), Money.ofCents(row.getLong(3))))
                .list();
        return instalments.isEmpty()
                ? java.util.Optional.empty()
                : java.util.Optional.of(new LoanSchedule(instalments));
    }

    /** @param column one of two names of this class, never input */
    private byte @Nullable [] bytes(String column, UUID id) {
        return jdbc.sql("SELECT " + column + " FROM fund_request WHERE id = ?")
                .param(id)
                .query((row, n) -> java.util.Optional.ofNullable(row.getBytes(1)))
                .single()
                .orElse(null);
    }

    private static final String ROWS = """
        SELECT r.id, r.fund_id, f.name, r.member_id, r.stage, r.asked_cents, r.granted_cents,
               r.paid_cents - r.back_cents - r.written_off_cents AS owed, r.decide_by, r.paid_on
          FROM fund_request r JOIN fund f ON f.id = r.fund_id
        """;

    private List<RequestRow> rows(String where, Object parameter) {
        return jdbc.sql(ROWS + " WHERE " + where)
                .param(parameter)
                .query((row, n) -> row(row))
                .list();
    }

    private static RequestRow row(ResultSet row) throws SQLException {
        return new RequestRow(
                row.getObject("id", UUID.class),
                row.getObject("fund_id", UUID.class),
                row.getString("name"),
                row.getObject("member_id", UUID.class),
                Stage.valueOf(row.getString("stage")),
                Money.ofCents(row.getLong("asked_cents")),
                Money.ofCents(row.getLong("granted_cents")),
                Money.ofCents(row.getLong("owed")),
                row.getObject("decide_by", LocalDate.class),
                row.getObject("paid_on", LocalDate.class));
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
