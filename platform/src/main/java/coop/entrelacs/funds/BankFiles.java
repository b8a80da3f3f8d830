package coop.entrelacs.funds;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.members.MemberName;
import coop.entrelacs.members.Members;
import coop.entrelacs.payments.CreditTransfers;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.LegalIdentities;
import coop.entrelacs.tenancy.LegalIdentity;
import coop.entrelacs.tenancy.Role;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The bank's files of loans and grants. A file is kept as it was made and never changes under its message id; what is confirmed later
 * on the same day goes into another one. Whoever is paid and is in no file, or has no account, is listed.
 */
@Service
public class BankFiles {

    /** Of a payment that leaves by transfer: a guarantee moves nothing at the bank. */
    private static final String BY_TRANSFER = "fund_id IN (SELECT id FROM fund WHERE instrument <> 'GUARANTEE')";

    private final JdbcClient jdbc;
    private final FundRecords records;
    private final FundRequests requests;
    private final Members members;
    private final LegalIdentities identities;
    private final PrivateBox box;
    private final Audit audit;
    private final Clock clock;

    BankFiles(
            JdbcClient jdbc,
            FundRecords records,
            FundRequests requests,
            Members members,
            LegalIdentities identities,
            PrivateBox box,
            Audit audit,
            Clock clock) {
        this.jdbc = jdbc;
        this.records = records;
        this.requests = requests;
        this.members = members;
        this.identities = identities;
        this.box = box;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * A file that was made.
     *
     * @param no counts from 1 within the day
     * @param message the id by which the bank knows it
     * @param kept false once its content is forgotten
     */
    public record BankFile(LocalDate paidOn, int no, String message, int transfers, Money amount, boolean kept) {}

    /** Somebody who is paid in the books. */
    public record PaidPerson(UUID request, UUID member, Money amount) {}

    /**
     * A day on which payments were confirmed.
     *
     * @param files in the order in which they were made
     * @param waiting for the next file
     * @param withoutAccount who cannot be in one
     */
    public record BankDay(
            LocalDate paidOn, List<BankFile> files, List<PaidPerson> waiting, List<PaidPerson> withoutAccount) {
        public BankDay {
            files = List.copyOf(files);
            waiting = List.copyOf(waiting);
            withoutAccount = List.copyOf(withoutAccount);
        }
    }

    /**
     * The days on which something was paid by transfer, the latest first.
     *
     * @param most so many of the latest; every day on which somebody waits for a file, or has no account, is there whatever its age
     */
    @Transactional(readOnly = true)
    public List<BankDay> days(int most) {
        CurrentTenant.actor().require(Role.TREASURER, Role.ACCOUNTANT, Role.MANAGER);
        Map<LocalDate, List<BankFile>> made = new TreeMap<>();
        jdbc.sql("SELECT paid_on, no, message, transfers, amount_cents, content IS NOT NULL AS kept FROM"
                        + " fund_bank_file WHERE paid_on IN (SELECT DISTINCT paid_on FROM fund_bank_file ORDER BY paid_on DESC"
                        + " LIMIT ?) ORDER BY paid_on, no")
                .param(most)
                .query(row -> {
                    LocalDate day = row.getObject("paid_on", LocalDate.class);
                    made.computeIfAbsent(day, d -> new ArrayList<>())
                            .add(new BankFile(
                                    day,
                                    row.getInt("no"),
                                    row.getString("message"),
                                    row.getInt("transfers"),
                                    Money.ofCents(row.getLong("amount_cents")),
                                    row.getBoolean("kept")));
                });
        Map<LocalDate, List<PaidPerson>> waiting = new TreeMap<>();
        Map<LocalDate, List<PaidPerson>> without = new TreeMap<>();
        // what is forgotten was paid long ago, before files were kept
        jdbc.sql("SELECT id, member_id, paid_on, paid_cents, payee IS NOT NULL AS has_account FROM fund_request"
                        + " r WHERE paid_on IS NOT NULL AND private IS NOT NULL AND " + BY_TRANSFER
                        + " AND NOT EXISTS (SELECT 1 FROM fund_bank_file_payment p WHERE p.request_id = r.id)"
                        + " ORDER BY id")
                .query(row -> {
                    (row.getBoolean("has_account") ? waiting : without)
                            .computeIfAbsent(row.getObject("paid_on", LocalDate.class), d -> new ArrayList<>())
                            .add(new PaidPerson(
                                    row.getObject("id", UUID.class),
                                    row.getObject("member_id", UUID.class),
                                    Money.ofCents(row.getLong("paid_cents"))));
                });
        Set<LocalDate> days = new java.util.TreeSet<>(java.util.Comparator.reverseOrder());
        days.addAll(made.keySet());
        days.addAll(waiting.keySet());
        days.addAll(without.keySet());
        List<LocalDate> latest = days.stream().limit(most).toList();
        return days.stream()
                .filter(day -> latest.contains(day) || waiting.containsKey(day) || without.containsKey(day))
                .map(day -> new BankDay(
                        day,
                        made.getOrDefault(day, List.of()),
                        waiting.getOrDefault(day, List.of()),
                        without.getOrDefault(day, List.of())))
                .toList();
    }

    /**
     * The newest file of a day (SEPA credit transfers, pain.001.001.09): made now if a payment of the day is in none, else the one
     * that was made last, to the byte.
     *
     * @throws FundRefused if nothing was paid that day, or the file is forgotten
     */
    @Transactional
    public byte[] of(LocalDate paidOn) {
        CurrentTenant.actor().require(Role.TREASURER);
        // Locked first: of two who ask at once the second finds the file of the first.
        List<Request> all = jdbc.sql(FundRecords.REQUEST + "WHERE paid_on = ? AND payee IS NOT NULL AND " + BY_TRANSFER
                        + " ORDER BY id FOR UPDATE")
                .param(paidOn)
                .query((row, n) -> records.request(row))
                .list();
        Set<UUID> filed = Set.copyOf(jdbc.sql("SELECT p.request_id FROM fund_bank_file_payment p"
                        + " JOIN fund_bank_file f ON f.id = p.file_id WHERE f.paid_on = ?")
                .param(paidOn)
                .query(UUID.class)
                .list());
        List<Request> waiting =
                all.stream().filter(one -> !filed.contains(one.id())).toList();
        int last = jdbc.sql("SELECT coalesce(max(no), 0) FROM fund_bank_file WHERE paid_on = ?")
                .param(paidOn)
                .query(Integer.class)
                .single();
        if (!waiting.isEmpty()) {
            return make(paidOn, last + 1, waiting);
        }
        if (last == 0) {
            throw new FundRefused("fund-nothing-paid", paidOn);
        }
        return of(paidOn, last);
    }

    /**
     * A file that was made before.
     *
     * @throws FundRefused if there is none of this number, or its content is forgotten
     */
    @Transactional
    public byte[] of(LocalDate paidOn, int no) {
        CurrentTenant.actor().require(Role.TREASURER);
        record Kept(UUID id, byte @Nullable [] content, int transfers) {}
        Kept kept = jdbc.sql("SELECT id, content, transfers FROM fund_bank_file WHERE paid_on = ? AND no = ?")
                .params(paidOn, no)
                .query((row, n) ->
                        new Kept(row.getObject("id", UUID.class), row.getBytes("content"), row.getInt("transfers")))
                .optional()
                .orElseThrow(() -> new FundRefused("fund-nothing-paid", paidOn));
        if (kept.content() == null) {
            throw new FundRefused("fund-file-forgotten", paidOn);
        }
        audit.record("fund-payment.file", "day:" + paidOn, String.valueOf(kept.transfers()));
        return box.openBytes(kept.content(), "fund_bank_file.content", kept.id());
    }

    private byte[] make(LocalDate paidOn, int no, List<Request> paid) {
        Map<UUID, MemberName> names =
                members.names(paid.stream().map(Request::member).distinct().toList());
        Map<UUID, String> payees =
                requests.payees(paid.stream().map(Request::id).toList());
        List<CreditTransfers.Transfer> transfers = new ArrayList<>();
        for (Request request : paid) {
            MemberName name = names.get(request.member());
            transfers.add(new CreditTransfers.Transfer(
                    request.id().toString().replace("-", ""),
                    request.paid(),
                    name == null ? request.member().toString() : name.displayName(),
                    PayeeAccount.required(payees.get(request.id())),
                    // says nothing of what it is for: it stands on a bank statement
                    "Fonds mutuel"));
        }
        LegalIdentity payer = identities.current().legal();
        String account = payer.iban();
        if (account == null) {
            throw new FundRefused("fund-no-bank-account");
        }
        LocalDate today = LocalDate.now(clock);
        String message = no == 1 ? "FONDS-" + paidOn : "FONDS-" + paidOn + "-" + no;
        byte[] content = CreditTransfers.write(
                message,
                clock.instant(),
                // a bank refuses a day that is over
                paidOn.isBefore(today) ? today : paidOn,
                CreditTransfers.Purpose.OTHER,
                new CreditTransfers.Payer(payer.name(), account, payer.bic()),
                transfers);
        UUID id = Ids.next();
        Money amount = Money.sum(paid.stream().map(Request::paid).toList());
        jdbc.sql("INSERT INTO fund_bank_file (id, paid_on, no, message, transfers, amount_cents, content, made_by,"
                        + " made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .params(
                        id,
                        paidOn,
                        no,
                        message,
                        paid.size(),
                        amount.cents(),
                        box.sealBytes(content, "fund_bank_file.content", id),
                        Objects.requireNonNull(CurrentTenant.actor().subject()),
                        clock.instant().atOffset(ZoneOffset.UTC))
                .update();
        jdbc.sql("INSERT INTO fund_bank_file_payment (request_id, file_id) SELECT unnest(?), ?")
                .params(paid.stream().map(Request::id).toArray(UUID[]::new), id)
                .update();
        audit.record("fund-payment.file", "day:" + paidOn, String.valueOf(paid.size()));
        return content;
    }
}
