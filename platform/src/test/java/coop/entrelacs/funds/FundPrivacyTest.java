package coop.entrelacs.funds;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.TestTokens;
import coop.entrelacs.funds.FundScene.Scene;
import coop.entrelacs.funds.FundScene.Somebody;
import coop.entrelacs.governance.Choice;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.ControlPlane;
import coop.entrelacs.tenancy.Role;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Plants words in everything a request can hold, lets it live its whole life, and looks for them everywhere. */
@EntrelacsTest
@ExtendWith(OutputCaptureExtension.class)
class FundPrivacyTest {

    /** One for every place in which something private is written. */
    private static final List<String> PLANTED = List.of(
            "zorglubite",
            "verrucostase",
            "pneumofrisson",
            "glottophobie",
            "ordonnance-quinquina.pdf",
            "certificatum-medicum");

    private static final String FIRST_NAME = "Zéphyrine";
    private static final String LAST_NAME = "Quatrebarbes";
    private static final String IBAN = "DE89370400440532013000";

    @Autowired
    AutowireCapableBeanFactory beans;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ControlPlane controlPlane;

    @Autowired
    StringRedisTemplate redis;

    @Autowired
    FundRequests requests;

    @Autowired
    RequestPapers papers;

    @Autowired
    RequestForgetting forgetting;

    @Autowired
    FundDecisions decisions;

    @Autowired
    FundPayments payments;

    @Autowired
    FundDueSteps steps;

    @Autowired
    LiveUpdates live;

    @Autowired
    TestTokens tokens;

    @Autowired
    ConfigurableApplicationContext context;

    @Test
    void what_is_private_is_nowhere_to_be_read(CapturedOutput log) {
        FundScene make = FundScene.in(beans);
        Scene scene = make.aCooperative();
        Somebody asks = make.named(scene.tenant(), FIRST_NAME, LAST_NAME);
        Set<String> rung = ConcurrentHashMap.newKeySet();
        Set<String> published = ConcurrentHashMap.newKeySet();
        ApplicationListener<ApplicationEvent> listener = event -> published.add(
                event instanceof PayloadApplicationEvent<?> told
                        ? String.valueOf(told.getPayload())
                        : event.toString());
        context.addApplicationListener(listener);
        var pages = live.subscribe(scene.tenant(), change -> rung.add(change.toString()));
        RulebookTerms t = FundFixtures.template("relief");
        Fund fund = make.fund(
                scene,
                "relief",
                new RulebookTerms(
                        t.contribution(),
                        t.ceilings(),
                        null,
                        t.grant(),
                        null,
                        0,
                        0,
                        0,
                        new coop.entrelacs.governance.VotingRule(
                                t.voting().quorum(), 3, t.voting().majority(), false),
                        null,
                        15,
                        30,
                        12),
                "9000.00");

        UUID id = asks.does(() -> {
            RequestView draft = requests.draft(new RequestForm(
                    fund.id(),
                    null,
                    Money.of("600.00"),
                    2,
                    null,
                    null,
                    new PrivatePart(
                            Need.ILLNESS,
                            "Soignée pour zorglubite",
                            Money.of("1800.00"),
                            Money.of("600.00"),
                            null,
                            null,
                            null),
                    IBAN));
            requests.submit(draft.id(), draft.version());
            papers.say(draft.id(), "et aussi verrucostase");
            papers.attach(
                    draft.id(), "ordonnance-quinquina.pdf", "certificatum-medicum".getBytes(StandardCharsets.UTF_8));
            return draft.id();
        });
        UUID proposal = scene.sitting().getFirst().does(() -> {
            papers.say(id, "courage");
            return decisions.propose(id, Money.of("600.00"), Ground.NEED_SHOWN, "pneumofrisson établi");
        });
        for (Somebody one : scene.sitting()) {
            one.does(() -> requests.get(id));
            one.does(() -> decisions.vote(proposal, Choice.FOR, "malgré la glottophobie"));
        }
        TestTenants.as(scene.treasurer(), () -> payments.propose(id));
        scene.manages(() -> payments.confirm(id));
        scene.manages(() -> steps.run());
        TestTenants.as(
                scene.treasurer(),
                () -> payments.bankFile(java.time.LocalDate.now(java.time.ZoneId.of("Europe/Paris"))));

        // the needle would be found: the applicant reads it
        assertThat(asks.does(() -> requests.get(id)).details().story()).contains("zorglubite");
        List<String> words = new ArrayList<>(PLANTED);
        words.add("ILLNESS\",\"story"); // the kind of need beside the person
        words.add(IBAN);
        assertThat(found(scene, words)).as("in the tenant's tables").isEmpty();
        assertThat(needsBesidePersons(scene))
                .as("the kind of need in a row that names the request or the member")
                .isEmpty();
        assertThat(inControlPlane(words)).as("in the control plane").isEmpty();
        assertThat(inRedis(words)).as("in Redis").isEmpty();
        LoggerFactory.getLogger(FundPrivacyTest.class).warn("the log is heard");
        assertThat(log.getAll()).as("the log itself").contains("the log is heard");
        assertThat(words).as("in the log").noneMatch(word -> log.getAll().contains(word));

        List<String> names = List.of(FIRST_NAME, LAST_NAME);
        assertThat(found(scene, names))
                .as("the applicant's name, beside the members' own file and the books of who is paid")
                .allMatch(hit -> hit.matches(".* in (member|member_.*|third_party|payslip.*)"));
        List<String> all = new ArrayList<>(words);
        all.addAll(names);
        assertThat(inRedis(names)).as("names in Redis").isEmpty();
        assertThat(names).as("names in the log").noneMatch(name -> log.getAll().contains(name));
        org.awaitility.Awaitility.await().untilAsserted(() -> assertThat(rung).isNotEmpty());
        assertThat(rung)
                .as("what is pushed to pages")
                .noneMatch(told -> all.stream().anyMatch(told::contains));
        assertThat(answers(scene, fund, id, proposal, asks.member()))
                .as("answers of the API to all others")
                .hasSize(84)
                .allSatisfy((asked, answer) -> assertThat(
                                words.stream().filter(answer::contains).toList())
                        .as(asked)
                        .isEmpty());
        pages.close();
        context.removeApplicationListener(listener);
        assertThat(published)
                .as("events")
                .isNotEmpty()
                .noneMatch(told -> all.stream().anyMatch(told::contains));
    }

    /** What everybody else is told who asks for anything, by who asked what. */
    private Map<String, String> answers(Scene scene, Fund fund, UUID request, UUID proposal, UUID applicant) {
        String api = "/api/" + scene.tenant() + "/";
        List<String> paths = List.of(
                "funds",
                "funds/" + fund.id(),
                "funds/" + fund.id() + "/account",
                "funds/" + fund.id() + "/precedents?need=ILLNESS",
                "funds/" + fund.id() + "/projection",
                "funds/reminders",
                "funds/contributions",
                "fund-requests?limit=50",
                "fund-requests/mine",
                "fund-requests/to-decide?fund=" + fund.id(),
                "fund-requests/" + request,
                "fund-requests/proposals/" + proposal + "/votes",
                "fund-repayments/" + request + "/way",
                "audit?limit=100",
                "audit?subject=fund-request:" + request,
                "jobs",
                "activities?text=zorglubite",
                "members?text=zorglubite",
                "ledger/entries?from=2026-01-01&to=2026-12-31",
                "ledger/general-ledger?from=2026-01-01&to=2026-12-31",
                "ledger/third-parties?text=zorg");
        Map<String, String> answers = new LinkedHashMap<>();
        for (Role[] roles : new Role[][] {
            {Role.MANAGER, Role.ACCOUNTANT, Role.TREASURER},
            {Role.ADVISOR, Role.PAYROLL_OFFICER},
            {Role.COMMITTEE_MEMBER},
            {Role.MEMBER}
        }) {
            String token = tokens.token(scene.tenant(), roles);
            for (String path : paths) {
                var answer = tokens.api(token, "GET", api + path);
                answers.put(List.of(roles) + " " + path + " " + answer.statusCode(), answer.body());
            }
        }
        assertThat(answers.keySet())
                .filteredOn(asked -> asked.contains("fund-requests/" + request))
                .as("only who pays sees that there is a request")
                .containsExactlyInAnyOrder(
                        "[MANAGER, ACCOUNTANT, TREASURER] fund-requests/" + request + " 200",
                        "[ADVISOR, PAYROLL_OFFICER] fund-requests/" + request + " 404",
                        "[COMMITTEE_MEMBER] fund-requests/" + request + " 404",
                        "[MEMBER] fund-requests/" + request + " 404");
        return answers;
    }

    /** Every column of every table as text, and bytes as hexadecimal. */
    private List<String> found(Scene scene, List<String> words) {
        return TestTenants.in(scene.tenant(), () -> scan(jdbc, "current_schema()", words));
    }

    private List<String> inControlPlane(List<String> words) {
        return scan(controlPlane.jdbc(), "current_schema()", words);
    }

    private static List<String> scan(JdbcClient jdbc, String schema, List<String> words) {
        List<String> hits = new ArrayList<>();
        List<String> tables = jdbc.sql("SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE n.nspname = " + schema
                        + " AND c.relkind = 'r' AND has_table_privilege(c.oid, 'SELECT')")
                .query(String.class)
                .list();
        for (String table : tables) {
            for (String word : words) {
                String hex = HexFormat.of().formatHex(word.getBytes(StandardCharsets.UTF_8));
                Long rows = jdbc.sql(
                                "SELECT count(*) FROM \"" + table + "\" t WHERE t::text ILIKE ? OR t::text ILIKE ?")
                        .params("%" + word + "%", "%" + hex + "%")
                        .query(Long.class)
                        .single();
                if (rows > 0) {
                    hits.add(word + " in " + table);
                }
            }
        }
        assertThat(tables).hasSizeGreaterThan(3);
        return hits;
    }

    /** The kind of need stands in precedents only, which name nobody. */
    private List<String> needsBesidePersons(Scene scene) {
        return TestTenants.in(scene.tenant(), () -> scan(jdbc, "current_schema()", List.of("ILLNESS"))).stream()
                .filter(hit -> !hit.equals("ILLNESS in fund_precedent"))
                .toList();
    }

    private List<String> inRedis(List<String> words) {
        List<String> all = redis.execute((RedisCallback<List<String>>) connection -> {
            List<String> texts = new ArrayList<>();
            try (var keys = connection
                    .keyCommands()
                    .scan(org.springframework.data.redis.core.ScanOptions.scanOptions()
                            .count(500)
                            .build())) {
                keys.forEachRemaining(key -> {
                    texts.add(new String(key, StandardCharsets.UTF_8));
                    byte[] dump = connection.keyCommands().dump(key);
                    texts.add(dump == null ? "" : new String(dump, StandardCharsets.ISO_8859_1));
                });
            }
            return texts;
        });
        return words.stream()
                .filter(word -> all.stream()
                        .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(word.toLowerCase(Locale.ROOT))))
                .toList();
    }

    @Test
    void what_ended_long_enough_ago_is_forgotten_and_the_decision_stays() {
        FundScene make = FundScene.in(beans);
        Scene scene = make.aCooperative();
        Somebody asks = make.aMemberOf(scene);
        Fund fund = make.fund(scene, "relief", "9000.00");
        UUID id = asks.does(() -> {
            RequestView draft = requests.draft(new RequestForm(
                    fund.id(),
                    null,
                    Money.of("600.00"),
                    2,
                    null,
                    null,
                    new PrivatePart(
                            Need.ILLNESS, "zorglubite", Money.of("1800.00"), Money.of("600.00"), null, null, null),
                    IBAN));
            requests.submit(draft.id(), draft.version());
            papers.attach(draft.id(), "papier.pdf", new byte[] {1});
            papers.say(draft.id(), "bonjour");
            requests.withdraw(draft.id());
            return draft.id();
        });
        assertThat(scene.manages(() -> forgetting.due())).as("not yet").isZero();

        TestTenants.in(
                scene.tenant(),
                () -> jdbc.sql("UPDATE fund_request SET forget_on = DATE '2026-01-01' WHERE id = ?")
                        .param(id)
                        .update());
        assertThat(scene.manages(() -> forgetting.due())).isEqualTo(1);

        RequestView after = asks.does(() -> requests.get(id));
        assertThat(after.details()).isNull();
        assertThat(after.messages()).isEmpty();
        assertThat(after.attachments()).isEmpty();
        assertThat(after.asked()).isEqualTo(Money.of("600.00"));
        assertThat(after.events()).isNotEmpty();
    }
}
