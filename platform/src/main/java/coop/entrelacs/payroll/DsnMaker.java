package coop.entrelacs.payroll;

import coop.entrelacs.members.CivilStatuses;
import coop.entrelacs.members.CivilStatuses.CivilStatus;
import coop.entrelacs.payroll.PayslipStore.Slip;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.LegalIdentities;
import coop.entrelacs.tenancy.LegalIdentity;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Makes a month's social declaration from its booked slips, some hundreds at a time, and reads it back before anyone gets it. */
@Component
public class DsnMaker {

    private static final int SOME = 500;

    private final JdbcClient jdbc;
    private final PayslipStore store;
    private final PayProfiles profiles;
    private final PayrollSettingsHistory settings;
    private final CivilStatuses statuses;
    private final Absences absences;
    private final ContractReasons reasons;
    private final LegalIdentities identities;
    private final Clock clock;
    private final DsnTable table = DsnTable.load();

    DsnMaker(
            JdbcClient jdbc,
            PayslipStore store,
            PayProfiles profiles,
            PayrollSettingsHistory settings,
            CivilStatuses statuses,
            Absences absences,
            ContractReasons reasons,
            LegalIdentities identities,
            Clock clock) {
        this.jdbc = jdbc;
        this.store = store;
        this.profiles = profiles;
        this.settings = settings;
        this.statuses = statuses;
        this.absences = absences;
        this.reasons = reasons;
        this.identities = identities;
        this.clock = clock;
    }

    /**
     * What keeps a declaration from being complete.
     *
     * @param code message {@code dsn.gap.<code>} or {@code dsn.finding.<code>}
     * @param about a member's number, a body, or a rubric with its line
     */
    public record Gap(String code, String about) {}

    /**
     * A declaration as made.
     *
     * @param findings at most a thousand and one: the last one says how many more there are
     */
    public record Made(YearMonth month, int no, long people, List<Gap> findings, byte[] file) {

        private static final int MOST = 1000;

        public Made {
            findings = findings.size() <= MOST
                    ? List.copyOf(findings)
                    : Stream.concat(
                                    findings.stream().limit(MOST),
                                    Stream.of(new Gap("findings-more", String.valueOf(findings.size() - MOST))))
                            .toList();
        }

        @Override
        public String toString() {
            return "Made[" + month + "/" + no + "]";
        }
    }

    Made make(
            YearMonth month,
            int no,
            List<DsnMonth.BodyLine> bodies,
            Collection<SocialBody> unnamed,
            Collection<DsnMonth.Aggregate> aggregates) {
        PayrollSettings holds = settings.on(month.atDay(1)).orElseThrow(PayrollSettings::missing);
        LegalIdentity legal = identities.current().legal();
        DsnMonth blocks = new DsnMonth(table, month, holds, legal);
        List<Gap> gaps = new ArrayList<>();
        unnamed.forEach(body -> gaps.add(new Gap("body-unnamed", body.name())));
        if (legal.email() == null) {
            gaps.add(new Gap("contact-missing", legal.name()));
        }
        long people = jdbc.sql("SELECT count(DISTINCT s.member_id) FROM payslip s WHERE " + VALID)
                .param("month", month.atDay(1))
                .query(Long.class)
                .single();
        if (people == 0) {
            throw new PayrollRefused("social-declaration-empty", month);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(64 * 1024);
        DsnFile.Writer writer = new DsnFile.Writer(table, out);
        blocks.head(
                        no,
                        LocalDate.now(clock),
                        CurrentTenant.actor().name(),
                        legal.email() == null ? "" : legal.email(),
                        people,
                        bodies,
                        aggregates,
                        table.norm())
                .forEach(writer::write);
        Map<UUID, LocalDate> payDates = jdbc
                .sql("SELECT id, pay_date FROM payroll_run WHERE month = ?")
                .param(month.atDay(1))
                .query((row, n) ->
                        Map.entry(row.getObject("id", UUID.class), row.getObject("pay_date", LocalDate.class)))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        List<Slip> some = some(month, "");
        while (!some.isEmpty()) {
            people(month, blocks, writer, some, payDates, gaps);
            some = some(month, some.getLast().number());
        }
        writer.end();
        byte[] file = out.toByteArray();
        for (DsnFile.Finding finding : DsnFile.read(table, file).findings()) {
            gaps.add(new Gap(finding.code(), finding.rubric() + " (" + finding.line() + ")"));
        }
        return new Made(month, no, people, gaps, file);
    }

    /** A slip made before contracts were named tells what it knows: its last day is then one that was agreed or not. */
    private static ContractReasons.Declared contract(Slip slip, Map<UUID, ContractReasons.Declared> known) {
        UUID contract = slip.employee().contract();
        ContractReasons.Declared found = contract == null ? null : known.get(contract);
        return found == null ? new ContractReasons.Declared(null, null, null) : found;
    }

    private static final String VALID = "s.month = :month AND s.entry_id IS NOT NULL"
            + " AND NOT EXISTS (SELECT FROM payslip c WHERE c.corrects = s.id AND c.entry_id IS NOT NULL)";

    /** The next slips by number, all of a member's together: their numbers begin alike. */
    private List<Slip> some(YearMonth month, String after) {
        List<Slip> found = store.find(
                VALID + " AND s.number COLLATE \"C\" > :after ORDER BY s.number COLLATE \"C\" LIMIT " + SOME,
                Map.of("month", month.atDay(1), "after", after));
        if (found.size() < SOME) {
            return found;
        }
        UUID last = found.getLast().employee().member();
        List<Slip> whole = found.stream()
                .filter(slip -> !slip.employee().member().equals(last))
                .toList();
        return whole.isEmpty() ? found : whole;
    }

    private void people(
            YearMonth month,
            DsnMonth blocks,
            DsnFile.Writer writer,
            List<Slip> slips,
            Map<UUID, LocalDate> payDates,
            List<Gap> gaps) {
        List<UUID> members =
                slips.stream().map(slip -> slip.employee().member()).distinct().toList();
        Map<UUID, List<Absences.Away>> away =
                absences.of(members, month.atDay(1).minusYears(1), month.atEndOfMonth());
        Map<UUID, ContractReasons.Declared> contracts = reasons.declared(slips.stream()
                .map(slip -> slip.employee().contract())
                .filter(Objects::nonNull)
                .toList());
        Map<UUID, List<Slip>> byMember = slips.stream()
                .collect(Collectors.groupingBy(
                        slip -> slip.employee().member(), LinkedHashMap::new, Collectors.toList()));
        Map<UUID, PayProfiles.Sealed> sealed = profiles.unsealed(members);
        Map<UUID, CivilStatus> known = statuses.of(members);
        for (Map.Entry<UUID, List<Slip>> one : byMember.entrySet()) {
            UUID member = one.getKey();
            Slip slip = one.getValue().getFirst();
            CivilStatus who = known.get(member);
            if (who == null) {
                throw new IllegalStateException("member " + member + " has a slip and no file");
            }
            String nir = sealed.getOrDefault(member, PayProfiles.Sealed.NONE).nir();
            if (nir == null) {
                gaps.add(new Gap("nir-missing", slip.employee().number()));
            }
            if (who.birthDate() == null) {
                gaps.add(new Gap("birth-date-missing", slip.employee().number()));
            }
            if (String.valueOf(who.address().city()).isEmpty()) {
                gaps.add(new Gap("address-missing", slip.employee().number()));
            }
            writer.write(blocks.person(
                    one.getValue().stream()
                            .map(its -> new DsnMonth.Paid(
                                    its,
                                    payDates.getOrDefault(its.run(), month.atEndOfMonth()),
                                    contract(its, contracts)))
                            .toList(),
                    who,
                    nir,
                    away.getOrDefault(member, List.of()),
                    code -> gaps.add(new Gap(code, slip.employee().number()))));
        }
    }
}
