package coop.entrelacs.funds;

import coop.entrelacs.governance.Choice;
import coop.entrelacs.shared.Money;
import coop.entrelacs.web.ETags;
import coop.entrelacs.web.Idempotency;
import coop.entrelacs.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/** No answer that holds something private is kept for idempotency: those that are kept carry amounts only. */
@RestController
@RequestMapping("/api/{tenant}/fund-requests")
@Tag(name = "Fund requests", description = "Members ask, the committee decides, two persons pay, loans come back")
class FundRequestsApi {

    /** How many days of bank files are listed. */
    private static final int DAYS = 366;

    private final FundRequests requests;
    private final RequestPapers papers;
    private final CommitteeRoom room;
    private final FundDecisions decisions;
    private final FundPayments payments;
    private final BankFiles files;
    private final Idempotency idempotency;

    FundRequestsApi(
            FundRequests requests,
            RequestPapers papers,
            CommitteeRoom room,
            FundDecisions decisions,
            FundPayments payments,
            BankFiles files,
            Idempotency idempotency) {
        this.requests = requests;
        this.papers = papers;
        this.room = room;
        this.decisions = decisions;
        this.payments = payments;
        this.files = files;
        this.idempotency = idempotency;
    }

    record Message(String body) {}

    /** @param amount what to grant, null to refuse */
    record Proposal(@Nullable Money amount, Ground ground, String reason) {}

    record Vote(Choice choice, @Nullable String reason) {}

    record Made(UUID id) {}

    record Voted(FundDecisions.Cast result) {}

    record Receipt(Money amount, LocalDate on, String source) {}

    record Tie(UUID other) {}

    @GetMapping
    @Operation(summary = "Granted requests, for who pays and keeps the books; nothing private")
    Page<RequestRow> granted(
            @RequestParam(required = false) @Nullable Stage stage,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(required = false) @Nullable Integer limit) {
        return requests.granted(stage, after, Page.limit(limit));
    }

    @GetMapping("/mine")
    @Operation(summary = "One's own requests, the newest first")
    List<RequestRow> mine() {
        return requests.mine();
    }

    @GetMapping("/to-decide")
    @Operation(summary = "What a fund's committee has to decide, without those one has a conflict with")
    List<RequestRow> toDecide(@RequestParam UUID fund) {
        return requests.toDecide(fund);
    }

    @GetMapping("/{id}")
    @Operation(summary = "One request, as much of it as the reader may see; a committee's reading is audited")
    ResponseEntity<RequestView> get(@PathVariable UUID id) {
        return answer(requests.get(id));
    }

    @PostMapping
    @Operation(summary = "Begin a request; nobody else sees a draft")
    ResponseEntity<RequestView> draft(@PathVariable String tenant, @RequestBody RequestForm form) {
        RequestView made = requests.draft(form);
        return ResponseEntity.created(URI.create("/api/" + tenant + "/fund-requests/" + made.id()))
                .eTag(ETags.of(made.version()))
                .cacheControl(CacheControl.noStore())
                .body(made);
    }

    @PutMapping("/{id}")
    @Operation(summary = "Change a draft")
    ResponseEntity<RequestView> redraft(
            @PathVariable UUID id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody RequestForm form) {
        return answer(requests.redraft(id, ETags.seen(ifMatch), form));
    }

    @GetMapping("/{id}/check")
    @Operation(
            summary = "What would come of submitting a draft today: what is missing, or why it would not be admissible")
    FundRequests.Outlook check(@PathVariable UUID id) {
        return requests.outlook(id);
    }

    @PostMapping("/outlook")
    @Operation(
            summary = "Try a request on the rules in force: every reason against it, and the most it could get; nothing"
                    + " is kept")
    ResponseEntity<FundRequests.Outlook> outlook(@RequestBody RequestForm form) {
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(requests.outlook(form));
    }

    @PostMapping("/{id}/submission")
    @Operation(summary = "Submit a draft: it goes before the committee, or is not admissible, with every reason")
    ResponseEntity<RequestView> submit(
            @PathVariable UUID id, @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        return answer(requests.submit(id, ETags.seen(ifMatch)));
    }

    @PostMapping("/{id}/appeal")
    @Operation(summary = "Ask for a second look, once, in time")
    ResponseEntity<RequestView> appeal(@PathVariable UUID id) {
        return answer(requests.appeal(id));
    }

    @PostMapping("/{id}/withdrawal")
    @Operation(summary = "Take a request back; what was set aside is free again")
    ResponseEntity<RequestView> withdraw(@PathVariable UUID id) {
        return answer(requests.withdraw(id));
    }

    @PostMapping("/{id}/messages")
    @Operation(summary = "Say something to the committee, or the committee to the applicant")
    ResponseEntity<Void> say(@PathVariable UUID id, @RequestBody Message message) {
        papers.say(id, message.body());
        return ResponseEntity.noContent().build();
    }

    @PostMapping(path = "/{id}/attachments", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @Operation(summary = "Add a paper that proves the need; kept sealed")
    ResponseEntity<Made> attach(@PathVariable UUID id, @RequestParam("file") MultipartFile file) {
        try {
            String name = file.getOriginalFilename();
            return ResponseEntity.status(HttpStatus.CREATED)
                    .body(new Made(
                            papers.attach(id, name == null || name.isBlank() ? "document" : name, file.getBytes())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @GetMapping("/{id}/attachments/{attachment}")
    @Operation(summary = "The content of a paper; a committee's reading is audited")
    ResponseEntity<byte[]> attachment(@PathVariable UUID id, @PathVariable UUID attachment) {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename(attachment.toString())
                                .build()
                                .toString())
                .cacheControl(CacheControl.noStore())
                .body(papers.attachment(id, attachment));
    }

    @DeleteMapping("/{id}/attachments/{attachment}")
    @Operation(summary = "Take a paper back from a draft")
    ResponseEntity<Void> detach(@PathVariable UUID id, @PathVariable UUID attachment) {
        papers.detach(id, attachment);
        return ResponseEntity.noContent().build();
    }

    @PostMapping("/ties")
    @Operation(
            summary = "Say that one lives with another member, or that one mentors the other: neither decides for the"
                    + " other")
    ResponseEntity<Void> tie(@RequestBody Tie tie) {
        requests.tie(Checks.required(tie.other(), "other"));
        return ResponseEntity.noContent().build();
    }

    @PostMapping("/{id}/proposals")
    @Operation(summary = "Propose to grant an amount, or to refuse; the committee votes on it")
    ResponseEntity<Made> propose(@PathVariable UUID id, @RequestBody Proposal proposal) {
        return ResponseEntity.status(HttpStatus.CREATED)
                .body(new Made(decisions.propose(
                        id, proposal.amount(), Checks.required(proposal.ground(), "ground"), proposal.reason())));
    }

    @PostMapping("/proposals/{proposal}/votes")
    @Operation(summary = "Vote, once; the last vote counts all and does what is decided")
    Voted vote(@PathVariable UUID proposal, @RequestBody Vote vote) {
        return new Voted(decisions.vote(proposal, Checks.required(vote.choice(), "choice"), vote.reason()));
    }

    @GetMapping("/proposals/{proposal}/votes")
    @Operation(
            summary =
                    "Who said what and why, for the committee, once an open ballot is closed; nothing of a secret one")
    ResponseEntity<List<CommitteeRoom.Vote>> votes(@PathVariable UUID proposal) {
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(room.votes(proposal));
    }

    @PostMapping("/{id}/conflict")
    @Operation(summary = "Declare that one should not decide on a request")
    ResponseEntity<Void> declareConflict(@PathVariable UUID id) {
        decisions.declareConflict(id);
        return ResponseEntity.noContent().build();
    }

    @PostMapping("/{id}/delegated-grant")
    @Operation(summary = "Grant a small amount alone, where the rulebook delegates it")
    ResponseEntity<RequestView> grantAlone(@PathVariable UUID id, @RequestBody Proposal proposal) {
        return answer(decisions.grantAlone(
                id,
                Checks.required(proposal.amount(), "amount"),
                Checks.required(proposal.ground(), "ground"),
                proposal.reason()));
    }

    @PostMapping("/{id}/payment-proposal")
    @Operation(summary = "Propose to pay what was granted")
    FundPayments.Paid proposePayment(@PathVariable UUID id) {
        return payments.propose(id);
    }

    @DeleteMapping("/{id}/payment-proposal")
    @Operation(summary = "Take a proposed payment back; the money stays set aside")
    FundPayments.Paid cancelPayment(@PathVariable UUID id) {
        return payments.cancel(id);
    }

    @GetMapping("/{id}/payment-account")
    @Operation(
            summary = "Where a payment goes, masked, and where the payment before went if that was another account;"
                    + " for people who pay and confirm")
    FundPayments.PayTo payTo(@PathVariable UUID id) {
        return Objects.requireNonNull(payments.payTo(List.of(id)).get(id));
    }

    @PostMapping("/{id}/payment")
    @Operation(summary = "Confirm a proposed payment, as another person")
    ResponseEntity<FundPayments.Paid> confirm(
            @PathVariable UUID id, @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        return idempotency.once(
                key,
                Map.of("POST", "fund-requests/" + id + "/payment"),
                FundPayments.Paid.class,
                () -> ResponseEntity.ok(payments.confirm(id)));
    }

    @PostMapping("/{id}/receipts")
    @Operation(summary = "Book what came back of a loan, or from a customer after all; never more than is owed")
    ResponseEntity<FundPayments.Paid> comeBack(
            @PathVariable UUID id,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody Receipt receipt) {
        return idempotency.once(
                key,
                Map.of("POST", "fund-requests/" + id + "/receipts", "body", receipt),
                FundPayments.Paid.class,
                () -> ResponseEntity.ok(payments.comeBack(
                        id, receipt.amount(), Checks.required(receipt.on(), "on"), receipt.source())));
    }

    @PostMapping("/{id}/write-off")
    @Operation(summary = "Give up what does not come back")
    ResponseEntity<FundPayments.Paid> writeOff(
            @PathVariable UUID id, @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        return idempotency.once(
                key,
                Map.of("POST", "fund-requests/" + id + "/write-off"),
                FundPayments.Paid.class,
                () -> ResponseEntity.ok(payments.writeOff(id)));
    }

    @GetMapping(path = "/bank-file", produces = MediaType.APPLICATION_XML_VALUE)
    @Operation(
            summary =
                    "The SEPA credit transfers (pain.001.001.09) of a day: what is in no file yet goes into a new one,"
                            + " else the newest is given again to the byte; with a number that one")
    ResponseEntity<byte[]> bankFile(@RequestParam LocalDate on, @RequestParam(required = false) @Nullable Integer no) {
        return ResponseEntity.ok()
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename("fonds-" + on + ".xml")
                                .build()
                                .toString())
                .cacheControl(CacheControl.noStore())
                .body(no == null ? files.of(on) : files.of(on, no));
    }

    @GetMapping("/bank-files")
    @Operation(
            summary = "The days on which loans and grants were paid: files made, who waits for the next, who has no"
                    + " account. The latest " + DAYS + " days, and every day on which somebody waits or has no account")
    List<BankFiles.BankDay> bankFiles() {
        return files.days(DAYS);
    }

    private static ResponseEntity<RequestView> answer(RequestView view) {
        return ResponseEntity.ok()
                .eTag(ETags.of(view.version()))
                .cacheControl(CacheControl.noStore())
                .body(view);
    }
}
