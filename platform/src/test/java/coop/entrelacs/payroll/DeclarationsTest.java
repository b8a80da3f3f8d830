package coop.entrelacs.payroll;

import static coop.entrelacs.TestTenants.actor;
import static coop.entrelacs.TestTenants.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.members.Contracts;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.NotAllowed;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.web.Stale;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** What a month owes to the social bodies: summed, paid once, declared in a file that reads back. */
@EntrelacsTest
class DeclarationsTest {

    private static final YearMonth MARCH = YearMonth.of(2026, 3);
    private static final LocalDate APRIL_15 = LocalDate.of(2026, 4, 15);

    @Autowired
    ApplicationContext spring;

    @Autowired
    Declarations declarations;

    @Autowired
    Payslips payslips;

    @Autowired
    PayrollRuns runs;

    @Autowired
    PayProfiles profiles;

    @Autowired
    Contracts contracts;

    @Autowired
    ContractReasons reasons;

    @Autowired
    Absences absences;

    PayingCooperative coop;

    @BeforeEach
    void aCooperativeThatPays() {
        coop = new PayingCooperative(spring);
    }

    private Declarations.BodyMonth body(SocialBody body) {
        return as(coop.officer, () -> declarations.month(MARCH)).bodies().stream()
                .filter(one -> one.body() == body)
                .findFirst()
                .orElseThrow();
    }

    private void named(SocialBody body, String identifier) {
        as(coop.officer, () -> {
            declarations.name(new Declarations.BodyIdentity(body, body.name(), identifier, "", 0));
            return null;
        });
    }

    @Test
    void aMonthOwesEachBodyWhatTheBooksSay() {
        coop.entrepreneur("1900");
        coop.entrepreneur("4200");
        PayrollRun run = coop.posted(coop.previewed(MARCH));

        Declarations.DeclaredMonth month = as(coop.officer, () -> declarations.month(MARCH));

        assertThat(month.people()).isEqualTo(2);
        assertThat(month.gross()).isEqualTo(run.gross());
        assertThat(body(SocialBody.URSSAF).due()).isEqualTo(coop.balance("431").negated());
        assertThat(body(SocialBody.AGIRC_ARRCO).due())
                .isEqualTo(coop.balance("4373").negated());
        assertThat(body(SocialBody.HEALTH_INSURER).due())
                .isEqualTo(coop.balance("4372").negated());
        assertThat(body(SocialBody.TAX_OFFICE).due()).isEqualTo(run.incomeTax());
        // the reduction is deducted where the law says: a part of it from the complementary pension
        assertThat(body(SocialBody.AGIRC_ARRCO).lines()).anySatisfy(line -> {
            assertThat(line.code()).isEqualTo("general-reduction-pension");
            assertThat(line.employer().isNegative()).isTrue();
        });
        Money all = Money.sum(month.bodies().stream()
                .map(body -> body.due().plus(body.deferred()))
                .toList());
        assertThat(all).isEqualTo(run.employerCost().minus(run.netPaid()));
    }

    @Test
    void aBodyIsPaidOnceHoweverManyPressAtOnce() throws Exception {
        coop.entrepreneur("1900");
        coop.entrepreneur("2600");
        coop.posted(coop.previewed(MARCH));
        Money due = body(SocialBody.URSSAF).due();

        long paid = 0;
        try (var several = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Object>> attempts = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                Callable<Object> attempt = () -> {
                    try {
                        return as(coop.officer, () -> declarations.pay(MARCH, SocialBody.URSSAF, APRIL_15));
                    } catch (RuntimeException e) {
                        return e;
                    }
                };
                attempts.add(several.submit(attempt));
            }
            for (Future<Object> attempt : attempts) {
                if (attempt.get() instanceof Declarations.Paid one) {
                    assertThat(one.amount()).isEqualTo(due);
                    paid++;
                } else {
                    assertThat(attempt.get()).isInstanceOf(PayrollRefused.class);
                }
            }
        }

        assertThat(paid).isEqualTo(1);
        assertThat(coop.balance("431")).isEqualTo(Money.ZERO);
        assertThat(coop.balance("512")).isEqualTo(due.negated());
        assertThat(body(SocialBody.URSSAF).open()).isEqualTo(Money.ZERO);
        assertThatExceptionOfType(PayrollRefused.class)
                .isThrownBy(() -> as(coop.officer, () -> declarations.pay(MARCH, SocialBody.URSSAF, APRIL_15)))
                .satisfies(e -> assertThat(e.code()).isEqualTo("social-body-nothing-open"));
    }

    @Test
    void aCorrectionAfterThePaymentOwesOnlyTheDifference() {
        UUID theo = coop.entrepreneur("2500");
        PayrollRun march = coop.posted(coop.previewed(MARCH));
        Money before = body(SocialBody.URSSAF).due();
        as(coop.officer, () -> declarations.pay(MARCH, SocialBody.URSSAF, APRIL_15));
        UUID run = as(
                coop.officer,
                () -> payslips.correct(
                        MARCH,
                        APRIL_15,
                        List.of(new Payslips.Correction(
                                coop.slipOf(march.id(), theo).id(),
                                new PayChoice(PayChoice.Kind.GROSS, Money.of("3000"), null, null)))));
        coop.posted(as(coop.officer, () -> runs.get(run)));

        Declarations.BodyMonth urssaf = body(SocialBody.URSSAF);
        assertThat(urssaf.paid()).isEqualTo(before);
        Declarations.Paid rest = as(coop.officer, () -> declarations.pay(MARCH, SocialBody.URSSAF, APRIL_15));

        assertThat(rest.amount()).isEqualTo(urssaf.due().minus(before));
        assertThat(coop.balance("431")).isEqualTo(Money.ZERO);
    }

    @Test
    void theDeclarationReadsBackAndSaysWhatItLacks() {
        UUID ines = coop.entrepreneur("1900");
        coop.entrepreneur("9000");
        as(coop.officer, () -> {
            profiles.change(ines, 0, new PayProfile(false, null, true, null, null, "2 69 05 49 588 157 80", null));
            return null;
        });
        coop.posted(coop.previewed(MARCH));
        named(SocialBody.URSSAF, "78861779300013");
        named(SocialBody.AGIRC_ARRCO, "43984820000124");

        DsnMaker.Made made = as(coop.officer, () -> declarations.declare(MARCH));

        String text = new String(made.file(), StandardCharsets.ISO_8859_1);
        assertThat(text)
                .startsWith("S10.G00.00.001,'Entrelacs'\r\n")
                .contains("S10.G00.00.005,'01'", "S20.G00.05.005,'01032026'", "S21.G00.30.001,'2690549588157'")
                .contains("S21.G00.58.004,", "S21.G00.81.001,'106'", "S21.G00.81.001,'018'")
                .contains("S21.G00.22.005,'" + body(SocialBody.URSSAF).due() + "'");
        DsnTable table = DsnTable.load();
        DsnFile.Read read = DsnFile.read(table, made.file());
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        new DsnFile.Writer(table, again).write(java.util.Objects.requireNonNull(read.root()));
        assertThat(again.toByteArray()).isEqualTo(made.file());
        // everything that was found has a name: what people and bodies lack, and no line out of place
        assertThat(made.findings()).extracting(DsnMaker.Gap::code).contains("nir-missing", "body-unnamed");
        assertThat(made.findings())
                .extracting(DsnMaker.Gap::code)
                .doesNotContain(
                        "line-malformed",
                        "rubric-unknown",
                        "rubric-format",
                        "block-order",
                        "block-without-parent",
                        "block-repeated",
                        "block-missing",
                        "total-wrong");

        // and it is kept; the next one replaces it
        assertThat(as(coop.officer, () -> declarations.file(MARCH, 1))).isEqualTo(made.file());
        assertThat(new String(
                        as(coop.officer, () -> declarations.declare(MARCH)).file(), StandardCharsets.ISO_8859_1))
                .contains("S20.G00.05.002,'03'", "S20.G00.05.004,'2'");
        assertThat(coop.count("SELECT count(*) FROM audit_entry WHERE action = 'social-declaration.exported'"))
                .isEqualTo(1);
    }

    private String declared() {
        return new String(as(coop.officer, () -> declarations.declare(MARCH)).file(), StandardCharsets.ISO_8859_1);
    }

    private List<String> gaps() {
        return as(coop.officer, () -> declarations.declare(MARCH)).findings().stream()
                .map(DsnMaker.Gap::code)
                .toList();
    }

    private UUID hired(UUID member, String first, @Nullable String last, String job) {
        return as(
                coop.officer,
                () -> contracts
                        .employ(
                                member,
                                LocalDate.parse(first),
                                LocalDate.parse(first),
                                last == null ? null : LocalDate.parse(last),
                                job,
                                Money.of("2000"),
                                new BigDecimal("151.67"))
                        .id());
    }

    @Test
    void aPermanentContractThatEndedIsNoFixedTermAndSaysWhyItEnded() {
        UUID maud = coop.members.aMember().in(coop.id);
        UUID contract = hired(maud, "2026-01-01", null, "Comptabilité");
        as(coop.officer, () -> {
            contracts.end(contract, LocalDate.of(2026, 3, 20), "Démission");
            return null;
        });
        coop.posted(coop.previewed(MARCH));

        assertThat(gaps()).contains("end-reason-missing").doesNotContain("recourse-missing");
        as(coop.officer, () -> {
            reasons.say(maud, contract, new ContractReasons.Said(null, ContractReasons.Ending.RESIGNATION, 0));
            return null;
        });
        String text = declared();
        assertThat(text)
                .contains(
                        "S21.G00.40.006,'Comptabilité'",
                        "S21.G00.40.007,'01'",
                        "S21.G00.62.001,'20032026'\r\nS21.G00.62.002,'059'")
                .doesNotContain("S21.G00.40.010", "S21.G00.40.021");
        assertThat(gaps()).doesNotContain("end-reason-missing");
        assertThatExceptionOfType(Stale.class)
                .isThrownBy(() -> as(coop.officer, () -> {
                    reasons.say(maud, contract, new ContractReasons.Said(null, ContractReasons.Ending.RETIREMENT, 0));
                    return null;
                }));
    }

    @Test
    void aFixedTermSaysWhyItWasAgreedAndComesToItsEndByItself() {
        UUID maud = coop.members.aMember().in(coop.id);
        UUID contract = hired(maud, "2026-03-02", "2026-03-20", "Accueil");
        coop.posted(coop.previewed(MARCH));
        assertThat(gaps()).contains("recourse-missing");
        as(coop.officer, () -> {
            reasons.say(maud, contract, new ContractReasons.Said(ContractReasons.Recourse.MORE_WORK, null, 0));
            return null;
        });
        assertThat(declared())
                .contains(
                        "S21.G00.40.007,'02'",
                        "S21.G00.40.010,'20032026'",
                        "S21.G00.40.021,'02'",
                        "S21.G00.62.002,'031'");
    }

    @Test
    void twoSlipsOfOneMemberAreOnePersonWithTwoContractsAndTwoPayments() {
        UUID maud = coop.members.aMember().in(coop.id);
        hired(maud, "2026-03-02", "2026-03-13", "Accueil");
        hired(maud, "2026-03-16", null, "Comptabilité");
        coop.posted(coop.previewed(MARCH));

        DsnMaker.Made made = as(coop.officer, () -> declarations.declare(MARCH));

        DsnNode root = java.util.Objects.requireNonNull(
                DsnFile.read(DsnTable.load(), made.file()).root());
        assertThat(made.people()).isEqualTo(1);
        assertThat(count(root, "S21.G00.30")).isEqualTo(1);
        assertThat(count(root, "S21.G00.40")).isEqualTo(2);
        assertThat(count(root, "S21.G00.50")).isEqualTo(2);
        assertThat(new String(made.file(), StandardCharsets.ISO_8859_1))
                .contains("S21.G00.50.003,'1'", "S21.G00.50.003,'2'");
        assertThat(made.findings())
                .extracting(DsnMaker.Gap::code)
                .doesNotContain("block-repeated", "block-order", "rubric-format", "total-wrong");
    }

    @Test
    void stopsAreDeclaredAndThoseThatFollowEachOtherAreOne() {
        UUID maud =
                coop.members.aMember().inSupportTeam(PayingCooperative.JANUARY).in(coop.id);
        for (String[] days : new String[][] {{"2026-03-09", "2026-03-13"}, {"2026-03-14", "2026-03-18"}}) {
            as(
                    coop.officer,
                    () -> absences.record(
                            maud,
                            new Absences.Form(
                                    PayInput.AbsenceKind.SICKNESS,
                                    LocalDate.parse(days[0]),
                                    LocalDate.parse(days[1]),
                                    null)));
        }
        coop.posted(coop.previewed(MARCH));
        String text = declared();
        assertThat(text)
                .contains("S21.G00.60.001,'01'\r\nS21.G00.60.002,'08032026'\r\nS21.G00.60.003,'18032026'\r\n"
                        + "S21.G00.60.004,'02'\r\nS21.G00.60.010,'19032026'\r\nS21.G00.60.011,'01'")
                .containsOnlyOnce("S21.G00.60.001");
        assertThat(gaps()).doesNotContain("block-order", "rubric-unknown", "rubric-format");
    }

    @Test
    void sixtyPeopleReadBackAsOftenAndInTheOrderThatTheTableSays() {
        int people = 60;
        for (int i = 0; i < people; i++) {
            coop.entrepreneur(String.valueOf(1850 + i * 97));
        }
        coop.posted(coop.previewed(MARCH));
        for (SocialBody body : SocialBody.values()) {
            named(body, "78861779300013");
        }

        DsnMaker.Made made = as(coop.officer, () -> declarations.declare(MARCH));

        DsnTable table = DsnTable.load();
        DsnNode root = java.util.Objects.requireNonNull(
                DsnFile.read(table, made.file()).root());
        assertThat(made.people()).isEqualTo(people);
        assertThat(count(root, "S21.G00.30")).isEqualTo(people);
        // the table's own words, counted here without the reader's help
        assertTimes(table, root);
        assertThat(made.findings())
                .as("only what these people lack: numbers and places of birth, never something of the file")
                .extracting(DsnMaker.Gap::code)
                .doesNotContain(
                        "line-malformed",
                        "rubric-unknown",
                        "block-order",
                        "block-without-parent",
                        "block-repeated",
                        "block-missing",
                        "total-wrong",
                        "body-unnamed");
        assertThat(Declarations.fileName(MARCH, 1)).contains("essai", "non-certifie");
    }

    private static void assertTimes(DsnTable table, DsnNode node) {
        for (DsnTable.Block block : table.blocks()) {
            if (node.block().equals(block.parent())) {
                long there = node.children().stream()
                        .filter(child -> child.block().equals(block.id()))
                        .count();
                assertThat(there)
                        .as(block.id() + " under " + node.block())
                        .isBetween(block.required() ? 1L : 0L, block.repeated() ? Long.MAX_VALUE : 1L);
            }
        }
        int place = -1;
        for (DsnNode child : node.children()) {
            int its = table.place(java.util.Objects.requireNonNull(table.block(child.block())));
            assertThat(its).isGreaterThanOrEqualTo(place);
            place = its;
            assertTimes(table, child);
        }
    }

    private static long count(DsnNode node, String block) {
        return (node.block().equals(block) ? 1 : 0)
                + node.children().stream()
                        .mapToLong(child -> count(child, block))
                        .sum();
    }

    @Test
    void declarationsAreForThosePaying() {
        Actor member = actor(coop.id, Role.MEMBER);
        Actor accountant = actor(coop.id, Role.ACCOUNTANT);
        assertThatExceptionOfType(NotAllowed.class).isThrownBy(() -> as(member, () -> declarations.month(MARCH)));
        assertThatExceptionOfType(NotAllowed.class).isThrownBy(() -> as(accountant, () -> declarations.file(MARCH, 1)));
        assertThatExceptionOfType(PayrollRefused.class)
                .isThrownBy(() -> as(coop.officer, () -> declarations.declare(MARCH)))
                .satisfies(e -> assertThat(e.code()).isEqualTo("social-declaration-empty"));
    }
}
