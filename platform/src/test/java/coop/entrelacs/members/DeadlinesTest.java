package coop.entrelacs.members;

import static coop.entrelacs.TestTenants.actor;
import static coop.entrelacs.TestTenants.as;
import static coop.entrelacs.TestTenants.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.tenancy.NotAllowed;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@EntrelacsTest
class DeadlinesTest {

    @Autowired
    Deadlines deadlines;

    @Autowired
    Members members;

    @Autowired
    Contracts contracts;

    @Autowired
    Clock clock;

    @Autowired
    TestTenants tenants;

    TenantId tenant;
    MemberFixtures fixtures;
    LocalDate today;

    @BeforeEach
    void aCooperative() {
        tenant = tenants.aCooperative();
        fixtures = new MemberFixtures(members, contracts);
        today = LocalDate.now(clock);
    }

    @Test
    void the_radar_shows_what_is_due_and_not_what_is_done() {
        LocalDate elevenMonthsAgo = today.minusMonths(11);
        UUID capeEnds = fixtures.aMember().withCape(elevenMonthsAgo).in(tenant);
        fixtures.aMember()
                .withCape(elevenMonthsAgo)
                .withCesa(today.plusMonths(1))
                .in(tenant);
        UUID candidacy =
                fixtures.aMember().withCesa(today.minusYears(3).plusDays(20)).in(tenant);
        fixtures.aMember()
                .withCesa(today.minusYears(3).plusDays(20))
                .associateSince(today.minusDays(5))
                .in(tenant);
        UUID lapsed = fixtures.aMember().withCape(today.minusMonths(13)).in(tenant);
        fixtures.aMember()
                .withCape(today.minusMonths(13))
                .left(today.minusMonths(1).minusDays(1), ExitKind.ABANDONED)
                .in(tenant);

        var due = in(tenant, () -> deadlines.radar(today.plusMonths(2), null, null, null, 50))
                .items();

        assertThat(due)
                .extracting(Deadline::kind, Deadline::member)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(Deadline.Kind.LAPSED, lapsed),
                        org.assertj.core.groups.Tuple.tuple(Deadline.Kind.ASSOCIATE_BY, candidacy),
                        org.assertj.core.groups.Tuple.tuple(Deadline.Kind.BUSINESS_SUPPORT_ENDS, capeEnds));
    }

    @Test
    void an_advisor_narrows_it_to_those_they_accompany_and_walks_it_page_by_page() {
        UUID advisor = Ids.next();
        for (int i = 0; i < 7; i++) {
            fixtures.aMember()
                    .withCape(today.minusMonths(11))
                    .advisedBy(i < 5 ? advisor : Ids.next(), today.minusYears(1))
                    .in(tenant);
        }
        List<Deadline> walked = new ArrayList<>();
        String after = null;
        do {
            String cursor = after;
            var page = as(
                    actor(tenant, advisor, Role.ADVISOR),
                    () -> deadlines.radar(
                            today.plusMonths(3), Deadline.Kind.BUSINESS_SUPPORT_ENDS, advisor, cursor, 2));
            walked.addAll(page.items());
            after = page.next();
        } while (after != null);

        assertThat(walked).hasSize(5).extracting(Deadline::member).doesNotHaveDuplicates();
        assertThatExceptionOfType(NotAllowed.class)
                .isThrownBy(() -> as(actor(tenant, Role.MEMBER), () -> deadlines.radar(today, null, null, null, 2)));
    }
}
