package coop.entrelacs.ui.members;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.Route;
import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.ActivityDetails;
import coop.entrelacs.activities.ActivityForm;
import coop.entrelacs.activities.MemberShare;
import coop.entrelacs.identity.Grants;
import coop.entrelacs.identity.Invitations;
import coop.entrelacs.members.Contract;
import coop.entrelacs.members.ContractAmendment;
import coop.entrelacs.members.Contracts;
import coop.entrelacs.members.MemberFile;
import coop.entrelacs.members.MemberLinks;
import coop.entrelacs.members.Members;
import coop.entrelacs.members.Shares;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.ToldOnce;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A member's file: path, contracts, activities, who accompanies them. Every reading is audited by the service. */
@Route(value = ":tenant/members/:member", layout = MainLayout.class)
@For({Role.ADVISOR, Role.MANAGER, Role.PAYROLL_OFFICER})
class MemberView extends TenantView {

    private final transient Members members;
    private final transient Contracts contracts;
    private final transient Activities activities;
    private final transient Shares shares;
    private final transient MemberLinks links;
    private final transient Grants grants;

    MemberView(
            Members members,
            MemberLinks links,
            Grants grants,
            Contracts contracts,
            Activities activities,
            Shares shares) {
        this.links = links;
        this.grants = grants;
        this.members = members;
        this.contracts = contracts;
        this.activities = activities;
        this.shares = shares;
    }

    /** Who the member signs in as waits for a second one of the staff. */
    private void link(MemberLinks.Waiting waiting) {
        UUID person = waiting.person();
        Card card = new Card(t("ui.member.link"));
        card.add(new Paragraph(
                person == null
                        ? t("ui.member.unlink.asked")
                        : t(
                                "ui.member.link.asked",
                                grants.actor(person, tenant()).map(Actor::name).orElse("–"))));
        Div acts = new Div();
        acts.addClassName("acts");
        if (in(() -> links.mayConfirm(waiting))) {
            acts.add(Buttons.plain(t("ui.member.link.confirm"), () -> {
                in(() -> person == null ? links.unlink(waiting.member()) : links.link(waiting.member(), person));
                refresh();
            }));
        }
        acts.add(Buttons.quiet(t("ui.member.link.drop"), VaadinIcon.CLOSE_SMALL, () -> {
            act(() -> links.drop(waiting.member()));
            refresh();
        }));
        card.add(acts);
        add(card);
    }

    private void invite(MemberFile file) {
        Invitations.Link link = in(() -> links.invite(file.id()));
        ToldOnce.show(
                t("ui.member.invite"),
                t("ui.member.invited", link.invitation().email())
                        + (link.waits() ? " " + t("ui.people.invited.waits") : ""),
                t("ui.people.link"),
                ToldOnce.address(link.path()));
    }

    @Override
    protected void show() {
        MemberFile file = in(() -> members.get(id("member")));
        boolean may = is(Role.ADVISOR, Role.MANAGER);
        Anchor back = new Anchor(to("members"), "← " + t("ui.members"));
        back.addClassName("back");
        MemberActs dialogs = new MemberActs(contracts, shares, presence(), this::refresh);
        List<Component> acts = new ArrayList<>();
        if (is(Role.MANAGER, Role.PAYROLL_OFFICER) && file.exits().isEmpty()) {
            acts.add(Buttons.plain(t("ui.member.exit"), () -> dialogs.exit(file)));
        }
        if (is(Role.MANAGER)
                && file.associations().stream().noneMatch(one -> one.lastDay() == null)
                && !file.contracts().isEmpty()) {
            acts.add(Buttons.plain(t("ui.member.admit"), () -> dialogs.admit(file)));
        }
        if (file.person() == null && is(Role.ADVISOR, Role.MANAGER, Role.PAYROLL_OFFICER)) {
            acts.add(Buttons.plain(t("ui.member.invite"), () -> invite(file)));
        }
        if (may) {
            acts.add(Buttons.plain(t("ui.contract.cape"), () -> dialogs.cape(file)));
            acts.add(Buttons.plain(t("ui.contract.cesa"), () -> dialogs.cesa(file)));
            acts.add(Buttons.primary(t("ui.activity.open"), () -> activity(file)));
        }
        Span number = new Span(file.number());
        number.addClassName("soft");
        headline(file.displayName(), acts.toArray(Component[]::new))
                .above(back)
                .under(MembersView.stage(file.stage().name()).badge(), number);

        in(links::waiting).stream()
                .filter(one -> one.member().equals(file.id()))
                .forEach(this::link);

        Card who = new Card(t("ui.member.who"));
        Table facts = new Table(t("ui.member.who"), t("ui.fact"), t("ui.value"));
        fact(facts, "ui.activity.trade", file.details().trade());
        fact(facts, "ui.email", file.details().email());
        fact(facts, "ui.phone", file.details().phone());
        fact(
                facts,
                "ui.address.city",
                file.details().address() == null
                        ? null
                        : file.details().address().city());
        fact(facts, "ui.member.applied", Texts.day(file.details().appliedOn()));
        who.add(facts);

        Card path = new Card(t("ui.contracts"));
        if (file.contracts().isEmpty()) {
            path.add(new Paragraph(t("ui.contracts.none")));
        } else {
            Table table = new Table(
                    t("ui.contracts"),
                    t("ui.contract"),
                    t("ui.from"),
                    t("ui.to"),
                    t("ui.contract.signed"),
                    t("ui.contract.acts"));
            for (Contract contract : file.contracts()) {
                table.row(
                        Texts.word(contract.kind()),
                        contract.firstDay(),
                        contract.period().last(),
                        contract.signedOn(),
                        may ? dialogs.of(contract) : null);
            }
            path.add(table);
        }
        if (!file.amendments().isEmpty()) {
            Table table = new Table(
                    t("ui.contract.amended"),
                    t("ui.contract.amended"),
                    t("ui.contract.amendment.on"),
                    "#" + t("ui.contract.fixed-pay"),
                    "#" + t("ui.contract.hours"));
            for (ContractAmendment one : file.amendments()) {
                table.row(one.subject(), one.effectiveOn(), one.fixedPay(), one.monthlyHours());
            }
            path.add(table);
        }
        for (MemberFile.Exit exit : file.exits()) {
            path.add(new Paragraph(t("ui.member.left", exit.leftOn(), Texts.word(exit.kind()))));
        }
        add(Card.columns(path, who));

        Card mine = new Card(t("ui.activities"));
        List<UUID> ids = in(() -> activities.ofMember(file.id(), LocalDate.now(Texts.ZONE)));
        if (ids.isEmpty()) {
            mine.add(new Paragraph(t("ui.member.no-activity")));
        }
        for (UUID one : ids) {
            ActivityDetails details = in(() -> activities.get(one));
            mine.add(new Anchor(to("activities/" + one), details.about().tradeName()));
        }
        Card around = new Card(t("ui.member.around"));
        around.add(new Paragraph(
                file.advisors().isEmpty()
                        ? t("ui.member.no-advisor")
                        : t(
                                "ui.member.advised",
                                file.advisors().getFirst().name(),
                                file.advisors().getFirst().firstDay())));
        if (!file.branches().isEmpty()) {
            around.add(new Paragraph(
                    t("ui.member.branch", file.branches().getFirst().name())));
        }
        if (!file.associations().isEmpty()) {
            around.add(new Paragraph(
                    t("ui.member.associate", file.associations().getFirst().firstDay())));
        }
        add(Card.columns(mine, around));
        if (is(Role.ACCOUNTANT, Role.MANAGER)) {
            add(dialogs.shares(file));
        }
    }

    private static void fact(Table table, String name, @org.jspecify.annotations.Nullable String value) {
        if (value != null && !value.isEmpty()) {
            table.row(Texts.t(name), value);
        }
    }

    private void activity(MemberFile file) {
        Dialog dialog = new Dialog(t("ui.activity.open"));
        dialog.setWidth("min(34rem, 96vw)");
        TextField code = Fields.text("code", t("ui.customer.code"), null);
        TextField name = Fields.text("tradeName", t("ui.activity.name"), null);
        TextField trade =
                Fields.text("trade", t("ui.activity.trade"), file.details().trade());
        DatePicker opened = Fields.day("openedOn", t("ui.activity.opened"), LocalDate.now(Texts.ZONE));
        dialog.add(Fields.form(name, code, trade, opened));
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.activity.open"), () -> {
                    require(opened, "openedOn");
                    ActivityDetails made = in(() -> activities.open(
                            ActivityForm.of(code.getValue(), name.getValue(), trade.getValue(), opened.getValue()),
                            MemberShare.whole(file.id())));
                    dialog.close();
                    go("activities/" + made.id());
                }));
        dialog.open();
    }

    private static void require(DatePicker picker, String field) {
        if (picker.getValue() == null) {
            throw new InvalidField(field, "required");
        }
    }
}
