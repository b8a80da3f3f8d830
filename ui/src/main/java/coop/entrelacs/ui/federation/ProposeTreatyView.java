package coop.entrelacs.ui.federation;

import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.BigDecimalField;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.Route;
import coop.entrelacs.federation.Cover;
import coop.entrelacs.federation.Cover.CoverKind;
import coop.entrelacs.federation.SharingKey;
import coop.entrelacs.federation.Treaties;
import coop.entrelacs.federation.Treaty;
import coop.entrelacs.federation.TreatyTerms;
import coop.entrelacs.funds.Instrument;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Proposes a treaty, or the next version of one: the fields show the version there is. */
@Route(value = ":tenant/treaties/new", layout = MainLayout.class)
@For(Role.COORDINATOR)
class ProposeTreatyView extends TenantView {

    private final transient Treaties treaties;
    private final transient Clock clock;

    ProposeTreatyView(Treaties treaties, Clock clock) {
        this.treaties = treaties;
        this.clock = clock;
    }

    @Override
    protected void show() {
        Anchor back = new Anchor(to("treaties"), "← " + t("ui.pool.treaties"));
        back.addClassName("back");
        headline(t("ui.pool.propose")).above(back).lead(t("ui.pool.propose.lead"));
        Instrument kind =
                query().getSingleParameter("kind").map(Instrument::valueOf).orElse(Instrument.GRANT);
        Optional<Treaty> before = in(treaties::list).stream()
                .filter(one -> one.fundKind() == kind)
                .findFirst();
        form(kind, before.orElse(null));
    }

    private void form(Instrument kind, @Nullable Treaty before) {
        @Nullable TreatyTerms old = before == null ? null : before.latest().terms();
        Select<Instrument> fund =
                Fields.choice("fundKind", t("ui.pool.fund-kind"), List.of(Instrument.values()), Texts::word, kind);
        fund.addValueChangeListener(change -> go("treaties/new?kind=" + change.getValue()));
        TextField name =
                Fields.text("name", t("ui.pool.name"), before == null ? t("ui.pool.name." + kind) : before.name());
        Select<CoverKind> cover = Fields.choice(
                "cover",
                t("ui.pool.cover"),
                List.of(CoverKind.values()),
                Texts::word,
                old == null ? CoverKind.QUOTA_SHARE : old.cover().kind());
        BigDecimalField share = Fields.number("cover.share", t("ui.pool.share"), share(old));
        BigDecimalField retention = Fields.euros("cover.retention", t("ui.pool.retention"), retention(old));
        BigDecimalField limit = Fields.euros("cover.limit", t("ui.pool.limit"), limit(old));
        BigDecimalField attachment = Fields.number("cover.attachment", t("ui.pool.attachment"), attachment(old));
        Runnable shown = () -> {
            share.setVisible(cover.getValue() == CoverKind.QUOTA_SHARE);
            retention.setVisible(cover.getValue() == CoverKind.EXCESS);
            limit.setVisible(cover.getValue() != CoverKind.QUOTA_SHARE);
            attachment.setVisible(cover.getValue() == CoverKind.STOP_LOSS);
        };
        shown.run();
        cover.addValueChangeListener(change -> shown.run());

        BigDecimalField yearly =
                Fields.euros("yearlyCall", t("ui.pool.yearly"), old == null ? Money.of("12000") : old.yearlyCall());
        Select<SharingKey> key = Fields.choice(
                "key",
                t("ui.pool.key"),
                List.of(SharingKey.values()),
                Texts::word,
                old == null ? SharingKey.MEMBERS : old.key());
        BigDecimalField solidarity = Fields.number(
                "solidarity",
                t("ui.pool.solidarity"),
                old == null ? BigDecimal.ZERO : old.solidarity().percent());
        Select<SharingKey> solidarityKey = Fields.choice(
                "solidarityKey",
                t("ui.pool.solidarity-key"),
                List.of(SharingKey.values()),
                Texts::word,
                old == null ? SharingKey.TURNOVER : old.solidarityKey());
        BigDecimalField cap =
                Fields.euros("capPerYear", t("ui.pool.cap"), old == null ? Money.of("20000") : old.capPerYear());
        BigDecimalField capOne =
                Fields.euros("capPerCooperative", t("ui.pool.cap.one"), old == null ? null : old.capPerCooperative());
        BigDecimalField two = Fields.euros(
                "twoPersonsAbove", t("ui.pool.two"), old == null ? Money.of("2000") : old.twoPersonsAbove());
        Rate agreed = old == null ? null : old.quorum();
        BigDecimalField quorum = Fields.number(
                "quorum",
                t("ui.pool.quorum"),
                old == null ? BigDecimal.valueOf(100) : agreed == null ? null : agreed.percent());
        quorum.setHelperText(t("ui.pool.quorum.help"));
        DatePicker first = Fields.day("firstDay", t("ui.pool.from"), LocalDate.now(clock));
        DatePicker last = Fields.day("lastDay", t("ui.pool.until"), null);
        TextField decided = Fields.text("decided", t("ui.pool.decided"), "");
        Checkbox sure = new Checkbox(t("ui.pool.propose.sure"));

        add(new Card(t("ui.pool.what"), Fields.form(fund, name, cover, share, retention, attachment, limit)));
        add(new Card(
                t("ui.pool.who-pays"),
                new Paragraph(t("ui.pool.who-pays.why")),
                Fields.form(yearly, key, solidarity, solidarityKey)));
        add(new Card(t("ui.pool.bounds"), Fields.form(cap, capOne, two, quorum, first, last, decided), sure));
        add(Buttons.primary(t("ui.pool.propose.do"), () -> {
            if (!sure.getValue()) {
                throw new InvalidField("decided", "ui-propose-unsure");
            }
            TreatyTerms terms = new TreatyTerms(
                    switch (cover.getValue()) {
                        case QUOTA_SHARE -> new Cover.QuotaShare(rate("cover.share", share));
                        case EXCESS ->
                            new Cover.Excess(
                                    Fields.money("cover.retention", retention), Fields.money("cover.limit", limit));
                        case STOP_LOSS -> new Cover.StopLoss(rate("cover.attachment", attachment), optional(limit));
                    },
                    Fields.money("yearlyCall", yearly),
                    key.getValue(),
                    rate("solidarity", solidarity),
                    solidarityKey.getValue(),
                    Fields.money("capPerYear", cap),
                    optional(capOne),
                    Fields.money("twoPersonsAbove", two),
                    quorum.getValue() == null ? null : new Rate(quorum.getValue()));
            Treaty made = in(() -> treaties.propose(new Treaties.Proposal(
                    fund.getValue(), name.getValue(), terms, first.getValue(), last.getValue(), decided.getValue())));
            go("treaties/" + made.id());
        }));
    }

    private static Rate rate(String name, BigDecimalField field) {
        BigDecimal value = field.getValue();
        if (value == null) {
            throw new InvalidField(name, "required");
        }
        return new Rate(value);
    }

    private static @Nullable Money optional(BigDecimalField field) {
        return field.getValue() == null ? null : Fields.money(Fields.nameOf(field), field);
    }

    private static BigDecimal share(@Nullable TreatyTerms old) {
        return old != null && old.cover() instanceof Cover.QuotaShare one
                ? one.share().percent()
                : BigDecimal.valueOf(50);
    }

    private static @Nullable Money retention(@Nullable TreatyTerms old) {
        return old != null && old.cover() instanceof Cover.Excess one ? one.retention() : null;
    }

    private static @Nullable Money limit(@Nullable TreatyTerms old) {
        return old == null
                ? null
                : switch (old.cover()) {
                    case Cover.Excess one -> one.limit();
                    case Cover.StopLoss one -> one.limit();
                    case Cover.QuotaShare _ -> null;
                };
    }

    private static @Nullable BigDecimal attachment(@Nullable TreatyTerms old) {
        return old != null && old.cover() instanceof Cover.StopLoss one
                ? one.attachment().percent()
                : null;
    }
}
