package coop.entrelacs.ui.collaboration;

import coop.entrelacs.collaboration.Opportunity;
import coop.entrelacs.collaboration.ProjectView;
import coop.entrelacs.collaboration.SplitForm;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.ui.kit.State;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;

/** States and values of collaborations in the reader's words. */
final class CollabWords {

    private CollabWords() {}

    static State state(ProjectView.State state) {
        return new State(
                Texts.t("ui.collab.project.state." + state),
                switch (state) {
                    case SIGNING -> Tone.WAITING;
                    case ACTIVE -> Tone.GOOD;
                    case CLOSED -> Tone.NEUTRAL;
                });
    }

    static State state(ProjectView.ShareState state) {
        return new State(
                Texts.t("ui.collab.share.state." + state),
                switch (state) {
                    case OWED, INVOICED, PAYABLE -> Tone.WAITING;
                    case PAID -> Tone.GOOD;
                    case CREDITED -> Tone.NEUTRAL;
                    case DISPUTED -> Tone.BAD;
                });
    }

    static State state(Opportunity one) {
        return one.open()
                ? new State(Texts.t("ui.collab.opportunity.open"), Tone.GOOD)
                : new State(Texts.t("ui.collab.outcome." + one.outcome()), Tone.NEUTRAL);
    }

    static State state(Opportunity.Answer answer) {
        return new State(
                Texts.t("ui.collab.answer." + answer),
                switch (answer) {
                    case MADE -> Tone.WAITING;
                    case RETAINED -> Tone.GOOD;
                    case DECLINED -> Tone.NEUTRAL;
                });
    }

    /** A part as its split counts it. */
    static String part(SplitForm.Kind kind, BigDecimal value) {
        return switch (kind) {
            case PERCENT -> Texts.rate(new Rate(value));
            case FIXED -> Texts.money(Money.of(value));
            case TIME -> Texts.t("ui.collab.rate", Money.of(value));
        };
    }

    /** Hours and minutes. */
    static String time(long minutes) {
        return minutes % 60 == 0
                ? Texts.t("ui.collab.hours", minutes / 60)
                : Texts.t("ui.collab.hours-minutes", minutes / 60, "%02d".formatted(minutes % 60));
    }

    /** Skills as typed in one field. */
    static List<String> skills(String typed) {
        return Arrays.stream(typed.split("[,;\n]"))
                .map(String::strip)
                .filter(one -> !one.isEmpty())
                .toList();
    }
}
