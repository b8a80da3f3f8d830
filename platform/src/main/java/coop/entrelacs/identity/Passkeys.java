package coop.entrelacs.identity;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.webauthn.api.Bytes;
import org.springframework.security.web.webauthn.api.CredentialRecord;
import org.springframework.security.web.webauthn.management.UserCredentialRepository;

/** Spring's table of passkeys, with an event for each that comes and goes. */
class Passkeys implements UserCredentialRepository {

    private final UserCredentialRepository table;
    private final AccessEvents events;

    Passkeys(UserCredentialRepository table, AccessEvents events) {
        this.table = table;
        this.events = events;
    }

    @Override
    public void save(CredentialRecord key) {
        boolean added = table.findByCredentialId(key.getCredentialId()) == null;
        table.save(key);
        if (added) {
            tell(AccessEvents.Kind.PASSKEY_ADDED, key);
        }
    }

    @Override
    public void delete(Bytes id) {
        CredentialRecord key = table.findByCredentialId(id);
        table.delete(id);
        if (key != null) {
            tell(AccessEvents.Kind.PASSKEY_REMOVED, key);
        }
    }

    @Override
    public @Nullable CredentialRecord findByCredentialId(Bytes id) {
        return table.findByCredentialId(id);
    }

    @Override
    public List<CredentialRecord> findByUserId(Bytes owner) {
        return table.findByUserId(owner);
    }

    private void tell(AccessEvents.Kind kind, CredentialRecord key) {
        UUID person = PasskeyOwners.person(key.getUserEntityUserId()).orElse(null);
        events.record(kind, person, null, person, null, key.getLabel());
    }
}
