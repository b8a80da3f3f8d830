package coop.entrelacs.federation;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.ChangedMeanwhile;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.LegalIdentities;
import coop.entrelacs.tenancy.LegalIdentity;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * A netting as one who takes part sees it: asked what can be netted, shown what would come of it, agreeing or not, and settling once
 * all have agreed. Every step is taken once, whatever is told twice.
 */
@Service
public class NettingSide {

    private static final String COLUMNS =
            "netting_id, federation, until_day, state, left_out, round, asked_at, positions,"
                    + " transfers::text AS transfers, net_cents, decided_at, settled_on";

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Tenants tenants;
    private final LegalIdentities identities;
    private final NettingPost post;
    private final PositionPayments payments;
    private final PositionList list;
    private final Audit audit;
    private final LiveUpdates live;

    NettingSide(
            JdbcClient jdbc,
            JsonMapper json,
            Tenants tenants,
            LegalIdentities identities,
            NettingPost post,
            PositionPayments payments,
            PositionList list,
            Audit audit,
            LiveUpdates live) {
        this.jdbc = jdbc;
        this.json = json;
        this.tenants = tenants;
        this.identities = identities;
        this.post = post;
        this.payments = payments;
        this.list = list;
        this.audit = audit;
        this.live = live;
    }

    /** Where this side stands. */
    public enum State {
        /** We told what can be netted; the proposal comes. */
        ASKED,
        /** Somebody here should look and decide. */
        PROPOSED,
        /** We agreed; the others' answers are awaited. */
        APPROVED,
        /** We did not agree; it goes on without us. */
        REFUSED,
        /** It went on, or ended, without us. */
        LEFT_OUT,
        /** In our books. */
        SETTLED
    }

    /** Why a netting went on without a side. */
    public enum LeftOut {
        NO_ANSWER,
        SUSPENDED,
        REFUSED,
        NOTHING,
        CANCELLED
    }

    public enum Way {
        OUT,
        IN
    }

    /**
     * A transfer between this side and another.
     *
     * @param iban the payee's account, where we pay
     */
    public record Transfer(
            TenantId counterpart,
            Way way,
            Money amount,
            @Nullable String iban,
            @Nullable String bic) {}

    /**
     * @param until positions dated up to this day
     * @param round goes up when somebody is left out and all is computed anew; who decides names it
     * @param net what we get in all, negative where we pay
     */
    public record Side(
            UUID netting,
            TenantId federation,
            LocalDate until,
            State state,
            @Nullable LeftOut leftOut,
            int round,
            Instant askedAt,
            List<UUID> positions,
            List<Transfer> transfers,
            Money net,
            @Nullable Instant decidedAt,
            @Nullable LocalDate settledOn) {

        public Side {
            positions = List.copyOf(positions);
            transfers = List.copyOf(transfers);
        }
    }

    /** The nettings this tenant took part in, the newest first, at most {@code limit} after one. */
    @Transactional(readOnly = true)
    public List<Side> all(@Nullable UUID after, int limit) {
        PositionList.requireStaff();
        return jdbc.sql("SELECT " + COLUMNS
                        + " FROM netting_side WHERE :after::uuid IS NULL OR netting_id < :after ORDER BY"
                        + " netting_id DESC LIMIT :limit")
                .param("after", after)
                .param("limit", limit)
                .query((row, n) -> side(row))
                .list();
    }

    /** @throws NotFound if this tenant was never asked for it */
    @Transactional(readOnly = true)
    public Side get(UUID netting) {
        PositionList.requireStaff();
        return find(netting);
    }

    /** The positions a netting would settle, or settled, here. */
    @Transactional(readOnly = true)
    public List<Position> positions(UUID netting) {
        return list.byIds(get(netting).positions());
    }

    /**
     * The account to which a counterpart was paid by the netting before, where this one pays to another: to be asked about before one
     * agrees.
     */
    @Transactional(readOnly = true)
    public Map<TenantId, String> accountsBefore(UUID netting) {
        Map<TenantId, String> before = new HashMap<>();
        jdbc.sql("SELECT DISTINCT ON (counterpart) counterpart, iban FROM settlement_transfer WHERE direction = 'OUT'"
                        + " AND iban IS NOT NULL AND netting_id <> ? ORDER BY counterpart, id DESC")
                .param(netting)
                .query(row -> {
                    before.put(new TenantId(row.getString(1)), row.getString(2));
                });
        Map<TenantId, String> now = new HashMap<>();
        get(netting).transfers().stream()
                .filter(one -> one.way() == Way.OUT && one.iban() != null)
                .forEach(one -> now.put(one.counterpart(), Objects.requireNonNull(one.iban())));
        before.entrySet().removeIf(one -> {
            String paidNow = now.get(one.getKey());
            return paidNow == null || paidNow.equals(one.getValue());
        });
        return before;
    }

    /**
     * Agrees to what was proposed. Binding once all have agreed (Code civil, art. 1348-2: set-off by consent).
     *
     * @param round of the proposal that was read
     * @throws ChangedMeanwhile if it was decided, or computed anew, meanwhile
     */
    @Transactional
    public Side approve(UUID netting, int round) {
        return decide(netting, round, true);
    }

    /** Declines what was proposed: it goes on without us, and our positions are free again. */
    @Transactional
    public Side refuse(UUID netting, int round) {
        return decide(netting, round, false);
    }

    private Side decide(UUID netting, int round, boolean approved) {
        boolean federation = tenants.current().kind() == Tenant.Kind.FEDERATION;
        if (federation) {
            CurrentTenant.actor().require(Role.COORDINATOR);
        } else {
            CurrentTenant.actor().require(Role.ACCOUNTANT, Role.MANAGER);
        }
        CurrentTenant.actor().requirePerson();
        Side side = find(netting);
        int decided = jdbc.sql("UPDATE netting_side SET state = :state, decided_by = :by, decided_at = now()"
                        + " WHERE netting_id = :id AND round = :round AND state = 'PROPOSED'")
                .param("state", approved ? "APPROVED" : "REFUSED")
                .param("by", CurrentTenant.actor().accountable())
                .param("id", netting)
                .param("round", round)
                .update();
        if (decided == 0) {
            throw new ChangedMeanwhile();
        }
        audit.record(
                approved ? "netting.approved" : "netting.refused",
                "netting:" + netting,
                side.net().toString());
        post.tell(side.federation(), NettingMail.DECIDED, new NettingMail.Decided(netting, round, approved));
        live.publish("netting", netting);
        return find(netting);
    }

    void asked(TenantId from, NettingMail.Asked told) {
        if (!from.equals(federation())) {
            throw new IllegalStateException(from + " is not the federation of " + CurrentTenant.id());
        }
        jdbc.sql("INSERT INTO netting_side(netting_id, federation, until_day) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
                .params(told.netting(), from.value(), told.until())
                .update();
        if (find(told.netting()).state() != State.ASKED) {
            return; // Told again long after: our answer is on its way or was taken.
        }
        jdbc.sql("SELECT positions_set_aside(?, ?)")
                .params(told.netting(), told.until())
                .query(Long.class)
                .single();
        List<NettingMail.Item> items = jdbc.sql(
                        "SELECT id, counterpart, direction, kind, amount_cents FROM mutual_position"
                                + " WHERE netting_id = ? AND state <> 'SETTLED' ORDER BY id")
                .param(told.netting())
                .query((row, n) -> new NettingMail.Item(
                        row.getObject(1, UUID.class),
                        new TenantId(row.getString(2)),
                        Positions.Direction.valueOf(row.getString(3)),
                        Positions.Kind.valueOf(row.getString(4)),
                        Money.ofCents(row.getLong(5))))
                .list();
        LegalIdentity legal = identities.current().legal();
        post.tell(
                from, NettingMail.ANSWERED, new NettingMail.Answered(told.netting(), items, legal.iban(), legal.bic()));
        live.publish("netting", told.netting());
    }

    void proposed(TenantId from, NettingMail.Proposed told) {
        Money net = Money.sum(told.transfers().stream()
                .map(transfer -> transfer.way() == Way.IN
                        ? transfer.amount()
                        : transfer.amount().negated())
                .toList());
        // What the federation computed is checked against our own positions before anybody is asked to agree to it.
        List<Position> ours = list.byIds(told.positions());
        if (ours.size() != told.positions().size()
                || !Money.sum(ours.stream().map(Position::signed).toList()).equals(net)) {
            throw new PositionRefused("netting-not-ours", told.netting());
        }
        // Who was left out meanwhile may have paid us before this came: a new round without them is on its way,
        // and this one is shown to nobody.
        boolean stands =
                ours.stream().allMatch(position -> told.netting().equals(position.netting()) || position.payable());
        int shown = jdbc.sql("""
            UPDATE netting_side SET state = :state, round = :round, positions = :positions::uuid[],
                transfers = :transfers::jsonb, net_cents = :net, decided_by = NULL, decided_at = NULL
            WHERE netting_id = :id AND federation = :from AND round < :round
              AND state IN ('ASKED', 'PROPOSED', 'APPROVED')\
            """)
                .param("state", (stands ? State.PROPOSED : State.ASKED).name())
                .param("round", told.round())
                .param(
                        "positions",
                        stands ? told.positions().stream().map(UUID::toString).toArray(String[]::new) : new String[0])
                .param("transfers", stands ? json.writeValueAsString(told.transfers()) : "[]")
                .param("net", stands ? net.cents() : 0)
                .param("id", told.netting())
                .param("from", from.value())
                .update();
        if (shown == 1) {
            live.publish("netting", told.netting());
        }
    }

    void settled(TenantId from, NettingMail.Settled told) {
        Side side = locked(from, told.netting());
        if (side.state() != State.SETTLED) {
            if (side.round() != told.round()) {
                throw new PositionRefused("netting-other-round", told.netting());
            }
            payments.net(side, told.on());
            jdbc.sql("UPDATE netting_side SET state = 'SETTLED', left_out = NULL, settled_on = ? WHERE netting_id = ?")
                    .params(told.on(), told.netting())
                    .update();
            giveBack(told.netting());
        }
        post.tell(from, NettingMail.DONE, new NettingMail.Done(told.netting()));
    }

    void left(TenantId from, NettingMail.Left told) {
        if (locked(from, told.netting()).state() == State.SETTLED) {
            return;
        }
        jdbc.sql("UPDATE netting_side SET state = 'LEFT_OUT', left_out = ? WHERE netting_id = ?")
                .params(told.reason().name(), told.netting())
                .update();
        giveBack(told.netting());
    }

    private void giveBack(UUID netting) {
        jdbc.sql("SELECT positions_give_back(?)")
                .param(netting)
                .query(Long.class)
                .single();
        live.publish("netting", netting);
        live.publish("positions", netting);
    }

    private @Nullable TenantId federation() {
        Tenant here = tenants.current();
        return here.kind() == Tenant.Kind.FEDERATION ? here.id() : here.federation();
    }

    private Side locked(TenantId from, UUID netting) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM netting_side WHERE netting_id = ? AND federation = ? FOR UPDATE")
                .params(netting, from.value())
                .query((row, n) -> side(row))
                .optional()
                .orElseThrow(() -> new NotFound("netting", netting));
    }

    private Side find(UUID netting) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM netting_side WHERE netting_id = ?")
                .param(netting)
                .query((row, n) -> side(row))
                .optional()
                .orElseThrow(() -> new NotFound("netting", netting));
    }

    private Side side(ResultSet row) throws SQLException {
        String leftOut = row.getString("left_out");
        java.sql.Timestamp decided = row.getTimestamp("decided_at");
        return new Side(
                row.getObject("netting_id", UUID.class),
                new TenantId(row.getString("federation")),
                row.getObject("until_day", LocalDate.class),
                State.valueOf(row.getString("state")),
                leftOut == null ? null : LeftOut.valueOf(leftOut),
                row.getInt("round"),
                row.getTimestamp("asked_at").toInstant(),
                Arrays.asList((UUID[]) row.getArray("positions").getArray()),
                json.readValue(row.getString("transfers"), new TypeReference<List<Transfer>>() {}),
                Money.ofCents(row.getLong("net_cents")),
                decided == null ? null : decided.toInstant(),
                row.getObject("settled_on", LocalDate.class));
    }
}
