package coop.entrelacs.ui.identity;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.checkbox.CheckboxGroup;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.Route;
import coop.entrelacs.identity.ApiClient;
import coop.entrelacs.identity.Clients;
import coop.entrelacs.identity.Confirmation;
import coop.entrelacs.identity.Confirmations;
import coop.entrelacs.identity.Grants;
import coop.entrelacs.identity.Invitation;
import coop.entrelacs.identity.Invitations;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.Tenants;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.State;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.ToldOnce;
import coop.entrelacs.ui.kit.Tone;
import java.time.Clock;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who may enter, as what; who is invited; which programs have a key. */
@Route(value = ":tenant/people", layout = MainLayout.class)
@For(Role.MANAGER)
class PeopleView extends TenantView {

    private static final int PAGE = 100;
    private static final Set<String> ROLES =
            Arrays.stream(Role.values()).map(Role::name).collect(Collectors.toUnmodifiableSet());

    private final transient Grants grants;
    private final transient Invitations invitations;
    private final transient Clients clients;
    private final transient Confirmations confirmations;
    private final transient Tenants tenants;
    private final transient Clock clock;

    PeopleView(
            Grants grants,
            Invitations invitations,
            Clients clients,
            Confirmations confirmations,
            Tenants tenants,
            Clock clock) {
        this.confirmations = confirmations;
        this.grants = grants;
        this.invitations = invitations;
        this.clients = clients;
        this.tenants = tenants;
        this.clock = clock;
    }

    @Override
    protected void show() {
        headline(t("ui.people.title"), Buttons.primary(t("ui.people.invite"), this::invite))
                .lead(t("ui.people.lead"));
        confirmations();
        add(people(), invited(), programs(), notices());
        if (begins("new")) {
            invite();
        }
    }

    /** What another manager asked, first of all: it waits for the reader. */
    private void confirmations() {
        List<Confirmation> waiting = in(confirmations::waiting);
        if (waiting.isEmpty()) {
            return;
        }
        Card card = new Card(t("ui.confirmations"));
        card.add(new Paragraph(t("ui.confirmations.lead")));
        Table table = new Table(
                t("ui.confirmations"),
                t("ui.confirmations.what"),
                t("ui.people.name"),
                t("ui.people.roles"),
                t("ui.confirmations.by"),
                t("ui.confirmations.at"),
                "");
        waiting.forEach(one -> {
            Div acts = new Div();
            if (in(() -> confirmations.mayConfirm(one))) {
                acts.add(Buttons.plain(
                        t("ui.confirmations.confirm"), () -> decide(() -> confirmations.confirm(one.id()))));
            }
            if (in(() -> confirmations.mayRefuse(one))) {
                acts.add(Buttons.quiet(
                        t("ui.confirmations.refuse"),
                        VaadinIcon.CLOSE_SMALL,
                        () -> decide(() -> confirmations.refuse(one.id()))));
            }
            table.row(
                    t("ui.confirmations.kind." + one.kind()),
                    one.name(),
                    words(one.roles()),
                    one.askedByName(),
                    one.askedAt(),
                    acts);
        });
        card.add(table);
        add(card);
    }

    private void decide(Runnable decision) {
        act(decision);
        refresh();
    }

    private Card notices() {
        Card card = new Card(t("ui.notices"));
        Table table = new Table(
                t("ui.notices"),
                t("ui.confirmations.at"),
                t("ui.confirmations.what"),
                t("ui.people.name"),
                t("ui.notices.detail"),
                t("ui.notices.by"));
        in(() -> confirmations.notices(20))
                .forEach(one -> table.row(
                        one.at(),
                        t("ui.notices.what." + one.what()),
                        one.person() == null ? "–" : one.person(),
                        Arrays.stream(one.detail().split(" "))
                                .map(word -> ROLES.contains(word) ? Texts.word(Role.valueOf(word)) : word)
                                .collect(Collectors.joining(", ")),
                        one.by() == null ? "Entrelacs" : one.by()));
        card.add(new Paragraph(t("ui.notices.lead")), table);
        return card;
    }

    private Card people() {
        Card card = new Card(t("ui.people.access"));
        Div rows = new Div();
        card.add(rows);
        more(rows, null);
        return card;
    }

    private void more(Div rows, @Nullable UUID after) {
        var page = in(() -> grants.here(after, PAGE));
        Table table =
                new Table(t("ui.people.access"), t("ui.people.name"), t("ui.people.email"), t("ui.people.roles"), "");
        page.items()
                .forEach(access -> table.row(
                        access.name(),
                        access.email(),
                        words(access.roles()),
                        Buttons.quiet(t("ui.people.change"), VaadinIcon.EDIT, () -> change(access))));
        rows.add(table);
        String next = page.next();
        if (next != null) {
            Div bar = new Div();
            bar.add(Buttons.plain(t("ui.people.more"), () -> {
                rows.remove(bar);
                more(rows, UUID.fromString(next));
            }));
            rows.add(bar);
        }
    }

    private void change(Grants.Access access) {
        Dialog dialog = new Dialog(t("ui.people.change.title", access.name()));
        CheckboxGroup<Role> roles = roles();
        roles.setValue(access.roles());
        dialog.add(new Paragraph(t("ui.people.change.lead")), roles);
        dialog.getFooter().add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.save"), () -> {
            Set<Role> wanted = roles.getValue();
            Set<Role> waiting = EnumSet.noneOf(Role.class);
            act(() -> {
                for (Role role : wanted) {
                    if (!access.roles().contains(role) && !grants.grant(access.person(), role)) {
                        waiting.add(role);
                    }
                }
                access.roles().stream()
                        .filter(role -> !wanted.contains(role))
                        .filter(role -> !grants.revoke(access.person(), role))
                        .forEach(waiting::add);
            });
            dialog.close();
            refresh();
            Refusals.done(
                    waiting.isEmpty() ? t("ui.people.changed", access.name()) : t("ui.people.waits", words(waiting)));
        }));
        dialog.open();
    }

    private Component invited() {
        var page = in(() -> invitations.here(null, PAGE));
        Card card = new Card(t("ui.invitations"));
        if (page.items().isEmpty()) {
            card.add(new Paragraph(t("ui.invitations.none")));
            return card;
        }
        Table table = new Table(
                t("ui.invitations"),
                t("ui.people.name"),
                t("ui.people.email"),
                t("ui.people.roles"),
                t("ui.state"),
                t("ui.invitations.until"),
                "");
        page.items()
                .forEach(invitation -> table.row(
                        invitation.name(),
                        invitation.email(),
                        words(invitation.roles()),
                        state(invitation),
                        invitation.expiresAt(),
                        isOpen(invitation)
                                ? Buttons.quiet(
                                        t("ui.invitations.withdraw"),
                                        VaadinIcon.CLOSE_SMALL,
                                        () -> withdraw(invitation))
                                : null));
        card.add(table);
        return card;
    }

    private State state(Invitation invitation) {
        if (invitation.usedAt() != null) {
            return new State(t("ui.invitations.used"), Tone.GOOD);
        }
        if (invitation.withdrawnAt() != null) {
            return new State(t("ui.invitations.withdrawn"), Tone.NEUTRAL);
        }
        return isOpen(invitation)
                ? new State(t("ui.invitations.open"), Tone.WAITING)
                : new State(t("ui.invitations.expired"), Tone.BAD);
    }

    private boolean isOpen(Invitation invitation) {
        return invitation.usedAt() == null
                && invitation.withdrawnAt() == null
                && invitation.expiresAt().isAfter(clock.instant());
    }

    private void withdraw(Invitation invitation) {
        act(() -> invitations.withdraw(invitation.id()));
        refresh();
    }

    private void invite() {
        Dialog dialog = new Dialog(t("ui.people.invite"));
        dialog.setWidth("min(36rem, 96vw)");
        TextField name = Fields.text("name", t("ui.people.name"), null);
        TextField email = Fields.text("email", t("ui.people.email"), null);
        CheckboxGroup<Role> roles = roles();
        dialog.add(new Paragraph(t("ui.people.invite.lead")), Fields.form(name, email), roles);
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.people.invite"), () -> {
                    Invitations.Link link =
                            in(() -> invitations.invite(email.getValue(), name.getValue(), roles.getValue()));
                    dialog.close();
                    refresh();
                    ToldOnce.show(
                            t("ui.people.invited"),
                            t("ui.people.invited.lead", email.getValue())
                                    + (link.waits() ? " " + t("ui.people.invited.waits") : ""),
                            t("ui.people.link"),
                            ToldOnce.address(link.path()));
                }));
        dialog.open();
    }

    private Card programs() {
        List<ApiClient> all = in(clients::here);
        Card card = new Card(t("ui.programs")).acts(Buttons.plain(t("ui.programs.add"), this::register));
        if (all.isEmpty()) {
            card.add(new Empty(VaadinIcon.AUTOMATION, t("ui.programs.none"), t("ui.programs.none.why")));
            return card;
        }
        Table table = new Table(
                t("ui.programs"),
                t("ui.people.name"),
                t("ui.programs.id"),
                t("ui.people.roles"),
                t("ui.programs.since"),
                t("ui.state"),
                "");
        all.forEach(client -> table.row(
                client.name(),
                client.clientId(),
                words(client.roles()),
                client.registeredAt(),
                client.withdrawnAt() == null
                        ? new State(t("ui.programs.active"), Tone.GOOD)
                        : new State(t("ui.invitations.withdrawn"), Tone.NEUTRAL),
                client.withdrawnAt() == null
                        ? Buttons.quiet(
                                t("ui.invitations.withdraw"),
                                VaadinIcon.CLOSE_SMALL,
                                () -> Buttons.irreversible(
                                        t("ui.programs.withdraw", client.name()),
                                        t("ui.programs.withdraw.what"),
                                        t("ui.invitations.withdraw"),
                                        () -> {
                                            act(() -> clients.withdraw(client.id()));
                                            refresh();
                                        }))
                        : null));
        card.add(table);
        return card;
    }

    private void register() {
        Dialog dialog = new Dialog(t("ui.programs.add"));
        dialog.setWidth("min(36rem, 96vw)");
        TextField name = Fields.text("name", t("ui.people.name"), null);
        CheckboxGroup<Role> roles = roles();
        Set<Role> own = in(() -> CurrentTenant.actor().roles());
        roles.setItems(Arrays.stream(Role.values()).filter(own::contains).toList());
        dialog.add(new Paragraph(t("ui.programs.add.lead")), Fields.form(name), roles);
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.programs.add"), () -> {
                    Clients.Registered registered =
                            in(() -> clients.registerProgram(name.getValue(), roles.getValue()));
                    dialog.close();
                    refresh();
                    ToldOnce.show(
                            t("ui.programs.added"),
                            t("ui.programs.added.lead", registered.client().clientId()),
                            t("ui.programs.secret"),
                            String.valueOf(registered.secret()));
                }));
        dialog.open();
    }

    private CheckboxGroup<Role> roles() {
        boolean federation = tenants.get(tenant()).kind() == Tenant.Kind.FEDERATION;
        CheckboxGroup<Role> roles = Fields.named("roles", new CheckboxGroup<>());
        roles.setLabel(t("ui.people.roles"));
        roles.setItems(Arrays.stream(Role.values())
                .filter(role -> role != Role.OPERATOR && (federation || role != Role.COORDINATOR))
                .toList());
        roles.setItemLabelGenerator(Texts::word);
        roles.addThemeName("vertical");
        return roles;
    }

    private static String words(Set<Role> roles) {
        return roles.isEmpty()
                ? "–"
                : EnumSet.copyOf(roles).stream()
                        .sorted(Comparator.naturalOrder())
                        .map(Texts::word)
                        .collect(Collectors.joining(", "));
    }
}
