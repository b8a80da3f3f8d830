package coop.entrelacs.governance;

import coop.entrelacs.members.Members;
import coop.entrelacs.shared.InvalidField;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/{tenant}/committees")
@Tag(name = "Committees", description = "Elected bodies and the register of their mandates")
class CommitteesApi {

    private final Committees committees;

    private final Members members;

    private final Clock clock;

    CommitteesApi(Committees committees, Members members, Clock clock) {
        this.committees = committees;
        this.members = members;
        this.clock = clock;
    }

    record NewCommittee(String code, String name, int seats, int termMonths) {}

    record Election(UUID member, LocalDate firstDay, String electedBy) {
        Election {
            if (member == null) {
                throw new InvalidField("member", "required");
            }
            if (firstDay == null) {
                throw new InvalidField("firstDay", "required");
            }
        }
    }

    record End(LocalDate lastDay) {
        End {
            if (lastDay == null) {
                throw new InvalidField("lastDay", "required");
            }
        }
    }

    @GetMapping
    @Operation(summary = "Every committee")
    List<Committee> list() {
        return committees.list();
    }

    @PostMapping
    @Operation(summary = "Set up a committee; one with the same code is left as it is")
    ResponseEntity<Committee> ensure(@RequestBody NewCommittee asked) {
        return ResponseEntity.status(HttpStatus.CREATED)
                .body(committees.ensure(asked.code(), asked.name(), asked.seats(), asked.termMonths()));
    }

    @GetMapping("/{id}")
    @Operation(summary = "One committee")
    Committee get(@PathVariable UUID id) {
        return committees.get(id);
    }

    @GetMapping("/{id}/sitting")
    @Operation(summary = "The members who sit on a day; today if none is given")
    List<UUID> sitting(@PathVariable UUID id, @RequestParam(required = false) @Nullable LocalDate on) {
        committees.get(id);
        return committees.sitting(id, on == null ? LocalDate.now(clock) : on);
    }

    @GetMapping("/mandates/ending")
    @Operation(summary = "Mandates that end between two days: to be renewed, once, or replaced")
    List<Mandate> ending(@RequestParam LocalDate first, @RequestParam LocalDate last) {
        return committees.endingBetween(first, last);
    }

    @GetMapping("/{id}/mandates")
    @Operation(summary = "The register: who sits and who has served, the latest first")
    List<Mandate> register(@PathVariable UUID id) {
        committees.get(id);
        return committees.register(id);
    }

    @PostMapping("/{id}/mandates")
    @Operation(summary = "Record an election; a third term is refused")
    ResponseEntity<Mandate> elect(@PathVariable UUID id, @RequestBody Election election) {
        members.name(election.member()); // says NotFound where there is no such member
        return ResponseEntity.status(HttpStatus.CREATED)
                .body(committees.elect(id, election.member(), election.firstDay(), election.electedBy()));
    }

    @PostMapping("/mandates/{mandate}/end")
    @Operation(summary = "End a mandate before its term; it counts as served")
    Mandate end(@PathVariable UUID mandate, @RequestBody End end) {
        return committees.end(mandate, end.lastDay());
    }
}
