package coop.entrelacs.payroll;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.web.ETags;
import coop.entrelacs.web.Idempotency;
import coop.entrelacs.web.Words;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/{tenant}/payroll")
@Tag(
        name = "Social declarations",
        description =
                "What a month owes to each body, its payment, and the file of the social declaration (DSN). The file is not"
                        + " certified: it is a trial file, to be run through the authorities' own checker before anything is sent.")
class DeclarationsApi {

    private final Declarations declarations;
    private final Idempotency idempotency;
    private final Words words;

    DeclarationsApi(Declarations declarations, Idempotency idempotency, Words words) {
        this.declarations = declarations;
        this.idempotency = idempotency;
        this.words = words;
    }

    @GetMapping("/declarations")
    @Operation(summary = "The months with booked slips, the newest first")
    List<YearMonth> months() {
        return declarations.months();
    }

    @GetMapping("/declarations/{month}")
    @Operation(summary = "What a month owes to each body, line by line, what is paid, and the files made of it")
    Declarations.DeclaredMonth month(@PathVariable YearMonth month) {
        return declarations.month(month);
    }

    /**
     * @param findings what keeps it from being complete, in the reader's language
     * @param certified always false: see the description
     */
    record MadeFile(YearMonth month, int no, long people, List<Finding> findings, boolean certified) {}

    record Finding(String code, String about, String sentence) {}

    @PostMapping("/declarations/{month}/files")
    @Operation(summary = "Makes the month's social declaration (DSN, S10 to S90) and keeps it")
    ResponseEntity<MadeFile> declare(
            @PathVariable YearMonth month,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Locale language) {
        return idempotency.once(
                key,
                new PayrollRunsApi.Asked("POST /payroll/declarations/" + month + "/files", month),
                MadeFile.class,
                () -> {
                    DsnMaker.Made made = declarations.declare(month);
                    return ResponseEntity.created(URI.create("/api/" + CurrentTenant.id() + "/payroll/declarations/"
                                    + month + "/files/" + made.no()))
                            .body(new MadeFile(
                                    month,
                                    made.no(),
                                    made.people(),
                                    made.findings().stream()
                                            .map(gap -> new Finding(
                                                    gap.code(),
                                                    gap.about(),
                                                    words.get("dsn." + gap.code(), language, gap.about())))
                                            .toList(),
                                    false));
                });
    }

    @GetMapping(value = "/declarations/{month}/files/{no}", produces = MediaType.TEXT_PLAIN_VALUE)
    @Operation(summary = "A file of the social declaration as it was made (ISO 8859-1); taking it leaves a trace")
    ResponseEntity<byte[]> file(@PathVariable YearMonth month, @PathVariable int no) {
        return ResponseEntity.ok()
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename(Declarations.fileName(month, no))
                                .build()
                                .toString())
                .contentType(new MediaType("text", "plain", java.nio.charset.StandardCharsets.ISO_8859_1))
                .body(declarations.file(month, no));
    }

    /** @param paidOn the day it left the account */
    record NewPayment(@Nullable SocialBody body, @Nullable LocalDate paidOn) {
        NewPayment {
            if (body == null) {
                throw new InvalidField("body", "required");
            }
            if (paidOn == null) {
                throw new InvalidField("paidOn", "required");
            }
        }
    }

    @PostMapping("/declarations/{month}/payments")
    @Operation(summary = "Books that a body was paid all that a month still owes it")
    ResponseEntity<Declarations.Paid> pay(
            @PathVariable YearMonth month,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody NewPayment payment) {
        return idempotency.once(
                key,
                new PayrollRunsApi.Asked("POST /payroll/declarations/" + month + "/payments", payment),
                Declarations.Paid.class,
                () -> ResponseEntity.ok(declarations.pay(
                        month, Objects.requireNonNull(payment.body()), Objects.requireNonNull(payment.paidOn()))));
    }

    /** @param contract the reference of a provident or health contract; empty for the others */
    record Body(
            @Nullable String name,
            @Nullable String identifier,
            @Nullable String contract) {}

    @GetMapping("/social-bodies")
    @Operation(summary = "How the social bodies know the cooperative")
    List<Declarations.BodyIdentity> bodies() {
        return declarations.bodies();
    }

    @PutMapping("/social-bodies/{body}")
    @Operation(summary = "Says how a body knows the cooperative; If-Match \"0\" for a first time")
    ResponseEntity<Void> name(
            @PathVariable SocialBody body,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody Body said) {
        declarations.name(new Declarations.BodyIdentity(
                body,
                Objects.requireNonNullElse(said.name(), ""),
                Objects.requireNonNullElse(said.identifier(), ""),
                Objects.requireNonNullElse(said.contract(), ""),
                ETags.seen(ifMatch)));
        return ResponseEntity.noContent().build();
    }
}
