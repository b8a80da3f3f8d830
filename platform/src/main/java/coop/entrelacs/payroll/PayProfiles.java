package coop.entrelacs.payroll;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.members.Members;
import coop.entrelacs.shared.BankNumbers;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantBox;
import coop.entrelacs.tenancy.Tenants;
import coop.entrelacs.web.Stale;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** How members are paid. NIR and IBAN are sealed under the tenant's key; whoever reads another's leaves a trace. */
@Service
public class PayProfiles {

    private final JdbcClient jdbc;
    private final Members members;
    private final PayChanges changes;
    private final Tenants tenants;
    private final LiveUpdates live;
    private final Clock clock;
    private final Audit audit;

    PayProfiles(
            JdbcClient jdbc,
            Members members,
            PayChanges changes,
            Tenants tenants,
            LiveUpdates live,
            Clock clock,
            Audit audit) {
        this.live = live;
        this.clock = clock;
        this.changes = changes;
        this.jdbc = jdbc;
        this.members = members;
        this.tenants = tenants;
        this.audit = audit;
    }

    /** @param version give it back to change the profile */
    public record Versioned(PayProfile profile, long version) {}

    /**
     * One member's profile, NIR and IBAN included.
     *
     * @throws coop.entrelacs.shared.NotFound for another's, unless one pays
     */
    @Transactional
    public Versioned get(UUID member) {
        boolean own = PayAccess.requireOwnOr(members, member, Role.PAYROLL_OFFICER);
        PayAccess.read(audit, own, "pay-profile.read", "member:" + member, "");
        TenantBox box = tenants.box();
        return jdbc.sql("SELECT * FROM pay_profile WHERE member_id = ?")
                .param(member)
                .query((row, n) -> new Versioned(profile(row, box, true), row.getLong("version")))
                .optional()
                .orElseGet(() -> new Versioned(PayProfile.USUAL, 0));
    }

    /**
     * Says how a member is paid. A null NIR or IBAN leaves the one that is there.
     *
     * @param version the one that was read; 0 for a first profile
     */
    @Transactional
    public void change(UUID member, long version, PayProfile profile) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER);
        members.name(member);
        String iban = profile.iban();
        BankNumbers.sepaIban("iban", iban);
        TenantBox box = tenants.box();
        byte[] index = iban == null ? null : box.blindIndex(iban, "pay_profile.iban");
        // The row is locked, so that what is noted of the account is what the change below makes of it.
        byte[] indexBefore = jdbc.sql("SELECT iban_index FROM pay_profile WHERE member_id = ? FOR UPDATE")
                .param(member)
                .query((row, n) -> java.util.Optional.ofNullable(row.getBytes(1)))
                .optional()
                .flatMap(found -> found)
                .orElse(null);
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("member", member);
        values.put("version", version);
        values.put("executive", profile.executive());
        values.put("tax", profile.taxRate() == null ? null : profile.taxRate().percent());
        values.put("cover", profile.healthCover());
        values.put(
                "employer",
                profile.provident() == null
                        ? null
                        : profile.provident().employerRate().percent());
        values.put(
                "employee",
                profile.provident() == null
                        ? null
                        : profile.provident().employeeRate().percent());
        values.put(
                "cash", java.util.Objects.requireNonNull(profile.minimumCash()).cents());
        values.put("classification", profile.classification());
        values.put("nir", profile.nir() == null ? null : box.seal(profile.nir(), context("nir", member)));
        values.put("index", profile.nir() == null ? null : box.blindIndex(profile.nir(), "pay_profile.nir"));
        values.put("ibanIndex", index);
        values.put("iban", profile.iban() == null ? null : box.seal(profile.iban(), context("iban", member)));
        int rows;
        try {
            rows = jdbc.sql("""
                            INSERT INTO pay_profile (member_id, version, executive, tax_rate, health_cover, provident_employer,
                                provident_employee, minimum_cash_cents, nir_sealed, nir_index, iban_sealed, iban_index, classification)
                            VALUES (:member, 1, :executive, CAST(:tax AS numeric), :cover, CAST(:employer AS numeric),
                                CAST(:employee AS numeric), :cash, CAST(:nir AS bytea), CAST(:index AS bytea), CAST(:iban AS bytea), CAST(:ibanIndex AS bytea),
                                CAST(:classification AS varchar))
                            ON CONFLICT (member_id) DO UPDATE SET version = pay_profile.version + 1,
                                executive = excluded.executive, tax_rate = excluded.tax_rate,
                                health_cover = excluded.health_cover, provident_employer = excluded.provident_employer,
                                provident_employee = excluded.provident_employee,
                                minimum_cash_cents = excluded.minimum_cash_cents, classification = excluded.classification,
                                nir_sealed = coalesce(excluded.nir_sealed, pay_profile.nir_sealed),
                                nir_index = coalesce(excluded.nir_index, pay_profile.nir_index),
                                iban_sealed = coalesce(excluded.iban_sealed, pay_profile.iban_sealed),
                                iban_index = coalesce(excluded.iban_index, pay_profile.iban_index)
                            WHERE pay_profile.version = :version""").params(values).update();
        } catch (DuplicateKeyException e) {
            throw new PayrollRefused("nir-taken");
        }
        if (rows == 0) {
            throw new Stale();
        }
        changes.note(PayChanges.Kind.PROFILE, member, null);
        if (index != null && !Arrays.equals(index, indexBefore)) {
            changes.note(indexBefore == null ? PayChanges.Kind.FIRST_IBAN : PayChanges.Kind.IBAN, member, null);
            live.publish("payslip", member);
        }
        audit.record("pay-profile.changed", "member:" + member, "");
    }

    /** That the account of somebody's pay is another one since a day, and who said so. */
    public record OtherAccount(LocalDate day, String by) {}

    /**
     * Whether the present member's pay goes to another account than before, for two months after somebody else changed it: whoever did not
     * ask for that should hear of it.
     */
    @Transactional(readOnly = true)
    public Optional<OtherAccount> myOtherAccount() {
        return members.mine()
                .flatMap(member -> jdbc.sql("""
                        SELECT changed_at, changed_by_name FROM pay_change
                        WHERE member_id = ? AND kind = 'IBAN' AND changed_by <> ? AND changed_at > ?
                        ORDER BY changed_at DESC LIMIT 1""")
                        .params(
                                member,
                                CurrentTenant.actor().accountable(),
                                Timestamp.from(clock.instant().minus(Duration.ofDays(60))))
                        .query((row, n) -> new OtherAccount(
                                LocalDate.ofInstant(
                                        row.getTimestamp("changed_at").toInstant(), clock.getZone()),
                                row.getString("changed_by_name")))
                        .optional());
    }

    /**
     * The profiles of many, for computing: without NIR and IBAN, which only say whether they are there.
     */
    Map<UUID, ForRun> forRun(Collection<UUID> ids) {
        Map<UUID, ForRun> found = new HashMap<>();
        if (ids.isEmpty()) {
            return found;
        }
        TenantBox box = tenants.box();
        jdbc.sql("""
                        SELECT p.*, EXISTS (SELECT FROM pay_profile o WHERE o.iban_index = p.iban_index
                            AND o.member_id <> p.member_id) AS shares_iban
                        FROM pay_profile p WHERE p.member_id = ANY (:ids)""")
                .param("ids", ids.toArray(UUID[]::new))
                .query((row, n) -> found.put(
                        row.getObject("member_id", UUID.class),
                        new ForRun(
                                profile(row, null, false),
                                row.getBytes("nir_sealed") != null,
                                row.getBytes("iban_sealed") != null,
                                row.getBoolean("shares_iban"),
                                reachable(box, row))))
                .list();
        return found;
    }

    /**
     * @param sharesIban whether another member's pay goes to the same account
     * @param reachable whether a SEPA transfer can go there
     */
    record ForRun(PayProfile profile, boolean hasNir, boolean hasIban, boolean sharesIban, boolean reachable) {
        static final ForRun USUAL = new ForRun(PayProfile.USUAL, false, false, false, false);
    }

    private static boolean reachable(TenantBox box, ResultSet row) throws SQLException {
        String iban = open(box, row.getBytes("iban_sealed"), context("iban", row.getObject("member_id", UUID.class)));
        return iban != null && BankNumbers.isInSepa(iban);
    }

    /** An account as it was sealed with a member's profile, wherever the bytes were kept since. */
    @Nullable
    String account(byte @Nullable [] sealed, UUID member) {
        return open(tenants.box(), sealed, context("iban", member));
    }

    /** NIR and IBAN of those to be printed and paid. The caller has the right to the run. */
    Map<UUID, Sealed> unsealed(Collection<UUID> ids) {
        Map<UUID, Sealed> found = new HashMap<>();
        if (ids.isEmpty()) {
            return found;
        }
        TenantBox box = tenants.box();
        jdbc.sql("SELECT member_id, nir_sealed, iban_sealed FROM pay_profile WHERE member_id IN (:ids)")
                .param("ids", ids)
                .query((row, n) -> {
                    UUID member = row.getObject("member_id", UUID.class);
                    return found.put(
                            member,
                            new Sealed(
                                    open(box, row.getBytes("nir_sealed"), context("nir", member)),
                                    open(box, row.getBytes("iban_sealed"), context("iban", member))));
                })
                .list();
        return found;
    }

    /** What was sealed; it has no words of its own. */
    record Sealed(@Nullable String nir, @Nullable String iban) {
        static final Sealed NONE = new Sealed(null, null);

        @Override
        public String toString() {
            return "Sealed";
        }
    }

    private static PayProfile profile(ResultSet row, @Nullable TenantBox box, boolean unseal) throws SQLException {
        UUID member = row.getObject("member_id", UUID.class);
        BigDecimal tax = row.getBigDecimal("tax_rate");
        BigDecimal employer = row.getBigDecimal("provident_employer");
        return new PayProfile(
                row.getBoolean("executive"),
                tax == null ? null : new Rate(tax),
                row.getBoolean("health_cover"),
                employer == null
                        ? null
                        : new PayInput.ProvidentCover(
                                new Rate(employer), new Rate(row.getBigDecimal("provident_employee"))),
                Money.ofCents(row.getLong("minimum_cash_cents")),
                unseal && box != null ? open(box, row.getBytes("nir_sealed"), context("nir", member)) : null,
                unseal && box != null ? open(box, row.getBytes("iban_sealed"), context("iban", member)) : null,
                row.getString("classification"));
    }

    private static @Nullable String open(TenantBox box, byte @Nullable [] sealed, String context) {
        return sealed == null ? null : box.open(sealed, context);
    }

    private static String context(String field, UUID member) {
        return "pay_profile." + field + ":" + member;
    }
}
