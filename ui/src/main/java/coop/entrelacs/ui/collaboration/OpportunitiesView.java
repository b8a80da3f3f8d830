package coop.entrelacs.ui.collaboration;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.textfield.BigDecimalField;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.Route;
import coop.entrelacs.collaboration.Directory;
import coop.entrelacs.collaboration.Opportunities;
import coop.entrelacs.collaboration.Opportunity;
import coop.entrelacs.collaboration.OpportunityForm;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.reporting.SavedFilters;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.DataList;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Work that somebody in the federation looks for others for. */
@Route(value = ":tenant/opportunities", layout = MainLayout.class)
@For({Role.MEMBER, Role.ADVISOR, Role.ACCOUNTANT, Role.MANAGER})
class OpportunitiesView extends TenantView {

    private final transient Opportunities opportunities;
    private final transient Directory directory;
    private final transient SavedFilters saved;
    private final transient LiveUpdates live;
    private @Nullable DataList<Opportunity> list;

    OpportunitiesView(Opportunities opportunities, Directory directory, SavedFilters saved, LiveUpdates live) {
        this.opportunities = opportunities;
        this.directory = directory;
        this.saved = saved;
        this.live = live;
    }

    @Override
    protected void show() {
        boolean team = !is(Role.MEMBER) && is(Role.ADVISOR, Role.MANAGER);
        boolean may = team || (is(Role.MEMBER) && in(directory::mine).isPresent());
        headline(
                        t("ui.collab.opportunities"),
                        may
                                ? new Component[] {
                                    Buttons.primary(t("ui.collab.opportunity.publish"), () -> publish(team))
                                }
                                : new Component[] {Buttons.link(t("ui.collab.mine"), "collaborations")})
                .lead(t("ui.collab.opportunities.lead"));
        Map<String, String> states = new LinkedHashMap<>();
        states.put("true", t("ui.collab.opportunity.open"));
        states.put("false", t("ui.collab.opportunity.closed"));
        list = new DataList<Opportunity>("opportunities", query(), saved, (filters, after, limit) -> {
                    String open = filters.text("open");
                    return opportunities.list(
                            open == null ? null : Boolean.valueOf(open), filters.text("text"), after, limit);
                })
                .search("text", t("ui.collab.opportunities.search"))
                .choice("open", t("ui.collab.opportunity.all"), states)
                .name("title", t("ui.collab.title"), one -> one.about().title())
                .text("cooperative", t("ui.collab.cooperative"), Opportunity::cooperativeName)
                .text("author", t("ui.collab.by"), Opportunity::authorName)
                .text(
                        "skills",
                        t("ui.collab.skills"),
                        one -> String.join(", ", one.about().skills()))
                .day("deadline", t("ui.collab.deadline"), one -> one.about().deadline())
                .state("state", t("ui.state"), CollabWords::state)
                .figure("budget", t("ui.collab.budget"), one -> one.about().budget())
                .opens(one -> to("opportunities/" + one.id()))
                .whenEmpty(new Empty(
                        VaadinIcon.LIGHTBULB,
                        t("ui.collab.opportunities.empty"),
                        t("ui.collab.opportunities.empty.why")));
        add(list);
        watch(live, "opportunity");
    }

    private void publish(boolean team) {
        Dialog dialog = new Dialog(t("ui.collab.opportunity.publish"));
        dialog.setWidth("min(40rem, 96vw)");
        TextField title = Fields.text("title", t("ui.collab.title"), null);
        TextArea text = Fields.area("text", t("ui.collab.text"), null);
        TextField skills = Fields.text("skills", t("ui.collab.skills.typed"), null);
        BigDecimalField budget = Fields.euros("budget", t("ui.collab.budget"), null);
        DatePicker deadline = Fields.day(
                "deadline", t("ui.collab.deadline"), LocalDate.now(Texts.ZONE).plusDays(21));
        Checkbox consent = Fields.named("consent", new Checkbox(t("ui.collab.consent.opportunity")));
        consent.setVisible(!team);
        dialog.add(Fields.form(title, skills, budget, deadline), text, consent);
        text.setWidthFull();
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.collab.publish"), () -> {
                    OpportunityForm form = new OpportunityForm(
                            Fields.typed(title),
                            Fields.typed(text),
                            CollabWords.skills(skills.getValue()),
                            budget.getValue() == null ? null : Fields.money("budget", budget),
                            deadline.getValue());
                    UUID id = in(() -> opportunities.publish(form, team, consent.getValue()));
                    dialog.close();
                    Refusals.done(t("ui.collab.opportunity.published"));
                    go("opportunities/" + id);
                }));
        dialog.open();
        title.focus();
    }

    @Override
    protected void refresh() {
        if (list != null) {
            list.refresh();
        }
    }
}
