package coop.entrelacs.ui.members;

import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.Route;
import coop.entrelacs.members.MemberFilter;
import coop.entrelacs.members.MemberForm;
import coop.entrelacs.members.MemberRow;
import coop.entrelacs.members.MemberStage;
import coop.entrelacs.members.Members;
import coop.entrelacs.reporting.SavedFilters;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.DataList;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Filters;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.HomeOf;
import coop.entrelacs.ui.kit.Pages;
import coop.entrelacs.ui.kit.State;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import coop.entrelacs.ui.kit.WaitingCard;
import coop.entrelacs.ui.kit.Waits;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/** The members of the cooperative, with where each stands on their path. */
@Route(value = ":tenant/members", layout = MainLayout.class)
@For({Role.ADVISOR, Role.ACCOUNTANT, Role.MANAGER, Role.PAYROLL_OFFICER})
@HomeOf(Role.ADVISOR)
class MembersView extends TenantView {

    private final transient Members members;
    private final transient SavedFilters saved;
    private final transient Waits waits;

    MembersView(Members members, SavedFilters saved, Waits waits) {
        this.waits = waits;
        this.members = members;
        this.saved = saved;
    }

    @Override
    protected void show() {
        boolean may = is(Role.ADVISOR, Role.MANAGER);
        headline(
                        t("ui.members"),
                        may
                                ? new com.vaadin.flow.component.Component[] {
                                    Buttons.primary(t("ui.member.add"), this::open)
                                }
                                : new com.vaadin.flow.component.Component[0])
                .lead(t("ui.members.lead"));
        List<Pages.Waiting> waiting = is(Role.ADVISOR) ? in(() -> waits.of(actor())) : List.of();
        if (!waiting.isEmpty()) {
            add(new WaitingCard(t("ui.waiting"), waiting, ""));
        }
        DataList<MemberRow> list = new DataList<MemberRow>(
                        "members",
                        query(),
                        saved,
                        (filters, after, limit) -> members.list(filter(filters), after, limit))
                .search("q", t("ui.members.search"))
                .choice("stage", t("ui.stage.all"), MemberStage.Name.class, Texts::word);
        if (is(Role.ADVISOR)) {
            list.toggle("mine", t("ui.members.mine"));
        }
        add(list.name("name", t("ui.member"), MemberRow::displayName)
                .text("number", t("ui.member.number"), MemberRow::number)
                .text("trade", t("ui.activity.trade"), MemberRow::trade)
                .state("stage", t("ui.stage"), row -> stage(row.stage()))
                .day("until", t("ui.contract.until"), MemberRow::contractUntil)
                .text("advisor", t("ui.advisor"), MemberRow::advisorName)
                .more("branch", t("ui.branch"), MemberRow::branchName)
                .more("city", t("ui.address.city"), MemberRow::city)
                .more("associateBy", t("ui.associate.by"), MemberRow::associateBy)
                .opens(row -> to("members/" + row.id()))
                .whenEmpty(
                        may
                                ? new Empty(
                                        VaadinIcon.USERS,
                                        t("ui.members.empty"),
                                        t("ui.members.empty.why"),
                                        Buttons.primary(t("ui.member.add"), this::open))
                                : new Empty(VaadinIcon.USERS, t("ui.members.empty"), t("ui.members.empty.why"))));
        if (may && begins("new")) {
            open();
        }
    }

    private MemberFilter filter(Filters filters) {
        UUID advisor = filters.yes("mine") ? actor().subject() : filters.id("advisor");
        return new MemberFilter(
                filters.text("q"),
                filters.choice("stage", MemberStage.Name.class),
                filters.id("branch"),
                advisor,
                null);
    }

    static State stage(MemberStage.Name stage) {
        Tone tone = switch (stage) {
            case APPLICANT, BUSINESS_SUPPORT -> Tone.WAITING;
            case ENTREPRENEUR_EMPLOYEE, ASSOCIATE, SUPPORT_TEAM -> Tone.GOOD;
            case LAPSED -> Tone.BAD;
            case FORMER -> Tone.NEUTRAL;
        };
        return new State(Texts.word(stage), tone);
    }

    private void open() {
        Dialog dialog = new Dialog(t("ui.member.add"));
        dialog.setWidth("min(40rem, 96vw)");
        TextField first = Fields.text("firstName", t("ui.member.first"), null);
        TextField last = Fields.text("lastName", t("ui.member.last"), null);
        TextField email = Fields.text("email", t("ui.email"), null);
        TextField phone = Fields.text("phone", t("ui.phone"), null);
        TextField trade = Fields.text("trade", t("ui.activity.trade"), null);
        DatePicker applied = Fields.day("appliedOn", t("ui.member.applied"), LocalDate.now(Texts.ZONE));
        dialog.add(Fields.form(first, last, email, phone, trade, applied));
        dialog.getFooter().add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.member.add"), () -> {
            LocalDate day = applied.getValue();
            if (day == null) {
                throw new InvalidField("appliedOn", "required");
            }
            MemberForm form = new MemberForm(
                    first.getValue(),
                    last.getValue(),
                    null,
                    email.getValue(),
                    phone.getValue(),
                    null,
                    null,
                    null,
                    day,
                    trade.getValue(),
                    null,
                    null,
                    null);
            List<Members.Alike> alike = in(() -> members.alike(form));
            if (alike.isEmpty()) {
                create(dialog, form);
            } else {
                ask(dialog, form, alike);
            }
        }));
        dialog.open();
    }

    private void create(Dialog dialog, MemberForm form) {
        UUID made = in(() -> members.create(form));
        dialog.close();
        go("members/" + made);
    }

    /** Says who looks like the same person: one goes to that file, or opens a second one on purpose. */
    private void ask(Dialog form, MemberForm member, List<Members.Alike> alike) {
        Dialog dialog = new Dialog(t("ui.member.twice"));
        dialog.setWidth("min(34rem, 96vw)");
        UnorderedList list = new UnorderedList();
        alike.forEach(one -> list.add(new ListItem(new Anchor(to("members/" + one.id()), one.name()))));
        dialog.add(new Paragraph(t("ui.member.twice.why")), list);
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.plain(t("ui.member.twice.add"), () -> {
                    dialog.close();
                    create(form, member);
                }));
        dialog.open();
    }
}
