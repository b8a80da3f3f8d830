package coop.entrelacs.federation;

import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.crossing.Crossings;
import coop.entrelacs.tenancy.crossing.OutgoingMessage;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/{tenant}")
@Tag(
        name = "Federation",
        description = "For the federation's coordinators: figures of the cooperatives, never of people")
class FederationApi {

    private final Federation federation;
    private final Crossings crossings;

    FederationApi(Federation federation, Crossings crossings) {
        this.federation = federation;
        this.crossings = crossings;
    }

    @GetMapping("/federation/cooperatives")
    @Operation(
            summary = "The federation's cooperatives with what they published of their last months",
            description = "An amount is absent where fewer than three activities made it, or one of them most of it.")
    List<CooperativeFigures> cooperatives(@RequestParam(defaultValue = "12") int months) {
        return federation.cooperatives(months);
    }

    @GetMapping("/crossings")
    @Operation(summary = "Messages of this tenant to others that have not arrived yet")
    List<OutgoingMessage> undelivered(@RequestParam(defaultValue = "100") int limit) {
        CurrentTenant.actor().require(Role.MANAGER, Role.ACCOUNTANT, Role.COORDINATOR);
        return crossings.undelivered(Math.clamp(limit, 1, 500));
    }

    @PostMapping("/crossings/try-again")
    @Operation(summary = "Try at once to deliver what waits")
    void tryAgain() {
        CurrentTenant.actor().require(Role.MANAGER, Role.ACCOUNTANT, Role.COORDINATOR);
        crossings.tryAgain();
    }
}
