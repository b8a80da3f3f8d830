package coop.entrelacs.ledger;

import coop.entrelacs.shared.Folding;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The chart of accounts. An account once opened keeps its number for ever; it can be renamed, closed and opened again. */
@Service
public class Accounts {

    /** At least three digits, then digits, letters or what editors put between them (LPF A47 A-1: an account number begins with three digits). */
    static final Pattern NUMBER = Pattern.compile("[0-9]{3}[0-9A-Za-z._+/-]{0,17}");

    private final JdbcClient jdbc;

    Accounts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Makes sure an account exists and is open; an existing one keeps its label. For modules that post to it. */
    @Transactional
    public void ensure(String number, String label) {
        // Asked first: a conflict would lock the row to the end, and all who post to the account would wait for each
        // other.
        jdbc.sql("""
            INSERT INTO account (number, label, third_parties)
            SELECT :number, :label, :thirdParties WHERE NOT EXISTS (SELECT FROM account WHERE number = :number AND open)
            ON CONFLICT (number) DO UPDATE SET open = true WHERE NOT account.open\
            """)
                .param("number", checked(number))
                .param("label", BookText.required("label", label, 200))
                .param("thirdParties", namesThirdParties(number))
                .update();
    }

    /**
     * Opens an account.
     *
     * @throws BookingRefused if there is one with this number
     */
    @Transactional
    public Account open(String number, String label) {
        CurrentTenant.actor().require(Role.ACCOUNTANT);
        int made = jdbc.sql(
                        "INSERT INTO account (number, label, third_parties) VALUES (?, ?, ?) ON CONFLICT (number) DO"
                                + " NOTHING")
                .params(checked(number), BookText.required("label", label, 200), namesThirdParties(number))
                .update();
        if (made == 0) {
            throw new BookingRefused("account-exists", "number", number);
        }
        return get(number);
    }

    /** Renames an account, closes it to new lines or opens it again. What was booked on it stays. */
    @Transactional
    public Account change(String number, String label, boolean open) {
        CurrentTenant.actor().require(Role.ACCOUNTANT);
        int changed = jdbc.sql("UPDATE account SET label = ?, open = ? WHERE number = ? AND NOT heading")
                .params(BookText.required("label", label, 200), open, number)
                .update();
        if (changed == 0) {
            throw new NotFound("account", number);
        }
        return get(number);
    }

    @Transactional(readOnly = true)
    public Optional<Account> find(String number) {
        return jdbc.sql("SELECT number, label, third_parties, open FROM account WHERE number = ?")
                .param(number)
                .query(Account.class)
                .optional();
    }

    /** @throws NotFound if there is none with this number */
    @Transactional(readOnly = true)
    public Account get(String number) {
        return find(number).orElseThrow(() -> new NotFound("account", number));
    }

    /** Accounts whose number begins with, or whose label contains, each word of the text; by number, those after {@code after}. */
    @Transactional(readOnly = true)
    public List<Account> search(@Nullable String text, @Nullable String after, int limit) {
        CurrentTenant.actor().require(Role.ACCOUNTANT, Role.MANAGER, Role.PAYROLL_OFFICER);
        return jdbc.sql("""
            SELECT number, label, third_parties, open FROM account
            WHERE NOT EXISTS (SELECT FROM unnest(cast(:words AS text[])) w
                              WHERE NOT starts_with(lower(number), w) AND strpos(folded(label), w) = 0)
              AND (:after::text IS NULL OR number > :after)
            ORDER BY number LIMIT :limit\
            """)
                .param("words", Folding.words(text))
                .param("after", after)
                .param("limit", limit)
                .query(Account.class)
                .list();
    }

    /** Accounts of suppliers, customers, staff, the group and associates are lettered by third party. */
    static boolean namesThirdParties(String number) {
        return number.startsWith("40")
                || number.startsWith("41")
                || number.startsWith("421")
                || number.startsWith("425")
                || number.startsWith("451")
                || number.startsWith("455");
    }

    private static String checked(String number) {
        String stripped = BookText.required("number", number, 20);
        if (!NUMBER.matcher(stripped).matches()) {
            throw new InvalidField("number", "account-number-syntax", stripped);
        }
        return stripped;
    }
}
