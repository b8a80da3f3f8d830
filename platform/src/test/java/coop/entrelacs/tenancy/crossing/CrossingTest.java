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
                        () -> jdbc.sql("SELECT name FROM document ORDER BY (SELECT applied_at FROM crossing_in"
                                        + " WHERE number = split_part(name, '/', 2)::int)")
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
        assertThat(undelivered().getFirst().lastError()).isEqualTo("told to fail");

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
                        () -> assertThat(undelivered().getFirst().attempts()).isPositive());

        registry.activate(recipient);
        TestTenants.in(sender, () -> {
            crossings.tryAgain();
            return null;
        });
        arrived(1);
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
