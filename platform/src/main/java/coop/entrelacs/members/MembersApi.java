package coop.entrelacs.members;

import coop.entrelacs.identity.Invitation;
import coop.entrelacs.identity.Invitations;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.web.Alike;
import coop.entrelacs.web.ETags;
import coop.entrelacs.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/{tenant}")
@Tag(name = "Members", description = "People of the cooperative: files, branches, advisors, deadlines")
class MembersApi {

    private final Members members;
    private final Branches branches;
    private final Deadlines deadlines;
    private final MemberAccess access;
    private final MemberLinks links;

    MembersApi(Members members, Branches branches, Deadlines deadlines, MemberAccess access, MemberLinks links) {
        this.members = members;
        this.links = links;
        this.branches = branches;
        this.deadlines = deadlines;
        this.access = access;
    }

    @GetMapping("/members")
    @Operation(
            summary = "Members by name",
            description = "For staff. Searching ignores accents and capitals; every word must occur.")
    Page<MemberRow> list(
            @RequestParam(required = false) @Nullable String text,
            @RequestParam(required = false) MemberStage.@Nullable Name stage,
            @RequestParam(required = false) @Nullable UUID branch,
            @RequestParam(required = false) @Nullable UUID advisor,
            @RequestParam(required = false) @Nullable LocalDate on,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable Integer limit) {
        return members.list(new MemberFilter(text, stage, branch, advisor, on), after, Page.limit(limit));
    }

    @GetMapping("/members/counts")
    @Operation(summary = "How many members stand at each stage today")
    Map<MemberStage.Name, Long> counts() {
        return members.counts();
    }

    @PostMapping("/members")
    @Operation(
            summary = "Open the file of an applicant",
            description =
                    "For advisors, managers and payroll officers. Files that look like the same person's are named by Link"
                            + " headers of relation duplicate.")
    ResponseEntity<MemberFile> create(@PathVariable String tenant, @RequestBody MemberForm form) {
        MemberFile file = members.get(members.create(form));
        return ResponseEntity.created(URI.create("/api/" + tenant + "/members/" + file.id()))
                .eTag(ETags.of(file.version()))
                .header(
                        HttpHeaders.LINK,
                        Alike.links(members.alike(file.id()).stream()
                                .map(id -> "/api/" + tenant + "/members/" + id)
                                .toList()))
                .body(file);
    }

    @GetMapping("/members/me")
    @Operation(summary = "My own file")
    ResponseEntity<MemberFile> me() {
        UUID me = members.mine()
                .orElseThrow(() -> new NotFound("member", CurrentTenant.actor().subject()));
        return tagged(members.get(me));
    }

    @GetMapping("/members/{id}")
    @Operation(
            summary = "A member's file",
            description =
                    "For advisors, managers, payroll officers, and the member. Reading another's file is recorded.")
    ResponseEntity<MemberFile> get(@PathVariable UUID id) {
        return tagged(members.get(id));
    }

    @PutMapping("/members/{id}")
    @Operation(summary = "Change what is said of a member", description = "Needs If-Match.")
    ResponseEntity<MemberFile> change(
            @PathVariable UUID id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody MemberForm form) {
        members.change(id, ETags.seen(ifMatch), form);
        return tagged(members.get(id));
    }

    /** Whom the member signs in as. */
    record Link(UUID person) {
        Link {
            Fields.required("person", person);
        }
    }

    @PutMapping("/members/{id}/person")
    @Operation(
            summary = "Say whom a member signs in as",
            description =
                    "For advisors, managers and payroll officers, never for oneself. 202: a second one of them has to"
                            + " say the same; 204: it is so. Usually one invites the member instead.")
    ResponseEntity<Void> link(@PathVariable UUID id, @RequestBody Link link) {
        return outcome(links.link(id, link.person()));
    }

    @DeleteMapping("/members/{id}/person")
    @Operation(
            summary = "Say that nobody signs in as a member any more",
            description = "202: a second one of the staff has to say the same; 204: it is so.")
    ResponseEntity<Void> unlink(@PathVariable UUID id) {
        return outcome(links.unlink(id));
    }

    @GetMapping("/members/links")
    @Operation(summary = "Changes of whom members sign in as that wait for a second person")
    List<MemberLinks.Waiting> linksWaiting() {
        return links.waiting();
    }

    @DeleteMapping("/members/{id}/link")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Drop such a change")
    void dropLink(@PathVariable UUID id) {
        links.drop(id);
    }

    /**
     * An invitation of a member.
     *
     * @param waits whether a manager has to confirm it before the link works
     *
     * @param path the page to open, behind the deployment's address; told once
     */
    record InvitedMember(Invitation invitation, String path, boolean waits) {}

    @PostMapping("/members/{id}/invitation")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            summary = "Invite a member to sign in, at the address of their file",
            description = "Whoever accepts there signs in as the member. The link is told in this answer only.")
    InvitedMember invite(@PathVariable UUID id) {
        Invitations.Link link = links.invite(id);
        return new InvitedMember(link.invitation(), link.path(), link.waits());
    }

    private static ResponseEntity<Void> outcome(MemberLinks.Outcome outcome) {
        return ResponseEntity.status(outcome == MemberLinks.Outcome.DONE ? HttpStatus.NO_CONTENT : HttpStatus.ACCEPTED)
                .build();
    }

    /** Who accompanies from when. */
    record Assignment(LocalDate firstDay, UUID advisor, String advisorName) {}

    @PostMapping("/members/{id}/advisors")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Say who accompanies a member from a day on")
    void assign(@PathVariable UUID id, @RequestBody Assignment assignment) {
        members.assignAdvisor(id, assignment.firstDay(), assignment.advisor(), assignment.advisorName());
    }

    /** Which branch from when. */
    record Place(LocalDate firstDay, UUID branch) {
        Place {
            Fields.required("branch", branch);
        }
    }

    @PostMapping("/members/{id}/branches")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Say which branch a member belongs to from a day on")
    void place(@PathVariable UUID id, @RequestBody Place place) {
        members.assignBranch(id, place.firstDay(), place.branch());
    }

    @GetMapping("/deadlines")
    @Operation(
            summary = "What has to be done about members, by when",
            description =
                    "For advisors, managers and payroll officers; three months ahead unless told. Overdue things come"
                            + " first.")
    Page<Deadline> radar(
            @RequestParam(required = false) @Nullable LocalDate until,
            @RequestParam(required = false) Deadline.@Nullable Kind kind,
            @RequestParam(required = false) @Nullable UUID advisor,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable Integer limit) {
        return deadlines.radar(
                until == null ? access.today().plusMonths(3) : until, kind, advisor, after, Page.limit(limit));
    }

    /** A place to open. */
    record NewBranch(String name, @Nullable String city) {}

    @GetMapping("/branches")
    @Operation(summary = "The cooperative's branches")
    List<Branches.Branch> branches() {
        CurrentTenant.actor().require(Role.MEMBER, Role.ADVISOR, Role.MANAGER, Role.ACCOUNTANT, Role.PAYROLL_OFFICER);
        return branches.all();
    }

    @PostMapping("/branches")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Open a branch", description = "For managers.")
    Made open(@RequestBody NewBranch branch) {
        return new Made(branches.open(branch.name(), branch.city()));
    }

    @GetMapping("/referral-sources")
    @Operation(summary = "Who sends people to the cooperative")
    List<Branches.ReferralSource> referralSources() {
        CurrentTenant.actor().require(Role.ADVISOR, Role.MANAGER, Role.PAYROLL_OFFICER);
        return branches.referralSources();
    }

    /** Who sends people. */
    record NewReferralSource(String name) {}

    @PostMapping("/referral-sources")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Add someone who sends people")
    Made addReferralSource(@RequestBody NewReferralSource source) {
        return new Made(branches.addReferralSource(source.name()));
    }

    /** What was made. */
    record Made(UUID id) {}

    private static ResponseEntity<MemberFile> tagged(MemberFile file) {
        return ETags.ok(file, file.version());
    }
}
