package coop.entrelacs.identity;

import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.InvalidFields;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.ControlPlane;
import coop.entrelacs.web.Words;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.stereotype.Service;

/**
 * Everyone with an account, deployment-wide. An account opens nothing by itself: access is a matter of {@link Grants}. What a person
 * changes of themselves is asked for by pages that know who is signed in.
 */
@Service
public class People {

    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s.]+(?:\\.[^@\\s.]+)+");
    private static final String EPOCH = "EPOCH_";
    private static final String COLUMNS = "id, email, name, locale, state";

    private final ControlPlane controlPlane;
    private final Passwords passwords;
    private final AccessEvents events;

    People(ControlPlane controlPlane, Passwords passwords, AccessEvents events) {
        this.controlPlane = controlPlane;
        this.passwords = passwords;
        this.events = events;
    }

    /**
     * Opens an account.
     *
     * @param password null for someone who will sign in by other means
     * @return the person's id
     * @throws InvalidField naming what is wrong with email, name or password
     * @throws coop.entrelacs.shared.Refusal {@code email-taken} if the address has an account
     */
    public UUID register(String email, String name, Locale locale, @Nullable String password) {
        UUID id = Ids.next();
        String address = checkedEmail(email);
        String shown = checkedName(name);
        String hash = password == null ? null : passwords.accept(password, address, shown, namesOfTenants());
        try {
            controlPlane.transaction().executeWithoutResult(_ -> {
                controlPlane
                        .jdbc()
                        .sql("INSERT INTO person (id, email, name, locale, password_hash) VALUES (?, ?, ?, ?, ?)")
                        .param(id)
                        .param(address)
                        .param(shown)
                        .param(Words.supported(locale).getLanguage())
                        .param(hash)
                        .update();
                events.record(AccessEvents.Kind.REGISTERED, id, null, null, null, "");
            });
        } catch (DuplicateKeyException e) {
            throw new IdentityRefusals.EmailTaken(address);
        }
        return id;
    }

    public Optional<Person> find(UUID id) {
        return controlPlane
                .jdbc()
                .sql("SELECT " + COLUMNS + " FROM person WHERE id = ?")
                .param(id)
                .query((row, _) -> person(row))
                .optional();
    }

    /** @throws NotFound if there is no such person */
    public Person get(UUID id) {
        return find(id).orElseThrow(() -> new NotFound("person", id));
    }

    /** Whoever signs in with that address, in whatever case it is written. */
    public Optional<Person> findByEmail(String email) {
        return controlPlane
                .jdbc()
                .sql("SELECT " + COLUMNS + " FROM person WHERE email = ?")
                .param(lower(email))
                .query((row, _) -> person(row))
                .optional();
    }

    /** The names of several people at once, for lists; whoever is not there is left out. */
    public Map<UUID, String> names(Collection<UUID> ids) {
        Map<UUID, String> names = new HashMap<>();
        if (!ids.isEmpty()) {
            controlPlane
                    .jdbc()
                    .sql("SELECT id, name FROM person WHERE id = ANY (?)")
                    .param(ids.toArray(UUID[]::new))
                    .query(row -> {
                        names.put(row.getObject("id", UUID.class), row.getString("name"));
                    });
        }
        return names;
    }

    /** Changes how others read a person's name. */
    public void rename(UUID id, String name) {
        String shown = checkedName(name);
        controlPlane.transaction().executeWithoutResult(_ -> {
            update(id, "UPDATE person SET name = ? WHERE id = ?", shown);
            events.record(AccessEvents.Kind.RENAMED, id, null, id, null, "");
        });
    }

    /** Remembers the language a person reads. */
    public void setLocale(UUID id, Locale locale) {
        update(
                id,
                "UPDATE person SET locale = ? WHERE id = ?",
                Words.supported(locale).getLanguage());
    }

    /**
     * Changes a password for its owner.
     *
     * @throws coop.entrelacs.shared.Refusal {@code password-wrong} if the present one is not that
     */
    public void changePassword(UUID id, String current, String wanted) {
        Person person = get(id);
        if (!passwords.matches(current, hashOf(id).orElse(null))) {
            throw new IdentityRefusals.WrongPassword();
        }
        setPassword(person, wanted);
    }

    /** Sets a password for whoever proved in another way that they are that person. */
    void setPassword(Person person, String wanted) {
        String hash = passwords.accept(wanted, person.email(), person.name(), namesOfTenants());
        controlPlane.transaction().executeWithoutResult(_ -> {
            update(
                    person.id(),
                    "UPDATE person SET password_hash = ?, access_epoch = access_epoch + 1 WHERE id = ?",
                    hash);
            events.record(AccessEvents.Kind.PASSWORD_CHANGED, person.id(), null, person.id(), null, "");
        });
    }

    /** The authority that names the epoch a session of this person begins in now. */
    GrantedAuthority epoch(UUID id) {
        return new SimpleGrantedAuthority(EPOCH + epochs(id, true).orElse("none"));
    }

    /** The epoch a token of this person begins in now; empty if the account is closed. */
    Optional<String> tokenEpoch(UUID id) {
        return epochs(id, false);
    }

    /** Whether a session began in the present epoch of an account that is open. */
    boolean stillStands(UUID id, Authentication who) {
        Optional<String> now = epochs(id, true).map(epoch -> EPOCH + epoch);
        return now.isPresent()
                && who.getAuthorities().stream().anyMatch(a -> now.get().equals(a.getAuthority()));
    }

    /** Ends every token of a person; their sessions go on. */
    void endTokens(UUID id) {
        controlPlane
                .jdbc()
                .sql("UPDATE person SET token_epoch = token_epoch + 1 WHERE id = ?")
                .param(id)
                .update();
    }

    private Optional<String> epochs(UUID id, boolean session) {
        return controlPlane
                .jdbc()
                .sql("SELECT access_epoch, token_epoch FROM person WHERE id = ? AND state = 'ACTIVE'")
                .param(id)
                .query((row, _) -> session ? row.getString(1) : row.getString(1) + "." + row.getString(2))
                .optional();
    }

    /** What nobody should make a password of. */
    private List<String> namesOfTenants() {
        return controlPlane
                .jdbc()
                .sql("SELECT id || ' ' || name FROM tenant")
                .query(String.class)
                .list();
    }

    /** The person an address and a password belong to, if they do and the account is open. Takes as long either way. */
    Optional<Person> authenticate(String email, String password) {
        Optional<Person> person = findByEmail(email);
        String hash = person.flatMap(p -> hashOf(p.id())).orElse(null);
        boolean right = passwords.matches(password, hash);
        if (right && hash != null && passwords.encoder().upgradeEncoding(hash)) {
            person.ifPresent(p -> update(
                    p.id(),
                    "UPDATE person SET password_hash = ? WHERE id = ?",
                    passwords.encoder().encode(password)));
        }
        return person.filter(p -> right && p.state() == Person.State.ACTIVE);
    }

    /** @throws InvalidFields if an address and a name could not be someone's */
    static void check(String email, String name) {
        var check = new InvalidFields.Check();
        check.by(() -> checkedEmail(email));
        check.by(() -> checkedName(name));
        check.done();
    }

    static String checkedEmail(String email) {
        String address = lower(email);
        if (address.length() > 254 || !EMAIL.matcher(address).matches()) {
            throw new InvalidField("email", "email-malformed");
        }
        return address;
    }

    static String checkedName(String name) {
        String shown = name.strip().replaceAll("\\s+", " ");
        if (shown.isEmpty()) {
            throw new InvalidField("name", "required");
        }
        if (shown.length() > 120) {
            throw new InvalidField("name", "name-too-long", 120);
        }
        if (shown.chars().anyMatch(c -> Character.isISOControl(c) || c == '<' || c == '>')) {
            throw new InvalidField("name", "name-characters");
        }
        return shown;
    }

    private static String lower(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }

    private Optional<String> hashOf(UUID id) {
        return controlPlane
                .jdbc()
                .sql("SELECT password_hash FROM person WHERE id = ? AND password_hash IS NOT NULL")
                .param(id)
                .query(String.class)
                .optional();
    }

    private void update(UUID id, String sql, @Nullable String value) {
        int changed = controlPlane.jdbc().sql(sql).param(value).param(id).update();
        if (changed == 0) {
            throw new NotFound("person", id);
        }
    }

    static Person person(ResultSet row) throws SQLException {
        return new Person(
                row.getObject("id", UUID.class),
                row.getString("email"),
                row.getString("name"),
                Locale.of(row.getString("locale")),
                Person.State.valueOf(row.getString("state")));
    }
}
