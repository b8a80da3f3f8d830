package coop.entrelacs.tenancy;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** The operator's routes for servers and for tenants on their way between them. */
@RestController
@RequestMapping("/api/deployment")
@Tag(name = "Deployment", description = "For the operator: tenants and their lives")
class DeploymentServersApi {

    private final ServerRegistry registry;
    private final TenantMoves moves;
    private final Tenants tenants;
    private final TenantArchives archives;

    DeploymentServersApi(ServerRegistry registry, TenantMoves moves, Tenants tenants, TenantArchives archives) {
        this.registry = registry;
        this.moves = moves;
        this.tenants = tenants;
        this.archives = archives;
    }

    /** @param to the name of a server of the deployment */
    record MoveTo(String to) {}

    @GetMapping("/servers")
    @Operation(summary = "Every PostgreSQL server on which tenants can live")
    List<ServerRegistry.Known> servers() {
        return registry.all();
    }

    @PostMapping("/servers")
    @Operation(summary = "Make another PostgreSQL server known; it is reached and examined first")
    ResponseEntity<ServerRegistry.Known> add(@RequestBody ServerRegistry.NewServer wanted) {
        return ResponseEntity.status(201).body(registry.add(wanted));
    }

    @PostMapping("/tenants/{id}/move")
    @Operation(summary = "Have a tenant carried to another server; the answer says where to follow it")
    ResponseEntity<TenantMove> move(@PathVariable TenantId id, @RequestBody MoveTo wanted) {
        TenantMove move = moves.ask(id, wanted.to() == null ? "" : wanted.to());
        return ResponseEntity.accepted()
                .location(URI.create("/api/deployment/moves/" + move.id()))
                .body(move);
    }

    @GetMapping("/moves")
    @Operation(summary = "The latest moves, the last asked for first")
    List<TenantMove> moves() {
        return moves.latest();
    }

    @GetMapping("/moves/{id}")
    @Operation(summary = "One move with its progress, and every table carried once it has ended")
    TenantMove move(@PathVariable UUID id) {
        return moves.get(id);
    }

    @PostMapping("/moves/{id}/cancel")
    @Operation(summary = "Give a move up; the tenant stays where it is")
    TenantMove cancel(@PathVariable UUID id) {
        return moves.cancel(id);
    }

    @GetMapping(value = "/tenants/{id}/archive", produces = "application/octet-stream")
    @Operation(
            summary = "One tenant's data in one snapshot: every table by COPY, and a manifest with rows and hashes",
            description = "Encrypted for the tenant: only a deployment with the same master key reads it. Enters the"
                    + " tenant's audit.")
    ResponseEntity<StreamingResponseBody> archive(@PathVariable TenantId id) {
        tenants.get(id);
        TenantArchives.Asked asked = archives.ask(id);
        return ResponseEntity.ok()
                .header("Content-Disposition", "attachment; filename=\"" + id + ".archive\"")
                .body(asked::writeTo);
    }
}
