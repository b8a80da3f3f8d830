package coop.entrelacs.ui.ledger;

import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.upload.Upload;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.streams.UploadHandler;
import coop.entrelacs.ledger.FecAnswers;
import coop.entrelacs.ledger.FecImports;
import coop.entrelacs.ledger.FecImports.FecPreview;
import coop.entrelacs.ledger.FecQuestion;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Period;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.Reports;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Uploads;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Takes over the books of another software from its audit file (FEC): a preview first, then the import as a job. */
@Route(value = ":tenant/import", layout = MainLayout.class)
@For(Role.ACCOUNTANT)
class ImportView extends TenantView {

    private static final int LARGEST = 64 * 1024 * 1024;

    private final transient FecImports imports;
    private final Div outcome = new Div();
    /** What was answered of the file at hand, by the parameter that answers it; journals one by one. */
    private final Map<String, String> answered = new HashMap<>();

    ImportView(FecImports imports) {
        this.imports = imports;
        outcome.addClassName("stack");
        outcome.getElement().setAttribute("role", "status");
    }

    @Override
    protected void show() {
        outcome.removeAll();
        headline(t("ui.import")).lead(t("ui.import.lead"));
        Upload upload = new Upload(UploadHandler.inMemory((metadata, content) -> {
            answered.clear();
            preview(metadata.fileName(), content);
        }));
        upload.setMaxFiles(1);
        upload.setMaxFileSize(LARGEST);
        upload.setI18n(Uploads.words());
        upload.setWidthFull();
        upload.getElement().setAttribute("aria-label", t("ui.import.choose"));
        add(new Card(t("ui.import.choose"), new Paragraph(t("ui.import.what")), upload), outcome);
        List<FecImports.FecImport> before = in(imports::list);
        if (!before.isEmpty()) {
            Table table = new Table(
                    t("ui.import.before"),
                    t("ui.import.file"),
                    t("ui.import.at"),
                    t("ui.years.of"),
                    "#" + t("ui.entries"),
                    "#" + t("ui.lines"),
                    "#" + t("ui.debit"),
                    t("ui.acts"));
            before.forEach(one -> table.row(
                    one.fileName(),
                    one.importedAt(),
                    Texts.day(one.firstDay()) + " – " + Texts.day(one.lastDay()),
                    one.entries(),
                    one.lines(),
                    one.debit(),
                    one.undoneAt() != null
                            ? t("ui.import.undone", Texts.time(one.undoneAt()))
                            : Buttons.plain(t("ui.import.undo"), () -> undo(one))));
            add(new Card(t("ui.import.before"), table));
        }
    }

    private void undo(FecImports.FecImport one) {
        Buttons.irreversible(
                t("ui.import.undo"),
                t("ui.import.undo.why", one.fileName(), one.entries(), one.debit()),
                t("ui.import.undo"),
                () -> {
                    in(() -> imports.undo(one.id()));
                    Refusals.done(t("ui.import.undo.done"));
                    refresh();
                });
    }

    /** @throws InvalidField if a year was answered that is none */
    private FecAnswers answers() {
        String year = answered.get("firstDay");
        String grouping = answered.get("grouping");
        Map<String, String> journals = new HashMap<>();
        answered.forEach((parameter, answer) -> {
            if (parameter.startsWith("journals:")) {
                int colon = answer.lastIndexOf(':');
                if (colon < 1 || colon == answer.length() - 1) {
                    throw new InvalidField(parameter, "journal-pair", answer);
                }
                journals.put(answer.substring(0, colon), answer.substring(colon + 1));
            }
        });
        return new FecAnswers(
                year == null ? null : period(year),
                answered.get("siren"),
                answered.get("openingJournal"),
                grouping == null ? null : FecAnswers.Grouping.valueOf(grouping),
                answered.get("suspenseAccount"),
                journals);
    }

    private static Period period(String days) {
        try {
            String[] both = days.split("/", -1);
            return new Period(LocalDate.parse(both[0].strip()), LocalDate.parse(both[1].strip()));
        } catch (DateTimeException | ArrayIndexOutOfBoundsException | InvalidField e) {
            throw new InvalidField("firstDay", "fec-year-form", days);
        }
    }

    /** The questions of a file, each with its choices; another answer can be typed where that makes sense. */
    private Card questions(String name, byte[] content, FecPreview preview) {
        Card card = new Card(t("ui.import.asks"));
        Map<String, ComboBox<String>> fields = new LinkedHashMap<>();
        for (FecQuestion question : preview.questions()) {
            String key = question.parameter().equals("journals")
                    ? "journals:" + question.arguments().getFirst()
                    : question.parameter();
            ComboBox<String> field = new ComboBox<>(
                    t("refusal." + question.code(), question.arguments().toArray()));
            field.setItems(question.choices());
            field.setItemLabelGenerator(choice -> choice(question, choice));
            field.setAllowCustomValue(!question.parameter().equals("grouping")
                    && !question.parameter().equals("siren"));
            field.addCustomValueSetListener(typed -> {
                List<String> more = new ArrayList<>(question.choices());
                more.add(typed.getDetail());
                field.setItems(more);
                field.setValue(typed.getDetail());
            });
            field.setWidthFull();
            field.setRequiredIndicatorVisible(question.needed());
            Fields.named(key, field);
            fields.put(key, field);
            card.add(field);
        }
        card.acts(Buttons.primary(t("ui.import.answer"), () -> {
            fields.forEach((parameter, field) -> {
                if (field.getValue() != null && !field.getValue().isBlank()) {
                    answered.put(parameter, field.getValue().strip());
                }
            });
            preview(name, content);
        }));
        return card;
    }

    private String choice(FecQuestion question, String choice) {
        return switch (question.parameter()) {
            case "grouping" -> t("ui.import.grouping." + choice);
            case "siren" -> t("ui.import.siren.own", choice);
            case "openingJournal" -> choice.equals("-") ? t("ui.import.opening.none") : choice;
            default -> choice;
        };
    }

    private void preview(String name, byte[] content) {
        FecPreview preview = in(() -> imports.preview(name, content, answers()));
        outcome.removeAll();
        if (preview.importedAt() != null) {
            Paragraph known = new Paragraph(t("ui.import.known", Texts.time(preview.importedAt())));
            known.addClassNames("note", "bad");
            outcome.add(known);
        } else if (preview.errors() > 0) {
            Paragraph bad = new Paragraph(t("ui.import.refused", preview.errors()));
            bad.addClassNames("note", "bad");
            outcome.add(bad);
        }
        outcome.add(Figure.row(
                new Figure(t("ui.entries"), Texts.number(preview.entries())),
                new Figure(t("ui.lines"), Texts.number(preview.lines())),
                new Figure(t("ui.debit"), Texts.money(preview.totalDebit())),
                new Figure(t("ui.credit"), Texts.money(preview.totalCredit()))
                        .means(t(
                                preview.totalDebit().equals(preview.totalCredit())
                                        ? "ui.import.balanced"
                                        : "ui.import.unbalanced"))));
        Card about = new Card(t("ui.import.would"));
        if (preview.firstDay() != null) {
            about.add(new Paragraph(t(
                    preview.opensYear() ? "ui.import.opens" : "ui.import.into",
                    preview.firstDay(),
                    preview.lastDay())));
        }
        about.add(new Paragraph(t(
                "ui.import.makes",
                preview.newAccounts().size(),
                preview.newThirdParties(),
                preview.encoding(),
                preview.separator())));
        if (!preview.journals().isEmpty()) {
            Table journals = new Table(
                    t("ui.journals"),
                    t("ui.journal"),
                    "#" + t("ui.entries"),
                    "#" + t("ui.lines"),
                    "#" + t("ui.debit"),
                    "#" + t("ui.credit"));
            preview.journals()
                    .forEach(one -> journals.row(
                            one.code() + " " + one.label() + (one.exists() ? "" : " · " + t("ui.import.new")),
                            one.entries(),
                            one.lines(),
                            one.debit(),
                            one.credit()));
            about.add(journals);
        }
        if (preview.importable()) {
            about.acts(Buttons.primary(t("ui.import.start"), () -> {
                UUID job = in(() -> imports.submit(name, content, answers()));
                go("jobs/" + job);
            }));
        }
        if (!preview.questions().isEmpty()) {
            outcome.add(questions(name, content, preview));
        }
        outcome.add(about);
        if (!preview.findings().isEmpty()) {
            outcome.add(new Reports(Map.of(), Map.of(), preview.findings()));
        }
    }
}
