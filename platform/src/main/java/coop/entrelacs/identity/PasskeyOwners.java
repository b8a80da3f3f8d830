package coop.entrelacs.identity;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.webauthn.api.Bytes;
import org.springframework.security.web.webauthn.api.ImmutablePublicKeyCredentialUserEntity;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialUserEntity;
import org.springframework.security.web.webauthn.management.PublicKeyCredentialUserEntityRepository;
import org.springframework.stereotype.Component;

/** Passkeys belong to people: their handle is the person's id, what a device shows is the address and the name. */
@Component
class PasskeyOwners implements PublicKeyCredentialUserEntityRepository {

    private final People people;

    PasskeyOwners(People people) {
        this.people = people;
    }

    static Bytes handle(UUID person) {
        return new Bytes(ByteBuffer.allocate(16)
                .putLong(person.getMostSignificantBits())
                .putLong(person.getLeastSignificantBits())
                .array());
    }

    static Optional<UUID> person(Bytes handle) {
        if (handle.getBytes().length != 16) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(handle.getBytes());
        return Optional.of(new UUID(bytes.getLong(), bytes.getLong()));
    }

    @Override
    public @Nullable PublicKeyCredentialUserEntity findById(Bytes handle) {
        return person(handle).flatMap(people::find).map(PasskeyOwners::entity).orElse(null);
    }

    /** By the name of a session, which is the person's id. */
    @Override
    public @Nullable PublicKeyCredentialUserEntity findByUsername(String name) {
        try {
            return people.find(UUID.fromString(name)).map(PasskeyOwners::entity).orElse(null);
        } catch (IllegalArgumentException e) {
            return people.findByEmail(name).map(PasskeyOwners::entity).orElse(null);
        }
    }

    @Override
    public void save(PublicKeyCredentialUserEntity owner) {
        // People are there before their passkeys; nothing of them is kept a second time.
    }

    @Override
    public void delete(Bytes handle) {
        throw new UnsupportedOperationException("a person is not deleted with a passkey");
    }

    private static PublicKeyCredentialUserEntity entity(Person person) {
        return ImmutablePublicKeyCredentialUserEntity.builder()
                .id(handle(person.id()))
                .name(person.email())
                .displayName(person.name())
                .build();
    }
}
