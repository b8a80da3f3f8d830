package coop.entrelacs.funds;

import coop.entrelacs.funds.Admissibility.Reason;
import coop.entrelacs.shared.ChangedMeanwhile;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.shared.Refusal;
import coop.entrelacs.tenancy.DatabaseRules;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Reads funds, rulebooks and requests; asks for no role. */
@Component
class FundRecords {

    private static final String FUND =
            "SELECT id, code, name, instrument, committee_id, accounts::text AS accounts, state, balance_cents,"
                    + " committed_cents, out_cents FROM fund ";
    private static final String RULEBOOK =
            "SELECT id, fund_id, version, valid_from, adopted_text, adopted_on, terms::text AS terms"
                    + " FROM fund_rulebook ";
    static final String REQUEST = """
        SELECT id, version, fund_id, member_id, activity_id, stage, rulebook_id, asked_cents, months, grace_months, invoice_id,
               granted_cents, paid_cents, back_cents, written_off_cents, reasons::text AS reasons, decide_by, appeal_until,
               appealed, decided_on, proposed_by, paid_on, closing
          FROM fund_request
        """;

    private final JdbcClient jdbc;
    private final JsonMapper json;

    FundRecords(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    List<Fund> funds() {
        return jdbc.sql(FUND + "ORDER BY name, id").query((row, n) -> fund(row)).list();
    }

    Fund fund(UUID id) {
        return jdbc.sql(FUND + "WHERE id = ?")
                .param(id)
                .query((row, n) -> fund(row))
                .optional()
                .orElseThrow(() -> new NotFound("fund", id));
    }

    Optional<Fund> byCode(String code) {
        return jdbc.sql(FUND + "WHERE code = ?")
                .param(code)
                .query((row, n) -> fund(row))
                .optional();
    }

    List<Rulebook> rulebooks(UUID fund) {
        return jdbc.sql(RULEBOOK + "WHERE fund_id = ? ORDER BY version DESC")
                .param(fund)
                .query((row, n) -> rulebook(row))
                .list();
    }

    Rulebook rulebook(@Nullable UUID id) {
        return jdbc.sql(RULEBOOK + "WHERE id = ?")
                .param(id)
                .query((row, n) -> rulebook(row))
                .optional()
                .orElseThrow(() -> new NotFound("rulebook", String.valueOf(id)));
    }

    /** @throws FundRefused if none is in force yet */
    Rulebook inForce(UUID fund, LocalDate day) {
        return Rulebook.on(rulebooks(fund), day).orElseThrow(() -> new FundRefused("fund-no-rulebook", day));
    }

    Request request(UUID id) {
        return jdbc.sql(REQUEST + "WHERE id = ?")
                .param(id)
                .query((row, n) -> request(row))
                .optional()
                .orElseThrow(() -> new NotFound("fund-request", id));
    }

    String write(Object value) {
        return json.writeValueAsString(value);
    }

    /** Runs a function of the database; what it refuses comes out as a refusal of this module. */
    static <T> T guarded(Supplier<T> work) {
        return DatabaseRules.call(work, FundRecords::refusal);
    }

    private static Refusal refusal(String code, Object[] arguments) {
        return switch (code) {
            case "changed-meanwhile" -> new ChangedMeanwhile();
            case "fund-request-not-found" -> new NotFound("fund-request", arguments[0]);
            case "fund-contribution-not-found" -> new NotFound("fund-contribution", arguments[0]);
            // what the database says in figures and codes is said to people in their words
            case "fund-request-state" -> new FundRefused(code, Stage.valueOf(String.valueOf(arguments[0])));
            case "fund-more-than-asked", "fund-more-than-owed" ->
                new FundRefused(code, Money.of(String.valueOf(arguments[0])));
            case "fund-back-before-paid" -> new InvalidField("on", code, LocalDate.parse(String.valueOf(arguments[0])));
            case "fund-appeal-too-late" -> new FundRefused(code, LocalDate.parse(String.valueOf(arguments[0])));
            default -> new FundRefused(code, arguments);
        };
    }

    private Fund fund(ResultSet row) throws SQLException {
        return new Fund(
                row.getObject("id", UUID.class),
                row.getString("code"),
                row.getString("name"),
                Instrument.valueOf(row.getString("instrument")),
                row.getObject("committee_id", UUID.class),
                json.readValue(row.getString("accounts"), FundAccounts.class),
                Fund.State.valueOf(row.getString("state")),
                Money.ofCents(row.getLong("balance_cents")),
                Money.ofCents(row.getLong("committed_cents")),
                Money.ofCents(row.getLong("out_cents")));
    }

    private Rulebook rulebook(ResultSet row) throws SQLException {
        return new Rulebook(
                row.getObject("id", UUID.class),
                row.getObject("fund_id", UUID.class),
                row.getInt("version"),
                row.getObject("valid_from", LocalDate.class),
                new Rulebook.Adoption(row.getString("adopted_text"), row.getObject("adopted_on", LocalDate.class)),
                json.readValue(row.getString("terms"), RulebookTerms.class));
    }

    Request request(ResultSet row) throws SQLException {
        String reasons = row.getString("reasons");
        String closing = row.getString("closing");
        return new Request(
                row.getObject("id", UUID.class),
                row.getLong("version"),
                row.getObject("fund_id", UUID.class),
                row.getObject("member_id", UUID.class),
                row.getObject("activity_id", UUID.class),
                Stage.valueOf(row.getString("stage")),
                row.getObject("rulebook_id", UUID.class),
                Money.ofCents(row.getLong("asked_cents")),
                row.getObject("months", Integer.class),
                row.getInt("grace_months"),
                row.getObject("invoice_id", UUID.class),
                Money.ofCents(row.getLong("granted_cents")),
                Money.ofCents(row.getLong("paid_cents")),
                Money.ofCents(row.getLong("back_cents")),
                Money.ofCents(row.getLong("written_off_cents")),
                reasons == null ? List.of() : List.of(json.readValue(reasons, Reason[].class)),
                row.getObject("decide_by", LocalDate.class),
                row.getObject("appeal_until", LocalDate.class),
                row.getBoolean("appealed"),
                row.getObject("decided_on", LocalDate.class),
                row.getObject("proposed_by", UUID.class),
                row.getObject("paid_on", LocalDate.class),
                closing == null ? null : RequestState.Closing.valueOf(closing));
    }
}
