package coop.entrelacs.ui.tenancy;

import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Header;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.component.upload.Upload;
import com.vaadin.flow.component.upload.UploadFormat;
import com.vaadin.flow.server.streams.TemporaryFileUploadHandler;
import coop.entrelacs.identity.Operators;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.tenancy.OldCopies;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.TenantRestore;
import coop.entrelacs.tenancy.TenantRestores;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.State;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import coop.entrelacs.ui.kit.Uploads;
import coop.entrelacs.web.BodyLimit;
import java.io.File;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tenants brought back from their archives, and the old copies that moves and restores left. */
class DeploymentRestores extends Section {

    private final transient TenantRestores restores;
    private final transient OldCopies copies;
    private final transient Operators operators;
    private final transient Runnable changed;
    private final Grid<TenantRestore> grid = new Grid<>();
    private final H2 oldTitle = new H2(Texts.t("ui.old-copies"));
    private final Paragraph oldLead = new Paragraph(Texts.t("ui.old-copies.lead"));
    private final Grid<OldCopies.Copy> old = new Grid<>();

    DeploymentRestores(TenantRestores restores, OldCopies copies, Operators operators, Runnable changed) {
        this.restores = restores;
        this.copies = copies;
        this.operators = operators;
        this.changed = changed;
        Paragraph lead = new Paragraph(Texts.t("ui.restores.lead"));
        lead.addClassName("soft");
        Div acts = new Div(Buttons.plain(Texts.t("ui.restore"), this::ask));
        acts.addClassName("acts");
        Header head = new Header(new Div(new H2(Texts.t("ui.restores")), lead), acts);
        head.addClassName("headline");
        for (Grid<?> one : List.of(grid, old)) {
            one.addThemeVariants(GridVariant.NO_BORDER);
            one.addClassName("grid");
            one.setSelectionMode(Grid.SelectionMode.NONE);
            one.setAllRowsVisible(true);
        }
        grid.addColumn(restore -> restore.tenant().value())
                .setHeader(Texts.t("ui.tenant.name"))
                .setWidth("10em");
        grid.addColumn(restore -> Texts.time(restore.archivedAt()))
                .setHeader(Texts.t("ui.restore.to"))
                .setWidth("12em");
        grid.addComponentColumn(restore -> state(restore).badge())
                .setHeader(Texts.t("ui.state"))
                .setWidth("9em");
        grid.addColumn(DeploymentRestores::told)
                .setHeader(Texts.t("ui.move.report"))
                .setFlexGrow(2)
                .setWidth("18em");
        grid.addColumn(restore -> Texts.time(restore.askedAt()))
                .setHeader(Texts.t("ui.move.asked"))
                .setWidth("10em");
        oldLead.addClassName("soft");
        old.addColumn(copy -> copy.tenant().value())
                .setHeader(Texts.t("ui.tenant.name"))
                .setWidth("10em");
        old.addColumn(OldCopies.Copy::server)
                .setHeader(Texts.t("ui.tenant.server"))
                .setWidth("8em");
        old.addColumn(copy -> Texts.t("ui.old-copy.why." + copy.why()))
                .setHeader(Texts.t("ui.old-copy.why"))
                .setFlexGrow(2)
                .setWidth("14em");
        old.addColumn(copy -> Texts.time(copy.since()))
                .setHeader(Texts.t("ui.old-copy.since"))
                .setWidth("10em");
        old.addComponentColumn(copy -> Buttons.plain(Texts.t("ui.old-copy.drop"), () -> drop(copy)))
                .setHeader(Texts.t("ui.acts"))
                .setWidth("9em");
        add(head, grid, oldTitle, oldLead, old);
    }

    void refresh() {
        List<TenantRestore> latest = restores.latest();
        grid.setItems(latest);
        grid.setVisible(!latest.isEmpty());
        List<OldCopies.Copy> left = copies.all();
        old.setItems(left);
        for (var one : List.of(oldTitle, oldLead, old)) {
            one.setVisible(!left.isEmpty());
        }
    }

    private void ask() {
        Dialog dialog = new Dialog(Texts.t("ui.restore"));
        dialog.setWidth("min(38rem, 96vw)");
        Chosen chosen = new Chosen();
        Upload upload = new Upload(new Archives(chosen));
        upload.setUploadFormat(UploadFormat.RAW);
        upload.setMaxFiles(1);
        upload.setAcceptedMimeTypes("application/zip", "application/octet-stream");
        upload.setAcceptedFileExtensions(".archive", ".zip");
        upload.setI18n(Uploads.words());
        upload.setWidthFull();
        upload.getElement().setAttribute("aria-label", Texts.t("ui.restore.file"));
        TextField replace = Fields.text("replace", Texts.t("ui.restore.replace"), null);
        replace.setHelperText(Texts.t("ui.restore.replace.help"));
        dialog.add(new Paragraph(Texts.t("ui.restore.why")), upload, Fields.form(replace));
        dialog.addOpenedChangeListener(change -> {
            if (!change.isOpened()) {
                chosen.set(null);
            }
        });
        dialog.getFooter()
                .add(Buttons.plain(Texts.t("ui.cancel"), dialog::close), Buttons.primary(Texts.t("ui.restore"), () -> {
                    operators.require();
                    File file = chosen.file;
                    if (file == null) {
                        throw new InvalidField("file", "required");
                    }
                    String again = replace.getValue().strip();
                    // Refused, the file stays for a second try until the dialog closes.
                    TenantRestore begun = restores.ask(file.toPath(), again.isEmpty() ? null : again, file::delete);
                    chosen.file = null;
                    dialog.close();
                    changed.run();
                    Refusals.done(Texts.t("ui.restore.begun", begun.tenant().value()));
                }));
        dialog.open();
    }

    /** Takes a file of any size that an archive may have, and writes it to disk as it comes. */
    private static final class Archives extends TemporaryFileUploadHandler {

        private static final long serialVersionUID = 1L;

        Archives(Chosen chosen) {
            super((metadata, file) -> chosen.set(file));
        }

        @Override
        public String getUrlPostfix() {
            return BodyLimit.ARCHIVE;
        }
    }

    /** The file that was handed in, until somebody else answers for it. */
    private static final class Chosen implements java.io.Serializable {

        private static final long serialVersionUID = 1L;

        private @Nullable File file;

        void set(@Nullable File chosen) {
            if (file != null) {
                file.delete();
            }
            file = chosen;
        }
    }

    private void drop(OldCopies.Copy copy) {
        TenantId tenant = copy.tenant();
        Buttons.irreversible(
                Texts.t("ui.old-copy.drop.title", tenant.value(), copy.server()),
                Texts.t("ui.old-copy.drop.why", tenant.value()),
                Texts.t("ui.old-copy.drop"),
                () -> {
                    operators.require();
                    copies.drop(copy.id(), tenant);
                    changed.run();
                });
    }

    private static State state(TenantRestore restore) {
        Tone tone = switch (restore.state()) {
            case RUNNING -> Tone.WAITING;
            case DONE -> Tone.GOOD;
            case FAILED -> Tone.BAD;
        };
        return new State(Texts.t("ui.restore.state." + restore.state()), tone);
    }

    private static String told(TenantRestore restore) {
        return restore.failure() != null
                ? restore.failure()
                : Texts.t("ui.move.tables", restore.tablesDone(), restore.tables(), restore.rows());
    }
}
