package coop.entrelacs.ui.federation;

import coop.entrelacs.federation.NettingRecords;
import coop.entrelacs.federation.NettingSide;
import coop.entrelacs.federation.PairVerdicts;
import coop.entrelacs.federation.Position;
import coop.entrelacs.federation.Positions;
import coop.entrelacs.federation.Reconciliation;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import coop.entrelacs.tenancy.crossing.OutgoingMessage;
import coop.entrelacs.ui.kit.State;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** How states of positions, nettings and messages are said. */
final class PositionWords {

    private PositionWords() {}

    static String name(Tenants tenants, TenantId tenant) {
        return tenants.find(tenant).map(Tenant::name).orElse(tenant.value());
    }

    static String kind(Positions.Kind kind) {
        return Texts.t("ui.position.kind." + kind);
    }

    static String direction(Positions.Direction direction) {
        return Texts.t("ui.position.direction." + direction);
    }

    static State state(Position position) {
        if (position.held()) {
            return new State(Texts.t("ui.position.held"), Tone.WAITING);
        }
        return switch (position.state()) {
            case OWED -> new State(Texts.t("ui.position.state.OWED"), Tone.NEUTRAL);
            case INVOICED -> new State(Texts.t("ui.position.state.INVOICED"), Tone.NEUTRAL);
            case SETTLED -> new State(Texts.t("ui.position.state.SETTLED"), Tone.GOOD);
        };
    }

    static State state(NettingRecords.State state) {
        return new State(
                Texts.t("ui.netting.state." + state),
                switch (state) {
                    case ASKING, PROPOSED -> Tone.WAITING;
                    case SETTLED -> Tone.GOOD;
                    case CANCELLED -> Tone.NEUTRAL;
                });
    }

    static State state(NettingRecords.Party party) {
        NettingRecords.Why why = party.leftOut();
        return switch (party.state()) {
            case ASKED, ANSWERED -> new State(Texts.t("ui.netting.party." + party.state()), Tone.WAITING);
            case APPROVED, SETTLED -> new State(Texts.t("ui.netting.party." + party.state()), Tone.GOOD);
            case NOTHING -> new State(Texts.t("ui.netting.party.NOTHING"), Tone.NEUTRAL);
            case LEFT_OUT -> new State(Texts.t("ui.netting.left-out." + why), Tone.BAD);
        };
    }

    static State state(NettingSide.Side side) {
        return switch (side.state()) {
            case ASKED -> new State(Texts.t("ui.netting.side.ASKED"), Tone.NEUTRAL);
            case PROPOSED -> new State(Texts.t("ui.netting.side.PROPOSED"), Tone.WAITING);
            case APPROVED -> new State(Texts.t("ui.netting.side.APPROVED"), Tone.GOOD);
            case REFUSED -> new State(Texts.t("ui.netting.side.REFUSED"), Tone.BAD);
            case LEFT_OUT -> new State(Texts.t("ui.netting.left-out." + side.leftOut()), Tone.NEUTRAL);
            case SETTLED -> new State(Texts.t("ui.netting.side.SETTLED"), Tone.GOOD);
        };
    }

    static State state(OutgoingMessage message) {
        return new State(
                Texts.t("ui.message.state." + message.state()),
                switch (message.state()) {
                    case IN_TRANSIT -> Tone.NEUTRAL;
                    case WAITING -> Tone.WAITING;
                    case STUCK -> Tone.BAD;
                    case DELIVERED -> Tone.GOOD;
                });
    }

    static State verdict(Reconciliation.Verdict verdict) {
        return new State(
                Texts.t("ui.reconciliation.verdict." + verdict),
                switch (verdict) {
                    case EQUAL -> Tone.GOOD;
                    case IN_TRANSIT, NOT_TOLD -> Tone.WAITING;
                    case DIFFERENT -> Tone.BAD;
                });
    }

    /** What the federation found on both sides of a pair; nothing where it has not said yet. */
    static State verdict(PairVerdicts.@Nullable Heard heard) {
        if (heard == null) {
            return new State(Texts.t("ui.positions.verdict.none"), Tone.NEUTRAL);
        }
        String since = Texts.day(LocalDate.ofInstant(heard.since(), Texts.ZONE));
        if (heard.equal()) {
            return new State(Texts.t("ui.positions.verdict.equal", since), Tone.GOOD);
        }
        return heard.difference().isZero()
                ? new State(Texts.t("ui.positions.verdict.other", since), Tone.BAD)
                : new State(
                        Texts.t(
                                "ui.positions.verdict.differs",
                                Texts.money(heard.difference().abs()),
                                since),
                        Tone.BAD);
    }
}
