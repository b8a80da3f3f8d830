package coop.entrelacs.federation;

import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import coop.entrelacs.web.Words;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * A netting on paper: for coordinators who owes whom in all and which transfers follow, for a side its own part with every position
 * behind it. Ids, amounts and the names of cooperatives; nobody's name.
 */
@Service
public class NettingPrinter {

    private final NettingRecords records;
    private final NettingSide sides;
    private final Tenants tenants;
    private final Words words;

    NettingPrinter(NettingRecords records, NettingSide sides, Tenants tenants, Words words) {
        this.records = records;
        this.sides = sides;
        this.tenants = tenants;
        this.words = words;
    }

    /** What the bank's file and both statements say of a netting's transfers. */
    static String reference(UUID netting) {
        return "COMP-" + netting.toString().substring(0, 8);
    }

    /** The whole netting, for coordinators; French where the language is none of ours. */
    @Transactional(readOnly = true)
    public byte[] whole(UUID id, Locale asked) {
        NettingRecords.Netting netting = records.get(id);
        List<NettingRecords.Party> parties = records.parties(id);
        List<NettingRecords.Transfer> transfers = records.transfers(id, netting.round());
        ReportSheet sheet = begun(netting.until(), netting.settledOn(), id, asked);
        sheet.head("netting.parties");
        sheet.table("netting.cooperative", "#netting.positions", "#netting.owes", "#netting.gets");
        Money owed = Money.ZERO;
        for (NettingRecords.Party party : parties) {
            Money net = party.net();
            if (party.state() == NettingRecords.PartyState.LEFT_OUT) {
                sheet.row(name(party.tenant()), words.get("netting.left-out", sheet.locale), "", "");
                continue;
            }
            owed = owed.plus(net.max(Money.ZERO));
            sheet.row(
                    name(party.tenant()),
                    words.number(party.positions() - party.mismatched(), sheet.locale),
                    net.isNegative() ? net.negated() : "–",
                    net.isPositive() ? net : "–");
        }
        sheet.total(words.get("netting.total", sheet.locale), "", owed, owed);
        sheet.end();
        sheet.head("netting.transfers");
        if (transfers.isEmpty()) {
            sheet.say("netting.transfers.none");
        } else {
            sheet.table("netting.payer", "netting.payee", "#netting.amount", "netting.reference");
            transfers.forEach(one -> sheet.row(name(one.payer()), name(one.payee()), one.amount(), reference(id)));
            sheet.total(
                    words.get("netting.total", sheet.locale),
                    "",
                    Money.sum(transfers.stream()
                            .map(NettingRecords.Transfer::amount)
                            .toList()),
                    "");
            sheet.end();
        }
        return sheet.print(words.get("netting.law", sheet.locale));
    }

    /** This side's part. */
    @Transactional(readOnly = true)
    public byte[] part(UUID id, Locale asked) {
        NettingSide.Side side = sides.get(id);
        ReportSheet sheet = begun(side.until(), side.settledOn(), id, asked);
        sheet.head("netting.part", tenants.current().name());
        sheet.say(
                side.net().isZero()
                        ? "netting.part.zero"
                        : side.net().isPositive() ? "netting.part.gets" : "netting.part.pays",
                words.money(side.net().abs(), sheet.locale));
        if (!side.transfers().isEmpty()) {
            sheet.table("netting.cooperative", "netting.way", "#netting.amount", "netting.reference");
            side.transfers()
                    .forEach(one -> sheet.row(
                            name(one.counterpart()),
                            words.get("netting.way." + one.way(), sheet.locale),
                            one.amount(),
                            reference(id)));
            sheet.end();
        }
        sheet.head("netting.positions-of");
        sheet.table(
                "netting.label",
                "netting.cooperative",
                "netting.date",
                "netting.document",
                "#netting.owes",
                "#netting.gets");
        List<Position> positions = sides.positions(id);
        for (Position one : positions) {
            boolean ours = one.direction() == Positions.Direction.PAYABLE;
            sheet.row(
                    one.label(),
                    name(one.counterpart()),
                    words.longDate(one.date(), sheet.locale),
                    one.reference() == null ? "–" : one.reference(),
                    ours ? one.amount() : "",
                    ours ? "" : one.amount());
        }
        sheet.total(
                words.get("netting.total", sheet.locale),
                "",
                "",
                "",
                sum(positions, Positions.Direction.PAYABLE),
                sum(positions, Positions.Direction.RECEIVABLE));
        sheet.end();
        return sheet.print(words.get("netting.law", sheet.locale));
    }

    private ReportSheet begun(LocalDate until, @Nullable LocalDate settledOn, UUID id, Locale asked) {
        ReportSheet sheet = new ReportSheet(words, Words.supported(asked));
        sheet.begin(
                words.get("netting.title", sheet.locale, words.longDate(until, sheet.locale)),
                settledOn == null
                        ? words.get("netting.not-settled", sheet.locale, reference(id))
                        : words.get(
                                "netting.settled",
                                sheet.locale,
                                reference(id),
                                words.longDate(settledOn, sheet.locale)));
        return sheet;
    }

    private String name(TenantId tenant) {
        return tenants.get(tenant).name();
    }

    private static Money sum(List<Position> positions, Positions.Direction direction) {
        return Money.sum(positions.stream()
                .filter(one -> one.direction() == direction)
                .map(Position::amount)
                .toList());
    }
}
