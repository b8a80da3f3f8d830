package coop.entrelacs.payroll;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.members.Members;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The pay terms of contracts, from a day on; a later row replaces an earlier one, none is forgotten. */
@Service
public class PayTermsHistory {

    private final JdbcClient jdbc;
    private final Members members;
    private final Audit audit;

    PayTermsHistory(JdbcClient jdbc, Members members, Audit audit) {
        this.jdbc = jdbc;
        this.members = members;
        this.audit = audit;
    }

    /** All of a member's, the newest first. */
    @Transactional
    public List<PayTerms> of(UUID member) {
        if (!PayAccess.requireOwnOr(members, member, Role.PAYROLL_OFFICER, Role.ADVISOR, Role.MANAGER)) {
            audit.record("pay-terms.read", "member:" + member, "");
        }
        return jdbc.sql("SELECT * FROM pay_terms WHERE member_id = ? ORDER BY first_day DESC")
                .param(member)
                .query((row, n) -> terms(row))
                .list();
    }

    /** Says what the contract says from a day on; the same day again replaces what was said for it. */
    @Transactional
    public void hold(UUID member, PayTerms terms) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER, Role.MANAGER);
        members.name(member);
        jdbc.sql("""
                        INSERT INTO pay_terms (member_id, first_day, retained, minimum_activity_cents)
                        VALUES (:member, :day, :retained, :least)
                        ON CONFLICT (member_id, first_day) DO UPDATE SET version = pay_terms.version + 1,
                            retained = excluded.retained, minimum_activity_cents = excluded.minimum_activity_cents""")
                .param("member", member)
                .param("day", terms.firstDay())
                .param("retained", terms.retained().percent())
                .param("least", terms.minimumActivity().cents())
                .update();
        audit.record("pay-terms.changed", "member:" + member, terms.firstDay().toString());
    }

    /** Those that hold on a day. Asks for no role: whoever computes with them was asked. */
    PayTerms on(UUID member, LocalDate day) {
        return jdbc.sql(
                        "SELECT * FROM pay_terms WHERE member_id = ? AND first_day <= ? ORDER BY first_day DESC LIMIT 1")
                .params(member, day)
                .query((row, n) -> terms(row))
                .optional()
                .orElse(PayTerms.NONE);
    }

    private static PayTerms terms(ResultSet row) throws SQLException {
        return new PayTerms(
                row.getObject("first_day", LocalDate.class),
                new Rate(row.getBigDecimal("retained")),
                Money.ofCents(row.getLong("minimum_activity_cents")));
    }
}
