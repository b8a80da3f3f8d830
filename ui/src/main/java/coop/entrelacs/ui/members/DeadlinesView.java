package coop.entrelacs.ui.members;

import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.Route;
import coop.entrelacs.members.Deadline;
import coop.entrelacs.members.Deadlines;
import coop.entrelacs.reporting.SavedFilters;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.DataList;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.State;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import java.time.LocalDate;

/** The radar: what has to be done about a member by a day. */
@Route(value = ":tenant/deadlines", layout = MainLayout.class)
@For({Role.ADVISOR, Role.MANAGER, Role.PAYROLL_OFFICER})
class DeadlinesView extends TenantView {

    private static final int AHEAD_MONTHS = 6;

    private final transient Deadlines deadlines;
    private final transient SavedFilters saved;

    DeadlinesView(Deadlines deadlines, SavedFilters saved) {
        this.deadlines = deadlines;
        this.saved = saved;
    }

    @Override
    protected void show() {
        headline(t("ui.deadlines")).lead(t("ui.deadlines.lead"));
        LocalDate today = LocalDate.now(Texts.ZONE);
        DataList<Deadline> list = new DataList<Deadline>("deadlines", query(), saved, (filters, after, limit) -> {
                    LocalDate until = filters.day("to");
                    return deadlines.radar(
                            until == null ? today.plusMonths(AHEAD_MONTHS) : until,
                            filters.choice("kind", Deadline.Kind.class),
                            filters.yes("mine") ? actor().subject() : null,
                            after,
                            limit);
                })
                .choice("kind", t("ui.deadline.all"), Deadline.Kind.class, kind -> t("deadlinekind." + kind));
        if (is(Role.ADVISOR)) {
            list.toggle("mine", t("ui.members.mine"));
        }
        add(list.name("member", t("ui.member"), Deadline::memberName)
                .state(
                        "kind",
                        t("ui.deadline"),
                        deadline -> new State(
                                t("deadlinekind." + deadline.kind()),
                                deadline.due().isBefore(today)
                                        ? Tone.BAD
                                        : deadline.due().isBefore(today.plusMonths(1)) ? Tone.WAITING : Tone.NEUTRAL))
                .day("due", t("ui.deadline.due"), Deadline::due)
                .text("advisor", t("ui.advisor"), Deadline::advisorName)
                .opens(deadline -> to("members/" + deadline.member()))
                .whenEmpty(new Empty(VaadinIcon.ALARM, t("ui.deadlines.empty"), t("ui.deadlines.empty.why"))));
    }
}
