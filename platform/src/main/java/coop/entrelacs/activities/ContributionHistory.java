package coop.entrelacs.activities;

import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.web.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What activities were charged, each charge with its explanation as it was when charged. */
@Service
public class ContributionHistory {

    private static final UUID LAST = new UUID(-1, -1);

    private static final String CHARGES = """
        SELECT c.*, array(SELECT m.source FROM contribution_movement m WHERE m.charge_id = c.id ORDER BY m.happened) AS sources
        FROM contribution_charge c
        """;

    private final JdbcClient jdbc;
    private final ContributionAccounts accounts;
    private final ActivityAccess access;

    ContributionHistory(JdbcClient jdbc, ContributionAccounts accounts, ActivityAccess access) {
        this.jdbc = jdbc;
        this.accounts = accounts;
        this.access = access;
    }

    /** The charges of an activity, the newest first. */
    @Transactional(readOnly = true)
    public Page<ContributionCharge> of(UUID activity, @Nullable UUID after, int limit) {
        access.requireRead(activity);
        List<ContributionCharge> rows = jdbc.sql(
                        CHARGES + " WHERE c.activity_id = :activity AND c.id < :before ORDER BY c.id DESC LIMIT :limit")
                .param("activity", activity)
                .param("before", after == null ? LAST : after)
                .param("limit", limit + 1)
                .query((rs, _) -> charge(rs))
                .list();
        return Page.of(rows, limit, charge -> charge.id().toString());
    }

    /** One charge and why it is what it is. */
    @Transactional(readOnly = true)
    public ContributionCharge explain(UUID charge) {
        ContributionCharge found = jdbc.sql(CHARGES + " WHERE c.id = :id")
                .param("id", charge)
                .query((rs, _) -> charge(rs))
                .optional()
                .orElseThrow(() -> new NotFound("contribution-charge", charge));
        access.requireRead(found.activity(), "contribution-charge", charge);
        return found;
    }

    /** What was charged for one source, such as {@code invoice:0198…}; empty while it waits or nothing counts. */
    @Transactional(readOnly = true)
    public List<ContributionCharge> forSource(UUID activity, String source) {
        access.requireRead(activity);
        return jdbc.sql(CHARGES + """
            WHERE c.activity_id = :activity
               AND c.id = (SELECT charge_id FROM contribution_movement WHERE source = :source)\
            """)
                .param("activity", activity)
                .param("source", source)
                .query((rs, _) -> charge(rs))
                .list();
    }

    /** What an activity was charged between two days. */
    @Transactional(readOnly = true)
    public Money charged(UUID activity, LocalDate first, LocalDate last) {
        access.requireRead(activity);
        return jdbc.sql("""
            SELECT coalesce(sum(amount_cents), 0) FROM contribution_charge
            WHERE activity_id = :activity AND charged_on BETWEEN :first AND :last\
            """)
                .param("activity", activity)
                .param("first", first)
                .param("last", last)
                .query((rs, _) -> Money.ofCents(rs.getLong(1)))
                .single();
    }

    private ContributionCharge charge(ResultSet rs) throws SQLException {
        long entry = rs.getLong("entry_id");
        Long posted = rs.wasNull() ? null : entry;
        return new ContributionCharge(
                Objects.requireNonNull(rs.getObject("id", UUID.class)),
                Objects.requireNonNull(rs.getObject("activity_id", UUID.class)),
                Objects.requireNonNull(rs.getObject("charged_on", LocalDate.class)),
                rs.getObject("month_end", LocalDate.class),
                Money.ofCents(rs.getLong("amount_cents")),
                Arrays.asList((String[]) rs.getArray("sources").getArray()),
                posted,
                accounts.explanation(rs.getString("explanation")));
    }
}
