package coop.entrelacs.tenancy;

import coop.entrelacs.shared.InvalidField;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The operator's routes for tenants brought back from archives, and for what moves and restores left behind. */
@RestController
@RequestMapping("/api/deployment")
@Tag(name = "Deployment", description = "For the operator: tenants and their lives")
class TenantRestoresApi {

    private final TenantRestores restores;
    private final OldCopies copies;

    TenantRestoresApi(TenantRestores restores, OldCopies copies) {
        this.restores = restores;
        this.copies = copies;
    }

    @PostMapping(
            value = "/restores",
            consumes = {"application/zip", "application/octet-stream"})
    @Operation(
            summary = "Bring a tenant back from an archive; the answer says where to follow it",
            description =
                    "The archive is the whole body, up to 8 GiB, and is written to disk as it comes. It is read against its manifest of hashes before anything changes. A tenant that is"
                            + " there gives way only where it is named by `replace`; what it held is kept as an old copy.")
    ResponseEntity<TenantRestore> restore(
            @Parameter(description = "The tenant's name once more, where there is one already")
                    @RequestParam(required = false)
                    @Nullable
                    String replace,
            InputStream archive)
            throws IOException {
        Path file = Files.createTempFile("entrelacs-restore", ".zip");
        try {
            Files.copy(archive, file, StandardCopyOption.REPLACE_EXISTING);
            TenantRestore restore =
                    restores.ask(file, replace, () -> file.toFile().delete());
            return ResponseEntity.accepted()
                    .location(URI.create("/api/deployment/restores/" + restore.id()))
                    .body(restore);
        } catch (InvalidField e) {
            Files.deleteIfExists(file);
            // The archive is the whole body here, and no field of one.
            throw e.code().startsWith("archive-")
                    ? new InvalidField("", e.code(), e.arguments().toArray())
                    : e;
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    @GetMapping("/restores")
    @Operation(summary = "The latest restores, the last asked for first")
    List<TenantRestore> restores() {
        return restores.latest();
    }

    @GetMapping("/restores/{id}")
    @Operation(summary = "One restore with its progress")
    TenantRestore restore(@PathVariable UUID id) {
        return restores.get(id);
    }

    @GetMapping("/old-copies")
    @Operation(summary = "What moves and restores left behind, the oldest first")
    List<OldCopies.Copy> oldCopies() {
        return copies.all();
    }

    @DeleteMapping("/old-copies/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Drop an old copy for good; the living data is verified first")
    void drop(
            @PathVariable UUID id,
            @Parameter(description = "The tenant's name once more") @RequestParam TenantId tenant) {
        copies.drop(id, tenant);
    }
}
