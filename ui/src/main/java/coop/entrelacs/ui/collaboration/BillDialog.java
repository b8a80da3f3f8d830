package coop.entrelacs.ui.collaboration;

import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Paragraph;
import coop.entrelacs.activities.CustomerRow;
import coop.entrelacs.activities.Customers;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Presence;
import coop.entrelacs.ui.kit.Texts;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** Asks for the customer; the draft then opens as any invoice does. */
final class BillDialog extends Dialog {

    BillDialog(Customers customers, Consumer<UUID> begin) {
        super(Texts.t("ui.collab.bill"));
        setWidth("min(32rem, 96vw)");
        Presence presence = Presence.here();
        ComboBox<CustomerRow> customer = Fields.named("customer", new ComboBox<>(Texts.t("ui.customer")));
        customer.setItemLabelGenerator(CustomerRow::name);
        customer.setPlaceholder(Texts.t("ui.customer.choose"));
        customer.setWidthFull();
        customer.setItems(query -> {
            String text = query.getFilter().orElse("");
            List<CustomerRow> found = presence.in(
                            () -> customers.list(text.isBlank() ? null : text, null, false, null, 200))
                    .items();
            return found.stream().skip(query.getOffset()).limit(query.getLimit());
        });
        add(new Paragraph(Texts.t("ui.collab.bill.means")), customer);
        getFooter().add(Buttons.plain(Texts.t("ui.cancel"), this::close), Buttons.primary(Texts.t("ui.begin"), () -> {
            if (customer.getValue() == null) {
                throw new InvalidField("customer", "required");
            }
            close();
            begin.accept(customer.getValue().id());
        }));
        customer.focus();
    }
}
