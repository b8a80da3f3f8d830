package coop.entrelacs.tenancy;

import static coop.entrelacs.TestTenants.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.TestTokens;
import coop.entrelacs.infra.DevServices;
import coop.entrelacs.ledger.FiscalYears;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.ledger.LedgerVerifier;
import coop.entrelacs.ledger.Statements;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Two PostgreSQL servers, and tenants on their way between them. */
@EntrelacsTest
class TenantMoveTest {

    private static final String SECOND = "second";
    private static DevServices second;

    @Autowired
    TestTenants tenants;

    @Autowired
    TestTokens tokens;

    @Autowired
    Tenants registry;

    @Autowired
    TenantMoves moves;

    @Autowired
    TenantCarrier carrier;

    @Autowired
    TenantSchemas schemas;

    @Autowired
    TenantRecords records;

    @Autowired
    ServerRegistry serverRegistry;

    @Autowired
    DatabaseServers servers;

    @Autowired
    ControlPlane controlPlane;

    @Autowired
    TenantRestores restores;

    @Autowired
    TenantArchives archives;

    @Autowired
    Secrets secrets;

    @Autowired
    tools.jackson.databind.json.JsonMapper json;

    @Autowired
    OldCopies copies;

    @Autowired
    Ledger ledger;

    @Autowired
    LedgerVerifier verifier;

    @Autowired
    Statements statements;

    @Autowired
    FiscalYears years;

    @Autowired
    JdbcClient jdbc;

    private TenantId coop;
    private LocalDate first;
    private LocalDate last;

    @BeforeEach
    void aCooperativeWithBooksAndASecondServer() {
        if (second == null) {
            second = DevServices.beside();
            serverRegistry.add(new ServerRegistry.NewServer(
                    SECOND, second.postgresUrl(), second.provisioner(), second.provisionerPassword()));
        }
        coop = tenants.aCooperative();
        var year = in(coop, () -> years.list().getFirst());
        first = year.firstDay();
        last = year.lastDay();
        in(coop, () -> {
            for (int i = 1; i <= 12; i++) {
                ledger.post(sale(i));
            }
            // Sealed and not sealed yet: both must arrive.
            verifier.verify();
            return ledger.post(sale(13));
        });
    }

    @Test
    void a_tenant_moves_with_its_books_and_lives_on_the_other_server() throws Exception {
        Statements.TrialBalance before = in(coop, () -> statements.trialBalance(first, last, ""));

        TenantMove move = moved(moves.ask(coop, SECOND).id());

        assertThat(move.failure()).isNull();
        assertThat(move.state()).isEqualTo(TenantMove.State.DONE);
        assertThat(move.report()).anySatisfy(table -> {
            assertThat(table.table()).isEqualTo("journal_line");
            assertThat(table.rows()).isEqualTo(26);
        });
        assertThat(registry.get(coop).server()).isEqualTo(SECOND);
        assertThat(in(coop, () -> statements.trialBalance(first, last, ""))).isEqualTo(before);
        assertThat(mayLogIn(DatabaseServer.MAIN)).isFalse();
        assertThat(mayLogIn(SECOND)).isTrue();

        // Life goes on there: numbers without gap, the chain unbroken, the same rights.
        in(coop, () -> ledger.post(sale(14)));
        LedgerVerifier.Verification verified = in(coop, () -> verifier.verify());
        assertThat(verified.faults()).isEmpty();
        assertThat(verified.entries()).isEqualTo(14);
        assertThatThrownBy(() -> in(
                        coop,
                        () -> jdbc.sql("UPDATE journal_line SET amount_cents = 1")
                                .update()))
                .hasStackTraceContaining("permission denied");

        // What it left behind is dropped when somebody says so; where it lives is never on that list.
        OldCopies.Copy old = oldCopy();
        assertThat(old.why()).isEqualTo(OldCopies.Why.MOVED);
        assertThat(old.server()).isEqualTo(DatabaseServer.MAIN);
        copies.drop(old.id(), coop);
        assertThat(schemas.exists(servers.main(), coop)).isFalse();
        assertThat(copies.all()).noneMatch(copy -> copy.tenant().equals(coop));
        assertThat(in(coop, () -> verifier.verify()).entries()).isEqualTo(14);

        // And back again.
        assertThat(moved(moves.ask(coop, DatabaseServer.MAIN).id()).state()).isEqualTo(TenantMove.State.DONE);
        assertThat(in(coop, () -> verifier.verify()).entries()).isEqualTo(14);
        assertThat(mayLogIn(SECOND)).isFalse();
    }

    @Test
    void a_move_that_was_killed_on_the_way_is_carried_on() throws Exception {
        // Killed while it copied: closed, the old login too, half a copy over there.
        UUID copying = begun("COPYING");
        schemas.create(servers.get(SECOND), coop, TenantSchemas.randomPassword());
        closed();
        schemas.letIn(servers.main(), coop, false);

        carrier.carry(copying);

        assertThat(moves.get(copying).state()).isEqualTo(TenantMove.State.DONE);
        assertThat(in(coop, () -> verifier.verify()).entries()).isEqualTo(13);

        // Killed after the switch, before it was opened.
        controlPlane
                .jdbc()
                .sql("UPDATE tenant_move SET state = 'RUNNING', ended_at = NULL, step = 'SWITCHING' WHERE id = ?")
                .param(copying)
                .update();
        closed();

        carrier.carry(copying);

        assertThat(moves.get(copying).state()).isEqualTo(TenantMove.State.DONE);
        assertThat(in(coop, () -> ledger.post(sale(14)))).isPositive();
    }

    @Test
    void a_copy_that_is_not_sound_is_given_up_and_the_tenant_lives_where_it_did() throws Exception {
        DoubtfulTenants.DOUBTED.add(coop);

        TenantMove move = moved(moves.ask(coop, SECOND).id());

        assertThat(move.state()).isEqualTo(TenantMove.State.FAILED);
        assertThat(move.failure()).contains("doubted");
        assertThat(registry.get(coop).server()).isEqualTo(DatabaseServer.MAIN);
        assertThat(mayLogIn(DatabaseServer.MAIN)).isTrue();
        assertThat(schemas.exists(servers.get(SECOND), coop)).isFalse();
        assertThat(in(coop, () -> ledger.post(sale(14)))).isPositive();
    }

    @Test
    void an_old_copy_stays_while_the_living_data_is_not_sound() throws Exception {
        assertThat(moved(moves.ask(coop, SECOND).id()).state()).isEqualTo(TenantMove.State.DONE);
        OldCopies.Copy old = oldCopy();
        DoubtfulTenants.DOUBTED.add(coop);

        assertThatThrownBy(() -> copies.drop(old.id(), coop)).hasMessageContaining("old-copy-needed");

        assertThat(schemas.exists(servers.main(), coop)).isTrue();
    }

    @Test
    void an_archive_whose_books_are_not_sound_is_given_back(@org.junit.jupiter.api.io.TempDir java.nio.file.Path folder)
            throws Exception {
        java.nio.file.Path file = folder.resolve("coop.zip");
        try (var out = java.nio.file.Files.newOutputStream(file)) {
            archives.write(coop, out);
        }
        in(coop, () -> ledger.post(sale(14)));
        DoubtfulTenants.DOUBTED.add(coop);

        UUID id = restores.ask(file, coop.value(), () -> {}).id();
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> restores.get(id).state() != TenantRestore.State.RUNNING);
        records.forget(coop);

        assertThat(restores.get(id).state()).isEqualTo(TenantRestore.State.FAILED);
        assertThat(restores.get(id).failure()).contains("doubted");
        assertThat(in(coop, () -> verifier.verify()).entries()).isEqualTo(14);
        assertThat(copies.all()).noneMatch(copy -> copy.tenant().equals(coop));
    }

    @Test
    void a_restore_whose_node_died_is_given_back_by_another() throws Exception {
        // Killed while it loaded: the tenant closed, what it held put aside, a fresh schema half filled.
        UUID id = UUID.randomUUID();
        controlPlane
                .jdbc()
                .sql("INSERT INTO tenant_restore(id, tenant, server, kept_as, archived_at, step)"
                        + " VALUES (?, ?, 'main', ?, now(), 'LOADING')")
                .params(id, coop.value(), TenantRestorer.keptAs(id).value())
                .update();
        closed();
        schemas.letIn(servers.main(), coop, false);
        schemas.rename(servers.main(), coop, TenantRestorer.keptAs(id));
        schemas.create(servers.main(), coop, TenantSchemas.randomPassword());

        restores.giveBackWhatWasLeft();

        records.forget(coop);
        assertThat(restores.get(id).state()).isEqualTo(TenantRestore.State.FAILED);
        assertThat(registry.get(coop).movingTo()).isNull();
        assertThat(in(coop, () -> verifier.verify()).entries()).isEqualTo(13);
        assertThat(in(coop, () -> ledger.post(sale(14)))).isPositive();
    }

    private OldCopies.Copy oldCopy() {
        return copies.all().stream()
                .filter(copy -> copy.tenant().equals(coop))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_move_given_up_in_time_leaves_everything_as_it_was() throws Exception {
        UUID move = begun("WAITING");
        moves.cancel(move);

        carrier.carry(move);

        assertThat(moves.get(move).state()).isEqualTo(TenantMove.State.CANCELLED);
        assertThat(mayLogIn(DatabaseServer.MAIN)).isTrue();
        assertThat(in(coop, () -> ledger.post(sale(14)))).isPositive();
    }

    @Test
    void who_asks_meanwhile_is_told_to_come_back() {
        String accountant = tokens.token(coop, Role.ACCOUNTANT);
        closed();

        HttpResponse<String> answer = tokens.api(accountant, "GET", "/api/" + coop + "/ledger/accounts");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(tokens.read(answer).get("code").asString()).isEqualTo("tenant-moving");
        assertThatThrownBy(() -> in(coop, () -> ledger.post(sale(14)))).hasStackTraceContaining("tenant-moving");
    }

    @Test
    void only_a_server_that_is_known_and_another_is_moved_to() {
        begun("WAITING");

        assertThatThrownBy(() -> moves.ask(coop, "nowhere")).isInstanceOf(InvalidField.class);
        assertThatThrownBy(() -> moves.ask(coop, DatabaseServer.MAIN)).hasMessageContaining("server-same");
        assertThatThrownBy(() -> moves.ask(coop, SECOND)).hasMessageContaining("tenant-moves-already");
        assertThatThrownBy(() -> serverRegistry.add(
                        new ServerRegistry.NewServer("third", servers.main().jdbcUrl(), second.provisioner(), "wrong")))
                .hasMessageContaining("server-unreachable");
    }

    @Test
    void a_tenant_is_made_on_the_server_that_one_names_and_its_archive_says_what_is_in_it() throws Exception {
        String operator = tokens.operatorToken();
        String id = "there-" + UUID.randomUUID().toString().substring(0, 8);
        assertThat(tokens.api(
                                operator,
                                "POST",
                                "/api/deployment/tenants",
                                new NewTenant(
                                        new TenantId(id),
                                        "Là-bas",
                                        Tenant.Kind.COOPERATIVE,
                                        tenants.theFederation(),
                                        TestTenants.legal("Là-bas"),
                                        SECOND))
                        .statusCode())
                .isEqualTo(201);
        assertThat(schemas.exists(servers.get(SECOND), new TenantId(id))).isTrue();

        HttpResponse<byte[]> archive = java.net.http.HttpClient.newHttpClient()
                .send(
                        tokens.request("/api/deployment/tenants/" + coop + "/archive")
                                .header("Authorization", "Bearer " + operator)
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());

        assertThat(archive.statusCode()).isEqualTo(200);
        assertThat(new String(archive.body(), java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("journal_line");
        java.nio.file.Path file = java.nio.file.Files.createTempFile("archive", ".archive");
        java.nio.file.Files.write(file, archive.body());
        try (TenantArchive opened = TenantArchive.open(file, json, secrets)) {
            assertThat(opened.manifest().tables())
                    .extracting(TenantCopy.Carried::table)
                    .contains("journal_line", "document", "databasechangelog");
            assertThat(opened.manifest().table("journal_line").rows()).isEqualTo(26);
        } finally {
            java.nio.file.Files.delete(file);
        }
    }

    private TenantMove moved(UUID id) {
        await().atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> moves.get(id).state() != TenantMove.State.RUNNING);
        records.forget(coop);
        return moves.get(id);
    }

    /** As a node leaves it that dies: noted, and scheduled nowhere. */
    private UUID begun(String step) {
        UUID id = UUID.randomUUID();
        controlPlane
                .jdbc()
                .sql("INSERT INTO tenant_move(id, tenant, from_server, to_server, step) VALUES (?, ?, 'main', ?, ?)")
                .params(id, coop.value(), SECOND, step)
                .update();
        return id;
    }

    private void closed() {
        controlPlane
                .jdbc()
                .sql("UPDATE tenant SET moving_to = ? WHERE id = ?")
                .params(SECOND, coop.value())
                .update();
        records.forget(coop);
    }

    private boolean mayLogIn(String server) throws Exception {
        try (var connection = servers.get(server).connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(
                        "SELECT rolcanlogin FROM pg_roles WHERE rolname = '" + coop.runner() + "'")) {
            return row.next() && row.getBoolean(1);
        }
    }

    private JournalEntry sale(int number) {
        return new JournalEntry(
                "VT",
                first.plusDays(number),
                "Vente " + number,
                null,
                null,
                "test:" + number,
                List.of(
                        JournalLine.debit("411", Money.ofCents(1_000L * number)),
                        JournalLine.credit("706", Money.ofCents(1_000L * number))));
    }
}
