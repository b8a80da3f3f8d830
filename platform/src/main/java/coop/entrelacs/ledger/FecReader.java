package coop.entrelacs.ledger;

import coop.entrelacs.ledger.FecFile.FecThirdParty;
import coop.entrelacs.shared.Money;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads audit files (fichier des écritures comptables) as accounting software really writes them: tab, bar or semicolon,
 * UTF-8 or ISO-8859, columns in any order and case, {@code Montant}/{@code Sens}, padding, a separator too many. What it cannot
 * read it names by line and column. Pure: no database.
 */
final class FecReader {

    private static final Pattern FILE_NAME =
            Pattern.compile("(?:.*[^0-9])?(\\d{9})(?:\\d{5})?FEC(\\d{8})(?:[^0-9].*)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern DATE = Pattern.compile("\\d{8}");
    private static final Pattern PLAIN_AMOUNT = Pattern.compile("\\d{1,16}(?:[.,]\\d*)?|[.,]\\d+");
    private static final Pattern GROUPED_AMOUNT =
            Pattern.compile("\\d{1,3}(?:\\.\\d{3})+(?:,\\d*)?|\\d{1,3}(?:,\\d{3})+\\.\\d*");
    private static final Pattern TRAILING_DIGITS = Pattern.compile("(\\d{1,18})\\D*$");
    private static final char[] SEPARATORS = {'\t', '|', ';', ','};

    private final FecFindings findings = new FecFindings();
    private final Map<String, String> pool = new HashMap<>();
    private final Map<String, String> journals = new LinkedHashMap<>();
    private final Map<String, String> accounts = new LinkedHashMap<>();
    private final Map<String, FecThirdParty> thirdParties = new LinkedHashMap<>();
    private final Map<String, Long> saidOnce = new HashMap<>();
    private final List<FecLine> lines = new ArrayList<>();
    /** Entries of which a line could not be read: whether they balance cannot be told. */
    private final Set<Key> tainted = new HashSet<>();

    private boolean allTainted;
    private boolean trailingSeparator;
    private final Map<FecColumn, Integer> columns = new EnumMap<>(FecColumn.class);
    private char separator = '\t';
    private boolean quoted;
    private int width;
    private long read;
    private long debit;
    private long credit;

    private final FecAnswers answers;

    private FecReader(FecAnswers answers) {
        this.answers = answers;
    }

    /** Reads a file; what is wrong with it is among its findings. */
    static FecFile read(String fileName, byte[] content) {
        return read(fileName, content, FecAnswers.NONE);
    }

    /** Reads a file as the accountant says it is to be read. */
    static FecFile read(String fileName, byte[] content, FecAnswers answers) {
        return new FecReader(answers).file(fileName, content);
    }

    private FecFile file(String fileName, byte[] content) {
        Charset charset = charset(content);
        if (content.length == 0) {
            findings.error(null, null, "fec-empty");
        }
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(new ByteArrayInputStream(content), charset))) {
            long row = 0;
            boolean header = false;
            String text;
            while ((text = in.readLine()) != null) {
                row++;
                if (row == 1 && !text.isEmpty() && text.charAt(0) == '\uFEFF') {
                    text = text.substring(1);
                }
                // an end-of-file mark of old editors
                if (text.isBlank() || text.equals("\u001a")) {
                    continue;
                }
                if (!header) {
                    header = true;
                    if (header(text, row)) {
                        continue;
                    }
                    if (findings.errors() > 0) {
                        break;
                    }
                }
                line(text, row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (findings.errors() == 0 && read == 0) {
            findings.error(null, null, "fec-no-lines");
        }
        List<FecEntry> entries = entries();
        if (findings.errors() == 0) {
            numbering(entries);
            lettering();
        }
        Matcher name = FILE_NAME.matcher(fileName);
        boolean named = name.matches();
        LocalDate closing = named ? dateOrNull(name.group(2)) : null;
        if (!named || closing == null) {
            findings.warning(null, null, "fec-name", fileName);
        }
        return new FecFile(
                named ? name.group(1) : null,
                closing,
                charset.name(),
                separator,
                entries,
                journals,
                accounts,
                thirdParties,
                read,
                debit,
                credit,
                findings);
    }

    /** UTF-8 if it can be; else one of the single-byte ones, which cannot be told apart for sure. */
    private static Charset charset(byte[] content) {
        int first = content.length < 2 ? 0 : content[0] & 0xff;
        int second = content.length < 2 ? 0 : content[1] & 0xff;
        if ((first == 0xff && second == 0xfe) || (first == 0xfe && second == 0xff)) {
            return StandardCharsets.UTF_16;
        }
        try {
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(content));
            return StandardCharsets.UTF_8;
        } catch (CharacterCodingException e) {
            for (byte b : content) {
                int c = b & 0xff;
                // printable only in the Windows one; control characters in ISO-8859
                if (c >= 0x80 && c <= 0x9f) {
                    return Charset.forName("windows-1252");
                }
            }
            return Charset.forName("ISO-8859-15");
        }
    }

    /** Reads the header; false if the first line is one of figures already, in the legal order. */
    private boolean header(String text, long row) {
        int best = -1;
        for (char candidate : SEPARATORS) {
            int known = 0;
            for (String name : split(text, candidate, true)) {
                if (FecColumn.named(name).isPresent()) {
                    known++;
                }
            }
            if (known > best) {
                best = known;
                separator = candidate;
            }
        }
        if (best < 5) {
            return headerless(text, row);
        }
        quoted = text.indexOf('"') >= 0 || separator == ';' || separator == ',';
        String[] names = split(text, separator, quoted);
        width = names.length;
        while (width > 0 && names[width - 1].isBlank()) {
            width--;
            trailingSeparator = true;
        }
        for (int i = 0; i < width; i++) {
            String title = names[i].strip();
            var column = FecColumn.named(title);
            if (column.isEmpty()) {
                findings.warning(row, title, "fec-unknown-column", title);
            } else if (columns.putIfAbsent(column.get(), i) != null) {
                findings.error(row, title, "fec-column-twice", title);
            }
        }
        for (FecColumn column : FecColumn.values()) {
            if (column.isNeeded() && !columns.containsKey(column)) {
                findings.error(row, column.title(), "fec-column-missing", column.title());
            }
        }
        boolean sides = columns.containsKey(FecColumn.DEBIT) && columns.containsKey(FecColumn.CREDIT);
        boolean signed = columns.containsKey(FecColumn.MONTANT) && columns.containsKey(FecColumn.SENS);
        if (!sides && !signed) {
            findings.error(row, FecColumn.DEBIT.title(), "fec-amount-columns-missing");
        }
        String absent = FecColumn.LEGAL.stream()
                .filter(c -> !c.isNeeded() && c != FecColumn.DEBIT && c != FecColumn.CREDIT && !columns.containsKey(c))
                .map(FecColumn::title)
                .collect(Collectors.joining(", "));
        if (!absent.isEmpty()) {
            findings.warning(row, null, "fec-columns-absent", absent);
        }
        return true;
    }

    private boolean headerless(String text, long row) {
        for (char candidate : SEPARATORS) {
            String[] fields = split(text, candidate, false);
            if (fields.length >= FecColumn.LEGAL.size()
                    && fields.length <= FecColumn.LEGAL.size() + 1
                    && dateOrNull(fields[FecColumn.LEGAL.indexOf(FecColumn.ECRITURE_DATE)].strip()) != null) {
                separator = candidate;
                width = FecColumn.LEGAL.size();
                for (int i = 0; i < width; i++) {
                    columns.put(FecColumn.LEGAL.get(i), i);
                }
                findings.warning(row, null, "fec-no-header");
                return false;
            }
        }
        findings.error(row, null, "fec-not-a-fec");
        return false;
    }

    private void line(String text, long row) {
        read++;
        String[] fields = split(text, separator, quoted);
        boolean separatorTooMany = fields.length == width + 1
                && fields[width].isBlank()
                && (trailingSeparator || datesWhereTheyBelong(fields));
        if (fields.length != width && !separatorTooMany) {
            findings.error(row, null, "fec-columns", fields.length, width);
            allTainted = true;
            return;
        }
        long before = findings.errors();
        String written = needed(fields, FecColumn.JOURNAL_CODE, row, 20);
        String journal = written == null ? null : answers.journals().getOrDefault(written, written);
        String journalLabel = needed(fields, FecColumn.JOURNAL_LIB, row, 200);
        String number = needed(fields, FecColumn.ECRITURE_NUM, row, 60);
        LocalDate date = date(fields, FecColumn.ECRITURE_DATE, row, true);
        String account = needed(fields, FecColumn.COMPTE_NUM, row, 20);
        String accountLabel = needed(fields, FecColumn.COMPTE_LIB, row, 200);
        String thirdParty = text(fields, FecColumn.COMP_AUX_NUM, row, 60);
        String thirdPartyName = text(fields, FecColumn.COMP_AUX_LIB, row, 200);
        String pieceRef = text(fields, FecColumn.PIECE_REF, row, 200);
        LocalDate pieceDate = date(fields, FecColumn.PIECE_DATE, row, false);
        String label = needed(fields, FecColumn.ECRITURE_LIB, row, 200);
        String letter = text(fields, FecColumn.ECRITURE_LET, row, 20);
        LocalDate letterDate = date(fields, FecColumn.DATE_LET, row, false);
        LocalDate validDate = date(fields, FecColumn.VALID_DATE, row, false);
        String currencyAmount = text(fields, FecColumn.MONTANT_DEVISE, row, 40);
        String currency = text(fields, FecColumn.IDEVISE, row, 10);
        long[] sides = amounts(fields, row);
        if (account != null && !Accounts.NUMBER.matcher(account).matches()) {
            findings.error(row, FecColumn.COMPTE_NUM.title(), "fec-account-number", account);
        }
        if (columns.containsKey(FecColumn.PIECE_REF) && pieceRef == null) {
            once("fec-piece-ref-empty", row, FecColumn.PIECE_REF);
        }
        if (columns.containsKey(FecColumn.VALID_DATE) && validDate == null) {
            once("fec-valid-date-empty", row, FecColumn.VALID_DATE);
        }
        if (findings.errors() > before
                || sides == null
                || journal == null
                || journalLabel == null
                || number == null
                || date == null
                || account == null
                || accountLabel == null
                || label == null) {
            if (journal == null || number == null) {
                allTainted = true;
            } else {
                tainted.add(new Key(journal, number, null));
            }
            return;
        }
        debit += sides[0];
        credit += sides[1];
        long cents = sides[0] - sides[1];
        boolean contra = sides[0] < 0 || sides[1] < 0;
        sameLabel(journals, journal, journalLabel, FecColumn.JOURNAL_LIB, "fec-journal-labels", row);
        sameLabel(accounts, account, accountLabel, FecColumn.COMPTE_LIB, "fec-account-labels", row);
        if (thirdParty != null) {
            String name = thirdPartyName == null ? thirdParty : thirdPartyName;
            FecThirdParty known = thirdParties.putIfAbsent(thirdParty, new FecThirdParty(thirdParty, name, account));
            if (known != null && !known.name().equals(name) && saidOnce.put("t:" + thirdParty, row) == null) {
                findings.warning(
                        row, FecColumn.COMP_AUX_LIB.title(), "fec-third-party-names", thirdParty, known.name(), name);
            }
        }
        lines.add(new FecLine(
                row,
                journal,
                number,
                date,
                account,
                thirdParty,
                pieceRef,
                pieceDate,
                label,
                cents,
                contra,
                letter,
                letterDate,
                validDate,
                currencyAmount,
                currency));
    }

    /** A separator inside a label shifts what follows; one at the end does not. */
    private boolean datesWhereTheyBelong(String[] fields) {
        for (FecColumn column :
                List.of(FecColumn.ECRITURE_DATE, FecColumn.PIECE_DATE, FecColumn.DATE_LET, FecColumn.VALID_DATE)) {
            String text = field(fields, column);
            if (!text.isEmpty() && !DATE.matcher(text).matches()) {
                return false;
            }
        }
        return true;
    }

    private void sameLabel(
            Map<String, String> labels, String code, String label, FecColumn column, String finding, long row) {
        String known = labels.putIfAbsent(code, label);
        if (known != null && !known.equals(label) && saidOnce.put(finding + code, row) == null) {
            findings.warning(row, column.title(), finding, code, known, label);
        }
    }

    /** Debit and credit in cents; null if they cannot be read. */
    private long @Nullable [] amounts(String[] fields, long row) {
        if (columns.containsKey(FecColumn.DEBIT) && columns.containsKey(FecColumn.CREDIT)) {
            String debitText = field(fields, FecColumn.DEBIT);
            String creditText = field(fields, FecColumn.CREDIT);
            if (debitText.isEmpty() && creditText.isEmpty()) {
                findings.error(row, FecColumn.DEBIT.title(), "fec-amount-empty");
                return null;
            }
            Long debitCents = cents(debitText, FecColumn.DEBIT, row);
            Long creditCents = cents(creditText, FecColumn.CREDIT, row);
            if (debitCents == null || creditCents == null) {
                return null;
            }
            if (debitCents != 0 && creditCents != 0) {
                findings.error(row, FecColumn.CREDIT.title(), "fec-both-sides", debitText, creditText);
                return null;
            }
            if (debitCents == 0 && creditCents == 0) {
                once("fec-zero-line", row, FecColumn.DEBIT);
            }
            return new long[] {debitCents, creditCents};
        }
        String amountText = field(fields, FecColumn.MONTANT);
        if (amountText.isEmpty()) {
            findings.error(row, FecColumn.MONTANT.title(), "fec-amount-empty");
            return null;
        }
        Long amount = cents(amountText, FecColumn.MONTANT, row);
        String side = field(fields, FecColumn.SENS);
        return switch (side) {
            case "D", "d", "+1", "1" -> amount == null ? null : new long[] {amount, 0};
            case "C", "c", "-1" -> amount == null ? null : new long[] {0, amount};
            default -> {
                findings.error(row, FecColumn.SENS.title(), "fec-side", side);
                yield null;
            }
        };
    }

    private @Nullable Long cents(String text, FecColumn column, long row) {
        String number = text.replaceAll("[\\s\\u00a0\\u202f']", "");
        if (number.isEmpty()) {
            return 0L;
        }
        boolean negative = false;
        if (number.startsWith("-") || number.startsWith("+")) {
            negative = number.startsWith("-");
            number = number.substring(1);
        } else if (number.endsWith("-")) {
            negative = true;
            number = number.substring(0, number.length() - 1);
        }
        if (GROUPED_AMOUNT.matcher(number).matches()) {
            char decimal = number.charAt(Math.max(number.lastIndexOf(','), number.lastIndexOf('.')));
            boolean hasDecimals = number.indexOf(',') >= 0 && number.indexOf('.') >= 0;
            number = hasDecimals
                    ? number.replace(decimal == ',' ? "." : ",", "")
                    // one kind of mark only, three digits behind it: more than cents can be
                    : number;
        }
        if (!PLAIN_AMOUNT.matcher(number).matches()) {
            findings.error(row, column.title(), "fec-amount", text);
            return null;
        }
        BigDecimal euros = new BigDecimal(number.replace(',', '.').replaceAll("\\.$", ""));
        try {
            long cents = euros.movePointRight(2).longValueExact();
            if (cents > Money.LARGEST.cents()) {
                findings.error(row, column.title(), "fec-amount-too-large", text, Money.LARGEST);
                return null;
            }
            return negative ? -cents : cents;
        } catch (ArithmeticException e) {
            findings.error(row, column.title(), "fec-amount-decimals", text);
            return null;
        }
    }

    private @Nullable LocalDate date(String[] fields, FecColumn column, long row, boolean needed) {
        String text = field(fields, column);
        if (text.isEmpty() || text.equals("00000000")) {
            if (needed) {
                findings.error(row, column.title(), "fec-field-empty");
            }
            return null;
        }
        LocalDate date = dateOrNull(text);
        if (date == null) {
            findings.error(row, column.title(), "fec-date", text);
        }
        return date;
    }

    private static @Nullable LocalDate dateOrNull(String text) {
        if (!DATE.matcher(text).matches()) {
            return null;
        }
        try {
            LocalDate date = LocalDate.of(
                    Integer.parseInt(text.substring(0, 4)),
                    Integer.parseInt(text.substring(4, 6)),
                    Integer.parseInt(text.substring(6)));
            return date.getYear() < 1900 || date.getYear() > 2200 ? null : date;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private @Nullable String needed(String[] fields, FecColumn column, long row, int most) {
        String text = text(fields, column, row, most);
        if (text == null) {
            findings.error(row, column.title(), "fec-field-empty");
        }
        return text;
    }

    /** The text without padding; null if nothing is left. Equal texts become one object: a year repeats its words. */
    private @Nullable String text(String[] fields, FecColumn column, long row, int most) {
        String text = field(fields, column);
        if (text.isEmpty()) {
            return null;
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            once("fec-control-character", row, column);
            text = text.replaceAll("\\p{Cntrl}+", " ").strip();
        }
        if (text.length() > most) {
            if (column == FecColumn.COMPTE_NUM
                    || column == FecColumn.JOURNAL_CODE
                    || column == FecColumn.ECRITURE_NUM
                    || column == FecColumn.COMP_AUX_NUM) {
                // cut off, two different ones could become the same
                findings.error(row, column.title(), "fec-too-long", most);
                return text;
            }
            once("fec-text-cut", row, column);
            text = text.substring(0, most).strip();
        }
        return pool.computeIfAbsent(text, Function.identity());
    }

    private String field(String[] fields, FecColumn column) {
        Integer at = columns.get(column);
        return at == null || at >= fields.length ? "" : fields[at].strip();
    }

    /** Warns of the same kind of thing once, at its first line; how often is a matter of the whole file. */
    private void once(String code, long row, FecColumn column) {
        if (saidOnce.put(code, row) == null) {
            findings.warning(row, column.title(), code);
        }
    }

    private static String[] split(String text, char separator, boolean quoted) {
        if (!quoted || text.indexOf('"') < 0) {
            List<String> fields = new ArrayList<>(20);
            int from = 0;
            int to;
            while ((to = text.indexOf(separator, from)) >= 0) {
                fields.add(text.substring(from, to));
                from = to + 1;
            }
            fields.add(text.substring(from));
            return fields.toArray(String[]::new);
        }
        List<String> fields = new ArrayList<>(20);
        StringBuilder field = new StringBuilder();
        boolean inside = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (inside) {
                if (c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    field.append('"');
                    i++;
                } else if (c == '"') {
                    inside = false;
                } else {
                    field.append(c);
                }
            } else if (c == '"' && field.toString().isBlank()) {
                inside = true;
                field.setLength(0);
            } else if (c == separator) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields.toArray(String[]::new);
    }

    // --- from lines to entries -------------------------------------------------------------------------------------

    private record Key(
            String journal, String number, @Nullable LocalDate date) {}

    /** The law's own key: one number of a journal is one entry, wherever its lines stand. */
    private List<FecEntry> entries() {
        boolean complete = findings.errors() == 0;
        FecAnswers.Grouping told = answers.grouping();
        List<FecEntry> byNumber = switch (told) {
            case null -> group(FecReader::number);
            case NUMBER -> group(FecReader::number);
            case PIECE -> joined(group(FecReader::piece));
            case DAY -> joined(group(FecReader::day));
            case SEQUENCE -> sequences();
            case NUMBER_OVER_JOURNALS -> group(l -> new Key("", l.number(), null));
        };
        List<FecEntry> unbalanced = byNumber.stream()
                .filter(e ->
                        e.balance() != 0 && !allTainted && !tainted.contains(new Key(e.journal(), e.number(), null)))
                .toList();
        if (told == null && complete && !unbalanced.isEmpty() && unbalanced.size() * 2 <= byNumber.size()) {
            List<FecEntry> overJournals = group(l -> new Key("", l.number(), null));
            if (overJournals.stream().allMatch(e -> e.balance() == 0)) {
                findings.ask(
                        "fec-ask-journals-joined",
                        "grouping",
                        List.of(FecAnswers.Grouping.NUMBER_OVER_JOURNALS.name(), FecAnswers.Grouping.SEQUENCE.name()),
                        true,
                        unbalanced.getFirst().number(),
                        unbalanced.size());
                return overJournals;
            }
        }
        if (told == null && complete && unbalanced.isEmpty()) {
            byNumber.stream()
                    .filter(FecReader::isDoubtful)
                    .findFirst()
                    .ifPresent(e -> findings.ask(
                            "fec-ask-grouping",
                            "grouping",
                            List.of(
                                    FecAnswers.Grouping.PIECE.name(),
                                    FecAnswers.Grouping.DAY.name(),
                                    FecAnswers.Grouping.SEQUENCE.name(),
                                    FecAnswers.Grouping.NUMBER.name()),
                            true,
                            e.number(),
                            e.journal(),
                            e.lines().size()));
        }
        if (told == null && !unbalanced.isEmpty() && unbalanced.size() * 2 > byNumber.size() && complete) {
            // Most entries do not balance: the software numbers lines, not entries. Its documents may tell them apart.
            List<FecEntry> byPiece = group(FecReader::piece);
            if (byPiece.stream().allMatch(e -> e.balance() == 0)) {
                findings.warning(
                        null,
                        FecColumn.ECRITURE_NUM.title(),
                        "fec-numbered-by-line",
                        "JournalCode, EcritureDate, PieceRef");
                return byPiece;
            }
            List<FecEntry> byDay = group(FecReader::day);
            if (byDay.stream().allMatch(e -> e.balance() == 0)) {
                findings.warning(
                        null, FecColumn.ECRITURE_NUM.title(), "fec-numbered-by-line", "JournalCode, EcritureDate");
                return byDay;
            }
        }
        String suspense = answers.suspenseAccount();
        if (suspense != null && complete && !unbalanced.isEmpty()) {
            List<FecEntry> settled = byNumber.stream()
                    .map(e -> e.balance() == 0 ? e : withSuspense(e, suspense))
                    .toList();
            return split(settled, told);
        }
        if (complete && !unbalanced.isEmpty()) {
            findings.ask(
                    "fec-ask-suspense",
                    "suspenseAccount",
                    List.of("471"),
                    false,
                    unbalanced.size(),
                    Money.ofCents(unbalanced.stream()
                            .mapToLong(e -> Math.abs(e.balance()))
                            .sum()));
        }
        for (FecEntry entry : unbalanced) {
            findings.error(
                    entry.first().row(),
                    FecColumn.ECRITURE_NUM.title(),
                    "fec-entry-unbalanced",
                    entry.journal(),
                    entry.number(),
                    Money.ofCents(
                            entry.lines().stream().mapToLong(FecLine::debit).sum()),
                    Money.ofCents(
                            entry.lines().stream().mapToLong(FecLine::credit).sum()));
        }
        if (complete && debit != credit) {
            findings.error(null, null, "fec-unbalanced", Money.ofCents(debit), Money.ofCents(credit));
        }
        return split(byNumber, told);
    }

    private List<FecEntry> split(List<FecEntry> grouped, FecAnswers.@Nullable Grouping told) {
        if (told == FecAnswers.Grouping.NUMBER_OVER_JOURNALS || told == FecAnswers.Grouping.NUMBER) {
            return grouped;
        }
        List<FecEntry> entries = new ArrayList<>(grouped.size());
        for (FecEntry entry : grouped) {
            entries.addAll(byDayWhereItBalances(entry));
        }
        return entries;
    }

    private static Key number(FecLine line) {
        return new Key(line.journal(), line.number(), null);
    }

    private static Key piece(FecLine line) {
        return new Key(line.journal(), line.pieceRef() == null ? "" : line.pieceRef(), line.date());
    }

    private static Key day(FecLine line) {
        return new Key(line.journal(), "", line.date());
    }

    /** One number over more than a month, of which not each day balances: the software did not number its entries. */
    private static boolean isDoubtful(FecEntry entry) {
        LocalDate first = entry.date();
        LocalDate last = entry.date();
        Map<LocalDate, Long> days = new HashMap<>();
        for (FecLine line : entry.lines()) {
            first = line.date().isBefore(first) ? line.date() : first;
            last = line.date().isAfter(last) ? line.date() : last;
            days.merge(line.date(), line.cents(), Long::sum);
        }
        return last.isAfter(first.plusDays(31)) && days.values().stream().anyMatch(sum -> sum != 0);
    }

    /** Groups that balance are entries; those that do not are joined with the next of their journal until they do. */
    private static List<FecEntry> joined(List<FecEntry> groups) {
        List<FecEntry> entries = new ArrayList<>();
        Map<String, List<FecLine>> open = new LinkedHashMap<>();
        List<FecEntry> ordered = new ArrayList<>(groups);
        ordered.sort(java.util.Comparator.comparing(FecEntry::date));
        for (FecEntry group : ordered) {
            if (group.balance() == 0) {
                entries.add(group);
                continue;
            }
            List<FecLine> lines = open.computeIfAbsent(group.journal(), journal -> new ArrayList<>());
            lines.addAll(group.lines());
            if (lines.stream().mapToLong(FecLine::cents).sum() == 0) {
                entries.add(entry(List.copyOf(lines)));
                lines.clear();
            }
        }
        open.values().stream().filter(lines -> !lines.isEmpty()).forEach(lines -> entries.add(entry(lines)));
        return entries;
    }

    private List<FecEntry> sequences() {
        List<FecEntry> entries = new ArrayList<>();
        Map<String, List<FecLine>> open = new LinkedHashMap<>();
        for (FecLine line : lines) {
            List<FecLine> some = open.computeIfAbsent(line.journal(), journal -> new ArrayList<>());
            some.add(line);
            if (some.stream().mapToLong(FecLine::cents).sum() == 0) {
                entries.add(entry(List.copyOf(some)));
                some.clear();
            }
        }
        open.values().stream().filter(some -> !some.isEmpty()).forEach(some -> entries.add(entry(some)));
        return entries;
    }

    private static FecEntry entry(List<FecLine> lines) {
        FecLine first = lines.getFirst();
        return new FecEntry(first.journal(), first.number(), first.date(), lines);
    }

    /** What lacks is put on an account of suspense, where the accountant finds it again. */
    private FecEntry withSuspense(FecEntry entry, String account) {
        FecLine last = entry.lines().getLast();
        long cents = -entry.balance();
        accounts.putIfAbsent(account, "Compte d’attente");
        debit += Math.max(cents, 0);
        credit += Math.max(-cents, 0);
        findings.warning(
                entry.first().row(),
                FecColumn.ECRITURE_NUM.title(),
                "fec-suspense",
                entry.journal(),
                entry.number(),
                Money.ofCents(cents).abs(),
                account);
        List<FecLine> lines = new ArrayList<>(entry.lines());
        lines.add(new FecLine(
                last.row(),
                last.journal(),
                last.number(),
                last.date(),
                account,
                null,
                last.pieceRef(),
                last.pieceDate(),
                "Écart de reprise",
                cents,
                false,
                null,
                null,
                last.validDate(),
                null,
                null));
        return new FecEntry(entry.journal(), entry.number(), entry.date(), lines);
    }

    /**
     * A number with lines of several days is either used twice (then each day balances, and each is an entry) or one entry with
     * odd dates (then it stays whole, and each line keeps its date).
     */
    private List<FecEntry> byDayWhereItBalances(FecEntry entry) {
        if (entry.lines().stream().allMatch(l -> l.date().equals(entry.date()))) {
            return List.of(entry);
        }
        Map<LocalDate, List<FecLine>> days = new LinkedHashMap<>();
        entry.lines()
                .forEach(l ->
                        days.computeIfAbsent(l.date(), d -> new ArrayList<>()).add(l));
        if (entry.balance() == 0
                && days.values().stream()
                        .allMatch(l -> l.stream().mapToLong(FecLine::cents).sum() == 0)) {
            findings.warning(
                    entry.first().row(),
                    FecColumn.ECRITURE_NUM.title(),
                    "fec-number-twice",
                    entry.journal(),
                    entry.number(),
                    days.size());
            return days.entrySet().stream()
                    .map(d -> new FecEntry(entry.journal(), entry.number(), d.getKey(), d.getValue()))
                    .toList();
        }
        findings.warning(
                entry.first().row(),
                FecColumn.ECRITURE_DATE.title(),
                "fec-dates-differ",
                entry.journal(),
                entry.number(),
                entry.date());
        return List.of(entry);
    }

    private List<FecEntry> group(Function<FecLine, Key> key) {
        Map<Key, List<FecLine>> groups = new LinkedHashMap<>();
        for (FecLine line : lines) {
            groups.computeIfAbsent(key.apply(line), k -> new ArrayList<>(4)).add(line);
        }
        return groups.values().stream()
                .map(g -> new FecEntry(
                        g.getFirst().journal(),
                        g.getFirst().number(),
                        g.getFirst().date(),
                        g))
                .toList();
    }

    /** Numbers rise without gap, within each journal or through the whole file. */
    private void numbering(List<FecEntry> entries) {
        Map<String, TreeSet<Long>> numbers = new LinkedHashMap<>();
        TreeSet<Long> all = new TreeSet<>();
        for (FecEntry entry : entries) {
            Matcher digits = TRAILING_DIGITS.matcher(entry.number());
            if (!digits.find()) {
                findings.warning(
                        entry.first().row(),
                        FecColumn.ECRITURE_NUM.title(),
                        "fec-number-odd",
                        entry.journal(),
                        entry.number());
                return;
            }
            long number = Long.parseLong(digits.group(1));
            numbers.computeIfAbsent(entry.journal(), j -> new TreeSet<>()).add(number);
            all.add(number);
        }
        if (all.isEmpty() || missing(all) == 0) {
            return;
        }
        numbers.forEach((journal, of) -> {
            long missing = missing(of);
            if (missing > 0) {
                findings.warning(
                        null, FecColumn.ECRITURE_NUM.title(), "fec-number-gap", journal, missing, firstMissing(of));
            }
        });
    }

    private static long missing(SortedSet<Long> numbers) {
        return numbers.last() - numbers.first() + 1 - numbers.size();
    }

    private static long firstMissing(SortedSet<Long> numbers) {
        long expected = numbers.first();
        for (long number : numbers) {
            if (number != expected) {
                return expected;
            }
            expected++;
        }
        return expected;
    }

    private void lettering() {
        record Group(String account, @Nullable String thirdParty, String letter) {}
        Map<Group, Long> sums = new LinkedHashMap<>();
        Map<Group, Long> rows = new HashMap<>();
        for (FecLine line : lines) {
            if (line.letter() != null) {
                Group group = new Group(line.account(), line.thirdParty(), line.letter());
                sums.merge(group, line.cents(), Long::sum);
                rows.putIfAbsent(group, line.row());
            }
        }
        long open = sums.values().stream().filter(s -> s != 0).count();
        sums.entrySet().stream()
                .filter(g -> g.getValue() != 0)
                .findFirst()
                .ifPresent(g -> findings.warning(
                        rows.get(g.getKey()),
                        FecColumn.ECRITURE_LET.title(),
                        "fec-lettering-open",
                        g.getKey().letter(),
                        g.getKey().account(),
                        open));
    }
}
