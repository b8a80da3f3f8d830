package coop.entrelacs.funds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.federation.Cession;
import coop.entrelacs.federation.CooperativePool;
import coop.entrelacs.federation.CouncilReport;
import coop.entrelacs.federation.Cover;
import coop.entrelacs.federation.DecidingBody;
import coop.entrelacs.federation.PoolClaims;
import coop.entrelacs.federation.PoolContributions;
import coop.entrelacs.federation.PoolFigures;
import coop.entrelacs.federation.PoolPublication;
import coop.entrelacs.federation.SharingKey;
import coop.entrelacs.federation.Treaties;
import coop.entrelacs.federation.Treaty;
import coop.entrelacs.federation.TreatyTerms;
import coop.entrelacs.funds.FundScene.Scene;
import coop.entrelacs.funds.FundScene.Somebody;
import coop.entrelacs.governance.Choice;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** A request that a fund pays is ceded to the federation, and nothing of who asked and why goes with it. */
@EntrelacsTest
@ExtendWith(OutputCaptureExtension.class)
class PoolSeamTest {

    private static final String IBAN = "DE89370400440532013000";

    @Autowired
    AutowireCapableBeanFactory beans;

    @Autowired
    TestTenants tenants;

    @Autowired
    FundRequests requests;

    @Autowired
    FundDecisions decisions;

    @Autowired
    FundPayments payments;

    @Autowired
    Treaties treaties;

    @Autowired
    CooperativePool pool;

    @Autowired
    PoolClaims claims;

    @Autowired
    PoolFigures figures;

    @Autowired
    PoolContributions contributions;

    @Autowired
    PoolPublication publication;

    @Autowired
    CouncilReport report;

    @Autowired
    LiveUpdates live;

    @Autowired
    JsonMapper json;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    org.springframework.core.env.Environment environment;

    @Test
    void a_paid_request_is_ceded_without_its_person_its_need_or_its_account(CapturedOutput log) throws Exception {
        // a quiet day leaves the log empty: this line shows that it was heard at all
        LoggerFactory.getLogger(PoolSeamTest.class).warn("the log is heard");
        FundScene make = FundScene.in(beans);
        Scene scene = make.aCooperative();
        Actor coordinator = TestTenants.actor(tenants.theFederation(), Role.COORDINATOR);
        LocalDate today = LocalDate.now(ZoneId.of("Europe/Paris"));
        Treaty treaty = TestTenants.as(
                coordinator,
                () -> treaties.propose(new Treaties.Proposal(
                        Instrument.GRANT,
                        "Secours",
                        new TreatyTerms(
                                new Cover.QuotaShare(Rate.percent("60")),
                                Money.of("1200.00"),
                                SharingKey.MEMBERS,
                                Rate.ZERO,
                                SharingKey.MEMBERS,
                                Money.of("9000.00"),
                                null,
                                Money.of("9000.00")),
                        today.withDayOfYear(1),
                        null,
                        "Conseil")));
        int version = treaty.latest().number();
        await().until(() -> scene.manages(() -> pool.offers()).stream().anyMatch(one -> one.version() == version));
        scene.manages(
                () -> pool.adopt(treaty.id(), version, DecidingBody.GENERAL_MEETING, today, "AG Zéphyrine Canari"));
        Somebody zephyrine = make.aMemberOf(scene);
        StringBuilder heard = new StringBuilder();
        var listening = live.subscribe(tenants.theFederation(), heard::append);
        Fund fund = make.fund(scene, "relief", "9000.00");

        RequestView asked = zephyrine.does(() -> {
            RequestView draft = requests.draft(new RequestForm(
                    fund.id(),
                    null,
                    Money.of("1000.00"),
                    2,
                    null,
                    null,
                    new PrivatePart(
                            Need.ILLNESS,
                            "Zéphyrine Canari, chimiothérapie",
                            Money.of("1800.00"),
                            Money.of("600.00"),
                            null,
                            null,
                            null),
                    IBAN));
            return requests.submit(draft.id(), draft.version());
        });
        UUID proposal = scene.sitting()
                .getFirst()
                .does(() -> decisions.propose(asked.id(), Money.of("800.00"), Ground.SHARED_MEANS, "Canari : moitié"));
        for (int i = 0; i < 5; i++) {
            scene.sitting().get(i).does(() -> decisions.vote(proposal, Choice.FOR, null));
        }
        TestTenants.as(scene.treasurer(), () -> payments.propose(asked.id()));
        scene.manages(() -> payments.confirm(asked.id()));

        List<Cession> ceded = scene.manages(() -> pool.cessions());
        assertThat(ceded)
                .singleElement()
                .satisfies(one -> assertThat(one.ceded()).isEqualTo(Money.of("480.00")));
        await().until(() ->
                TestTenants.as(coordinator, () -> claims.list(PoolClaims.Filter.all(), null, 500)).items().stream()
                        .anyMatch(one -> one.id().equals(ceded.getFirst().claim())));
        var claim = TestTenants.as(
                        coordinator, () -> claims.get(ceded.getFirst().claim()))
                .claim();
        assertThat(claim.ground()).isEqualTo("SHARED_MEANS");
        assertThat(claim.asked()).isEqualTo(Money.of("1000.00"));
        assertThat(claim.granted()).isEqualTo(Money.of("800.00"));

        TestTenants.in(scene.tenant(), publication::publish);
        listening.close();
        List<String> planted = List.of(
                "Canari",
                "phyrine",
                "chimio",
                "ILLNESS",
                IBAN,
                asked.id().toString(),
                zephyrine.member().toString(),
                zephyrine.actor().subject().toString());
        Map<String, String> places = Map.of(
                "the federation's tables", everythingInTheFederation(),
                "what crossed", crossed(scene),
                "what the pages and the API answer", answers(coordinator, claim.id(), treaty.id()),
                "the report", text(TestTenants.as(coordinator, () -> report.print(Locale.FRENCH))),
                "what open pages hear", heard.toString(),
                "the log", log.getAll());
        places.forEach((place, text) -> {
            assertThat(text).as(place).isNotEmpty();
            for (String word : planted) {
                // ids may stand in the log: they lead nowhere outside the cooperative
                if (!(place.equals("the log") && word.matches("[0-9a-f-]{36}"))) {
                    assertThat(text).as("%s in %s", word, place).doesNotContainIgnoringCase(word);
                }
            }
        });
        assertThat(places.get("what crossed"))
                .as("the scan would find what is there")
                .contains("SHARED_MEANS");
        assertThat(places.get("the log")).contains("the log is heard");
    }

    @Test
    void a_year_that_went_over_the_line_is_ceded_once_and_comes_back_to_the_fund() {
        FundScene make = FundScene.in(beans);
        TenantId federation = tenants.aFederation();
        Scene scene = make.aCooperativeOf(federation);
        Actor coordinator = TestTenants.actor(federation, Role.COORDINATOR);
        LocalDate today = LocalDate.now(ZoneId.of("Europe/Paris"));
        LocalDate lastYear = today.minusYears(1).withDayOfYear(1);
        Treaty treaty = TestTenants.as(
                coordinator,
                () -> treaties.propose(new Treaties.Proposal(
                        Instrument.GRANT,
                        "Année",
                        new TreatyTerms(
                                new Cover.StopLoss(Rate.percent("120"), Money.of("250.00")),
                                Money.of("1200.00"),
                                SharingKey.MEMBERS,
                                Rate.ZERO,
                                SharingKey.MEMBERS,
                                Money.of("9000.00"),
                                null,
                                Money.of("9000.00")),
                        lastYear,
                        null,
                        "Conseil")));
        int version = treaty.latest().number();
        await().until(() -> scene.manages(() -> pool.offers()).stream().anyMatch(one -> one.version() == version));
        scene.manages(() -> pool.adopt(treaty.id(), version, DecidingBody.BOARD, lastYear, "PV"));
        Somebody member = make.aMemberOf(scene);
        Fund fund = make.fund(scene, "relief", "9000.00");
        RequestView asked = member.does(() -> {
            RequestView draft = requests.draft(new RequestForm(
                    fund.id(),
                    null,
                    Money.of("1000.00"),
                    2,
                    null,
                    null,
                    new PrivatePart(
                            Need.PRECARITY,
                            "Peu de commandes",
                            Money.of("1800.00"),
                            Money.of("600.00"),
                            null,
                            null,
                            null),
                    IBAN));
            return requests.submit(draft.id(), draft.version());
        });
        UUID proposal = scene.sitting()
                .getFirst()
                .does(() -> decisions.propose(asked.id(), Money.of("1000.00"), Ground.NEED_SHOWN, "Oui"));
        for (int i = 0; i < 5; i++) {
            scene.sitting().get(i).does(() -> decisions.vote(proposal, Choice.FOR, null));
        }
        TestTenants.as(scene.treasurer(), () -> payments.propose(asked.id()));
        scene.manages(() -> payments.confirm(asked.id()));
        assertThat(scene.manages(() -> pool.cessions()))
                .as("a loss alone is not ceded")
                .isEmpty();
        // The year goes by: what the fund paid and what it was given are last year's.
        asOwner(
                scene.tenant(),
                "UPDATE fund_movement SET on_day = '" + today.minusYears(1) + "'",
                "INSERT INTO fund_movement(id, fund_id, kind, amount_cents, on_day, source) VALUES (gen_random_uuid(), '"
                        + fund.id() + "', 'CONTRIBUTION', 60000, '" + lastYear.plusDays(40) + "', 'test:year')");

        List<Cession> ceded = scene.manages(() -> pool.closeYear(treaty.id(), lastYear.getYear()));
        List<Cession> again = scene.manages(() -> pool.closeYear(treaty.id(), lastYear.getYear()));

        // 1000.00 paid, the line at 120 % of 600.00: 280.00 beyond it, of which 250.00 at most.
        assertThat(ceded).singleElement().satisfies(one -> {
            assertThat(one.ceded()).isEqualTo(Money.of("250.00"));
            assertThat(one.year()).isEqualTo(lastYear.getYear());
        });
        assertThat(again)
                .extracting(Cession::claim)
                .isEqualTo(List.of(ceded.getFirst().claim()));
        UUID id = ceded.getFirst().claim();
        await().until(() ->
                TestTenants.as(coordinator, () -> claims.list(PoolClaims.Filter.all(), null, 500)).items().stream()
                        .anyMatch(one -> one.id().equals(id)));
        TestTenants.as(
                TestTenants.actor(federation, Role.COORDINATOR, Role.MANAGER),
                () -> treaties.endow(treaty.id(), Money.of("5000.00"), "1068", today, "Dotation", "dot-" + id));
        var claim = TestTenants.as(coordinator, () -> claims.get(id)).claim();
        assertThat(claim.kind()).isEqualTo(coop.entrelacs.federation.ClaimView.ClaimKind.YEAR);
        TestTenants.as(coordinator, () -> claims.accept(id, claim.seen(), Money.of("250.00"), null, null));
        await().until(() -> scene.manages(() -> pool.cession(id)).accepted() != null);
        assertThat(scene.manages(() -> pool.cession(id)).accepted()).isEqualTo(Money.of("250.00"));
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> scene.manages(() -> pool.closeYear(treaty.id(), today.getYear())))
                .hasMessageContaining("pool-year-not-over");
    }

    private void asOwner(TenantId tenant, String... changes) {
        try (var connection = java.sql.DriverManager.getConnection(
                        environment.getRequiredProperty("entrelacs.postgres.url"),
                        environment.getRequiredProperty("entrelacs.postgres.user"),
                        environment.getRequiredProperty("entrelacs.postgres.password"));
                var statement = connection.createStatement()) {
            statement.execute("SET ROLE " + tenant.owner());
            statement.execute("SET search_path = " + tenant.schema());
            for (String change : changes) {
                statement.execute(change);
            }
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private String answers(Actor coordinator, UUID claim, UUID treaty) {
        return TestTenants.as(
                coordinator,
                () -> json.writeValueAsString(List.of(
                        claims.list(PoolClaims.Filter.all(), null, 500),
                        claims.get(claim),
                        treaties.list(),
                        figures.exposure(),
                        figures.lossRatios(
                                LocalDate.now(ZoneId.of("Europe/Paris")).getYear()),
                        figures.outlook(treaty),
                        figures.movements(treaty, null, 500),
                        figures.funds(12),
                        contributions.made(null, null, 500))));
    }

    private static String text(byte[] pdf) throws java.io.IOException {
        try (var document = org.apache.pdfbox.Loader.loadPDF(pdf)) {
            return new org.apache.pdfbox.text.PDFTextStripper().getText(document);
        }
    }

    /** What left the cooperative, to the federation or anybody. */
    private String crossed(Scene scene) {
        return TestTenants.in(
                scene.tenant(),
                () -> String.join(
                        " ",
                        jdbc.sql("SELECT body::text FROM crossing_out")
                                .query(String.class)
                                .list()));
    }

    private String everythingInTheFederation() {
        return TestTenants.in(tenants.theFederation(), () -> {
            StringBuilder all = new StringBuilder();
            for (String table : jdbc.sql("SELECT relname FROM pg_class WHERE relnamespace ="
                            + " current_schema()::regnamespace AND relkind = 'r' AND has_table_privilege(oid,"
                            + " 'SELECT')")
                    .query(String.class)
                    .list()) {
                all.append(jdbc.sql("SELECT coalesce(string_agg(t::text, ' '), '') FROM " + table + " t")
                        .query(String.class)
                        .single());
            }
            return all.toString();
        });
    }
}
