package coop.entrelacs.payroll;

import coop.entrelacs.members.Members;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Slips that are there and that their member has not opened yet. */
@Service
public class PayslipNews {

    private final JdbcClient jdbc;
    private final Members members;
    private final Clock clock;

    PayslipNews(JdbcClient jdbc, Members members, Clock clock) {
        this.jdbc = jdbc;
        this.members = members;
        this.clock = clock;
    }

    /** A slip to open. */
    public record News(UUID payslip, YearMonth month) {}

    /** The present member's of the last twelve months, the newest first; none for who is no member. */
    @Transactional(readOnly = true)
    public List<News> mine() {
        return members.mine()
                .map(member -> jdbc.sql("""
                        SELECT s.id, s.month FROM payslip s
                        WHERE s.member_id = :member AND s.document_id IS NOT NULL AND s.month > :since
                            AND NOT EXISTS (SELECT FROM payslip_seen v WHERE v.payslip_id = s.id)
                            AND NOT EXISTS (SELECT FROM payslip c WHERE c.corrects = s.id AND c.document_id IS NOT NULL)
                        ORDER BY s.month DESC, s.id DESC LIMIT 12""")
                        .param("member", member)
                        .param("since", LocalDate.now(clock).minusMonths(12))
                        .query((row, n) -> new News(
                                row.getObject("id", UUID.class),
                                YearMonth.from(row.getObject("month", LocalDate.class))))
                        .list())
                .orElse(List.of());
    }

    /** Notes that its member has opened it. */
    void seen(UUID payslip) {
        jdbc.sql("INSERT INTO payslip_seen (payslip_id, seen_at) VALUES (?, ?) ON CONFLICT DO NOTHING")
                .params(payslip, Timestamp.from(clock.instant()))
                .update();
    }
}
