package coop.entrelacs.ui.identity;

import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.Route;
import coop.entrelacs.audit.Audit;
import coop.entrelacs.audit.AuditEntry;
import coop.entrelacs.audit.AuditFilter;
import coop.entrelacs.reporting.SavedFilters;
import coop.entrelacs.shared.Folding;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.DataList;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.Filters;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who read or changed what is protected. Nothing here can be changed or taken out; the chain of hashes proves it. */
@Route(value = ":tenant/audit", layout = MainLayout.class)
@For(Role.MANAGER)
class AuditView extends TenantView {

    /** Where the page of something is that things are done to. */
    private static final Map<String, String> PAGES = Map.of(
            "member", "members",
            "invoice", "invoices",
            "activity", "activities",
            "customer", "customers",
            "payroll-run", "payroll",
            "fund", "funds",
            "netting", "nettings",
            "project", "projects",
            "treaty", "treaties");

    /** The longest value after an object's kind that is shown whole, in characters; an id is longer. */
    private static final int SHORT = 12;

    /** All that is told in words. */
    private static final Set<String> CODES = ResourceBundle.getBundle("i18n/ui-audit", Locale.FRENCH).keySet().stream()
            .filter(key -> key.startsWith("audit."))
            .map(key -> key.substring("audit.".length()))
            .collect(Collectors.toUnmodifiableSet());

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
                    return audit.search(filter(filters), after == null ? null : Long.valueOf(after), limit);
                })
                .name("action", t("ui.audit.action"), AuditView::action)
                .day("at", t("ui.audit.at"), AuditEntry::at)
                .text("actor", t("ui.audit.actor"), AuditEntry::actorName)
                .link("subject", t("ui.audit.subject"), AuditView::subject, this::page)
                .text("detail", t("ui.audit.detail"), AuditEntry::detail)
                .more("code", t("ui.audit.code"), AuditEntry::action)
                .more("object", t("ui.audit.object"), AuditEntry::subject)
                .more("number", t("ui.audit.number"), AuditEntry::number)
                .more("hash", t("ui.audit.hash"), AuditEntry::hash)
                .search("q", t("ui.audit.search"))
                .days("from", t("ui.from"), "to", t("ui.to"))
                .whenEmpty(new Empty(VaadinIcon.CLIPBOARD_USER, t("ui.audit.empty"), t("ui.audit.empty.why"))));
    }

    /** In words where there are some; the code itself is part of the API and always true. */
    private static String action(AuditEntry entry) {
        String key = "audit." + entry.action();
        return Texts.has(key) ? t(key) : entry.action();
    }

    /** Words are looked for in what was done, as the reader reads it, and in the names of who did it; {@code member:0198…} is one object. */
    private static AuditFilter filter(Filters filters) {
        String text = filters.text("q");
        boolean object = text != null && text.matches("[a-z-]+:\\S+");
        Set<String> actions = text == null || object
                ? Set.of()
                : CODES.stream()
                        .filter(code -> Folding.finds(text, t("audit." + code)))
                        .collect(Collectors.toSet());
        return new AuditFilter(
                object ? text : filters.text("subject"),
                actions,
                object ? null : text,
                text != null && !object,
                filters.day("from"),
                filters.day("to"));
    }

    /** What it was done to, in words, with the beginning of its id where it has one. */
    private static String subject(AuditEntry entry) {
        int colon = entry.subject().indexOf(':');
        String key =
                "ui.audit.of." + (colon < 0 ? entry.subject() : entry.subject().substring(0, colon));
        if (!Texts.has(key)) {
            return entry.subject();
        }
        if (colon < 0) {
            return t(key);
        }
        String id = entry.subject().substring(colon + 1);
        // Days and months are short and shown whole. Ids begin with their time of creation, so their end is shown.
        return t(key) + (id.length() <= SHORT ? " " + id : " …" + id.substring(id.length() - 6));
    }

    private @Nullable String page(AuditEntry entry) {
        int colon = entry.subject().indexOf(':');
        String folder = colon < 0 ? null : PAGES.get(entry.subject().substring(0, colon));
        return folder == null ? null : to(folder + "/" + entry.subject().substring(colon + 1));
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
