package coop.entrelacs.ledger;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The columns of an audit file (LPF A47 A-1, VII), in their legal order, and those some editors use instead. */
enum FecColumn {
    JOURNAL_CODE("JournalCode", true),
    JOURNAL_LIB("JournalLib", true),
    ECRITURE_NUM("EcritureNum", true),
    ECRITURE_DATE("EcritureDate", true),
    COMPTE_NUM("CompteNum", true),
    COMPTE_LIB("CompteLib", true),
    COMP_AUX_NUM("CompAuxNum", false),
    COMP_AUX_LIB("CompAuxLib", false),
    PIECE_REF("PieceRef", false),
    PIECE_DATE("PieceDate", false),
    ECRITURE_LIB("EcritureLib", true),
    DEBIT("Debit", false),
    CREDIT("Credit", false),
    ECRITURE_LET("EcritureLet", false),
    DATE_LET("DateLet", false),
    VALID_DATE("ValidDate", false),
    MONTANT_DEVISE("Montantdevise", false),
    IDEVISE("Idevise", false),
    /** The law allows an amount and its side instead of the two columns. */
    MONTANT("Montant", false),
    SENS("Sens", false),
    /** Cash accounting (VIII-5 and 7) adds these; they say how it was paid, the entry itself is the same. */
    DATE_RGLT("DateRglt", false),
    MODE_RGLT("ModeRglt", false),
    NAT_OP("NatOp", false),
    ID_CLIENT("IdClient", false);

    /** The eighteen columns of the law, in its order. */
    static final List<FecColumn> LEGAL = List.of(values()).subList(0, 18);

    private final String title;
    private final boolean needed;

    FecColumn(String title, boolean needed) {
        this.title = title;
        this.needed = needed;
    }

    String title() {
        return title;
    }

    /** Whether nothing can be read without it. */
    boolean isNeeded() {
        return needed;
    }

    /** The column a header names, in any case, with or without accents, blanks and underscores. */
    static Optional<FecColumn> named(String header) {
        String name = plain(header);
        for (FecColumn column : values()) {
            if (plain(column.title).equals(name)) {
                return Optional.of(column);
            }
        }
        return switch (name) {
            case "compteauxnum", "compteauxiliairenum" -> Optional.of(COMP_AUX_NUM);
            case "compteauxlib", "compteauxiliairelib" -> Optional.of(COMP_AUX_LIB);
            case "ecriturelettrage", "lettrage" -> Optional.of(ECRITURE_LET);
            case "datelettrage" -> Optional.of(DATE_LET);
            case "devise", "ideviseiso" -> Optional.of(IDEVISE);
            default -> Optional.empty();
        };
    }

    private static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]", "");
    }
}
