package coop.entrelacs.federation;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
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

    FederationApi(Federation federation) {
        this.federation = federation;
    }

    @GetMapping("/federation/cooperatives")
    @Operation(
            summary = "The federation's cooperatives with what they published of their last months",
            description = "An amount is absent where fewer than three activities made it, or one of them most of it.")
    List<CooperativeFigures> cooperatives(@RequestParam(defaultValue = "12") int months) {
        return federation.cooperatives(months);
    }
}
