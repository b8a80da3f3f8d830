package coop.entrelacs.ui.governance;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.Route;
import coop.entrelacs.governance.Committee;
import coop.entrelacs.governance.Committees;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.WholeField;
import java.time.LocalDate;
import java.util.List;

/** The bodies of elected members, open to everyone in the cooperative. */
@Route(value = ":tenant/committees", layout = MainLayout.class)
@For
class CommitteesView extends TenantView {

    private final transient Committees committees;
    private final transient LiveUpdates live;

    CommitteesView(Committees committees, LiveUpdates live) {
        this.committees = committees;
        this.live = live;
    }

    @Override
    protected void show() {
        boolean manager = is(Role.MANAGER);
        headline(
                        t("ui.committees"),
                        manager
                                ? new Component[] {Buttons.plain(t("ui.committee.new"), this::create)}
                                : new Component[0])
                .lead(t("ui.committees.lead"));
        watch(live, "committee");
        List<Committee> all = in(committees::list);
        if (all.isEmpty()) {
            add(new Empty(
                    VaadinIcon.GROUP,
                    t("ui.committees.none"),
                    t(manager ? "ui.committees.none.manager" : "ui.committees.none.why")));
            return;
        }
        LocalDate today = LocalDate.now(Texts.ZONE);
        Table table = new Table(
                t("ui.committees"),
                t("ui.committee"),
                "#" + t("ui.committee.sitting"),
                "#" + t("ui.committee.seats"),
                "#" + t("ui.committee.term"));
        for (Committee body : all) {
            int sitting = in(() -> committees.sitting(body.id(), today)).size();
            table.row(
                    new Anchor(to("committees/" + body.id()), body.name()),
                    sitting,
                    body.seats(),
                    t("ui.committee.months", body.termMonths()));
        }
        add(new coop.entrelacs.ui.kit.Card(t("ui.committees"), table));
    }

    private void create() {
        Dialog dialog = new Dialog(t("ui.committee.new"));
        TextField name = Fields.text("name", t("ui.committee.name"), null);
        TextField code = Fields.text("code", t("ui.committee.code"), null);
        code.setHelperText(t("ui.committee.code.help"));
        IntegerField seats = Fields.named("seats", new WholeField(t("ui.committee.seats")));
        seats.setValue(5);
        IntegerField term = Fields.named("termMonths", new WholeField(t("ui.committee.term.months")));
        term.setValue(24);
        dialog.add(new Paragraph(t("ui.committee.new.why")), Fields.form(name, code, seats, term));
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.committee.new"), () -> {
                    Committee made = in(() -> committees.ensure(
                            code.getValue(),
                            name.getValue(),
                            seats.getValue() == null ? 0 : seats.getValue(),
                            term.getValue() == null ? 0 : term.getValue()));
                    dialog.close();
                    go("committees/" + made.id());
                }));
        dialog.open();
    }
}
