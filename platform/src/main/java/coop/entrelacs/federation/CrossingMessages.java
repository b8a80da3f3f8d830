package coop.entrelacs.federation;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.crossing.CrossingPair;
import coop.entrelacs.tenancy.crossing.Crossings;
import coop.entrelacs.tenancy.crossing.OutgoingMessage;
import coop.entrelacs.web.Page;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** This tenant's messages to others as its staff see them: those on their way, those that wait, those that are stuck. */
@Service
public class CrossingMessages {

    private static final Role[] STAFF = {Role.ACCOUNTANT, Role.MANAGER, Role.COORDINATOR};

    private final Crossings crossings;
    private final Audit audit;

    CrossingMessages(Crossings crossings, Audit audit) {
        this.crossings = crossings;
        this.audit = audit;
    }

    /** What has not arrived yet, by recipient and in the order of each. */
    @Transactional(readOnly = true)
    public Page<OutgoingMessage> undelivered(@Nullable String after, int limit) {
        CurrentTenant.actor().require(STAFF);
        TenantId recipient = null;
        long number = 0;
        if (after != null) {
            int at = after.lastIndexOf(':');
            if (at < 1 || !after.substring(at + 1).matches("\\d{1,18}")) {
                throw new InvalidField("after", "cursor-invalid");
            }
            recipient = new TenantId(after.substring(0, at));
            number = Long.parseLong(after.substring(at + 1));
        }
        return Page.of(
                crossings.undelivered(recipient, number, limit + 1),
                limit,
                message -> message.recipient() + ":" + message.number());
    }

    /** How far the messages to and from each other tenant are. */
    @Transactional(readOnly = true)
    public List<CrossingPair> pairs() {
        CurrentTenant.actor().require(STAFF);
        return crossings.pairs();
    }

    /** How many are stuck. */
    @Transactional(readOnly = true)
    public long stuck() {
        CurrentTenant.actor().require(STAFF);
        return crossings.stuck();
    }

    /** Tries at once to deliver what waits. */
    @Transactional
    public void tryAgain() {
        CurrentTenant.actor().require(STAFF);
        crossings.tryAgain();
        audit.record("messages.tried-again", "messages", "");
    }
}
