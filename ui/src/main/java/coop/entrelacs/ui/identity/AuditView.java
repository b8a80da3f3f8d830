package coop.entrelacs.ui.identity;

import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.Route;
import coop.entrelacs.audit.Audit;
import coop.entrelacs.audit.AuditEntry;
import coop.entrelacs.reporting.SavedFilters;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.DataList;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;

/** Who read or changed what is protected. Nothing here can be changed or taken out; the chain of hashes proves it. */
@Route(value = ":tenant/audit", layout = MainLayout.class)
@For(Role.MANAGER)
class AuditView extends TenantView {

    private final transient Audit audit;
    private final transient SavedFilters saved;

    AuditView(Audit audit, SavedFilters saved) {
        this.audit = audit;
        this.saved = saved;
    }

    @Override
    protected void show() {
        headline(t("ui.audit"), Buttons.plain(t("ui.audit.verify"), this::verify))
                .lead(t("ui.audit.lead"));
        add(new DataList<AuditEntry>("audit", query(), saved, (filters, after, limit) -> {
                    String subject = filters.text("subject");
                    return audit.newest(
                            subject == null || subject.isBlank() ? null : subject.strip(),
                            after == null ? null : Long.valueOf(after),
                            limit);
                })
                .name("action", t("ui.audit.action"), AuditView::action)
                .day("at", t("ui.audit.at"), AuditEntry::at)
                .text("actor", t("ui.audit.actor"), AuditEntry::actorName)
                .text("subject", t("ui.audit.subject"), AuditEntry::subject)
                .text("detail", t("ui.audit.detail"), AuditEntry::detail)
                .more("number", t("ui.audit.number"), AuditEntry::number)
                .more("hash", t("ui.audit.hash"), AuditEntry::hash)
                .search("subject", t("ui.audit.search"))
                .whenEmpty(new Empty(VaadinIcon.CLIPBOARD_USER, t("ui.audit.empty"), t("ui.audit.empty.why"))));
    }

    /** In words where there are some; the code itself is part of the API and always true. */
    private static String action(AuditEntry entry) {
        String key = "audit." + entry.action();
        return Texts.has(key) ? t(key) : entry.action();
    }

    private void verify() {
        var broken = in(audit::firstBroken);
        if (broken.isEmpty()) {
            Refusals.done(t("ui.audit.sound"));
        } else {
            Buttons.confirm(t("ui.audit.broken"), t("ui.audit.broken.what", broken.get()), t("ui.close"), () -> {});
        }
    }
}
