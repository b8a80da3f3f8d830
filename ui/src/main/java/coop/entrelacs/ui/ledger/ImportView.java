package coop.entrelacs.ui.ledger;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.upload.Upload;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.streams.UploadHandler;
import coop.entrelacs.ledger.FecImports;
import coop.entrelacs.ledger.FecImports.FecPreview;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Reports;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Uploads;
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

    ImportView(FecImports imports) {
        this.imports = imports;
        outcome.addClassName("stack");
        outcome.getElement().setAttribute("role", "status");
    }

    @Override
    protected void show() {
        outcome.removeAll();
        headline(t("ui.import")).lead(t("ui.import.lead"));
        Upload upload =
                new Upload(UploadHandler.inMemory((metadata, content) -> preview(metadata.fileName(), content)));
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
                    "#" + t("ui.debit"));
            before.forEach(one -> table.row(
                    one.fileName(),
                    one.importedAt(),
                    Texts.day(one.firstDay()) + " – " + Texts.day(one.lastDay()),
                    one.entries(),
                    one.lines(),
                    one.debit()));
            add(new Card(t("ui.import.before"), table));
        }
    }

    private void preview(String name, byte[] content) {
        FecPreview preview = in(() -> imports.preview(name, content, null));
        outcome.removeAll();
        if (preview.importedAt() != null) {
            Paragraph known = new Paragraph(t("ui.import.known", Texts.time(preview.importedAt())));
            known.addClassNames("note", "bad");
            outcome.add(known);
        } else if (!preview.importable()) {
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
                UUID job = in(() -> imports.submit(name, content, null));
                go("jobs/" + job);
            }));
        }
        outcome.add(about);
        if (!preview.findings().isEmpty()) {
            outcome.add(new Reports(Map.of(), Map.of(), preview.findings()));
        }
    }
}
