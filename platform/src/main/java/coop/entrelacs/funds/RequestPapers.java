package coop.entrelacs.funds;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.funds.RequestAccess.View;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.NotFound;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What goes between a member and the committee beside the request: messages, and papers that prove the need. All of it is sealed. */
@Service
public class RequestPapers {

    static final int MOST_ATTACHMENT_BYTES = 10 * 1024 * 1024;
    static final int MOST_ATTACHMENTS = 20;

    private final JdbcClient jdbc;
    private final FundRecords records;
    private final RequestAccess access;
    private final PrivateBox box;
    private final RequestContents contents;
    private final Audit audit;
    private final LiveUpdates live;
    private final Clock clock;

    RequestPapers(
            JdbcClient jdbc,
            FundRecords records,
            RequestAccess access,
            PrivateBox box,
            RequestContents contents,
            Audit audit,
            LiveUpdates live,
            Clock clock) {
        this.jdbc = jdbc;
        this.records = records;
        this.access = access;
        this.box = box;
        this.contents = contents;
        this.audit = audit;
        this.live = live;
        this.clock = clock;
    }

    /** Says something to the committee, or the committee to the applicant. */
    @Transactional
    public void say(UUID id, String body) {
        Request request = records.request(id);
        View view = access.view(request);
        if (view == View.MONEY) {
            throw new NotFound("fund-request", id);
        }
        UUID message = Ids.next();
        jdbc.sql("INSERT INTO fund_message (id, request_id, from_committee, author, body, sent_at) VALUES (?,"
                        + " ?, ?, ?, ?, ?)")
                .params(
                        message,
                        id,
                        view == View.COMMITTEE,
                        access.me(),
                        box.sealText(Checks.text(body, "body", 5_000), "fund_message.body", message),
                        now())
                .update();
        live.publish("fund-request", id);
    }

    /** Adds a paper that proves the need; sealed like the request. */
    @Transactional
    public UUID attach(UUID id, String name, byte[] content) {
        access.own(id);
        if (content.length == 0) {
            throw new InvalidField("file", "file-empty", name);
        }
        if (content.length > MOST_ATTACHMENT_BYTES) {
            throw new InvalidField("file", "file-too-large", name, MOST_ATTACHMENT_BYTES / (1024 * 1024));
        }
        // the request's row is locked, so that the count holds
        jdbc.sql("SELECT 1 FROM fund_request WHERE id = ? FOR UPDATE")
                .param(id)
                .query(Integer.class)
                .single();
        if (contents.attachments(id).size() >= MOST_ATTACHMENTS) {
            throw new FundRefused("fund-too-many-attachments", MOST_ATTACHMENTS);
        }
        UUID attachment = Ids.next();
        jdbc.sql("INSERT INTO fund_attachment (id, request_id, name, content, size, added_at) VALUES (?, ?, ?,"
                        + " ?, ?, ?)")
                .params(
                        attachment,
                        id,
                        box.sealText(Checks.text(name, "name", 200), "fund_attachment.name", attachment),
                        box.sealBytes(content, "fund_attachment.content", attachment),
                        content.length,
                        now())
                .update();
        live.publish("fund-request", id);
        return attachment;
    }

    /** Takes a paper back; only from a draft, because others have read the rest. */
    @Transactional
    public void detach(UUID id, UUID attachment) {
        Request request = access.own(id);
        int gone = jdbc.sql("DELETE FROM fund_attachment a USING fund_request r WHERE a.id = ? AND a.request_id = ?"
                        + " AND r.id = a.request_id AND r.stage = 'DRAFT'")
                .params(attachment, id)
                .update();
        if (gone == 0 && request.stage() != Stage.DRAFT) {
            throw new FundRefused("fund-request-state", request.stage());
        }
        live.publish("fund-request", id);
    }

    /** The content of a paper; a committee's reading is audited. */
    @Transactional
    public byte[] attachment(UUID id, UUID attachment) {
        View view = access.view(records.request(id));
        if (view == View.MONEY) {
            throw new NotFound("fund-attachment", attachment);
        }
        byte[] sealed = jdbc.sql("SELECT content FROM fund_attachment WHERE id = ? AND request_id = ?")
                .params(attachment, id)
                .query((row, n) -> row.getBytes(1))
                .optional()
                .orElseThrow(() -> new NotFound("fund-attachment", attachment));
        if (view == View.COMMITTEE) {
            audit.record("fund-attachment.read", "fund-request:" + id, attachment.toString());
        }
        return box.openBytes(sealed, "fund_attachment.content", attachment);
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
