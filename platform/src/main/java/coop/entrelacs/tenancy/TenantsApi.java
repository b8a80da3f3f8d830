package coop.entrelacs.tenancy;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The operator's routes; only a token of the deployment reaches them. */
@RestController
@RequestMapping("/api/deployment/tenants")
@Tag(name = "Deployment", description = "For the operator: tenants and their lives")
class TenantsApi {

    private final Tenants tenants;

    TenantsApi(Tenants tenants) {
        this.tenants = tenants;
    }

    @GetMapping
    @Operation(summary = "Every tenant with its state and the version of its schema")
    List<Tenant> all() {
        return tenants.all();
    }

    @GetMapping("/{id}")
    @Operation(summary = "One tenant")
    Tenant get(@PathVariable TenantId id) {
        return tenants.get(id);
    }

    @PostMapping
    @Operation(summary = "Add a cooperative or a federation; it is usable when the answer arrives")
    ResponseEntity<Tenant> add(@RequestBody NewTenant wanted) {
        Tenant tenant = tenants.add(wanted);
        return ResponseEntity.created(URI.create("/api/deployment/tenants/" + tenant.id()))
                .body(tenant);
    }

    @PostMapping("/{id}/suspend")
    @Operation(summary = "Close a tenant to everyone for a time")
    Tenant suspend(@PathVariable TenantId id) {
        return tenants.suspend(id);
    }

    @PostMapping("/{id}/activate")
    @Operation(summary = "Open a suspended tenant again")
    Tenant activate(@PathVariable TenantId id) {
        return tenants.activate(id);
    }

    @PostMapping("/{id}/close")
    @Operation(summary = "Close a suspended tenant for good; its data is kept")
    Tenant close(@PathVariable TenantId id) {
        return tenants.close(id);
    }
}
