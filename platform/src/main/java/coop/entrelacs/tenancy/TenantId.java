package coop.entrelacs.tenancy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import coop.entrelacs.shared.InvalidField;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The short name of a tenant, as it stands in addresses ({@code /api/coopalpha/invoices}).
 *
 * @param value 2 to 32 characters: a lower-case letter, then letters, digits and single hyphens
 */
public record TenantId(String value) {

    private static final Pattern SYNTAX = Pattern.compile("[a-z](?:-?[a-z0-9])+");

    /** Words that already mean something in an address. */
    private static final Set<String> RESERVED = Set.of(
            "account",
            "actuator",
            "api",
            "assets",
            "deployment",
            "error",
            "health",
            "invitation",
            "login",
            "logout",
            "oauth2",
            "public",
            "sign-in",
            "sign-out",
            "static",
            "swagger-ui",
            "v3",
            "vaadin",
            "webauthn",
            "well-known");

    @JsonCreator
    public TenantId {
        if (value.length() < 2 || value.length() > 32) {
            throw new InvalidField("tenant", "tenant-id-length", 2, 32);
        }
        if (!SYNTAX.matcher(value).matches()) {
            throw new InvalidField("tenant", "tenant-id-syntax");
        }
        if (RESERVED.contains(value)) {
            throw new InvalidField("tenant", "tenant-id-reserved", value);
        }
    }

    /** The schema in the tenant's database. The prefix keeps every tenant clear of the names PostgreSQL and we use. */
    public String schema() {
        return "t_" + value.replace('-', '_');
    }

    /** The role that owns the schema and may change its tables. It cannot log in. */
    public String owner() {
        return "own_" + value.replace('-', '_');
    }

    /** The role that requests run as. */
    public String runner() {
        return "run_" + value.replace('-', '_');
    }

    @JsonValue
    @Override
    public String toString() {
        return value;
    }
}
