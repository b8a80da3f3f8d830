package coop.entrelacs.reporting;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/{tenant}/lists/{list}/filters")
@Tag(name = "Saved filters", description = "Filters of lists that a person keeps under a name")
class SavedFiltersApi {

    private final SavedFilters filters;

    SavedFiltersApi(SavedFilters filters) {
        this.filters = filters;
    }

    /** A filter to keep. */
    record NewFilter(String name, String query) {
        NewFilter(@Nullable String name, @Nullable String query) {
            this.name = name == null ? "" : name;
            this.query = query == null ? "" : query;
        }
    }

    @GetMapping
    @Operation(summary = "The filters that the asker keeps for a list")
    List<SavedFilter> of(@PathVariable String list) {
        return filters.of(list);
    }

    @PostMapping
    @Operation(summary = "Keep a filter; one of the same name is replaced")
    SavedFilter save(@PathVariable String list, @RequestBody NewFilter wanted) {
        return filters.save(list, wanted.name(), wanted.query());
    }

    @DeleteMapping("/{id}")
    @Operation(summary = "Forget a filter")
    ResponseEntity<Void> forget(@PathVariable UUID id) {
        filters.forget(id);
        return ResponseEntity.noContent().build();
    }
}
