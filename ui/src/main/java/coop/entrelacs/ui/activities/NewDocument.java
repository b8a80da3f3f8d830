package coop.entrelacs.ui.activities;

import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Paragraph;
import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.ActivityRow;
import coop.entrelacs.activities.CustomerRow;
import coop.entrelacs.activities.Customers;
import coop.entrelacs.shared.InvalidFields;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Paged;
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
        List<ActivityRow> mine = ActivityPicker.firstOpen(presence, activities);
        ComboBox<ActivityRow> activity = Fields.named("activity", new ComboBox<>(Texts.t("ui.activity")));
        ActivityPicker.fillOpen(activity, activities);
        activity.setValue(mine.isEmpty() ? null : mine.getFirst());
        activity.setVisible(mine.size() != 1);
        ComboBox<CustomerRow> customer = Fields.named("customer", new ComboBox<>(Texts.t("ui.customer")));
        customer.setItemLabelGenerator(CustomerRow::name);
        customer.setPlaceholder(Texts.t("ui.customer.choose"));
        Paged.fill(customer, (text, after, limit) -> customers.list(text, null, false, after, limit));
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
