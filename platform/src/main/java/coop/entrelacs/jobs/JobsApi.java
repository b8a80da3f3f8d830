package coop.entrelacs.jobs;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/{tenant}/jobs")
@Tag(name = "Jobs", description = "Long work: progress, cancellation, report")
class JobsApi {

    private final Jobs jobs;

    JobsApi(Jobs jobs) {
        this.jobs = jobs;
    }

    @GetMapping
    @Operation(summary = "The newest jobs first; `before` is the id of the last one seen")
    List<Job> newest(
            @RequestParam(required = false) @Nullable UUID before, @RequestParam(defaultValue = "50") int limit) {
        return jobs.newest(before, limit);
    }

    @GetMapping("/{id}")
    @Operation(summary = "State, progress and, once ended, report of a job")
    Job get(@PathVariable UUID id) {
        return jobs.get(id);
    }

    @PostMapping("/{id}/cancel")
    @Operation(summary = "Ask a job to stop; what it had not committed is rolled back. An ended job stays as it is")
    Job cancel(@PathVariable UUID id) {
        return jobs.cancel(id);
    }
}
