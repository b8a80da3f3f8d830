package coop.entrelacs.funds;

import coop.entrelacs.governance.Committees;
import coop.entrelacs.members.Members;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.NotAllowed;
import coop.entrelacs.tenancy.Role;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who sees what of a request, and who decides. A role alone never opens what is private: it takes a seat, and no conflict. */
@Component
class RequestAccess {

    private final JdbcClient jdbc;
    private final FundRecords records;
    private final Members members;
    private final Committees committees;
    private final Standings standings;
    private final Clock clock;

    RequestAccess(
            JdbcClient jdbc,
            FundRecords records,
            Members members,
            Committees committees,
            Standings standings,
            Clock clock) {
        this.jdbc = jdbc;
        this.records = records;
        this.members = members;
        this.committees = committees;
        this.standings = standings;
        this.clock = clock;
    }

    enum View {
        /** The applicant: everything. */
        OWN,
        /** A sitting member of the committee without conflict: everything, each reading audited. */
        COMMITTEE,
        /** Who pays and keeps the books: amounts, once granted. */
        MONEY
    }

    LocalDate today() {
        return LocalDate.now(clock);
    }

    /** @throws NotAllowed for who is no member */
    UUID me() {
        return members.mine().orElseThrow(() -> new NotAllowed(Role.MEMBER));
    }

    /** @throws NotFound for those who may not even know that there is such a request */
    View view(Request request) {
        var me = members.mine();
        if (me.isPresent() && me.get().equals(request.member())) {
            return View.OWN;
        }
        boolean decided = !request.granted().isZero();
        if (request.stage() != Stage.DRAFT && me.isPresent() && mayDecide(request, me.get())) {
            return View.COMMITTEE;
        }
        if (decided && CurrentTenant.actor().isAnyOf(Role.TREASURER, Role.ACCOUNTANT, Role.MANAGER)) {
            return View.MONEY;
        }
        throw new NotFound("fund-request", request.id());
    }

    Request own(UUID id) {
        Request request = records.request(id);
        if (members.mine().filter(request.member()::equals).isEmpty()) {
            throw new NotFound("fund-request", id);
        }
        return request;
    }

    /** The request, for somebody who may decide on it; the member they are. */
    UUID requireDecider(Request request) {
        UUID me = me();
        if (request.stage() == Stage.DRAFT || !mayDecide(request, me)) {
            throw new NotFound("fund-request", request.id());
        }
        return me;
    }

    boolean sits(UUID fund, UUID member) {
        return sitting(fund).contains(member);
    }

    List<UUID> sitting(UUID fund) {
        return committees.sitting(records.fund(fund).committee(), today());
    }

    /** Those of the committee who may not decide on a request, each with the reason. */
    Map<UUID, Conflict> conflicts(Request request, Collection<UUID> committee) {
        Set<UUID> declared =
                Set.copyOf(jdbc.sql("SELECT member_id FROM fund_conflict WHERE request_id = ? AND kind = 'DECLARED'")
                        .param(request.id())
                        .query(UUID.class)
                        .list());
        return Conflict.among(committee, standings.ties(request.member(), committee, today()), declared);
    }

    /**
     * Of requests, those on which a member has no conflict: in three statements and one for each activity of theirs, however many
     * the requests are.
     *
     * @param applicants by request
     */
    Set<UUID> withoutConflict(UUID me, Map<UUID, UUID> applicants) {
        if (applicants.isEmpty()) {
            return Set.of();
        }
        Set<UUID> declared =
                Set.copyOf(jdbc.sql("SELECT request_id FROM fund_conflict WHERE member_id = :me AND kind = 'DECLARED'"
                                + " AND request_id IN (:requests)")
                        .param("me", me)
                        .param("requests", applicants.keySet())
                        .query(UUID.class)
                        .list());
        Set<UUID> partners = standings.partners(me, today());
        Set<UUID> tied = standings.tied(me, applicants.values());
        return applicants.entrySet().stream()
                .filter(one -> !one.getValue().equals(me)
                        && !partners.contains(one.getValue())
                        && !tied.contains(one.getValue())
                        && !declared.contains(one.getKey()))
                .map(Map.Entry::getKey)
                .collect(java.util.stream.Collectors.toSet());
    }

    private boolean mayDecide(Request request, UUID me) {
        return sits(request.fund(), me) && conflicts(request, List.of(me)).isEmpty();
    }
}
