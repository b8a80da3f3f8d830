package coop.entrelacs.funds;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.governance.Ballots;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** When what is private of a request is no longer needed, it goes; amounts and decisions stay. */
@Service
class RequestForgetting {

    private static final int MONTHS_OF_A_DRAFT = 6;

    private final JdbcClient jdbc;
    private final RequestAccess access;
    private final Ballots ballots;
    private final Audit audit;
    private final Clock clock;

    RequestForgetting(JdbcClient jdbc, RequestAccess access, Ballots ballots, Audit audit, Clock clock) {
        this.jdbc = jdbc;
        this.access = access;
        this.ballots = ballots;
        this.audit = audit;
        this.clock = clock;
    }

    /** Forgets what is private of requests that ended long enough ago; amounts and decisions stay. Returns how many. */
    @Transactional
    public int due() {
        CurrentTenant.actor().require(Role.MANAGER);
        List<UUID> ended = jdbc.sql(
                        "SELECT id FROM fund_request WHERE forget_on <= ? AND private IS NOT NULL AND stage IN"
                                + " ('CLOSED', 'REFUSED', 'INADMISSIBLE', 'WITHDRAWN') ORDER BY id LIMIT 1000 FOR UPDATE"
                                + " SKIP LOCKED")
                .param(access.today())
                .query(UUID.class)
                .list();
        for (UUID id : ended) {
            jdbc.sql("DELETE FROM fund_message WHERE request_id = ?").param(id).update();
            jdbc.sql("DELETE FROM fund_attachment WHERE request_id = ?")
                    .param(id)
                    .update();
            jdbc.sql("SELECT ballot_id FROM fund_proposal WHERE request_id = ? AND ballot_id IS NOT NULL")
                    .param(id)
                    .query(UUID.class)
                    .list()
                    .forEach(ballots::forgetReasons);
            jdbc.sql("UPDATE fund_proposal SET reason = NULL WHERE request_id = ?")
                    .param(id)
                    .update();
            jdbc.sql("SELECT fund_bank_file_forget(?)")
                    .param(id)
                    .query((row, n) -> id)
                    .list();
            jdbc.sql("UPDATE fund_request SET private = NULL, payee = NULL WHERE id = ?")
                    .param(id)
                    .update();
            audit.record("fund-request.forgotten", "fund-request:" + id, "");
        }
        return ended.size();
    }

    /** Takes back drafts that nobody went on with for half a year, and what they say is forgotten. Returns how many. */
    @Transactional
    public int abandoned() {
        CurrentTenant.actor().require(Role.MANAGER);
        List<UUID> drafts = jdbc.sql("SELECT id FROM fund_request WHERE stage = 'DRAFT' AND created_at < ?"
                        + " ORDER BY id LIMIT 1000 FOR UPDATE SKIP LOCKED")
                .param(now().minusMonths(MONTHS_OF_A_DRAFT))
                .query(UUID.class)
                .list();
        for (UUID id : drafts) {
            FundRecords.guarded(() -> jdbc.sql("SELECT fund_withdraw(?, ?)")
                    .params(id, now())
                    .query(String.class)
                    .single());
            jdbc.sql("UPDATE fund_request SET forget_on = ? WHERE id = ?")
                    .params(access.today(), id)
                    .update();
            audit.record("fund-request.abandoned", "fund-request:" + id, "");
        }
        return drafts.size();
    }

    /** An ended request is forgotten as long after a day as its rulebook says. */
    void after(UUID id, LocalDate from, Rulebook rules) {
        jdbc.sql("UPDATE fund_request SET forget_on = ? WHERE id = ?")
                .params(from.plusMonths(rules.terms().keepPrivateMonths()), id)
                .update();
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
