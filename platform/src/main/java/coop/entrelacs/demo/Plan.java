package coop.entrelacs.demo;

import coop.entrelacs.config.ConfigFiles;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.LegalIdentity;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the demo consists of, as {@code tenants-config/demo/archipel.yaml} says it.
 *
 * @param password everybody's
 * @param operator who runs the deployment
 * @param tenants the federation first
 * @param trades what members do
 * @param businesses names of customers
 */
record Plan(
        TenantId federation,
        String password,
        Mailbox operator,
        List<PlannedTenant> tenants,
        List<Trade> trades,
        List<String> firstNames,
        List<String> lastNames,
        List<String> businesses,
        List<String> streets) {

    static Plan read() {
        return ConfigFiles.read("demo/archipel.yaml", Plan.class);
    }

    /** Somebody outside any tenant. */
    record Mailbox(String mailbox, String domain, String firstName, String lastName) {
        String email() {
            return mailbox + "@" + domain;
        }

        String name() {
            return firstName + " " + lastName;
        }
    }

    /**
     * A tenant with the people who work for it.
     *
     * @param members how many there are; 0 in a federation
     * @param trades what they do, in turn
     * @param young whether all are at their beginning
     */
    record PlannedTenant(
            TenantId id,
            String name,
            Tenant.Kind kind,
            LegalIdentity legal,
            List<Staff> staff,
            @Nullable Integer members,
            @Nullable List<String> branches,
            @Nullable Boolean young,
            @Nullable List<String> trades,
            @Nullable PlannedContribution contribution) {

        boolean isCooperative() {
            return kind == Tenant.Kind.COOPERATIVE;
        }

        String email(String mailbox) {
            return mailbox + "@" + id + ".example";
        }

        Staff staff(Role role) {
            return staff.stream()
                    .filter(one -> one.roles().contains(role))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("the demo's " + id + " has no " + role));
        }
    }

    /** Somebody of the support team. */
    record Staff(String mailbox, String firstName, String lastName, Set<Role> roles) {
        String name() {
            return firstName + " " + lastName;
        }
    }

    /** The rule of a cooperative's contribution: one of the deployment's templates, and who adopted it. */
    record PlannedContribution(String template, String adopted) {}

    /**
     * What a member does for a living.
     *
     * @param brand the activity's name, with the member's first name at {0}
     * @param customers whom they mostly sell to
     * @param mostInvoices in a month
     */
    record Trade(
            String code,
            String label,
            String brand,
            Clientele customers,
            int mostInvoices,
            List<Sale> sells,
            PlannedCost cost) {}

    enum Clientele {
        BUSINESS,
        PRIVATE
    }

    /** A line of an invoice. */
    record Sale(String label, BigDecimal quantity, String unit, BigDecimal price) {}

    /** What the trade spends from time to time. */
    record PlannedCost(String category, Money amount) {}

    Trade trade(String code) {
        return trades.stream()
                .filter(one -> one.code().equals(code))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the demo knows no trade " + code));
    }
}
