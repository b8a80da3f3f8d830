package coop.entrelacs.funds;

import coop.entrelacs.funds.RulebookTerms.Ceilings;
import coop.entrelacs.shared.Money;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tests that every request passes before the committee sees it, in one list. Each that fails gives its reason, so that all are
 * told at once.
 */
final class Admissibility {

    private Admissibility() {}

    /**
     * What is looked at.
     *
     * @param invoice what the books say of the unpaid invoice; null for other asks, and where there is none
     */
    record Case(
            RulebookTerms rules,
            Standing standing,
            Ask ask,
            @Nullable InvoiceDue invoice,
            LocalDate on) {
        Case(RulebookTerms rules, Standing standing, Ask ask, LocalDate on) {
            this(rules, standing, ask, null, on);
        }
    }

    /**
     * An invoice of the activity that asks, as the books have it.
     *
     * @param unpaid what is still due on it, taxes left out
     * @param guaranteed whether a fund pays or paid for it already
     */
    record InvoiceDue(Money unpaid, LocalDate dueOn, boolean guaranteed) {}

    /**
     * Why a request is not admissible.
     *
     * @param code message key {@code funds.inadmissible.<code>}
     * @param inputs the values its sentence names
     */
    record Reason(String code, List<String> inputs) {
        Reason {
            inputs = List.copyOf(inputs);
        }

        static Optional<Reason> when(boolean fails, String code, Object... inputs) {
            return fails
                    ? Optional.of(new Reason(
                            code,
                            java.util.Arrays.stream(inputs).map(String::valueOf).toList()))
                    : Optional.empty();
        }
    }

    /** One test. */
    interface Policy {
        Optional<Reason> fails(Case of);
    }

    static final Policy IS_A_MEMBER = of -> Reason.when(of.standing().joinedOn() == null, "not-a-member");

    static final Policy HAS_WAITED =
            of -> from(of.standing().joinedOn(), of.rules().waitingMonths(), of.on())
                    .map(from -> new Reason(
                            "waiting-period", List.of(String.valueOf(of.rules().waitingMonths()), from.toString())));

    static final Policy HAS_CONTRIBUTED = of -> Reason.when(
            of.standing().contributedMonths() < of.rules().contributedMonths(),
            "contributed-too-little",
            of.rules().contributedMonths(),
            of.standing().contributedMonths());

    static final Policy HAS_PAUSED = of -> from(
                    of.standing().lastGrantedOn(), of.rules().pauseMonths(), of.on())
            .map(from -> new Reason("pause", List.of(String.valueOf(of.rules().pauseMonths()), from.toString())));

    static final Policy IS_NOT_IN_DEFAULT = of -> Reason.when(of.standing().inDefault(), "in-default");

    static final Policy ASKS_ONCE = of -> Reason.when(of.standing().askedAlready(), "asked-already");

    static final Policy ACTIVITY_IS_OPEN = of -> Reason.when(!of.standing().open(), "activity-not-open");

    static final Policy WITHIN_REQUEST_CEILING =
            of -> above(of.ask().amount(), of.rules().ceilings().perRequest(), Money.ZERO, "above-request-ceiling");

    static final Policy WITHIN_PERSON_CEILING = of -> above(
            of.ask().amount(), of.rules().ceilings().perPerson(), of.standing().outstanding(), "above-person-ceiling");

    static final Policy WITHIN_YEAR_CEILING = of -> above(
            of.ask().amount(),
            of.rules().ceilings().perPersonAndYear(),
            of.standing().grantedThisYear(),
            "above-year-ceiling");

    static final Policy FITS_THE_FUND = of -> switch (of.ask()) {
        case Ask.Loan loan
        when of.rules().loan() != null -> {
            var terms = of.rules().loan();
            yield Reason.when(loan.months() > terms.mostMonths(), "loan-too-long", terms.mostMonths())
                    .or(() -> Reason.when(
                            loan.graceMonths() > terms.graceMonths(), "loan-starts-too-late", terms.graceMonths()));
        }
        case Ask.Grant grant
        when of.rules().grant() != null -> {
            var terms = of.rules().grant();
            yield Reason.when(grant.months() > terms.mostMonths(), "grant-too-long", terms.mostMonths())
                    .or(() -> {
                        if (terms.shareOfDrop() == null) {
                            return Optional.empty();
                        }
                        Money most = drop(grant).times(terms.shareOfDrop(), RoundingMode.HALF_UP);
                        return Reason.when(grant.amount().compareTo(most) > 0, "grant-above-drop");
                    });
        }
        case Ask.Guarantee guarantee
        when of.rules().guarantee() != null -> {
            var terms = of.rules().guarantee();
            LocalDate due =
                    of.invoice() == null ? guarantee.dueOn() : of.invoice().dueOn();
            long overdue = ChronoUnit.DAYS.between(due, of.on());
            Money most = guarantee.unpaid().times(terms.share(), RoundingMode.HALF_UP);
            yield Reason.when(
                            !guarantee.insolvent() && overdue < terms.overdueDays(),
                            "not-overdue-enough",
                            terms.overdueDays(),
                            Math.max(overdue, 0))
                    .or(() -> Reason.when(
                            guarantee.amount().compareTo(most) > 0,
                            "guarantee-above-share",
                            most,
                            terms.share() + " %"));
        }
        default -> Reason.when(true, "other-instrument");
    };

    /** What is said of the invoice is what the books say. */
    static final Policy INVOICE_IS_UNPAID = of -> {
        if (!(of.ask() instanceof Ask.Guarantee guarantee) || of.rules().guarantee() == null) {
            return Optional.empty();
        }
        InvoiceDue invoice = of.invoice();
        if (invoice == null) {
            return Reason.when(true, "invoice-unknown");
        }
        return Reason.when(invoice.guaranteed(), "invoice-guaranteed")
                .or(() -> Reason.when(!invoice.unpaid().isPositive(), "invoice-paid"))
                .or(() -> Reason.when(
                        guarantee.unpaid().compareTo(invoice.unpaid()) > 0, "unpaid-above-invoice", invoice.unpaid()));
    };

    /** All of them, in the order in which a person would check. A new test goes here and gets its sentence. */
    static final List<Policy> POLICIES = List.of(
            IS_A_MEMBER,
            HAS_WAITED,
            HAS_CONTRIBUTED,
            IS_NOT_IN_DEFAULT,
            ASKS_ONCE,
            HAS_PAUSED,
            ACTIVITY_IS_OPEN,
            INVOICE_IS_UNPAID,
            FITS_THE_FUND,
            WITHIN_REQUEST_CEILING,
            WITHIN_PERSON_CEILING,
            WITHIN_YEAR_CEILING);

    /** Every reason why not; none if the request goes to the committee. */
    static List<Reason> reasons(Case of) {
        return POLICIES.stream().flatMap(p -> p.fails(of).stream()).toList();
    }

    /** The most that this ask could get today, by the ceilings and by what the fund makes up for; empty if nothing limits it. */
    static Optional<Money> most(Case of) {
        Optional<Money> made = switch (of.ask()) {
            case Ask.Loan loan -> Optional.empty();
            case Ask.Grant grant ->
                Optional.ofNullable(of.rules().grant())
                        .map(RulebookTerms.GrantTerms::shareOfDrop)
                        .map(share -> drop(grant).times(share, RoundingMode.HALF_UP));
            case Ask.Guarantee guarantee ->
                Optional.ofNullable(of.rules().guarantee())
                        .map(terms -> guarantee.unpaid().times(terms.share(), RoundingMode.HALF_UP));
        };
        return java.util.stream.Stream.of(made, room(of.rules().ceilings(), of.standing()))
                .flatMap(Optional::stream)
                .min(Money::compareTo);
    }

    /** The pay lost in all the months of a grant. */
    private static Money drop(Ask.Grant grant) {
        return grant.payBefore().minus(grant.payNow()).max(Money.ZERO).times(grant.months());
    }

    /** What the ceilings leave for one person today. */
    static Optional<Money> room(Ceilings ceilings, Standing standing) {
        return java.util.stream.Stream.of(
                        left(ceilings.perRequest(), Money.ZERO),
                        left(ceilings.perPerson(), standing.outstanding()),
                        left(ceilings.perPersonAndYear(), standing.grantedThisYear()))
                .flatMap(Optional::stream)
                .min(Money::compareTo);
    }

    /** The first day on which so many months have passed since a day, if that is still to come. */
    private static Optional<LocalDate> from(@Nullable LocalDate since, int months, LocalDate on) {
        return Optional.ofNullable(since).map(day -> day.plusMonths(months)).filter(from -> from.isAfter(on));
    }

    private static Optional<Money> left(@Nullable Money ceiling, Money taken) {
        return Optional.ofNullable(ceiling).map(c -> c.minus(taken).max(Money.ZERO));
    }

    private static Optional<Reason> above(Money asked, @Nullable Money ceiling, Money taken, String code) {
        return Optional.ofNullable(ceiling)
                .filter(most -> asked.plus(taken).compareTo(most) > 0)
                .map(most -> new Reason(code, List.of(most.toString(), taken.toString())));
    }
}
