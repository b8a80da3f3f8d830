package coop.entrelacs.ui.funds;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.UnorderedList;
import coop.entrelacs.funds.ContributionKey;
import coop.entrelacs.funds.Instrument;
import coop.entrelacs.funds.Rulebook;
import coop.entrelacs.funds.RulebookTerms;
import coop.entrelacs.funds.Stage;
import coop.entrelacs.funds.Step;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.ui.kit.Address;
import coop.entrelacs.ui.kit.State;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;

/** Funds, their rules and what becomes of requests, in plain words. */
final class FundWords {

    private FundWords() {}

    static State state(Stage stage) {
        Tone tone = switch (stage) {
            case DRAFT, WITHDRAWN, CLOSED -> Tone.NEUTRAL;
            case REVIEW, APPEAL, PAYING, REPAYING, RECOVERING -> Tone.WAITING;
            case GRANTED -> Tone.GOOD;
            case INADMISSIBLE, REFUSED, DEFAULTED -> Tone.BAD;
        };
        return new State(Texts.word(stage), tone);
    }

    /** What a fund of this kind does, in a sentence. */
    static String helps(Instrument instrument) {
        return Texts.t("ui.funds.helps." + instrument);
    }

    /** Why a request is not admissible: the values of the rules as this reader writes them. */
    static String reason(String code, List<String> inputs) {
        return Texts.t(
                "funds.inadmissible." + code,
                inputs.stream().map(FundWords::value).toArray());
    }

    /** A value that the platform wrote down for no language in particular. */
    static Object value(String written) {
        if (written.matches("-?\\d+\\.\\d{2}")) {
            return Money.of(written);
        }
        if (written.matches("\\d{4}-\\d{2}-\\d{2}")) {
            return LocalDate.parse(written);
        }
        return written.matches("-?\\d+(\\.\\d+)? %")
                ? Rate.percent(written.substring(0, written.length() - 2))
                : written;
    }

    /** A period called: a month or a year. */
    static String period(LocalDate first, LocalDate last) {
        return last.isBefore(first.plusMonths(1))
                ? Texts.month(YearMonth.from(first))
                : String.valueOf(first.getYear());
    }

    /** The steps from the means to an amount, each with its computation. */
    static Table steps(String caption, List<Step> steps) {
        Table table = new Table(
                caption, Texts.t("ui.funds.step"), Texts.t("ui.funds.computed"), "#" + Texts.t("ui.funds.amount"));
        for (Step step : steps) {
            table.row(
                    Texts.t(
                            "funds.step." + step.code(),
                            step.inputs().stream().map(FundWords::value).toArray()),
                    step.formula().contains(" ") ? formula(step.formula()) : "",
                    Money.rounded(step.amount(), java.math.RoundingMode.HALF_UP));
        }
        return table;
    }

    private static String formula(String formula) {
        return Texts.locale().getLanguage().equals(Locale.FRENCH.getLanguage())
                ? formula.replaceAll("(\\d)\\.(\\d)", "$1,$2")
                : formula;
    }

    /** Who contributes how much. */
    static UnorderedList key(ContributionKey key) {
        UnorderedList list = new UnorderedList();
        Money from = Money.ZERO;
        for (var bracket : key.brackets()) {
            Money upTo = bracket.upTo();
            list.add(new ListItem(
                    key.brackets().size() == 1
                            ? Texts.t("ui.funds.key.flat", bracket.rate(), key.base())
                            : upTo == null
                                    ? Texts.t("ui.funds.key.above", bracket.rate(), key.base(), from)
                                    : Texts.t("ui.funds.key.bracket", bracket.rate(), key.base(), from, upTo)));
            from = upTo == null ? from : upTo;
        }
        if (key.monthly() != null) {
            list.add(new ListItem(Texts.t("ui.funds.key.monthly", key.monthly())));
        }
        if (key.minimum() != null) {
            list.add(new ListItem(Texts.t("ui.funds.key.minimum", key.minimum())));
        }
        if (key.maximum() != null) {
            list.add(new ListItem(Texts.t("ui.funds.key.maximum", key.maximum())));
        }
        if (key.freeMonths() != null && key.freeMonths() > 0) {
            list.add(new ListItem(Texts.t("ui.funds.key.free", key.freeMonths())));
        }
        return list;
    }

    /** What one may ask and when. */
    static UnorderedList conditions(RulebookTerms terms) {
        UnorderedList list = new UnorderedList();
        if (terms.loan() != null) {
            list.add(new ListItem(Texts.t(
                    "ui.funds.rule.loan",
                    terms.loan().mostMonths(),
                    terms.loan().graceMonths())));
        }
        if (terms.grant() != null) {
            Rate share = terms.grant().shareOfDrop();
            list.add(new ListItem(
                    share == null
                            ? Texts.t("ui.funds.rule.grant", terms.grant().mostMonths())
                            : Texts.t(
                                    "ui.funds.rule.grant.share",
                                    share,
                                    terms.grant().mostMonths())));
        }
        if (terms.guarantee() != null) {
            list.add(new ListItem(Texts.t(
                    "ui.funds.rule.guarantee",
                    terms.guarantee().share(),
                    terms.guarantee().overdueDays())));
        }
        RulebookTerms.Ceilings most = terms.ceilings();
        if (most.perRequest() != null) {
            list.add(new ListItem(Texts.t("ui.funds.rule.per-request", most.perRequest())));
        }
        if (most.perPerson() != null) {
            list.add(new ListItem(Texts.t("ui.funds.rule.per-person", most.perPerson())));
        }
        if (most.perPersonAndYear() != null) {
            list.add(new ListItem(Texts.t("ui.funds.rule.per-year", most.perPersonAndYear())));
        }
        if (terms.waitingMonths() > 0) {
            list.add(new ListItem(Texts.t("ui.funds.rule.waiting", terms.waitingMonths())));
        }
        if (terms.contributedMonths() > 0) {
            list.add(new ListItem(Texts.t("ui.funds.rule.contributed", terms.contributedMonths())));
        }
        if (terms.pauseMonths() > 0) {
            list.add(new ListItem(Texts.t("ui.funds.rule.pause", terms.pauseMonths())));
        }
        return list;
    }

    /** How it is decided. */
    static UnorderedList deciding(RulebookTerms terms) {
        UnorderedList list = new UnorderedList();
        list.add(new ListItem(Texts.t(
                "ui.funds.rule.vote",
                terms.voting().quorum(),
                terms.voting().leastVoters(),
                terms.voting().majority())));
        list.add(new ListItem(Texts.t(terms.voting().secret() ? "ui.funds.rule.secret" : "ui.funds.rule.open")));
        if (terms.delegatedUpTo() != null) {
            list.add(new ListItem(Texts.t("ui.funds.rule.delegated", terms.delegatedUpTo())));
        }
        list.add(new ListItem(Texts.t("ui.funds.rule.delay", terms.decideWithinDays(), terms.appealDays())));
        list.add(new ListItem(Texts.t("ui.funds.rule.keep", terms.keepPrivateMonths())));
        return list;
    }

    static Paragraph adopted(Rulebook.Adoption adoption) {
        return soft(Texts.t("ui.funds.adopted", adoption.text(), adoption.on()));
    }

    static Paragraph soft(String sentence) {
        Paragraph words = new Paragraph(sentence);
        words.addClassName("soft");
        return words;
    }

    static Paragraph note(String sentence) {
        Paragraph words = new Paragraph(sentence);
        words.addClassName("note");
        return words;
    }

    /** A link to where the page hangs. */
    static Component back(String path, String words) {
        Anchor back = new Anchor(Address.here(path), "← " + words);
        back.addClassName("back");
        return back;
    }

    /** The terms in force on a day, or the first ones if none is yet. */
    static Rulebook inForce(List<Rulebook> latestFirst, LocalDate day) {
        return latestFirst.stream()
                .filter(one -> !one.validFrom().isAfter(day))
                .findFirst()
                .orElseGet(latestFirst::getLast);
    }
}
