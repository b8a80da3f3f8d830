package coop.entrelacs.funds;

import coop.entrelacs.tenancy.Tenants;
import java.util.Base64;
import java.util.UUID;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Seals and opens what is private, each value bound to its place: moved to another row it does not open. */
@Component
class PrivateBox {

    private final Tenants tenants;
    private final JsonMapper json;

    PrivateBox(Tenants tenants, JsonMapper json) {
        this.tenants = tenants;
        this.json = json;
    }

    byte[] seal(Object value, String place, UUID row) {
        return tenants.box().seal(json.writeValueAsString(value), place + ":" + row);
    }

    <T> T open(byte[] sealed, Class<T> type, String place, UUID row) {
        return json.readValue(tenants.box().open(sealed, place + ":" + row), type);
    }

    byte[] sealText(String text, String place, UUID row) {
        return tenants.box().seal(text, place + ":" + row);
    }

    String openText(byte[] sealed, String place, UUID row) {
        return tenants.box().open(sealed, place + ":" + row);
    }

    byte[] sealBytes(byte[] content, String place, UUID row) {
        return sealText(Base64.getEncoder().encodeToString(content), place, row);
    }

    byte[] openBytes(byte[] sealed, String place, UUID row) {
        return Base64.getDecoder().decode(openText(sealed, place, row));
    }

    /** The keyed hash of a pair, the same whoever comes first. */
    byte[] pair(UUID one, UUID other) {
        String pair = one.compareTo(other) < 0 ? one + ":" + other : other + ":" + one;
        return tenants.box().blindIndex(pair, "member_tie");
    }
}
