package coop.entrelacs.funds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.funds.Admissibility.Reason;
import coop.entrelacs.funds.RequestEvent.*;
import coop.entrelacs.funds.RequestState.*;
import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RequestLifeTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);
    private static final Money ASKED = Money.of("1000.00");
    private static final UUID ONE = new UUID(1, 1);
    private static final UUID OTHER = new UUID(2, 2);

    @Test
    void a_loan_goes_from_draft_to_repaid() {
        RequestState state = after(
                new Draft(),
                new Submitted(List.of(), TODAY.plusDays(30), TODAY),
                new Grant(Money.of("800.00"), ASKED),
                new ProposePayment(ONE),
                new Pay(OTHER, Instrument.LOAN));
        assertThat(state).isEqualTo(new Repaying(Money.of("800.00"), false));

        assertThat(after(state, new ComeBack(Money.of("300.00")), new Default(), new ComeBack(Money.of("500.00"))))
                .isEqualTo(new Closed(Closing.REPAID));
    }

    @Test
    void what_is_not_admissible_may_be_appealed_and_then_decided() {
        RequestState state =
                after(new Draft(), new Submitted(List.of(new Reason("pause", List.of())), TODAY, TODAY.plusDays(30)));
        assertThat(state).isInstanceOf(Inadmissible.class);

        assertThat(after(state, new Appealed(TODAY.plusDays(30), TODAY.plusDays(60)), new Refuse(TODAY)))
                .isEqualTo(new Refused(null));
    }

    @Test
    void there_is_one_appeal_in_time() {
        RequestState refused = new Refused(TODAY);

        assertThat(after(refused, new Appealed(TODAY, TODAY))).isEqualTo(new UnderReview(TODAY, true));
        refusedWith("fund-appeal-too-late", refused, new Appealed(TODAY.plusDays(1), TODAY));
        refusedWith("fund-no-further-appeal", new Refused(null), new Appealed(TODAY, TODAY));
    }

    @Test
    void who_proposed_a_payment_may_not_confirm_it() {
        refusedWith("fund-second-person", new Paying(ASKED, ONE), new Pay(ONE, Instrument.GRANT));
        assertThat(after(new Paying(ASKED, ONE), new Pay(OTHER, Instrument.GRANT)))
                .isEqualTo(new Closed(Closing.PAID));
    }

    @Test
    void no_more_is_granted_than_asked_and_no_more_comes_back_than_owed() {
        refusedWith("fund-more-than-asked", new UnderReview(TODAY, false), new Grant(Money.of("1000.01"), ASKED));
        refusedWith("fund-more-than-owed", new Repaying(ASKED, false), new ComeBack(Money.of("1000.01")));
        refusedWith("fund-more-than-owed", new Recovering(ASKED), new ComeBack(Money.of("1000.01")));
    }

    @Test
    void only_a_loan_in_default_or_a_claim_on_a_customer_is_written_off() {
        refusedWith("fund-request-state", new Repaying(ASKED, false), new WriteOff());
        assertThat(after(new Repaying(ASKED, true), new WriteOff())).isEqualTo(new Closed(Closing.WRITTEN_OFF));
        assertThat(after(new Recovering(ASKED), new WriteOff())).isEqualTo(new Closed(Closing.WRITTEN_OFF));
    }

    /** Every event in every state: it leads where the stages say one can go, or is refused. */
    @Test
    void nothing_leads_where_no_stage_goes() {
        List<RequestState> states = List.of(
                new Draft(),
                new Inadmissible(List.of(), TODAY),
                new UnderReview(TODAY, false),
                new UnderReview(TODAY, true),
                new Granted(ASKED),
                new Refused(TODAY),
                new Refused(null),
                new Paying(ASKED, ONE),
                new Repaying(ASKED, false),
                new Repaying(ASKED, true),
                new Recovering(ASKED),
                new Withdrawn(),
                new Closed(Closing.PAID),
                new Closed(Closing.RECOVERED));
        List<RequestEvent> events = List.of(
                new Submitted(List.of(), TODAY, TODAY),
                new Submitted(List.of(new Reason("pause", List.of())), TODAY, TODAY),
                new Appealed(TODAY, TODAY),
                new Grant(ASKED, ASKED),
                new Refuse(TODAY),
                new Withdraw(),
                new ProposePayment(ONE),
                new CancelPayment(),
                new Pay(OTHER, Instrument.LOAN),
                new Pay(OTHER, Instrument.GRANT),
                new Pay(OTHER, Instrument.GUARANTEE),
                new ComeBack(Money.of("1.00")),
                new ComeBack(ASKED),
                new Default(),
                new CatchUp(),
                new ComeUndone(Money.of("1.00")),
                new WriteOff());
        int led = 0;
        for (RequestState state : states) {
            for (RequestEvent event : events) {
                try {
                    RequestState next = RequestLife.after(state, event);
                    led++;
                    assertThat(next.stage() == state.stage()
                                    || state.stage().next().contains(next.stage()))
                            .as("%s by %s to %s", state, event, next)
                            .isTrue();
                } catch (FundRefused refused) {
                    assertThat(refused.code()).startsWith("fund-");
                }
            }
        }
        assertThat(led).isEqualTo(29);
    }

    private static RequestState after(RequestState state, RequestEvent... events) {
        RequestState now = state;
        for (RequestEvent event : events) {
            now = RequestLife.after(now, event);
        }
        return now;
    }

    private static void refusedWith(String code, RequestState state, RequestEvent event) {
        assertThatThrownBy(() -> RequestLife.after(state, event))
                .isInstanceOfSatisfying(
                        FundRefused.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
