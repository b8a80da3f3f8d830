package coop.entrelacs.reporting;

import coop.entrelacs.federation.MonthFigures;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/{tenant}/figures")
@Tag(name = "Figures", description = "A cooperative's months, as it tells them to its federation")
class FiguresApi {

    private final MonthlyFigures figures;

    FiguresApi(MonthlyFigures figures) {
        this.figures = figures;
    }

    @GetMapping
    @Operation(
            summary = "The cooperative's last months, oldest first",
            description =
                    "An amount is absent where fewer than three activities made it, or one made 85 % or more of it.")
    List<MonthFigures> lastMonths(@RequestParam(defaultValue = "12") int months) {
        return figures.lastMonths(months);
    }

    @PostMapping("/publication")
    @Operation(summary = "For a federation's coordinator: every cooperative tells its figures now (a job)")
    ResponseEntity<Void> publish(@PathVariable String tenant) {
        UUID job = figures.publishLater();
        return ResponseEntity.accepted()
                .location(URI.create("/api/" + tenant + "/jobs/" + job))
                .build();
    }
}
