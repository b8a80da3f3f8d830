package coop.entrelacs.tenancy.crossing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.tenancy.ControlPlane;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@EntrelacsTest
class CrossingTest {

    @Autowired
    TestTenants tenants;

    @Autowired
    Tenants registry;

    @Autowired
    Crossings crossings;

    @Autowired
    ControlPlane controlPlane;

    @Autowired
    CrossingDelivery delivery;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    PlatformTransactionManager transactions;

    @Autowired
    org.springframework.core.env.Environment environment;

    TenantId sender;
    TenantId recipient;

    @BeforeEach
    void twoCooperatives() {
        sender = tenants.aCooperative();
        recipient = tenants.aCooperative();
    }

    @Test
    void messagesArriveOnceAndInOrder() {
        for (int i = 1; i <= 30; i++) {
            send(i);
        }

        arrived(30);
        assertThat(TestTenants.in(
                        recipient,
                        () -> jdbc.sql(
                                        "SELECT name FROM document ORDER BY (SELECT applied_at FROM crossing_in"
                                                + " WHERE sender = split_part(name, '/', 1) AND number = split_part(name, '/', 2)::int)")
                                .query(String.class)
                                .list()))
                .isEqualTo(IntStream.rangeClosed(1, 30)
                        .mapToObj(i -> sender + "/" + i)
                        .toList());
    }

    @Test
    void whatIsRolledBackNeverLeaves() {
        assertThatThrownBy(() -> TestTenants.in(sender, () -> {
                    new TransactionTemplate(transactions).executeWithoutResult(status -> {
                        crossings.send(recipient, "test-note.v1", new NotedMessages.Note(1));
                        throw new IllegalStateException("changed my mind");
                    });
                    return null;
                }))
                .hasMessage("changed my mind");
        send(2);

        arrived(1);
        assertThat(notes()).containsExactly(sender + "/2");
    }

    @Test
    void aMessageDeliveredTwiceIsAppliedOnce() {
        send(1);
        arrived(1);

        // The receipt is lost, as when the sender's node dies between the two commits.
        TestTenants.in(
                sender,
                () -> jdbc.sql("UPDATE crossing_out SET delivered_at = NULL").update());
        delivery.deliverFrom(sender);

        assertThat(undelivered()).isEmpty();
        assertThat(notes()).hasSize(1);
    }

    @Test
    void whatIsSentToATenantOnTheMoveWaitsAndArrives() {
        controlPlane
                .jdbc()
                .sql("UPDATE tenant SET moving_to = 'elsewhere' WHERE id = ?")
                .param(recipient.value())
                .update();
        // Every node knows it within two seconds.
        await().pollDelay(Duration.ofMillis(2_200)).until(() -> true);
        send(1);
        delivery.deliverFrom(sender);
        assertThat(undelivered()).hasSize(1);

        controlPlane
                .jdbc()
                .sql("UPDATE tenant SET moving_to = NULL WHERE id = ?")
                .param(recipient.value())
                .update();
        await().pollDelay(Duration.ofMillis(2_200)).until(() -> true);
        delivery.deliverFrom(sender);

        arrived(1);
    }

    @Test
    void whatFailsLeavesNothingAndHoldsWhatFollows() {
        NotedMessages.FAILING.add(recipient);
        send(1);
        send(2);
        await().untilAsserted(
                        () -> assertThat(undelivered().getFirst().attempts()).isPositive());

        assertThat(notes()).isEmpty();
        // The kind of fault crosses; the words of another tenant's exception may hold its data.
        assertThat(undelivered().getFirst().lastError()).isEqualTo("IllegalStateException");
        assertThat(undelivered().getFirst().obstacle()).isEqualTo(OutgoingMessage.Obstacle.REFUSED);

        NotedMessages.FAILING.remove(recipient);
        TestTenants.in(sender, () -> {
            crossings.tryAgain();
            return null;
        });
        arrived(2);
    }

    @Test
    void mailToASuspendedCooperativeWaits() {
        registry.suspend(recipient);
        send(1);
        await().untilAsserted(
                        () -> assertThat(undelivered().getFirst().state()).isEqualTo(OutgoingMessage.State.WAITING));
        assertThat(undelivered().getFirst().obstacle()).isEqualTo(OutgoingMessage.Obstacle.SUSPENDED);

        registry.activate(recipient);
        TestTenants.in(sender, () -> {
            crossings.tryAgain();
            return null;
        });
        arrived(1);
    }

    @Test
    void mailToAClosedCooperativeIsSomebodysBusiness() {
        registry.suspend(recipient);
        registry.close(recipient);
        send(1);

        await().untilAsserted(
                        () -> assertThat(undelivered().getFirst().state()).isEqualTo(OutgoingMessage.State.STUCK));
        assertThat(undelivered().getFirst().obstacle()).isEqualTo(OutgoingMessage.Obstacle.CLOSED);
        assertThat(TestTenants.in(sender, crossings::stuck)).isEqualTo(1);
    }

    @Test
    void whatFailsFiveTimesIsStuckAndOnlyItIsAtFault() {
        NotedMessages.FAILING_NUMBERS.add(recipient + "/3");
        for (int i = 1; i <= 4; i++) {
            send(i);
        }
        await().untilAsserted(() ->
                assertThat(undelivered()).extracting(OutgoingMessage::number).containsExactly(3L, 4L));
        for (int i = 0; i < 5; i++) {
            TestTenants.in(
                    sender,
                    () -> jdbc.sql("UPDATE crossing_out SET next_attempt_at = now() WHERE delivered_at IS NULL")
                            .update());
            delivery.deliverFrom(sender);
        }

        assertThat(undelivered())
                .extracting(OutgoingMessage::state)
                .containsExactly(OutgoingMessage.State.STUCK, OutgoingMessage.State.IN_TRANSIT);
        NotedMessages.FAILING_NUMBERS.remove(recipient + "/3");
        TestTenants.in(sender, () -> {
            crossings.tryAgain();
            return null;
        });
        arrived(4);
    }

    @Test
    void aMessageOfALaterVersionWaitsForTheNodesThatKnowIt() {
        TestTenants.in(sender, () -> {
            new TransactionTemplate(transactions)
                    .executeWithoutResult(
                            status -> crossings.send(recipient, "test-note.v99", new NotedMessages.Note(1)));
            return null;
        });

        await().untilAsserted(() ->
                assertThat(undelivered().getFirst().obstacle()).isEqualTo(OutgoingMessage.Obstacle.UNKNOWN_KIND));
    }

    @Test
    void aRecipientRestoredToYesterdayGetsAgainWhatItLacks() {
        for (int i = 1; i <= 5; i++) {
            send(i);
        }
        arrived(5);
        restore(recipient, sender, 2);
        send(6);

        arrived(6);
    }

    @Test
    void aRestoredRecipientTellsItsLastNumberWithoutWaitingForNewMail() {
        for (int i = 1; i <= 5; i++) {
            send(i);
        }
        arrived(5);
        restore(recipient, sender, 2);

        assertThat(TestTenants.in(recipient, crossings::tellWhatArrived)).isEqualTo(3);
        arrived(5);
        assertThat(TestTenants.in(recipient, crossings::tellWhatArrived)).isZero();
    }

    @Test
    void aSenderRestoredToYesterdayLosesNoNewMessageToItsOldNumbers() throws Exception {
        for (int i = 1; i <= 5; i++) {
            send(i);
        }
        arrived(5);
        // The sender knows only of 1 and 2; the recipient has had 5.
        asOwner(sender, "DELETE FROM crossing_out WHERE number > 2", "UPDATE crossing_pair SET last_number = 2");
        send(60);
        send(70);

        await().untilAsserted(() -> assertThat(undelivered()).isEmpty());
        assertThat(notes()).contains(sender + "/60", sender + "/70").hasSize(7);
        send(80);
        await().untilAsserted(() -> assertThat(notes()).hasSize(8));
        // The federation offers a newcomer its treaties: that pair is not looked at here.
        assertThat(TestTenants.in(recipient, crossings::pairs))
                .filteredOn(pair -> pair.other().equals(sender))
                .singleElement()
                .satisfies(pair -> assertThat(pair.received()).isEqualTo(8));
    }

    @Test
    void theSenderIsFreeWhileTheRecipientTakesItsTime() {
        NotedMessages.SLOW.add(recipient);
        send(1);
        await().until(() -> NotedMessages.SLOW_NOW.contains(recipient));

        assertThat(TestTenants.in(
                        sender,
                        () -> jdbc.sql("SELECT count(*) FROM pg_stat_activity WHERE usename = current_user"
                                        + " AND state = 'idle in transaction'")
                                .query(Long.class)
                                .single()))
                .isZero();
        NotedMessages.SLOW.remove(recipient);
        arrived(1);
    }

    /** As an archive of an earlier moment would leave it. */
    private void restore(TenantId restored, TenantId other, int last) {
        asOwner(
                restored,
                "DELETE FROM crossing_in WHERE number > " + last,
                "DELETE FROM document WHERE split_part(name, '/', 2)::int > " + last,
                "UPDATE crossing_from SET last_number = " + last + " WHERE sender = '" + other + "'");
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

    @Test
    void theRunnerCannotUnsayWhatItSaid() {
        send(1);
        arrived(1);
        for (String change : List.of("UPDATE crossing_out SET body = '{}'", "DELETE FROM crossing_out")) {
            assertThatThrownBy(
                            () -> TestTenants.in(sender, () -> jdbc.sql(change).update()))
                    .hasStackTraceContaining("permission denied");
        }
    }

    private void send(int number) {
        TestTenants.in(sender, () -> {
            new TransactionTemplate(transactions)
                    .executeWithoutResult(
                            status -> crossings.send(recipient, "test-note.v1", new NotedMessages.Note(number)));
            return null;
        });
    }

    private void arrived(int count) {
        await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
            assertThat(undelivered()).isEmpty();
            assertThat(notes()).hasSize(count);
        });
    }

    private List<String> notes() {
        return TestTenants.in(
                recipient,
                () -> jdbc.sql("SELECT name FROM document ORDER BY id")
                        .query(String.class)
                        .list());
    }

    private List<OutgoingMessage> undelivered() {
        return TestTenants.in(sender, () -> crossings.undelivered(100));
    }
}
