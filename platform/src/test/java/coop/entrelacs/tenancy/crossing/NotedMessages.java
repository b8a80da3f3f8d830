package coop.entrelacs.tenancy.crossing;

import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.TenantId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Notes what arrives, in the recipient's schema; fails where it is told to. */
@Component
class NotedMessages implements CrossingHandler<NotedMessages.Note> {

    record Note(int number) {}

    static final Set<TenantId> FAILING = ConcurrentHashMap.newKeySet();

    static final Set<String> FAILING_NUMBERS = ConcurrentHashMap.newKeySet();
    static final Set<TenantId> SLOW = ConcurrentHashMap.newKeySet();
    static final Set<TenantId> SLOW_NOW = ConcurrentHashMap.newKeySet();

    private final JdbcClient jdbc;

    NotedMessages(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String kind() {
        return "test-note.v1";
    }

    @Override
    public Class<Note> message() {
        return Note.class;
    }

    @Override
    public void apply(TenantId sender, Note note) {
        jdbc.sql("INSERT INTO document(id, name, media_type, sha256, content)"
                        + " VALUES (gen_random_uuid(), ?, 'text/plain', repeat('a', 64), 'x')")
                .param(sender + "/" + note.number())
                .update();
        while (SLOW.contains(CurrentTenant.id())) {
            SLOW_NOW.add(CurrentTenant.id());
            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
        }
        if (FAILING.contains(CurrentTenant.id())
                || FAILING_NUMBERS.contains(CurrentTenant.id() + "/" + note.number())) {
            throw new IllegalStateException("told to fail");
        }
    }
}
