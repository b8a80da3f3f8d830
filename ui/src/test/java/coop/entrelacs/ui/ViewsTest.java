package coop.entrelacs.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.browserless.internal.MockVaadin;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridSortOrder;
import com.vaadin.flow.component.grid.GridTester;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.notification.Notification;
import com.vaadin.flow.component.sidenav.SideNavItem;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.provider.SortDirection;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.RouteConfiguration;
import com.vaadin.flow.router.RouteData;
import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.identity.People;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.reporting.SavedFilters;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.DataList;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.web.Page;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Import;

/** Every page for every role, as the server makes it: each opens or is not there, none fails, and what it offers leads somewhere. */
@EntrelacsTest
@Import(World.class)
class ViewsTest {

    /** Who signs in, with the roles they hold in {@code brindille}. */
    private static final Map<String, Role> STAFF = Map.of(
            "compta", Role.ACCOUNTANT,
            "gerance", Role.MANAGER,
            "conseil", Role.ADVISOR,
            "paie", Role.PAYROLL_OFFICER,
            "tresor", Role.TREASURER,
            "comite", Role.COMMITTEE_MEMBER,
            "maelle", Role.MEMBER);

    /** Nothing of these is in a cooperative, whoever asks. */
    private static final Set<String> OF_FEDERATIONS =
            Set.of("council", "pool-claims", "pool-outlook", "together", "treaties");

    @Autowired
    ApplicationContext beans;

    @Autowired
    World world;

    @Autowired
    People people;

    @Autowired
    Ledger ledger;

    @Autowired
    SavedFilters saved;

    @BeforeEach
    void aWorld() {
        world.ensure();
    }

    @Test
    void someone_of_each_role_lands_on_their_own_work() {
        assertThat(home("compta", world.cooperative)).isEqualTo("brindille/inbox");
        assertThat(home("gerance", world.cooperative)).isEqualTo("brindille/today");
        assertThat(home("conseil", world.cooperative)).isEqualTo("brindille/members");
        assertThat(home("paie", world.cooperative)).isEqualTo("brindille/payroll");
        assertThat(home("tresor", world.cooperative)).isEqualTo("brindille/fund-payments");
        assertThat(home("comite", world.cooperative)).isEqualTo("brindille/requests");
        assertThat(home("maelle", world.cooperative)).isEqualTo("brindille/activity");
        assertThat(home("coordination", world.federation)).isEqualTo("archipel/pool-today");
    }

    @Test
    void every_page_opens_for_the_roles_it_is_for_and_is_not_there_for_the_others() {
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, Role> one : STAFF.entrySet()) {
            try (PagesWithoutBrowser tab = tab(one.getKey())) {
                for (RouteData route : RouteConfiguration.forApplicationScope().getAvailableRoutes()) {
                    For who = route.getNavigationTarget().getAnnotation(For.class);
                    if (who == null) {
                        continue;
                    }
                    boolean admitted =
                            who.value().length == 0 || List.of(who.value()).contains(one.getValue());
                    boolean ofFederations =
                            OF_FEDERATIONS.contains(route.getTemplate().replace(":tenant/", ""));
                    boolean ofOne = route.getRouteParameters().size() > 1;
                    String address = route.getTemplate()
                            .replace(":tenant", "brindille")
                            .replaceAll(":\\w+", Ids.next().toString());
                    Component shown = tab.go(address);
                    boolean there = !(shown instanceof NotFoundView);
                    // A page of one thing is not there where the thing is not; one with a choice of its own may be.
                    if (shown instanceof ProblemView
                            || there && !admitted
                            || !there && admitted && !ofOne && !ofFederations) {
                        wrong.add(one.getKey() + ": " + address + " -> "
                                + shown.getClass().getSimpleName());
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void no_link_or_row_that_someone_is_offered_ends_on_a_dead_page() {
        CurrentTenant.run(
                Actor.system(world.cooperative),
                () -> ledger.post(new JournalEntry(
                        "BQ",
                        LocalDate.now(),
                        "Vente payée",
                        null,
                        null,
                        null,
                        List.of(JournalLine.debit("512", Money.of("40")), JournalLine.credit("706", Money.of("40"))))));
        List<String> dead = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        for (Locale language : List.of(Locale.FRENCH, Locale.ENGLISH)) {
            STAFF.keySet().forEach(login -> crawl(login, "brindille", language, dead, seen));
            crawl("coordination", "archipel", language, dead, seen);
            crawl("operateur", "deployment", language, dead, seen);
        }
        assertThat(dead).as("of %s", seen).isEmpty();
        assertThat(seen).hasSizeGreaterThan(200).anyMatch(one -> one.contains("row of brindille/balance"));
    }

    /** However long it is: the first rows come at once, and no more than those in sight are read. */
    @Test
    void a_long_list_is_read_a_page_at_a_time() {
        List<String> asked = new ArrayList<>();
        try (PagesWithoutBrowser tab = tab("compta")) {
            tab.go("brindille/jobs");
            DataList<Integer> list = numbers(20_000, asked);
            tab.add(list);
            assertThat(new GridTester<>(grid(list)).getRow(0)).isZero();
            assertThat(asked).containsExactly("null+50");
            assertThat(grid(list).isAllRowsVisible()).isFalse();
        }
    }

    @Test
    void a_list_is_sorted_by_each_of_its_columns_as_its_reader_expects() {
        try (PagesWithoutBrowser tab = tab("compta")) {
            tab.go("brindille/jobs");
            DataList<String> list = new DataList<String>(
                            "test",
                            QueryParameters.empty(),
                            saved,
                            (filters, after, limit) -> new Page<>(List.of("Zoé", "10", "Élan", "9", "Ebène"), null))
                    .name("word", "Mot", one -> one)
                    .figure("number", "Nombre", one -> one.matches("\\d+") ? Integer.valueOf(one) : null);
            tab.add(list);
            GridTester<Grid<String>, String> shown = new GridTester<>(grid(list));

            shown.sortByColumn("word", SortDirection.ASCENDING);
            assertThat(rows(shown, 5)).containsExactly("10", "9", "Ebène", "Élan", "Zoé");
            shown.sortByColumn("number", SortDirection.ASCENDING);
            assertThat(rows(shown, 2)).containsExactly("9", "10");
            shown.sortByColumn("number", SortDirection.DESCENDING);
            assertThat(rows(shown, 2)).containsExactly("10", "9");
            assertThat(list.filters().text("sort")).isEqualTo("-number");
        }
    }

    @Test
    void a_list_too_long_to_be_sorted_says_so_and_keeps_its_order() {
        List<String> asked = new ArrayList<>();
        try (PagesWithoutBrowser tab = tab("compta")) {
            tab.go("brindille/jobs");
            DataList<Integer> list = numbers(20_000, asked);
            tab.add(list);
            Grid<Integer> grid = grid(list);

            // Not by the tester, which clicks until the header shows the order that is never taken.
            grid.sort(GridSortOrder.desc(grid.getColumnByKey("number")).build());
            MockVaadin.clientRoundtrip();

            assertThat(new GridTester<>(grid).getRow(0)).isZero();
            assertThat(grid.getSortOrder()).isEmpty();
            assertThat(list.filters().text("sort")).isNull();
            assertThat(asked.size()).isLessThan(20);
            assertThat(PagesWithoutBrowser.all().filter(Notification.class::isInstance))
                    .hasSize(1);
        }
    }

    /** What is refused stands where the hand is: never behind the dialog, never outside it. */
    @Test
    void what_a_dialog_is_refused_stays_in_the_dialog() {
        try (PagesWithoutBrowser tab = tab("compta")) {
            tab.go("brindille/jobs");
            TextField behind = Fields.text("reason", "Motif", "");
            tab.add(behind);
            Dialog dialog = new Dialog();
            Button act = Buttons.primary("Faire", () -> {
                throw new InvalidField("reason", "required");
            });
            dialog.add(act);
            dialog.open();
            MockVaadin.clientRoundtrip();

            Refusals.show(UI.getCurrent(), new InvalidField("reason", "required"));

            assertThat(behind.isInvalid()).isFalse();
            assertThat(PagesWithoutBrowser.all().filter(Notification.class::isInstance))
                    .isEmpty();
            assertThat(PagesWithoutBrowser.within(dialog)
                            .filter(one -> "alert".equals(one.getElement().getAttribute("role"))))
                    .hasSize(1);
        }
    }

    private DataList<Integer> numbers(int many, List<String> asked) {
        return new DataList<Integer>("test", QueryParameters.empty(), saved, (filters, after, limit) -> {
                    asked.add(after + "+" + limit);
                    int from = after == null ? 0 : Integer.parseInt(after);
                    int to = Math.min(many, from + limit);
                    return new Page<>(
                            IntStream.range(from, to).boxed().toList(), to == many ? null : String.valueOf(to));
                })
                .name("number", "Nombre", one -> one);
    }

    @SuppressWarnings("unchecked") // A list has one grid, of its rows.
    private static <T> Grid<T> grid(DataList<T> list) {
        return (Grid<T>) PagesWithoutBrowser.within(list)
                .filter(Grid.class::isInstance)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> rows(GridTester<Grid<String>, String> shown, int many) {
        return IntStream.range(0, many).mapToObj(shown::getRow).toList();
    }

    private void crawl(String login, String home, Locale language, List<String> dead, List<String> seen) {
        try (PagesWithoutBrowser tab = new PagesWithoutBrowser(beans, person(login), language)) {
            Set<String> known = new HashSet<>(Set.of(home));
            Deque<String> toVisit = new ArrayDeque<>(known);
            while (!toVisit.isEmpty()) {
                String address = toVisit.removeFirst();
                note(tab, login + ": " + address, tab.go(address), dead, seen);
                offer(known, toVisit);
                for (int list = 0; list < lists().size(); list++) {
                    String before = tab.address();
                    new GridTester<>(lists().get(list)).clickRow(0);
                    if (tab.address().equals(before)) {
                        dead.add(login + ": row of " + address + " leads nowhere");
                    }
                    note(tab, login + ": row of " + address, tab.shown(), dead, seen);
                    offer(known, toVisit);
                    tab.go(address);
                }
            }
        }
    }

    private static void note(
            PagesWithoutBrowser tab, String what, Component shown, List<String> dead, List<String> seen) {
        seen.add(what);
        if (shown instanceof NotFoundView || shown instanceof ProblemView) {
            dead.add(what + " -> " + shown.getClass().getSimpleName() + " at " + tab.address());
        }
    }

    /** The lists with rows that open. */
    @SuppressWarnings({"unchecked", "rawtypes"}) // The tester takes a grid of anything.
    private static List<Grid<Object>> lists() {
        return (List) PagesWithoutBrowser.within(UI.getCurrent())
                .filter(one -> one instanceof Grid<?> grid && grid.hasClassName("opens") && grid.isVisible())
                .filter(one -> new GridTester<>((Grid<Object>) one).size() > 0)
                .toList();
    }

    private static void offer(Set<String> known, Deque<String> toVisit) {
        PagesWithoutBrowser.within(UI.getCurrent())
                .flatMap(ViewsTest::addresses)
                .filter(path -> !path.isBlank() && !path.matches("(?:https?:|mailto:|#|/|VAADIN/|\\.).*"))
                .forEach(path -> {
                    if (known.add(kind(path))) {
                        toVisit.add(path);
                    }
                });
    }

    private static Stream<String> addresses(Component one) {
        return switch (one) {
            case Anchor link
            when link.isVisible() && !link.getElement().hasAttribute("download") -> Stream.of(link.getHref());
            case SideNavItem item when item.getPath() != null -> Stream.of(item.getPath());
            default -> Stream.empty();
        };
    }

    /** Each kind of page once: ids and the values of a query do not make another one. */
    private static String kind(String path) {
        return path.replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "*")
                .replaceAll("/\\d[0-9A-Z]*(?=$|[/?])", "/#")
                .replaceAll("=[^&]*", "=");
    }

    private String home(String login, TenantId tenant) {
        try (PagesWithoutBrowser tab = tab(login)) {
            tab.go(tenant.value());
            return tab.address();
        }
    }

    private PagesWithoutBrowser tab(String login) {
        return new PagesWithoutBrowser(beans, person(login), Locale.FRENCH);
    }

    private UUID person(String login) {
        return people.findByEmail(login + "@example.org").orElseThrow().id();
    }
}
