package coop.entrelacs.members;

import static coop.entrelacs.TestTenants.actor;
import static coop.entrelacs.TestTenants.as;
import static coop.entrelacs.TestTenants.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.NotAllowed;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.web.Stale;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@EntrelacsTest
class MembersTest {

    private static final LocalDate JANUARY = LocalDate.of(2026, 1, 1);

    @Autowired
    Members members;

    @Autowired
    Contracts contracts;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TestTenants tenants;

    TenantId tenant;
    MemberFixtures fixtures;

    @BeforeEach
    void aCooperative() {
        tenant = tenants.aCooperative();
        fixtures = new MemberFixtures(members, contracts);
    }

    @ParameterizedTest
    @CsvSource({"le goff", "INES", "goff ines", "Inès", "le-goff", "m00001"})
    void a_member_is_found_whatever_the_accents_capitals_and_order(String text) {
        UUID ines = fixtures.aMember().named("Inès", "Le Goff-Éon").in(tenant);
        fixtures.aMember().named("Théo", "Dûpré").in(tenant);

        var found = in(tenant, () -> members.list(MemberFilter.named(text), null, 10))
                .items();

        assertThat(found).extracting(MemberRow::id).containsExactly(ines);
    }

    @Test
    void a_list_is_walked_page_by_page_by_name_without_loss() {
        for (int i = 0; i < 23; i++) {
            fixtures.aMember()
                    .named(i % 2 == 0 ? "Zoé" : "Éric", "Ñame" + i % 5)
                    .in(tenant);
        }
        List<MemberRow> all = new ArrayList<>();
        String after = null;
        do {
            String cursor = after;
            var page = in(tenant, () -> members.list(MemberFilter.ALL, cursor, 5));
            all.addAll(page.items());
            after = page.next();
        } while (after != null);

        assertThat(all).hasSize(23).extracting(MemberRow::id).doesNotHaveDuplicates();
        assertThat(all)
                .isSortedAccordingTo(java.util.Comparator.comparing(
                        (MemberRow row) -> Fields.searchable(row.lastName() + " " + row.firstName())));
    }

    @Test
    void a_list_is_narrowed_by_stage_and_advisor() {
        UUID advisor = Ids.next();
        UUID cape = fixtures.aMember()
                .withCape(LocalDate.now().minusMonths(1))
                .advisedBy(advisor, JANUARY)
                .in(tenant);
        fixtures.aMember().withCesa(JANUARY).advisedBy(Ids.next(), JANUARY).in(tenant);

        assertThat(list(new MemberFilter(null, MemberStage.Name.BUSINESS_SUPPORT, null, null, null)))
                .containsExactly(cape);
        assertThat(list(new MemberFilter(null, null, null, advisor, null))).containsExactly(cape);
        assertThat(in(tenant, members::counts))
                .containsEntry(MemberStage.Name.BUSINESS_SUPPORT, 1L)
                .containsEntry(MemberStage.Name.ENTREPRENEUR_EMPLOYEE, 1L);
    }

    @Test
    void a_member_sees_their_own_file_and_not_that_others_exist() {
        UUID person = Ids.next();
        UUID own = fixtures.aMember().person(person).in(tenant);
        UUID other = fixtures.aMember().in(tenant);
        Actor me = actor(tenant, person, Role.MEMBER);

        assertThat(as(me, () -> members.get(own)).id()).isEqualTo(own);
        assertThat(as(me, members::mine)).contains(own);
        assertThatExceptionOfType(NotFound.class).isThrownBy(() -> as(me, () -> members.get(other)));
        assertThatExceptionOfType(NotAllowed.class)
                .isThrownBy(() -> as(me, () -> members.list(MemberFilter.ALL, null, 5)));
        assertThatExceptionOfType(NotFound.class)
                .isThrownBy(() ->
                        as(me, () -> contracts.signBusinessSupport(other, JANUARY, JANUARY, JANUARY.plusMonths(1))));
        assertThatExceptionOfType(NotAllowed.class)
                .isThrownBy(() ->
                        as(me, () -> contracts.signBusinessSupport(own, JANUARY, JANUARY, JANUARY.plusMonths(1))));
    }

    @Test
    void another_cooperatives_member_is_not_here() {
        UUID id = fixtures.aMember().in(tenant);
        TenantId elsewhere = tenants.aCooperative();

        assertThatExceptionOfType(NotFound.class).isThrownBy(() -> in(elsewhere, () -> members.get(id)));
    }

    @Test
    void an_advisor_reads_all_and_changes_those_they_accompany() {
        UUID advisor = Ids.next();
        Actor me = actor(tenant, advisor, Role.ADVISOR);
        UUID mine = fixtures.aMember().advisedBy(advisor, JANUARY).in(tenant);
        UUID anothers = fixtures.aMember().advisedBy(Ids.next(), JANUARY).in(tenant);
        UUID nobodys = fixtures.aMember().in(tenant);

        assertThat(as(me, () -> members.get(anothers)).id()).isEqualTo(anothers);
        assertThatExceptionOfType(NotAllowed.class)
                .isThrownBy(() ->
                        as(me, () -> contracts.signBusinessSupport(anothers, JANUARY, JANUARY, JANUARY.plusMonths(1))));
        assertThatCode(() -> as(me, () -> contracts.signBusinessSupport(mine, JANUARY, JANUARY, JANUARY.plusMonths(1))))
                .doesNotThrowAnyException();
        assertThatCode(() ->
                        as(me, () -> contracts.signBusinessSupport(nobodys, JANUARY, JANUARY, JANUARY.plusMonths(1))))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource(
            value = Role.class,
            names = {"ACCOUNTANT", "COMMITTEE_MEMBER", "TREASURER", "COORDINATOR", "OPERATOR"})
    void nobody_else_reads_files(Role role) {
        UUID id = fixtures.aMember().in(tenant);

        assertThatExceptionOfType(NotAllowed.class).isThrownBy(() -> as(actor(tenant, role), () -> members.get(id)));
    }

    @Test
    void reading_anothers_file_leaves_a_trace_reading_ones_own_does_not() {
        UUID person = Ids.next();
        UUID id = fixtures.aMember().person(person).in(tenant);

        as(actor(tenant, person, Role.MEMBER), () -> members.get(id));
        assertThat(readings(id)).isZero();
        as(actor(tenant, Role.ADVISOR), () -> members.get(id));
        assertThat(readings(id)).isEqualTo(1);
    }

    @Test
    void who_changes_what_somebody_else_changed_since_is_told() {
        UUID id = fixtures.aMember().in(tenant);
        MemberFile read = in(tenant, () -> members.get(id));
        MemberForm form = MemberForm.of("Zoé", "Nouveau-Nom", "zoe@example.org", JANUARY);
        in(tenant, () -> {
            members.change(id, read.version(), form);
            return null;
        });

        assertThatExceptionOfType(Stale.class)
                .isThrownBy(() -> in(tenant, () -> {
                    members.change(id, read.version(), form);
                    return null;
                }));
        assertThat(list(MemberFilter.named("nouveau nom"))).containsExactly(id);
    }

    @Test
    void nobody_came_tomorrow_and_who_comes_twice_is_told() {
        LocalDate tomorrow = LocalDate.now(java.time.ZoneId.of("Europe/Paris")).plusDays(2);
        TestTenants.in(tenant, () -> {
            assertThatExceptionOfType(InvalidField.class)
                    .isThrownBy(() -> members.create(MemberForm.of("Ada", "Demain", "ada@example.org", tomorrow)))
                    .satisfies(refusal -> assertThat(refusal.field()).isEqualTo("appliedOn"));
            UUID first = members.create(MemberForm.of("Ada", "Présente", "ada@example.org", JANUARY));
            assertThat(members.alike(MemberForm.of("Autre", "Nom", "ADA@example.org", JANUARY)))
                    .extracting(Members.Alike::id)
                    .containsExactly(first);
            assertThat(members.alike(MemberForm.of("ada", "presente", null, JANUARY)))
                    .extracting(Members.Alike::id)
                    .containsExactly(first);
            assertThat(members.alike(MemberForm.of("Zoé", "Autre", null, JANUARY)))
                    .isEmpty();
            return null;
        });
    }

    @Test
    void one_person_is_one_member() {
        UUID person = Ids.next();
        fixtures.aMember().person(person).in(tenant);

        assertThatExceptionOfType(MemberRefused.class)
                .isThrownBy(() -> fixtures.aMember().person(person).in(tenant))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo("member-person-taken"));
    }

    @ParameterizedTest
    @CsvSource({"a@b, member-email", "'', ok", "inès@exemple.org, ok", "a b@c.fr, member-email"})
    void an_address_for_mail_looks_like_one(String email, String expected) {
        if (expected.equals("ok")) {
            assertThatCode(() -> MemberForm.of("A", "B", email, JANUARY)).doesNotThrowAnyException();
        } else {
            assertThatExceptionOfType(InvalidField.class)
                    .isThrownBy(() -> MemberForm.of("A", "B", email, JANUARY))
                    .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(expected));
        }
    }

    private List<UUID> list(MemberFilter filter) {
        return in(tenant, () -> members.list(filter, null, 50)).items().stream()
                .map(MemberRow::id)
                .toList();
    }

    private long readings(UUID id) {
        return in(
                tenant,
                () -> jdbc.sql("SELECT count(*) FROM audit_entry WHERE action = 'member.read' AND subject = :subject")
                        .param("subject", "member:" + id)
                        .query(Long.class)
                        .single());
    }
}
