package coop.entrelacs.ledger;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Entries as {@code post_entries} takes them: columns, with each account, third party and activity named once and lines
 * pointing at them by position.
 */
final class Booking {

    private final int entries;
    private final String[] journals;
    private final @Nullable String[] dates;
    private final String[] labels;
    private final @Nullable String[] pieceRefs;
    private final @Nullable String[] pieceDates;
    private final @Nullable String[] sources;
    private final Map<String, Integer> accounts = new LinkedHashMap<>();
    private final Map<String, Integer> thirdParties = new LinkedHashMap<>();
    private final Map<UUID, Integer> analytics = new LinkedHashMap<>();
    private final Integer[] entry;
    private final Integer[] lineNo;
    private final Integer[] account;
    private final Integer[] thirdParty;
    private final Integer[] analytic;
    private final Long[] amount;
    private final @Nullable String[] lineLabels;

    Booking(List<JournalEntry> batch) {
        entries = batch.size();
        int lines = batch.stream().mapToInt(e -> e.lines().size()).sum();
        journals = new String[entries];
        dates = new @Nullable String[entries];
        labels = new String[entries];
        pieceRefs = new @Nullable String[entries];
        pieceDates = new @Nullable String[entries];
        sources = new @Nullable String[entries];
        entry = new Integer[lines];
        lineNo = new Integer[lines];
        account = new Integer[lines];
        thirdParty = new Integer[lines];
        analytic = new Integer[lines];
        amount = new Long[lines];
        lineLabels = new @Nullable String[lines];
        int line = 0;
        for (int e = 0; e < entries; e++) {
            JournalEntry one = batch.get(e);
            journals[e] = one.journal();
            dates[e] = iso(one.date());
            labels[e] = one.label();
            pieceRefs[e] = one.pieceRef();
            pieceDates[e] = iso(one.pieceDate());
            sources[e] = one.source();
            int no = 1;
            for (JournalLine l : one.lines()) {
                entry[line] = e + 1;
                lineNo[line] = no++;
                account[line] = position(accounts, l.account());
                thirdParty[line] = l.thirdParty() == null ? 0 : position(thirdParties, l.thirdParty());
                analytic[line] = l.analytic() == null ? 0 : position(analytics, l.analytic());
                amount[line] = l.amount().cents();
                lineLabels[line] = l.label();
                line++;
            }
        }
    }

    /** Books them and returns their ids, in order. */
    List<Long> book(Connection connection, UUID by) throws SQLException {
        try (PreparedStatement post =
                connection.prepareStatement("SELECT post_entries(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")) {
            post.setObject(1, by);
            post.setArray(2, connection.createArrayOf("text", journals));
            post.setArray(3, connection.createArrayOf("date", dates));
            post.setArray(4, connection.createArrayOf("text", labels));
            post.setArray(5, connection.createArrayOf("text", pieceRefs));
            post.setArray(6, connection.createArrayOf("date", pieceDates));
            post.setArray(7, connection.createArrayOf("text", sources));
            post.setArray(8, connection.createArrayOf("text", accounts.keySet().toArray()));
            post.setArray(
                    9, connection.createArrayOf("text", thirdParties.keySet().toArray()));
            post.setArray(
                    10, connection.createArrayOf("uuid", analytics.keySet().toArray()));
            post.setArray(11, connection.createArrayOf("int4", entry));
            post.setArray(12, connection.createArrayOf("int4", lineNo));
            post.setArray(13, connection.createArrayOf("int4", account));
            post.setArray(14, connection.createArrayOf("int4", thirdParty));
            post.setArray(15, connection.createArrayOf("int4", analytic));
            post.setArray(16, connection.createArrayOf("int8", amount));
            post.setArray(17, connection.createArrayOf("text", lineLabels));
            return ids(post);
        }
    }

    /** Books one entry, by the function made for one: a third of the work. Returns its id. */
    static long bookOne(Connection connection, JournalEntry one, UUID by) throws SQLException {
        List<JournalLine> lines = one.lines();
        int size = lines.size();
        String[] accounts = new String[size];
        @Nullable String[] thirdParties = new @Nullable String[size];
        @Nullable UUID[] analytics = new @Nullable UUID[size];
        long[] amounts = new long[size];
        @Nullable String[] labels = new @Nullable String[size];
        for (int i = 0; i < size; i++) {
            JournalLine line = lines.get(i);
            accounts[i] = line.account();
            thirdParties[i] = line.thirdParty();
            analytics[i] = line.analytic();
            amounts[i] = line.amount().cents();
            labels[i] = line.label();
        }
        try (PreparedStatement post = connection.prepareStatement("SELECT post_entry(?,?,?,?,?,?,?,?,?,?,?,?)")) {
            post.setObject(1, by);
            post.setString(2, one.journal());
            post.setObject(3, one.date());
            post.setString(4, one.label());
            post.setString(5, one.pieceRef());
            post.setObject(6, one.pieceDate(), Types.DATE);
            post.setString(7, one.source());
            post.setArray(8, connection.createArrayOf("text", accounts));
            post.setArray(9, connection.createArrayOf("text", thirdParties));
            post.setArray(10, connection.createArrayOf("uuid", analytics));
            post.setObject(11, amounts);
            post.setArray(12, connection.createArrayOf("text", labels));
            try (ResultSet answer = post.executeQuery()) {
                answer.next();
                return answer.getLong(1);
            }
        }
    }

    static List<Long> ids(PreparedStatement post) throws SQLException {
        try (ResultSet answer = post.executeQuery()) {
            answer.next();
            Array array = answer.getArray(1);
            List<Long> ids = new ArrayList<>();
            for (Long id : (Long[]) array.getArray()) {
                ids.add(id);
            }
            return ids;
        }
    }

    /** Dates travel as text inside arrays: the driver would turn them into timestamps of its own time zone. */
    static @Nullable String iso(@Nullable LocalDate date) {
        return date == null ? null : date.toString();
    }

    static <K> int position(Map<K, Integer> positions, K key) {
        Integer known = positions.putIfAbsent(key, positions.size() + 1);
        return known == null ? positions.size() : known;
    }
}
