package coop.entrelacs.members;

import coop.entrelacs.members.MemberFile.AdvisorPeriod;
import coop.entrelacs.members.MemberFile.Association;
import coop.entrelacs.members.MemberFile.BranchPeriod;
import coop.entrelacs.members.MemberFile.Exit;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the rows of the members' tables. */
@Component
class MemberRecords {

    /** Everything about where a member stands on the day {@code :day}, one row each. */
    static final String ROWS = """
        SELECT m.id, m.no, m.first_name, m.last_name, m.trade, m.city, m.search_name,
            c.id AS contract_id, c.kind AS contract_kind, least(c.ended_on, c.planned_last_day) AS contract_until,
            a.first_day AS associate_since,
            CASE WHEN a.first_day IS NULL THEN c.associate_by END AS associate_by,
            b.branch_id, br.name AS branch_name, v.advisor_id, v.advisor_name,
            CASE
                WHEN c.kind = 'EMPLOYMENT' THEN 'SUPPORT_TEAM'
                WHEN a.first_day IS NOT NULL THEN 'ASSOCIATE'
                WHEN c.kind IS NOT NULL THEN c.kind
                WHEN x.left_on >= coalesce(p.last_day, m.applied_on) THEN 'FORMER'
                WHEN p.last_day IS NOT NULL THEN 'LAPSED'
                WHEN x.left_on IS NOT NULL THEN 'FORMER'
                ELSE 'APPLICANT'
            END AS stage
        FROM member m
        LEFT JOIN LATERAL (SELECT * FROM contract WHERE member_id = m.id AND first_day <= :day
            AND (ended_on IS NULL OR ended_on >= :day) AND (planned_last_day IS NULL OR planned_last_day >= :day)
            LIMIT 1) c ON true
        LEFT JOIN LATERAL (SELECT max(least(ended_on, planned_last_day)) AS last_day FROM contract
            WHERE member_id = m.id AND least(ended_on, planned_last_day) < :day) p ON c.id IS NULL
        LEFT JOIN LATERAL (SELECT first_day FROM associate_term WHERE member_id = m.id AND first_day <= :day
            AND (last_day IS NULL OR last_day >= :day) LIMIT 1) a ON true
        LEFT JOIN LATERAL (SELECT left_on FROM member_exit WHERE member_id = m.id AND left_on < :day
            ORDER BY left_on DESC LIMIT 1) x ON true
        LEFT JOIN LATERAL (SELECT branch_id FROM member_branch WHERE member_id = m.id AND first_day <= :day
            ORDER BY first_day DESC LIMIT 1) b ON true
        LEFT JOIN branch br ON br.id = b.branch_id
        LEFT JOIN LATERAL (SELECT advisor_id, advisor_name FROM member_advisor WHERE member_id = m.id
            AND first_day <= :day ORDER BY first_day DESC LIMIT 1) v ON true
        """;

    private final JdbcClient jdbc;

    MemberRecords(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    static String number(long no) {
        return "M%05d".formatted(no);
    }

    List<MemberRow> list(MemberFilter filter, LocalDate day, String afterName, UUID afterId, int limit) {
        String text = filter.text() == null ? "" : Fields.searchable(filter.text());
        if (text.isEmpty() && filter.text() != null && !filter.text().isBlank()) {
            // signs alone: no name has them
            return List.of();
        }
        List<String> words = text.isEmpty() ? List.of() : List.of(text.split(" "));
        StringBuilder sql = new StringBuilder("SELECT * FROM (")
                .append(ROWS)
                .append(") r WHERE (r.search_name, r.id) > (:afterName, :afterId)");
        for (int i = 0; i < words.size(); i++) {
            sql.append(" AND (r.search_name LIKE :word")
                    .append(i)
                    .append(" OR lower('M' || lpad(r.no::text, 5, '0')) = :exact")
                    .append(i)
                    .append(')');
        }
        if (filter.stage() != null) {
            sql.append(" AND r.stage = :stage");
        }
        if (filter.branch() != null) {
            sql.append(" AND r.branch_id = :branch");
        }
        if (filter.advisor() != null) {
            sql.append(" AND r.advisor_id = :advisor");
        }
        var query = jdbc.sql(
                        sql.append(" ORDER BY r.search_name, r.id LIMIT :limit").toString())
                .param("day", day)
                .param("afterName", afterName)
                .param("afterId", afterId)
                .param("limit", limit);
        for (int i = 0; i < words.size(); i++) {
            query = query.param("word" + i, "%" + words.get(i) + "%").param("exact" + i, words.get(i));
        }
        if (filter.stage() != null) {
            query = query.param("stage", filter.stage().name());
        }
        if (filter.branch() != null) {
            query = query.param("branch", filter.branch());
        }
        if (filter.advisor() != null) {
            query = query.param("advisor", filter.advisor());
        }
        return query.query((rs, _) -> row(rs)).list();
    }

    MemberFile file(UUID id, LocalDate today) {
        Head head = jdbc.sql("SELECT * FROM member WHERE id = :id")
                .param("id", id)
                .query((rs, _) -> head(rs))
                .optional()
                .orElseThrow(() -> new NotFound("member", id));
        List<Contract> contracts = contracts(List.of(id));
        List<ContractAmendment> amendments =
                jdbc.sql("""
                    SELECT a.* FROM contract_amendment a JOIN contract c ON c.id = a.contract_id
                    WHERE c.member_id = :id ORDER BY a.effective_on DESC\
                    """).param("id", id).query((rs, _) -> amendment(rs)).list();
        List<Association> associations = jdbc.sql(
                        "SELECT first_day, last_day, decision FROM associate_term WHERE member_id = :id ORDER BY"
                                + " first_day DESC")
                .param("id", id)
                .query((rs, _) ->
                        new Association(day(rs, "first_day"), dayOrNull(rs, "last_day"), rs.getString("decision")))
                .list();
        List<BranchPeriod> branches = jdbc.sql("""
            SELECT b.first_day, b.branch_id, r.name FROM member_branch b JOIN branch r ON r.id = b.branch_id
            WHERE b.member_id = :id ORDER BY b.first_day DESC\
            """)
                .param("id", id)
                .query((rs, _) -> new BranchPeriod(day(rs, "first_day"), id(rs, "branch_id"), rs.getString("name")))
                .list();
        List<AdvisorPeriod> advisors = jdbc.sql(
                        "SELECT first_day, advisor_id, advisor_name FROM member_advisor WHERE member_id = :id ORDER BY"
                                + " first_day DESC")
                .param("id", id)
                .query((rs, _) ->
                        new AdvisorPeriod(day(rs, "first_day"), id(rs, "advisor_id"), rs.getString("advisor_name")))
                .list();
        List<Exit> exits = jdbc.sql(
                        "SELECT left_on, kind, reason FROM member_exit WHERE member_id = :id ORDER BY left_on DESC")
                .param("id", id)
                .query((rs, _) ->
                        new Exit(day(rs, "left_on"), ExitKind.valueOf(rs.getString("kind")), rs.getString("reason")))
                .list();
        return new MemberFile(
                id,
                head.version,
                number(head.no),
                head.person,
                head.form,
                stage(head.form.appliedOn(), contracts, associations, exits, today),
                contracts,
                amendments,
                associations,
                branches,
                advisors,
                exits);
    }

    /** The contracts of some members, the newest first. */
    List<Contract> contracts(Collection<UUID> members) {
        return members.isEmpty()
                ? List.of()
                : jdbc.sql("SELECT * FROM contract WHERE member_id IN (:members) ORDER BY first_day DESC, id")
                        .param("members", members)
                        .query((rs, _) -> contract(rs))
                        .list();
    }

    Contract contract(UUID id) {
        return jdbc.sql("SELECT * FROM contract WHERE id = :id")
                .param("id", id)
                .query((rs, _) -> contract(rs))
                .optional()
                .orElseThrow(() -> new NotFound("contract", id));
    }

    /** Where someone stands on a day; says the same as {@link #ROWS} does in SQL. */
    static MemberStage stage(
            LocalDate appliedOn,
            List<Contract> contracts,
            List<Association> associations,
            List<Exit> exits,
            LocalDate day) {
        Optional<Contract> now = contracts.stream()
                .filter(contract -> contract.period().contains(day))
                .findFirst();
        Optional<Association> association = associations.stream()
                .filter(term -> !term.firstDay().isAfter(day)
                        && (term.lastDay() == null || !term.lastDay().isBefore(day)))
                .findFirst();
        if (now.isPresent() && now.get() instanceof EmploymentContract employment) {
            return new MemberStage.InSupportTeam(employment.firstDay(), employment.id(), association.isPresent());
        }
        if (association.isPresent()) {
            return new MemberStage.InAssociation(
                    association.get().firstDay(),
                    now.map(Contract::id).orElse(null),
                    now.map(Contract::kind).orElse(null));
        }
        if (now.isPresent()) {
            return switch (now.get()) {
                case BusinessSupportContract cape ->
                    new MemberStage.InBusinessSupport(
                            cape.firstDay(),
                            cape.id(),
                            Objects.requireNonNull(cape.period().last()),
                            cape.renewal());
                case EntrepreneurEmployeeContract cesa ->
                    new MemberStage.InEntrepreneurEmployment(cesa.firstDay(), cesa.id(), cesa.associateBy());
                case EmploymentContract employment ->
                    new MemberStage.InSupportTeam(employment.firstDay(), employment.id(), false);
            };
        }
        Optional<LocalDate> lastContract = contracts.stream()
                .map(contract -> contract.period().last())
                .filter(last -> last != null && last.isBefore(day))
                .map(Objects::requireNonNull)
                .max(Comparator.naturalOrder());
        Optional<Exit> exit =
                exits.stream().filter(one -> one.leftOn().isBefore(day)).max(Comparator.comparing(Exit::leftOn));
        if (exit.isPresent() && (lastContract.isEmpty() || !exit.get().leftOn().isBefore(lastContract.get()))) {
            return new MemberStage.Left(
                    exit.get().leftOn().plusDays(1), exit.get().kind());
        }
        return lastContract
                .<MemberStage>map(last -> new MemberStage.Lapsed(last.plusDays(1)))
                .orElseGet(() -> new MemberStage.Applicant(appliedOn));
    }

    private record Head(int version, long no, @Nullable UUID person, MemberForm form) {}

    private static Head head(ResultSet rs) throws SQLException {
        String sex = rs.getString("sex");
        String status = rs.getString("entry_status");
        String education = rs.getString("education");
        return new Head(
                rs.getInt("version"),
                rs.getLong("no"),
                rs.getObject("person_id", UUID.class),
                new MemberForm(
                        rs.getString("first_name"),
                        rs.getString("last_name"),
                        rs.getString("birth_name"),
                        rs.getString("email"),
                        rs.getString("phone"),
                        dayOrNull(rs, "birth_date"),
                        sex == null ? null : MemberForm.Sex.valueOf(sex),
                        new MemberAddress(
                                rs.getString("address_line1"),
                                rs.getString("address_line2"),
                                rs.getString("postal_code"),
                                rs.getString("city"),
                                rs.getString("country")),
                        day(rs, "applied_on"),
                        rs.getString("trade"),
                        status == null ? null : MemberForm.EntryStatus.valueOf(status),
                        education == null ? null : MemberForm.Education.valueOf(education),
                        rs.getObject("referral_source_id", UUID.class)));
    }

    private static MemberRow row(ResultSet rs) throws SQLException {
        String kind = rs.getString("contract_kind");
        return new MemberRow(
                id(rs, "id"),
                number(rs.getLong("no")),
                rs.getString("first_name"),
                rs.getString("last_name"),
                rs.getString("trade"),
                rs.getString("city"),
                MemberStage.Name.valueOf(rs.getString("stage")),
                rs.getObject("contract_id", UUID.class),
                kind == null ? null : ContractKind.valueOf(kind),
                dayOrNull(rs, "contract_until"),
                dayOrNull(rs, "associate_since"),
                dayOrNull(rs, "associate_by"),
                rs.getObject("branch_id", UUID.class),
                rs.getString("branch_name"),
                rs.getObject("advisor_id", UUID.class),
                rs.getString("advisor_name"));
    }

    private static Contract contract(ResultSet rs) throws SQLException {
        UUID id = id(rs, "id");
        UUID member = id(rs, "member_id");
        LocalDate signed = day(rs, "signed_on");
        LocalDate first = day(rs, "first_day");
        LocalDate planned = dayOrNull(rs, "planned_last_day");
        LocalDate ended = dayOrNull(rs, "ended_on");
        return switch (ContractKind.valueOf(rs.getString("kind"))) {
            case BUSINESS_SUPPORT ->
                new BusinessSupportContract(
                        id,
                        member,
                        signed,
                        first,
                        Objects.requireNonNull(planned),
                        ended,
                        rs.getInt("renewal"),
                        rs.getObject("follows", UUID.class));
            case ENTREPRENEUR_EMPLOYEE ->
                new EntrepreneurEmployeeContract(
                        id,
                        member,
                        signed,
                        first,
                        ended,
                        new EntrepreneurEmployeeContract.Clauses(
                                rs.getString("objectives"),
                                rs.getString("means"),
                                rs.getString("contribution"),
                                rs.getString("variable_pay"),
                                rs.getString("statutes"),
                                rs.getString("clientele")),
                        Money.ofCents(rs.getLong("fixed_pay_cents")),
                        rs.getBigDecimal("monthly_hours"),
                        dayOrNull(rs, "trial_last_day"),
                        day(rs, "associate_by"));
            case EMPLOYMENT ->
                new EmploymentContract(
                        id,
                        member,
                        signed,
                        first,
                        planned,
                        ended,
                        rs.getString("job"),
                        Money.ofCents(rs.getLong("fixed_pay_cents")),
                        rs.getBigDecimal("monthly_hours"));
        };
    }

    private static ContractAmendment amendment(ResultSet rs) throws SQLException {
        long pay = rs.getLong("fixed_pay_cents");
        Money fixedPay = rs.wasNull() ? null : Money.ofCents(pay);
        BigDecimal hours = rs.getBigDecimal("monthly_hours");
        return new ContractAmendment(
                id(rs, "id"),
                id(rs, "contract_id"),
                day(rs, "signed_on"),
                day(rs, "effective_on"),
                rs.getString("subject"),
                fixedPay,
                hours);
    }

    static UUID id(ResultSet rs, String column) throws SQLException {
        return Objects.requireNonNull(rs.getObject(column, UUID.class));
    }

    static LocalDate day(ResultSet rs, String column) throws SQLException {
        return Objects.requireNonNull(rs.getObject(column, LocalDate.class));
    }

    static @Nullable LocalDate dayOrNull(ResultSet rs, String column) throws SQLException {
        return rs.getObject(column, LocalDate.class);
    }
}
