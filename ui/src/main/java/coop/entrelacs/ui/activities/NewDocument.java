package coop.entrelacs.ui.activities;

import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.select.Select;
import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.ActivityRow;
import coop.entrelacs.activities.CustomerRow;
import coop.entrelacs.activities.Customers;
import coop.entrelacs.shared.InvalidFields;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Presence;
import coop.entrelacs.ui.kit.Texts;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;

/** Asks for whom a new quote or invoice is: the draft is then kept from its first letter. */
class NewDocument extends Dialog {

    NewDocument(String title, Activities activities, Customers customers, BiConsumer<UUID, UUID> begin) {
        super(title);
        setWidth("min(32rem, 96vw)");
        Presence presence = Presence.here();
        List<ActivityRow> mine = presence.in(() -> activities.list(null, null, 200)).items().stream()
                .filter(activity -> activity.closedOn() == null)
                .toList();
        Select<ActivityRow> activity = Fields.choice(
                "activity",
                Texts.t("ui.activity"),
                mine,
                ActivityRow::tradeName,
                mine.isEmpty() ? null : mine.getFirst());
        activity.setVisible(mine.size() != 1);
        ComboBox<CustomerRow> customer = Fields.named("customer", new ComboBox<>(Texts.t("ui.customer")));
        customer.setItemLabelGenerator(CustomerRow::name);
        customer.setPageSize(50);
        customer.setPlaceholder(Texts.t("ui.customer.choose"));
        customer.setItems(query -> {
            // Choosing is by typing a few letters: what lies beyond the first page is found by more of them.
            String text = query.getFilter().orElse("");
            List<CustomerRow> found = presence.in(
                            () -> customers.list(text.isBlank() ? null : text, null, false, null, 200))
                    .items();
            return found.stream().skip(query.getOffset()).limit(query.getLimit());
        });
        if (mine.isEmpty()) {
            add(new Paragraph(Texts.t("ui.activity.none")));
        } else {
            add(
                    Fields.form(activity, customer),
                    new Paragraph(Buttons.link(Texts.t("ui.customer.add"), "customers/new")));
        }
        customer.focus();
        getFooter().add(Buttons.plain(Texts.t("ui.cancel"), this::close));
        if (!mine.isEmpty()) {
            getFooter().add(Buttons.primary(Texts.t("ui.begin"), () -> {
                InvalidFields.Check check = new InvalidFields.Check();
                check.that(activity.getValue() != null, "activity", "required");
                check.that(customer.getValue() != null, "customer", "required");
                check.done();
                close();
                begin.accept(activity.getValue().id(), customer.getValue().id());
            }));
        }
    }
}
