package coop.entrelacs.payroll;

import coop.entrelacs.members.CivilStatuses.CivilStatus;
import coop.entrelacs.members.MemberForm;
import coop.entrelacs.payroll.DsnTable.LineCode;
import coop.entrelacs.payroll.PayCalculation.Line;
import coop.entrelacs.payroll.PayslipStore.Slip;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.LegalIdentity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Turns a month's booked slips into the blocks of its social declaration. Knows no database; says nothing that the slips do not. */
final class DsnMonth {

    private static final BigDecimal FULL_MONTH = new BigDecimal("151.67");
    private static final String LAW = "200";
    private static final String NONE = "99";

    private final DsnTable table;
    private final YearMonth month;
    private final String first;
    private final String last;
    private final PayrollSettings settings;
    private final LegalIdentity legal;

    DsnMonth(DsnTable table, YearMonth month, PayrollSettings settings, LegalIdentity legal) {
        this.table = table;
        this.month = month;
        this.first = DsnTable.day(month.atDay(1));
        this.last = DsnTable.day(month.atEndOfMonth());
        this.settings = settings;
        this.legal = legal;
    }

    /** How a body knows the cooperative, and what it is owed for the month. */
    record BodyLine(SocialBody body, String identifier, String contract, Money due) {}

    /** One line of Urssaf's statement. */
    record Aggregate(String line, @Nullable Rate rate, Money base, Money amount) {}

    /** The blocks before the people. {@code order} counts the files of the month; from the second on they replace what was sent. */
    List<DsnNode> head(
            int order,
            LocalDate madeOn,
            String contact,
            String email,
            long people,
            Collection<BodyLine> bodies,
            Collection<Aggregate> aggregates,
            String version) {
        String siren = settings.siret().substring(0, 9);
        String nic = settings.siret().substring(9);
        DsnNode sender = DsnNode.of("S10.G00.01")
                .with("001", siren)
                .with("002", nic)
                .cut("003", legal.name(), 80)
                .cut("004", legal.street(), 50)
                .with("005", legal.postcode())
                .cut("006", legal.city(), 50)
                .add(DsnNode.of("S10.G00.02")
                        .cut("002", contact, 80)
                        .with("004", email)
                        .cut("005", legal.phone(), 20));
        DsnNode envelope = DsnNode.of("S10.G00.00")
                .with("001", table.software())
                .with("002", table.software())
                .cut("003", version, 20)
                // a trial: nothing of ours goes as a real one before it passed the authorities' own checker
                .with("005", "01")
                .with("006", table.norm())
                .with("007", "01")
                .with("008", people == 0 ? "02" : "01");
        DsnNode declaration = DsnNode.of("S20.G00.05")
                .with("001", "01")
                .with("002", order == 1 ? "01" : "03")
                .with("003", "11")
                .with("004", Integer.toString(order))
                .with("005", first)
                .with("007", DsnTable.day(madeOn))
                .with("008", "01")
                .with("010", "01");
        DsnNode company = DsnNode.of("S21.G00.06")
                .with("001", siren)
                .with("002", nic)
                .with("003", settings.activityCode())
                .cut("004", legal.street(), 50)
                .with("005", legal.postcode())
                .cut("006", legal.city(), 50);
        DsnNode establishment = DsnNode.of("S21.G00.11")
                .with("001", nic)
                .with("002", settings.activityCode())
                .cut("003", legal.street(), 50)
                .with("004", legal.postcode())
                .cut("005", legal.city(), 50)
                .with("008", Long.toString(people));
        bodies.stream()
                .filter(body -> !body.contract().isEmpty())
                .forEach(body -> establishment.add(DsnNode.of("S21.G00.15")
                        .with("001", body.contract())
                        .with("002", body.identifier())
                        .with("005", body.body().name())));
        bodies.forEach(body -> establishment.add(DsnNode.of("S21.G00.20")
                .with("001", body.identifier())
                .with("005", body.due())
                .with("006", first)
                .with("007", last)));
        bodies.stream()
                .filter(body -> body.body() == SocialBody.URSSAF)
                .forEach(body -> establishment.add(statement(body, aggregates)));
        return List.of(envelope, sender, declaration, company, establishment);
    }

    /** Urssaf's statement of account: bases to the euro, as its own forms have them (CSS, art. L133-10). */
    private DsnNode statement(BodyLine urssaf, Collection<Aggregate> aggregates) {
        DsnNode statement = DsnNode.of("S21.G00.22")
                .with("001", urssaf.identifier())
                .with("003", first)
                .with("004", last)
                .with("005", urssaf.due());
        record Key(String code, String qualifier, @Nullable Rate rate) {}
        Map<Key, Aggregate> sums = new LinkedHashMap<>();
        Map<Key, Boolean> byAmount = new LinkedHashMap<>();
        for (Aggregate one : aggregates) {
            LineCode code = table.lines().get(one.line());
            if (code == null || code.aggregate() == null || code.qualifier() == null) {
                continue;
            }
            Key key =
                    new Key(code.aggregate(), code.qualifier(), Boolean.TRUE.equals(code.rated()) ? one.rate() : null);
            byAmount.put(key, Boolean.TRUE.equals(code.byAmount()));
            // Lines of one code share their base: it is declared once.
            sums.merge(
                    key,
                    one,
                    (a, b) -> new Aggregate(
                            a.line(),
                            a.rate(),
                            a.base().max(b.base()),
                            a.amount().plus(b.amount())));
        }
        sums.forEach((key, sum) -> {
            DsnNode line = DsnNode.of("S21.G00.23").with("001", key.code()).with("002", key.qualifier());
            if (key.rate() != null) {
                line.with("003", key.rate().percent());
            }
            statement.add(
                    Boolean.TRUE.equals(byAmount.get(key))
                            ? line.with("005", sum.amount())
                            : line.with("004", toTheEuro(sum.base())));
        });
        return statement;
    }

    private static Money toTheEuro(Money amount) {
        return Money.of(amount.toEuros().setScale(0, RoundingMode.HALF_UP));
    }

    /** A slip, when it was paid, and its contract as it is declared. */
    record Paid(Slip slip, LocalDate on, ContractReasons.Declared contract) {}

    /**
     * One person's month: each of their slips is a contract and a payment.
     *
     * @param away the earliest first, with those of a year before
     * @param gaps hears the code of what is missing
     */
    DsnNode person(
            List<Paid> paid, CivilStatus who, @Nullable String nir, List<Absences.Away> away, Consumer<String> gaps) {
        Employee employee = paid.getFirst().slip().employee();
        DsnNode person = DsnNode.of("S21.G00.30")
                .with("001", nir == null ? null : nir.substring(0, 13))
                .cut("002", who.familyName(), 80)
                .cut("003", who.familyName().equals(who.lastName()) ? null : who.lastName(), 80)
                .cut("004", who.firstName(), 80)
                .with("005", sex(who, nir))
                .with("006", who.birthDate())
                .cut("008", who.address().line1(), 50)
                .with("009", french(who) ? who.address().postalCode() : null)
                .cut("010", who.address().city(), 50)
                .with("014", nir == null ? null : nir.substring(5, 7))
                .with("019", employee.number());
        Set<String> contracts = new HashSet<>();
        for (Paid one : paid) {
            // A month's second slip of one contract, as a complement beside a correction, is no second contract.
            String number = contract(one.slip().employee());
            if (contracts.add(number)) {
                person.add(contract(one, number, away, gaps));
            }
        }
        for (int i = 0; i < paid.size(); i++) {
            DsnNode payment = payment(
                    paid.get(i).slip(),
                    paid.get(i).on(),
                    contract(paid.get(i).slip().employee()));
            person.add(paid.size() == 1 ? payment : payment.with("003", Integer.toString(i + 1)));
        }
        return person;
    }

    private static boolean french(CivilStatus who) {
        String code = who.address().postalCode();
        return code != null && code.matches("[0-9]{5}");
    }

    /** As told; else as the number says it. */
    private static @Nullable String sex(CivilStatus who, @Nullable String nir) {
        if (who.sex() == MemberForm.Sex.F) {
            return "02";
        }
        if (who.sex() == MemberForm.Sex.M) {
            return "01";
        }
        return nir == null ? null : "248".indexOf(nir.charAt(0)) >= 0 ? "02" : "01";
    }

    private static String contract(Employee employee) {
        return employee.number() + "-" + DsnTable.day(employee.contractFirstDay());
    }

    private DsnNode contract(Paid paid, String number, List<Absences.Away> away, Consumer<String> gaps) {
        Slip slip = paid.slip();
        Employee employee = slip.employee();
        boolean own = employee.kind().equals("ENTREPRENEUR_EMPLOYEE");
        // A contract is for a fixed term if it was agreed so, not because it ended.
        LocalDate planned = paid.contract().plannedLastDay();
        boolean fixedTerm = !own && planned != null;
        ContractReasons.Recourse recourse = paid.contract().recourse();
        if (fixedTerm && recourse == null) {
            gaps.accept("recourse-missing");
        }
        BigDecimal hours = own || employee.monthlyHours() == null ? FULL_MONTH : employee.monthlyHours();
        boolean part = hours.compareTo(new BigDecimal("151.66")) < 0;
        DsnNode contract = DsnNode.of("S21.G00.40")
                .with("001", employee.contractFirstDay())
                .with("003", employee.executive() ? "01" : "04")
                .cut(
                        "006",
                        own
                                ? "Entrepreneur salarié"
                                : employee.job() == null ? "Salarié de la coopérative" : employee.job(),
                        120)
                .with("007", fixedTerm ? "02" : "01")
                .with("008", NONE)
                .with("009", number)
                .with("010", fixedTerm ? planned : null)
                .with("011", "10")
                .with("012", FULL_MONTH)
                .with("013", hours)
                .with("014", part ? "20" : "10")
                .with("018", LAW)
                .with("019", slip.employer().siret())
                .with("020", LAW)
                .with("021", fixedTerm && recourse != null ? recourse.code : null)
                .with("024", NONE)
                .with("026", NONE)
                .with("039", LAW)
                .with("043", accidentRate(slip.pay()));
        LocalDate end = employee.contractLastDay();
        stops(employee, away, gaps).forEach(contract::add);
        if (end != null && !end.isAfter(month.atEndOfMonth())) {
            ContractReasons.Ending ending = paid.contract().ending();
            if (ending == null) {
                gaps.accept("end-reason-missing");
            }
            contract.add(DsnNode.of("S21.G00.62").with("001", end).with("002", ending == null ? null : ending.code));
        }
        suspensions(employee, away).forEach(contract::add);
        return contract;
    }

    /** The stops that touch the month: those that follow each other are one. */
    private List<DsnNode> stops(Employee employee, List<Absences.Away> away, Consumer<String> gaps) {
        List<DsnNode> found = new ArrayList<>();
        LocalDate began = null;
        Absences.Away before = null;
        for (int i = 0; i < away.size(); i++) {
            Absences.Away one = away.get(i);
            boolean goesOn = before != null
                    && before.kind() == one.kind()
                    && before.lastDay().plusDays(1).equals(one.firstDay());
            began = goesOn && began != null ? began : one.firstDay();
            before = one;
            boolean followed = i + 1 < away.size()
                    && away.get(i + 1).kind() == one.kind()
                    && one.lastDay().plusDays(1).equals(away.get(i + 1).firstDay());
            if (followed || !touches(employee, one)) {
                continue;
            }
            String reason = switch (one.kind()) {
                case SICKNESS -> "01";
                case WORK_ACCIDENT -> "06";
                // Which of several it is was not recorded: nothing is guessed.
                case PARENTHOOD -> null;
                case NOT_EMPLOYED, UNPAID_LEAVE, PAID_LEAVE -> "";
            };
            if (reason == null) {
                gaps.accept("stop-reason-missing");
            } else if (!reason.isEmpty()) {
                boolean back = one.lastDay().isBefore(month.atEndOfMonth());
                if (one.kind() == PayInput.AbsenceKind.WORK_ACCIDENT) {
                    gaps.accept("accident-day-missing");
                }
                found.add(DsnNode.of("S21.G00.60")
                        .with("001", reason)
                        .with("002", began.minusDays(1))
                        .with("003", one.lastDay())
                        .with("004", "02")
                        .with("010", back ? one.lastDay().plusDays(1) : null)
                        .with("011", back ? "01" : null));
            }
        }
        return found;
    }

    private List<DsnNode> suspensions(Employee employee, List<Absences.Away> away) {
        return away.stream()
                .filter(one -> one.kind() == PayInput.AbsenceKind.UNPAID_LEAVE && touches(employee, one))
                .map(one -> DsnNode.of("S21.G00.65")
                        .with("001", "501")
                        .with("002", one.firstDay())
                        .with("003", one.lastDay()))
                .toList();
    }

    /** Whether an absence has a day in the month and in the contract. */
    private boolean touches(Employee employee, Absences.Away one) {
        LocalDate end = employee.contractLastDay();
        return !one.lastDay().isBefore(month.atDay(1))
                && !one.firstDay().isAfter(month.atEndOfMonth())
                && !one.lastDay().isBefore(employee.contractFirstDay())
                && (end == null || !one.firstDay().isAfter(end));
    }

    private BigDecimal accidentRate(PayCalculation pay) {
        return pay.lines().stream()
                .filter(line -> line.code().equals("work-accident"))
                .map(Line::employerRate)
                .filter(java.util.Objects::nonNull)
                .findFirst()
                .orElse(settings.establishment().workAccidentRate())
                .percent();
    }

    private DsnNode payment(Slip slip, LocalDate payDate, String contract) {
        PayCalculation pay = slip.pay();
        DsnNode payment = DsnNode.of("S21.G00.50")
                .with("001", payDate)
                .with("002", pay.netTaxable())
                .with("004", pay.netPaid())
                .with("006", pay.taxRate().percent())
                .with("007", pay.neutralTaxRate() ? pay.taxTerritory().declared() : "01")
                .with("009", pay.incomeTax())
                .with("013", pay.netTaxable());
        payment.add(earned("001", pay.gross(), contract)
                .add(DsnNode.of("S21.G00.53")
                        .with("001", "01")
                        .with("002", pay.hours())
                        .with("003", "10")));
        payment.add(earned("002", base(pay, "unemployment"), contract));
        payment.add(earned("003", pay.gross().plus(pay.absences()), contract));
        payment.add(earned("010", pay.agreedPay(), contract));
        if (pay.benefitsInKind().isPositive()) {
            payment.add(DsnNode.of("S21.G00.54").with("001", "06").with("002", pay.benefitsInKind()));
        }
        payment.add(DsnNode.of("S21.G00.58")
                .with("001", first)
                .with("002", last)
                .with("003", "03")
                .with("004", pay.netSocial()));
        bases(pay, contract).forEach(payment::add);
        return payment;
    }

    private DsnNode earned(String type, Money amount, String contract) {
        return DsnNode.of("S21.G00.51")
                .with("001", first)
                .with("002", last)
                .with("010", contract)
                .with("011", type)
                .with("013", amount);
    }

    private static Money base(PayCalculation pay, String code) {
        return pay.lines().stream()
                .filter(line -> line.code().equals(code))
                .map(Line::base)
                .findFirst()
                .orElse(Money.ZERO);
    }

    /** Each base with the contributions that come under it; lines of one code are declared as one. */
    private List<DsnNode> bases(PayCalculation pay, String contract) {
        Map<String, Map<String, Money[]>> byBase = new TreeMap<>();
        for (Line line : pay.lines()) {
            LineCode code = table.lines().get(line.code());
            if (code != null) {
                byBase.computeIfAbsent(code.base(), base -> new TreeMap<>())
                        .merge(
                                code.individual(),
                                new Money[] {line.base(), line.employerAmount().plus(line.employeeAmount())},
                                (a, b) -> new Money[] {a[0].max(b[0]), a[1].plus(b[1])});
            }
        }
        return byBase.entrySet().stream()
                .map(base -> {
                    DsnNode node = DsnNode.of("S21.G00.78")
                            .with("001", base.getKey())
                            .with("002", first)
                            .with("003", last)
                            .with("004", declared(pay, base.getKey()))
                            .with("006", contract);
                    if (base.getKey().equals("03") && !pay.reduction().isZero()) {
                        node.add(DsnNode.of("S21.G00.79").with("001", "01").with("004", pay.smic()));
                    }
                    base.getValue()
                            .forEach((code, sums) -> node.add(DsnNode.of("S21.G00.81")
                                    .with("001", code)
                                    .with("003", sums[0])
                                    .with("004", sums[1])));
                    return node;
                })
                .toList();
    }

    private static Money declared(PayCalculation pay, String base) {
        return switch (base) {
            case "02" -> base(pay, "pension-capped");
            case "04" -> base(pay, "csg-taxable");
            case "07" -> base(pay, "unemployment");
            // what comes under it is named line by line
            case "31" -> Money.ZERO;
            default -> base(pay, "pension-uncapped");
        };
    }
}
