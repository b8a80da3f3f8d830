package coop.entrelacs.ui.members;

import com.vaadin.flow.component.icon.VaadinIcon;
import coop.entrelacs.members.Deadlines;
import coop.entrelacs.members.MemberFilter;
import coop.entrelacs.members.MemberLinks;
import coop.entrelacs.members.Members;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.ui.kit.Pages;
import coop.entrelacs.ui.kit.Texts;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

@Component
class MemberPages implements Pages {

    /** Beyond that many it is told as that many. */
    private static final int MANY = 100;

    private final Members members;
    private final MemberLinks links;
    private final Deadlines deadlines;
    private final Clock clock;

    MemberPages(Members members, MemberLinks links, Deadlines deadlines, Clock clock) {
        this.links = links;
        this.members = members;
        this.deadlines = deadlines;
        this.clock = clock;
    }

    @Override
    public boolean servedIn(Tenant.Kind kind) {
        return kind == Tenant.Kind.COOPERATIVE;
    }

    @Override
    public List<Destination> destinations() {
        return List.of(
                new Destination(MembersView.class, "members", "ui.members", VaadinIcon.USERS, Group.ACCOMPANY, 10),
                new Destination(
                        DeadlinesView.class, "deadlines", "ui.deadlines", VaadinIcon.ALARM, Group.ACCOMPANY, 20),
                new Destination(SharesView.class, "shares", "ui.shares", VaadinIcon.PIE_CHART, Group.COOPERATIVE, 30),
                new Destination(
                        ContributionRulesView.class,
                        "contribution-rules",
                        "ui.rules",
                        VaadinIcon.SCALE_UNBALANCE,
                        Group.COOPERATIVE,
                        20));
    }

    /** Links of members to people that a colleague asked for, and what falls due within a month for the members one accompanies. */
    @Override
    public List<Waiting> waiting(Actor actor) {
        List<Waiting> all = new ArrayList<>();
        if (actor.isAnyOf(Role.ADVISOR, Role.MANAGER, Role.PAYROLL_OFFICER)) {
            links.waiting().stream()
                    .filter(links::mayConfirm)
                    .map(one -> new Waiting(
                            Texts.t(one.person() == null ? "ui.member.unlink.waits" : "ui.member.link.waits"),
                            1,
                            "members/" + one.member()))
                    .forEach(all::add);
        }
        if (!actor.is(Role.ADVISOR)) {
            return all;
        }
        int due = deadlines
                .radar(LocalDate.now(clock).plusMonths(1), null, actor.subject(), null, MANY)
                .items()
                .size();
        all.add(new Waiting(Texts.t("ui.bell.deadlines", due), due, "deadlines?mine=true"));
        return all;
    }

    @Override
    public List<Act> acts(Actor actor) {
        return actor.isAnyOf(Role.ADVISOR, Role.MANAGER)
                ? List.of(new Act("ui.member.add", VaadinIcon.USER, "members?do=new"))
                : List.of();
    }

    @Override
    public List<Hit> find(String text, Actor actor) {
        if (!actor.isAnyOf(Role.ADVISOR, Role.ACCOUNTANT, Role.MANAGER, Role.PAYROLL_OFFICER)) {
            return List.of();
        }
        return members.list(MemberFilter.named(text), null, 4).items().stream()
                .map(member -> new Hit(
                        "ui.member",
                        VaadinIcon.USER,
                        member.displayName(),
                        member.number() + " · " + Texts.word(member.stage()),
                        "members/" + member.id()))
                .toList();
    }
}
