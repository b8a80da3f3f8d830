package coop.entrelacs.ui.ledger;

import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.Route;
import coop.entrelacs.ledger.Lettering;
import coop.entrelacs.reporting.SavedFilters;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.DataList;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.TenantView;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lines that wait for their counterpart, joined where they settle each other. */
@Route(value = ":tenant/lettering", layout = MainLayout.class)
@For({Role.ACCOUNTANT, Role.MANAGER})
class LetteringView extends TenantView {

    private final transient Lettering lettering;
    private final transient SavedFilters saved;
    private Set<Lettering.OpenItem> chosen = Set.of();
    private @Nullable DataList<Lettering.OpenItem> list;
    private final Paragraph sum = new Paragraph();

    LetteringView(Lettering lettering, SavedFilters saved) {
        this.lettering = lettering;
        this.saved = saved;
        sum.addClassName("note");
        sum.getElement().setAttribute("role", "status");
    }

    @Override
    protected void show() {
        var join = Buttons.primary(t("ui.lettering.join"), this::join);
        join.setEnabled(false);
        headline(t("ui.lettering"), join).lead(t("ui.lettering.lead"));
        sum.setText(t("ui.lettering.choose"));
        add(sum);
        list = new DataList<Lettering.OpenItem>("lettering", query(), saved, (filters, after, limit) -> {
                    String account = filters.text("account");
                    return lettering.open(account == null ? "411" : account, filters.text("party"), after, limit);
                })
                .search("account", t("ui.lettering.account"))
                .search("party", t("ui.lettering.party"))
                .name("label", t("ui.entry.label"), Lettering.OpenItem::label)
                .day("date", t("ui.date"), Lettering.OpenItem::date)
                .text("account", t("ui.account-of-books"), Lettering.OpenItem::account)
                .text("party", t("ui.third-party"), Lettering.OpenItem::thirdParty)
                .figure("amount", t("ui.amount"), Lettering.OpenItem::amount)
                .selectable(rows -> {
                    chosen = rows;
                    Money left = Money.sum(
                            rows.stream().map(Lettering.OpenItem::amount).toList());
                    sum.setText(rows.isEmpty() ? t("ui.lettering.choose") : t("ui.lettering.sum", rows.size(), left));
                    join.setEnabled(rows.size() > 1);
                })
                .whenEmpty(new Empty(VaadinIcon.CONNECT_O, t("ui.lettering.empty"), t("ui.lettering.empty.why")));
        add(list);
    }

    private void join() {
        Money left = Money.sum(chosen.stream().map(Lettering.OpenItem::amount).toList());
        Lettering.Letter letter = in(() -> lettering.letter(
                chosen.stream()
                        .map(item -> new Lettering.LineRef(item.entry(), item.line()))
                        .toList(),
                !left.isZero()));
        Refusals.done(t("ui.lettering.joined", letter.code()));
        if (list != null) {
            list.deselectAll();
            list.refresh();
        }
    }
}
