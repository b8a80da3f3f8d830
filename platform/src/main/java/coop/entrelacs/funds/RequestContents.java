package coop.entrelacs.funds;

import coop.entrelacs.funds.RequestView.AttachmentView;
import coop.entrelacs.funds.RequestView.Event;
import coop.entrelacs.funds.RequestView.MessageView;
import coop.entrelacs.funds.RequestView.ProposalView;
import coop.entrelacs.governance.BallotResult;
import coop.entrelacs.governance.Ballots;
import coop.entrelacs.shared.Money;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads what hangs on a request, and opens it; who may read is for the caller to know. */
@Component
class RequestContents {

    private final JdbcClient jdbc;
    private final Ballots ballots;
    private final PrivateBox box;

    RequestContents(JdbcClient jdbc, Ballots ballots, PrivateBox box) {
        this.jdbc = jdbc;
        this.ballots = ballots;
        this.box = box;
    }

    List<Event> events(UUID id) {
        return jdbc.sql("SELECT no, from_stage, to_stage, happened_at FROM fund_request_event WHERE request_id = ?"
                        + " ORDER BY no")
                .param(id)
                .query((row, n) -> new Event(
                        row.getInt(1),
                        Stage.valueOf(row.getString(2)),
                        Stage.valueOf(row.getString(3)),
                        row.getTimestamp(4).toInstant()))
                .list();
    }

    /** The committee sees open proposals; the applicant only what was decided. */
    @SuppressWarnings("ArrayRecordComponent") // a row on its way, never compared
    List<ProposalView> proposals(UUID id, boolean committee) {
        record Row(
                UUID id,
                @Nullable Long amountCents,
                String ground,
                byte @Nullable [] reason,
                @Nullable UUID ballotId,
                @Nullable String result) {}
        return jdbc
                .sql("SELECT id, amount_cents, ground, reason, ballot_id, result FROM fund_proposal WHERE"
                        + " request_id = ? ORDER BY id")
                .param(id)
                .query((row, n) -> new Row(
                        row.getObject(1, UUID.class),
                        row.getObject(2, Long.class),
                        row.getString(3),
                        row.getBytes(4),
                        row.getObject(5, UUID.class),
                        row.getString(6)))
                .list()
                .stream()
                .filter(p -> committee || "GRANTED".equals(p.result()) || "REFUSED".equals(p.result()))
                .map(p -> {
                    BallotResult ballot = p.ballotId() == null ? null : ballots.get(p.ballotId());
                    return new ProposalView(
                            p.id(),
                            p.amountCents() == null ? null : Money.ofCents(p.amountCents()),
                            p.ground(),
                            p.reason() == null ? null : box.openText(p.reason(), "fund_proposal.reason", p.id()),
                            p.result(),
                            ballot == null ? 1 : ballot.entitled(),
                            ballot == null ? 1 : ballot.voted(),
                            ballot == null ? 1 : ballot.needed(),
                            ballot == null ? null : ballot.outcome(),
                            ballot == null ? null : ballot.tally());
                })
                .toList();
    }

    List<MessageView> messages(UUID id) {
        return jdbc.sql("SELECT id, from_committee, body, sent_at FROM fund_message WHERE request_id = ? ORDER BY id")
                .param(id)
                .query((row, n) -> {
                    UUID message = row.getObject(1, UUID.class);
                    return new MessageView(
                            message,
                            row.getBoolean(2),
                            box.openText(row.getBytes(3), "fund_message.body", message),
                            row.getTimestamp(4).toInstant());
                })
                .list();
    }

    List<AttachmentView> attachments(UUID id) {
        return jdbc.sql("SELECT id, name, size, added_at FROM fund_attachment WHERE request_id = ? ORDER BY id")
                .param(id)
                .query((row, n) -> {
                    UUID attachment = row.getObject(1, UUID.class);
                    return new AttachmentView(
                            attachment,
                            box.openText(row.getBytes(2), "fund_attachment.name", attachment),
                            row.getInt(3),
                            row.getTimestamp(4).toInstant());
                })
                .list();
    }
}
