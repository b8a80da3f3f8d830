package coop.entrelacs.ui.federation;

import coop.entrelacs.federation.CallExplanation;
import coop.entrelacs.federation.Cession;
import coop.entrelacs.federation.ClaimView;
import coop.entrelacs.federation.Cover;
import coop.entrelacs.federation.OwnShare;
import coop.entrelacs.federation.SharingKey;
import coop.entrelacs.federation.Treaty;
import coop.entrelacs.federation.TreatyOffer;
import coop.entrelacs.federation.TreatyTerms;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.ui.kit.State;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Treaties, claims and calls in plain words. */
final class PoolWords {

    private PoolWords() {}

    /** What a cover does, in one sentence. */
    static String cover(Cover cover) {
        return switch (cover) {
            case Cover.QuotaShare share -> Texts.t("ui.pool.cover.quota", Texts.rate(share.share()));
            case Cover.Excess excess ->
                Texts.t("ui.pool.cover.excess", Texts.money(excess.retention()), Texts.money(excess.limit()));
            case Cover.StopLoss stop ->
                stop.limit() == null
                        ? Texts.t("ui.pool.cover.stop", Texts.rate(stop.attachment()))
                        : Texts.t("ui.pool.cover.stop.limit", Texts.rate(stop.attachment()), Texts.money(stop.limit()));
        };
    }

    /** The terms, a sentence each. */
    static List<String> terms(TreatyTerms terms) {
        List<String> said = new ArrayList<>();
        said.add(cover(terms.cover()));
        said.add(Texts.t("ui.pool.terms.call", Texts.money(terms.yearlyCall()), Texts.word(terms.key())));
        if (terms.solidarity().compareTo(Rate.ZERO) > 0) {
            said.add(Texts.t(
                    "ui.pool.terms.solidarity", Texts.rate(terms.solidarity()), Texts.word(terms.solidarityKey())));
        }
        said.add(Texts.t("ui.pool.terms.cap", Texts.money(terms.capPerYear())));
        if (terms.capPerCooperative() != null) {
            said.add(Texts.t("ui.pool.terms.cap.one", Texts.money(terms.capPerCooperative())));
        }
        said.add(Texts.t("ui.pool.terms.two", Texts.money(terms.twoPersonsAbove())));
        Rate quorum = terms.quorum();
        said.add(
                quorum == null
                        ? Texts.t("ui.pool.terms.no-quorum")
                        : Texts.t("ui.pool.terms.quorum", Texts.rate(quorum)));
        return said;
    }

    /** Whether a version is in force: that it was proposed, or that its first day is over, does not make it so. */
    static State state(Treaty.Version version, LocalDate today) {
        if (version.lastDay() != null && version.lastDay().isBefore(today)) {
            return new State(Texts.t("ui.pool.state.over"), Tone.NEUTRAL);
        }
        if (version.inForce(today)) {
            return new State(Texts.t("ui.pool.state.in-force"), Tone.GOOD);
        }
        return version.adoptions().isEmpty() || (version.terms().quorum() != null && version.quorumOn() == null)
                ? new State(Texts.t("ui.pool.state.waits", version.adoptions().size(), version.offered()), Tone.WAITING)
                : new State(Texts.t("ui.pool.state.to-come"), Tone.NEUTRAL);
    }

    /** The same as a cooperative knows it. */
    static State state(TreatyOffer offer, LocalDate today) {
        if (offer.lastDay() != null && offer.lastDay().isBefore(today)) {
            return new State(Texts.t("ui.pool.state.over"), Tone.NEUTRAL);
        }
        if (!offer.inForce(today)) {
            return new State(Texts.t("ui.pool.state.waits-others"), Tone.WAITING);
        }
        return offer.firstDay().isAfter(today)
                ? new State(Texts.t("ui.pool.state.to-come"), Tone.NEUTRAL)
                : new State(Texts.t("ui.pool.state.in-force"), Tone.GOOD);
    }

    /** Its own share, in a sentence that says how it comes about; what is not known is said to be so. */
    static String share(TreatyOffer offer) {
        OwnShare share = offer.share();
        return share == null
                ? Texts.t("ui.pool.offer.share.unknown")
                : Texts.t("ui.pool.offer.share", Texts.money(share.yearly()), share.among()) + " "
                        + explain(share.explanation());
    }

    /** Why a cooperative puts in what it puts in. */
    static String explain(CallExplanation why) {
        Rate share = why.ofAll().signum() == 0
                ? Rate.ZERO
                : new Rate(why.weight().multiply(BigDecimal.valueOf(100)).divide(why.ofAll(), 2, RoundingMode.HALF_UP));
        String said = Texts.t(
                "ui.pool.explain",
                Texts.rate(share),
                Texts.money(why.total()),
                Texts.word(why.key()),
                weight(why.key(), why.weight()),
                weight(why.key(), why.ofAll()),
                why.treatyVersion());
        if (why.bySolidarity().isPositive()) {
            said += " "
                    + Texts.t(
                            "ui.pool.explain.solidarity",
                            Texts.money(why.byKey()),
                            Texts.money(why.bySolidarity()),
                            Texts.word(why.solidarityKey()));
        }
        return why.estimated() ? said + " " + Texts.t("ui.pool.explain.estimated") : said;
    }

    private static String weight(SharingKey key, BigDecimal weight) {
        // experience counts members while nothing was borne: then the weight is a whole number of people
        return key == SharingKey.MEMBERS || weight.scale() == 0
                ? Texts.number(weight)
                : Texts.money(Money.rounded(weight, RoundingMode.HALF_UP));
    }

    static State state(ClaimView claim) {
        return new State(
                Texts.word(claim.stage()),
                switch (claim.stage()) {
                    case TO_REVIEW, PROPOSED -> Tone.WAITING;
                    case ASKED -> Tone.NEUTRAL;
                    case ACCEPTED, SETTLED -> Tone.GOOD;
                    case REFUSED -> Tone.BAD;
                });
    }

    static State state(Cession cession) {
        if (cession.underWay()) {
            return new State(Texts.t("ui.pool.own.under-way"), Tone.WAITING);
        }
        return new State(
                Texts.word(cession.stage()),
                switch (cession.stage()) {
                    case SENT, ANSWERED, RETURNED -> Tone.NEUTRAL;
                    case ASKED, HELD -> Tone.WAITING;
                    case ACCEPTED, SETTLED -> Tone.GOOD;
                    case REFUSED -> Tone.BAD;
                });
    }

    /** How claims are called: they have no name, so the beginning of their random id. */
    static String name(java.util.UUID claim) {
        return claim.toString().substring(0, 8).toUpperCase(java.util.Locale.ROOT);
    }
}
