package coop.entrelacs.ui.ledger;

import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.streams.DownloadHandler;
import coop.entrelacs.ledger.FecExport;
import coop.entrelacs.ledger.FiscalYears;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Presence;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.State;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;

/** Fiscal years: their months, their closing, and the audit file of each. */
@Route(value = ":tenant/fiscal-years", layout = MainLayout.class)
@For({Role.ACCOUNTANT, Role.MANAGER})
class FiscalYearsView extends TenantView {

    private final transient FiscalYears years;
    private final transient FecExport fec;

    FiscalYearsView(FiscalYears years, FecExport fec) {
        this.years = years;
        this.fec = fec;
    }

    @Override
    protected void show() {
        headline(t("ui.years"), Buttons.primary(t("ui.years.open"), this::open)).lead(t("ui.years.lead"));
        List<FiscalYears.FiscalYear> all = in(years::list);
        if (all.isEmpty()) {
            add(new Empty(
                    VaadinIcon.CALENDAR_O,
                    t("ui.years.empty"),
                    t("ui.years.empty.why"),
                    Buttons.link(t("ui.import"), "import"),
                    Buttons.primary(t("ui.years.open"), this::open)));
        }
        for (FiscalYears.FiscalYear year : all) {
            add(card(year));
        }
    }

    private Card card(FiscalYears.FiscalYear year) {
        Card card = new Card(t("ui.years.title", year.firstDay(), year.lastDay()));
        boolean closed = year.closedAt() != null;
        card.add(new State(
                        closed ? t("ui.years.closed", Texts.time(year.closedAt())) : t("ui.years.state.open"),
                        closed ? Tone.NEUTRAL : Tone.GOOD)
                .badge());
        DownloadHandler file = event -> {
            Presence presence = Presence.of(event.getUI());
            event.setFileName(presence.in(() -> fec.fileName(year.firstDay())));
            event.setContentType("text/plain; charset=utf-8");
            presence.in(() -> fec.write(year.firstDay(), event.getOutputStream()));
        };
        if (is(Role.ACCOUNTANT)) {
            card.acts(Buttons.download(t("ui.fec.export"), file));
        }
        Table table = new Table(t("ui.years.months"), t("ui.years.month"), t("ui.state"), t("ui.acts"));
        for (FiscalYears.Month month : year.months()) {
            boolean done = month.closedAt() != null;
            table.row(
                    Texts.month(YearMonth.from(month.firstDay())),
                    new State(
                            t(done ? "ui.years.month.closed" : "ui.years.month.open"), done ? Tone.NEUTRAL : Tone.GOOD),
                    closed || !is(Role.ACCOUNTANT)
                            ? null
                            : Buttons.plain(t(done ? "ui.years.month.reopen" : "ui.years.month.close"), () -> {
                                act(() -> {
                                    if (done) {
                                        years.reopenPeriod(month.firstDay());
                                    } else {
                                        years.closePeriod(month.firstDay());
                                    }
                                });
                                refresh();
                            }));
        }
        com.vaadin.flow.component.html.NativeDetails months =
                new com.vaadin.flow.component.html.NativeDetails(t("ui.years.months"), table);
        card.add(months);
        if (!closed && is(Role.ACCOUNTANT)) {
            if (year.lastDay().isBefore(LocalDate.now(Texts.ZONE))) {
                card.add(Buttons.plain(t("ui.years.close"), () -> close(year)));
            } else {
                card.add(new Paragraph(t("ui.years.close.later", year.lastDay())));
            }
        }
        return card;
    }

    private void close(FiscalYears.FiscalYear year) {
        FiscalYears.Closing closing = in(() -> years.closing(year.firstDay()));
        Buttons.irreversible(
                t("ui.years.close.title", year.firstDay(), year.lastDay()),
                t("ui.years.close.figures", closing.entries(), closing.result(), closing.drafts()) + " "
                        + t("ui.years.close.why"),
                t("ui.years.close"),
                () -> {
                    in(() -> years.closeYear(year.firstDay()));
                    Refusals.done(t("ui.years.close.done"));
                    refresh();
                });
    }

    private void open() {
        LocalDate next = in(years::list).stream()
                .map(year -> year.lastDay().plusDays(1))
                .max(LocalDate::compareTo)
                .orElse(LocalDate.now(Texts.ZONE).withDayOfYear(1));
        Dialog dialog = new Dialog(t("ui.years.open"));
        dialog.setWidth("min(30rem, 96vw)");
        DatePicker first = Fields.day("firstDay", t("ui.years.first"), next);
        DatePicker last =
                Fields.day("lastDay", t("ui.years.last"), next.plusYears(1).minusDays(1));
        dialog.add(Fields.form(first, last));
        dialog.getFooter().add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.years.open"), () -> {
            if (first.getValue() == null || last.getValue() == null) {
                throw new InvalidField(first.getValue() == null ? "firstDay" : "lastDay", "required");
            }
            in(() -> years.open(first.getValue(), last.getValue()));
            dialog.close();
            refresh();
        }));
        dialog.open();
    }
}
