package coop.entrelacs.demo;

import coop.entrelacs.demo.DemoMembers.Made;
import coop.entrelacs.demo.Plan.PlannedTenant;
import coop.entrelacs.members.ContractInForce;
import coop.entrelacs.members.ContractKind;
import coop.entrelacs.members.Contracts;
import coop.entrelacs.members.MemberForm;
import coop.entrelacs.members.Members;
import coop.entrelacs.payroll.Absences;
import coop.entrelacs.payroll.Declarations;
import coop.entrelacs.payroll.Establishment;
import coop.entrelacs.payroll.PayAdvances;
import coop.entrelacs.payroll.PayChoice;
import coop.entrelacs.payroll.PayChoices;
import coop.entrelacs.payroll.PayFromActivity;
import coop.entrelacs.payroll.PayInput;
import coop.entrelacs.payroll.PayProfile;
import coop.entrelacs.payroll.PayProfiles;
import coop.entrelacs.payroll.PaySimulator;
import coop.entrelacs.payroll.PaySmoothings;
import coop.entrelacs.payroll.PayTerms;
import coop.entrelacs.payroll.PayTermsHistory;
import coop.entrelacs.payroll.PayrollPayments;
import coop.entrelacs.payroll.PayrollRun;
import coop.entrelacs.payroll.PayrollRuns;
import coop.entrelacs.payroll.PayrollSettings;
import coop.entrelacs.payroll.PayrollSettingsHistory;
import coop.entrelacs.payroll.SocialBody;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Pays a cooperative for two months and leaves the third as a preview: entrepreneurs from what their activity earned, the support team
 * by contract, with the differences, gaps and warnings of an ordinary month.
 */
@Component
class DemoPay {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Money ROUND = Money.of("10");
    /** Members of these numbers lack what a payroll officer has to ask for. */
    private static final int WITHOUT_NIR = 14;

    private static final int WITHOUT_IBAN = 11;

    private static final Map<SocialBody, Declarations.BodyIdentity> BODIES = Map.of(
            SocialBody.URSSAF, body(SocialBody.URSSAF, "Urssaf (exemple)", "99999999900001", ""),
            SocialBody.AGIRC_ARRCO, body(SocialBody.AGIRC_ARRCO, "Caisse de retraite (exemple)", "99999999900002", ""),
            SocialBody.PROVIDENT, body(SocialBody.PROVIDENT, "Prévoyance (exemple)", "P9901", "PREV-2026-01"),
            SocialBody.HEALTH_INSURER, body(SocialBody.HEALTH_INSURER, "Mutuelle (exemple)", "M9901", "SANTE-2026-01"),
            SocialBody.TAX_OFFICE, body(SocialBody.TAX_OFFICE, "Service des impôts (exemple)", "DGFIP", ""));

    private static Declarations.BodyIdentity body(SocialBody body, String name, String identifier, String contract) {
        return new Declarations.BodyIdentity(body, name, identifier, contract, 0);
    }

    private final Members people;
    private final Contracts contracts;
    private final PayrollSettingsHistory settings;
    private final PayProfiles profiles;
    private final PayTermsHistory terms;
    private final PayChoices choices;
    private final PaySimulator simulator;
    private final PaySmoothings smoothings;
    private final PayAdvances advances;
    private final PayrollRuns runs;
    private final PayrollPayments payments;
    private final Declarations declarations;
    private final Absences absences;
    private final DemoMembers members;
    private final Once once;
    private final Clock clock;

    DemoPay(
            Members people,
            Contracts contracts,
            PayrollSettingsHistory settings,
            PayProfiles profiles,
            PayTermsHistory terms,
            PayChoices choices,
            PaySimulator simulator,
            PaySmoothings smoothings,
            PayAdvances advances,
            PayrollRuns runs,
            PayrollPayments payments,
            Declarations declarations,
            Absences absences,
            DemoMembers members,
            Once once,
            Clock clock) {
        this.people = people;
        this.contracts = contracts;
        this.settings = settings;
        this.profiles = profiles;
        this.terms = terms;
        this.choices = choices;
        this.simulator = simulator;
        this.smoothings = smoothings;
        this.advances = advances;
        this.runs = runs;
        this.payments = payments;
        this.declarations = declarations;
        this.absences = absences;
        this.members = members;
        this.once = once;
        this.clock = clock;
    }

    void live(PlannedTenant tenant, List<Made> made) {
        Actor officer = members.actor(tenant, Role.PAYROLL_OFFICER);
        Actor manager = members.actor(tenant, Role.MANAGER);
        LocalDate today = LocalDate.now(clock);
        YearMonth present = YearMonth.from(today);
        YearMonth first = present.minusMonths(DemoHistory.MONTHS - 1L);
        CurrentTenant.run(officer, () -> {
            once.run("pay:settings", () -> settings.hold(rules(tenant, first)));
            supportTeam(tenant, first);
            for (Made member : made) {
                if (member.works()) {
                    once.run("pay:profile:" + member.index(), () -> profile(member, first));
                }
            }
        });
        for (YearMonth month = first; month.isBefore(present) && runs.knows(month); month = month.plusMonths(1)) {
            paid(month, made, officer, manager);
        }
        CurrentTenant.run(officer, () -> {
            declare(present);
            choose(present, made);
            someone(made, 4, member -> once.run("pay:advance", () -> advance(member.id(), today)));
            someone(made, 2, member -> once.run("pay:smoothing", () -> smooth(member.id(), present.plusMonths(1))));
            // In January the rates of the new year may not be known yet: then nobody can begin its first month.
            if (runs.knows(present)) {
                UUID run = once.id(
                        "pay:run:" + present,
                        () -> runs.start(present, present.atEndOfMonth()).run());
                await(run, PayrollRun.State.PREVIEW);
            }
        });
    }

    /** The bodies by names and numbers that nobody has; the oldest month paid, the last one declared and open. */
    private void declare(YearMonth present) {
        List<YearMonth> booked = declarations.months();
        if (booked.isEmpty()) {
            return;
        }
        BODIES.forEach((body, known) -> once.run("pay:body:" + body, () -> declarations.name(known)));
        YearMonth oldest = booked.getLast();
        if (oldest.isBefore(present.minusMonths(1))) {
            for (Declarations.BodyMonth body : declarations.month(oldest).bodies()) {
                if (!body.open().isZero()) {
                    once.run(
                            "pay:body-paid:" + body.body() + ":" + oldest,
                            () -> declarations.pay(
                                    oldest, body.body(), oldest.plusMonths(1).atDay(15)));
                }
            }
        }
        for (YearMonth month : booked) {
            once.run("pay:declaration:" + month, () -> declarations.declare(month));
        }
    }

    private PayrollSettings rules(PlannedTenant tenant, YearMonth from) {
        return new PayrollSettings(
                from.atDay(1).withDayOfYear(1),
                new Establishment(
                        Math.max(11, 8 + (tenant.members() == null ? 0 : tenant.members())),
                        Rate.percent("1.20"),
                        Rate.percent(tenant.legal().postcode().startsWith("75") ? "3.20" : "2.00"),
                        false,
                        Rate.ZERO),
                new PayInput.HealthCover(Money.of("46.00"), Rate.percent("50")),
                siret(tenant.legal().siren()),
                "8299Z",
                "Accord d’entreprise des coopératives d’activité et d’emploi");
    }

    /** An establishment's number of the siren: 0001 and the digit that makes the check fit. */
    private static String siret(String siren) {
        for (int check = 0; check < 10; check++) {
            String siret = siren + "0001" + check;
            int sum = 0;
            for (int i = 0; i < siret.length(); i++) {
                int digit = siret.charAt(siret.length() - 1 - i) - '0';
                int weighted = i % 2 == 0 ? digit : digit * 2;
                sum += weighted > 9 ? weighted - 9 : weighted;
            }
            if (sum % 10 == 0) {
                return siret;
            }
        }
        throw new IllegalStateException("one of ten last digits always fits");
    }

    /** Those who work for everyone: an ordinary salary, one of them part time. */
    private void supportTeam(PlannedTenant tenant, YearMonth first) {
        List<Plan.Staff> team = tenant.staff();
        for (int i = 0; i < team.size(); i++) {
            Plan.Staff one = team.get(i);
            int number = i;
            UUID employee = once.id("pay:employee:" + i, () -> {
                LocalDate since = first.atDay(1).minusMonths(7L + number * 9L);
                UUID member = people.create(MemberForm.of(
                        one.firstName(), one.lastName(), tenant.email(one.mailbox()), since.minusDays(20)));
                boolean manages = one.roles().contains(Role.MANAGER);
                boolean half =
                        one.roles().contains(Role.ACCOUNTANT) && tenant.staff().size() > 2;
                contracts.employ(
                        member,
                        since.minusDays(8),
                        since,
                        null,
                        job(one),
                        Money.of(manages ? "3250.00" : half ? "1980.00" : "2380.00"),
                        new BigDecimal(half ? "121.33" : "151.67"));
                PayProfile profile = PayProfile.of(
                        manages,
                        Rate.percent(manages ? "6.8" : "2.9"),
                        true,
                        null,
                        nir(900 + number, 1985),
                        iban(900 + number));
                profiles.change(
                        member,
                        0,
                        manages
                                ? profile.with(new PayInput.ProvidentCover(Rate.percent("1.5"), Rate.percent("0")))
                                : profile);
                return member;
            });
            if (i == team.size() - 1) {
                away(employee, first);
            }
        }
    }

    /** A week of leave last month, and some days to come. */
    private void away(UUID employee, YearMonth first) {
        LocalDate past = first.plusMonths(DemoHistory.MONTHS - 2L).atDay(12);
        LocalDate coming = first.plusMonths(DemoHistory.MONTHS).atDay(20);
        once.run(
                "pay:absence:past",
                () -> absences.record(
                        employee, new Absences.Form(PayInput.AbsenceKind.PAID_LEAVE, past, past.plusDays(4), null)));
        once.run(
                "pay:absence:coming",
                () -> absences.record(
                        employee,
                        new Absences.Form(PayInput.AbsenceKind.PAID_LEAVE, coming, coming.plusDays(8), null)));
    }

    private static String job(Plan.Staff one) {
        if (one.roles().contains(Role.MANAGER)) {
            return "Direction";
        }
        if (one.roles().contains(Role.ACCOUNTANT)) {
            return "Comptabilité";
        }
        return one.roles().contains(Role.PAYROLL_OFFICER) ? "Paie" : "Accompagnement";
    }

    private void profile(Made member, YearMonth first) {
        int index = member.index();
        Rate tax = switch (index % 4) {
            case 0 -> Rate.percent("3.4");
            case 1 -> null;
            case 2 -> Rate.percent("0");
            default -> Rate.percent("7.1");
        };
        profiles.change(
                member.id(),
                0,
                PayProfile.of(
                        false,
                        tax,
                        index % 6 != 5,
                        Money.of(index % 5 == 0 ? "150" : "0"),
                        index == WITHOUT_NIR ? null : nir(index, 1972 + index % 25),
                        index == WITHOUT_IBAN ? null : iban(index)));
        terms.hold(
                member.id(), new PayTerms(first.atDay(1), Rate.percent(index % 7 == 3 ? "5" : "0"), Money.of("12000")));
    }

    /** A number that passes the check, of a district that does not exist. */
    private static String nir(int number, int year) {
        String digits =
                "%d%02d%02d99%03d%03d".formatted(1 + number % 2, year % 100, 1 + number % 12, 990, number % 1000);
        return digits + "%02d".formatted(97 - Long.parseLong(digits) % 97);
    }

    /** An account of the bank that does not exist. */
    private static String iban(int number) {
        String account = "9999900001%011d".formatted(70_000_000L + number);
        long key =
                97 - new BigInteger(account + "00").mod(BigInteger.valueOf(97)).longValue();
        String bban = account + "%02d".formatted(key);
        long check =
                98 - new BigInteger(bban + "152700").mod(BigInteger.valueOf(97)).longValue();
        return "FR%02d".formatted(check) + bban;
    }

    /** A month that is over: chosen, previewed, approved by a second person, booked, printed and paid. */
    private void paid(YearMonth month, List<Made> made, Actor officer, Actor manager) {
        UUID run = CurrentTenant.get(officer, () -> {
            choose(month, made);
            return once.id(
                    "pay:run:" + month,
                    () -> runs.start(month, month.atEndOfMonth()).run());
        });
        PayrollRun preview = CurrentTenant.get(manager, () -> await(run, PayrollRun.State.PREVIEW));
        if (preview.slips() == 0) {
            return;
        }
        CurrentTenant.run(manager, () -> once.run("pay:approval:" + month, () -> runs.approve(run, preview.version())));
        CurrentTenant.run(officer, () -> {
            PayrollRun posted = await(run, PayrollRun.State.POSTED);
            once.run("pay:payment:" + month, () -> {
                if (payments.of(run).payments().stream().anyMatch(file -> file.paidOn() == null)) {
                    runs.paid(run, runs.get(run).version(), posted.payDate());
                }
                // Whoever has no account is paid by cheque.
                List<UUID> others = payments.of(run).open().stream()
                        .map(PayrollPayments.Open::payslip)
                        .toList();
                if (!others.isEmpty()) {
                    payments.otherwise(run, others, posted.payDate(), "Chèque");
                }
            });
            await(run, PayrollRun.State.PAID);
        });
    }

    /** Most take a part of what their activity earned; who earned little has the fixed part. */
    private void choose(YearMonth month, List<Made> made) {
        for (Made member : made) {
            if (!member.works() || !employed(member.id(), month)) {
                continue;
            }
            once.run("pay:choice:" + member.index() + ":" + month, () -> {
                Money most = simulator
                        .possible(member.id(), month)
                        .map(PayFromActivity::highestBudget)
                        .orElse(Money.ZERO);
                int percent = 55 + (member.index() * 13 + month.getMonthValue() * 7) % 40;
                Money budget = rounded(most.times(BigDecimal.valueOf(percent, 2), RoundingMode.DOWN));
                if (budget.compareTo(Money.of("700")) > 0 && budget.compareTo(Money.of("9000")) < 0) {
                    choices.choose(member.id(), month, new PayChoice(PayChoice.Kind.EMPLOYER_COST, budget, null, null));
                }
            });
        }
    }

    private boolean employed(UUID member, YearMonth month) {
        return contracts
                .inForce(member, month.atEndOfMonth())
                .map(ContractInForce::kind)
                .filter(kind -> kind == ContractKind.ENTREPRENEUR_EMPLOYEE)
                .isPresent();
    }

    private static Money rounded(Money amount) {
        return Money.ofCents(amount.cents() / ROUND.cents() * ROUND.cents());
    }

    private static void someone(List<Made> made, int index, java.util.function.Consumer<Made> work) {
        made.stream()
                .filter(member -> member.index() == index && member.works())
                .findFirst()
                .ifPresent(work);
    }

    private void advance(UUID member, LocalDate today) {
        if (employed(member, YearMonth.from(today))) {
            advances.pay(member, today, Money.of("150"));
        }
    }

    private void smooth(UUID member, YearMonth from) {
        if (employed(member, from)) {
            Money left = simulator
                    .possible(member, from)
                    .map(PayFromActivity::highestBudget)
                    .orElse(Money.ZERO);
            Money total = rounded(left.times(BigDecimal.valueOf(80, 2), RoundingMode.DOWN));
            if (total.compareTo(Money.of("900")) > 0) {
                smoothings.spread(member, from, 3, total);
            }
        }
    }

    /** Waits for the job of a step, which another thread does; further on counts as done. */
    private PayrollRun await(UUID run, PayrollRun.State state) {
        Instant until = Instant.now().plus(PATIENCE);
        List<String> seen = new ArrayList<>();
        while (Instant.now().isBefore(until)) {
            PayrollRun now = runs.get(run);
            if (now.state().compareTo(state) >= 0) {
                return now;
            }
            seen.add(now.state().name());
            try {
                Thread.sleep(40);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(
                        "interrupted while a payroll was being made; the next start goes on", e);
            }
        }
        throw new IllegalStateException("the payroll " + run + " stayed " + seen.getLast());
    }
}
