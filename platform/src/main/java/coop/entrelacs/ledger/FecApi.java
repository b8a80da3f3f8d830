package coop.entrelacs.ledger;

import coop.entrelacs.ledger.FecImports.FecImport;
import coop.entrelacs.ledger.FecImports.FecPreview;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Period;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.web.Idempotency;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

@RestController
@RequestMapping("/api/{tenant}/ledger/fec")
@Tag(name = "FEC", description = "Audit files: the books of other software taken over, and ours given out")
class FecApi {

    private final FecImports imports;
    private final FecExport export;
    private final Idempotency idempotency;

    FecApi(FecImports imports, FecExport export, Idempotency idempotency) {
        this.imports = imports;
        this.export = export;
        this.idempotency = idempotency;
    }

    /** Where to follow the import. */
    record ImportSubmitted(UUID job) {}

    @PostMapping(path = "/imports", params = "preview=true", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @Operation(summary = "What importing this file would do; nothing is written")
    FecPreview preview(
            @RequestPart("file") MultipartFile file,
            @RequestParam(required = false) @Nullable LocalDate firstDay,
            @RequestParam(required = false) @Nullable LocalDate lastDay,
            @RequestParam(required = false) @Nullable String siren,
            @RequestParam(required = false) @Nullable String openingJournal,
            @RequestParam(required = false) @Nullable String grouping,
            @RequestParam(required = false) @Nullable String suspenseAccount,
            @RequestParam(required = false) @Nullable List<String> journals) {
        return imports.preview(
                name(file),
                bytes(file),
                FecAnswers.of(year(firstDay, lastDay), siren, openingJournal, grouping, suspenseAccount, journals));
    }

    @PostMapping(path = "/imports", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @Operation(
            summary = "Import an audit file, as a job",
            description =
                    "All of it or nothing. What the file leaves open is asked: 422, an error for each parameter that would answer"
                            + " (`firstDay` and `lastDay`, `siren`, `openingJournal`, `grouping`, `journals` as CODE:NEWCODE). With"
                            + " `preview=true` nothing is written and the answer is the preview, with its questions and their choices."
                            + " Entries that do not balance are refused unless `suspenseAccount` (47…) takes what lacks.")
    ResponseEntity<ImportSubmitted> submit(
            @RequestPart("file") MultipartFile file,
            @RequestParam(required = false) @Nullable LocalDate firstDay,
            @RequestParam(required = false) @Nullable LocalDate lastDay,
            @RequestParam(required = false) @Nullable String siren,
            @RequestParam(required = false) @Nullable String openingJournal,
            @RequestParam(required = false) @Nullable String grouping,
            @RequestParam(required = false) @Nullable String suspenseAccount,
            @RequestParam(required = false) @Nullable List<String> journals,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        byte[] content = bytes(file);
        FecAnswers answers =
                FecAnswers.of(year(firstDay, lastDay), siren, openingJournal, grouping, suspenseAccount, journals);
        return idempotency.once(
                key,
                List.of("POST fec/imports", FecImports.sha256(content), String.valueOf(answers)),
                ImportSubmitted.class,
                () -> {
                    UUID job = imports.submit(name(file), content, answers);
                    return ResponseEntity.accepted()
                            .location(URI.create("/api/" + CurrentTenant.id() + "/jobs/" + job))
                            .body(new ImportSubmitted(job));
                });
    }

    @GetMapping("/imports")
    @Operation(summary = "The imports done, the latest first")
    List<FecImport> imports() {
        return imports.list();
    }

    @GetMapping("/imports/{id}")
    @Operation(summary = "An import done")
    FecImport get(@PathVariable UUID id) {
        return imports.get(id);
    }

    @PostMapping("/imports/{id}/undo")
    @Operation(
            summary = "Take an import back whole",
            description =
                    "By the opposite of each of its entries, while nothing was booked in its year since: else 409.")
    ResponseEntity<FecImport> undo(
            @PathVariable UUID id, @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        return idempotency.once(
                key, List.of("POST fec/imports/undo", id), FecImport.class, () -> ResponseEntity.ok(imports.undo(id)));
    }

    @GetMapping(path = "/export", produces = MediaType.TEXT_PLAIN_VALUE)
    @Operation(summary = "The audit file of a fiscal year; `year` is its first day")
    ResponseEntity<StreamingResponseBody> export(@RequestParam LocalDate year) {
        String name = export.fileName(year);
        Actor actor = CurrentTenant.actor();
        // the body is written on another thread, which has to be told for whom
        StreamingResponseBody body = out -> CurrentTenant.run(actor, () -> export.write(year, out));
        return ResponseEntity.ok()
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment().filename(name).build().toString())
                .contentType(MediaType.parseMediaType("text/plain;charset=UTF-8"))
                .body(body);
    }

    private static @Nullable Period year(@Nullable LocalDate firstDay, @Nullable LocalDate lastDay) {
        if (firstDay == null && lastDay == null) {
            return null;
        }
        if (firstDay == null || lastDay == null) {
            throw new InvalidField(firstDay == null ? "firstDay" : "lastDay", "required");
        }
        if (lastDay.isBefore(firstDay)) {
            throw new InvalidField("lastDay", "period-reversed");
        }
        return new Period(firstDay, lastDay);
    }

    private static String name(MultipartFile file) {
        CurrentTenant.actor().require(Role.ACCOUNTANT);
        String name = file.getOriginalFilename();
        return name == null || name.isBlank() ? "fec.txt" : name;
    }

    private static byte[] bytes(MultipartFile file) {
        try {
            return file.getBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
