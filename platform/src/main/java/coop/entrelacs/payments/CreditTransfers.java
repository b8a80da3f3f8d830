package coop.entrelacs.payments;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/** Writes SEPA credit transfers as the ISO 20022 message pain.001.001.09, one payment block. */
public final class CreditTransfers {

    private static final String NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";
    private static final int MOST_NAME = 70;
    private static final int MOST_REFERENCE = 35;

    private CreditTransfers() {}

    /** What is paid, and so how the bank shows it. */
    public enum Purpose {
        /** One line on the payer's statement, so that whoever reads the statement does not read each one's pay. */
        SALARY("SALA", true),
        /** One line each. */
        OTHER(null, false);

        private final @Nullable String code;
        private final boolean batchBooking;

        Purpose(@Nullable String code, boolean batchBooking) {
            this.code = code;
            this.batchBooking = batchBooking;
        }
    }

    /** @param endToEnd unique in the file, at most 35 characters, without spaces; given back on the statement */
    public record Transfer(String endToEnd, Money amount, String name, String iban, String remittance) {
        public Transfer {
            if (!amount.isPositive()) {
                throw new InvalidField("amount", "must-be-positive");
            }
            if (endToEnd.isEmpty() || endToEnd.length() > MOST_REFERENCE) {
                throw new IllegalArgumentException("'" + endToEnd + "' is no reference of at most 35 characters");
            }
        }
    }

    /** @param bic null: banks of the SEPA area find it by the IBAN */
    public record Payer(String name, String iban, @Nullable String bic) {
        public Payer {
            if (iban.isEmpty()) {
                throw new IllegalArgumentException("a payer has an account");
            }
        }
    }

    /**
     * The file, in UTF-8.
     *
     * @param message names the file, at most 33 characters, never used twice for one payer
     * @param execution when the bank is to pay
     */
    public static byte[] write(
            String message,
            Instant created,
            LocalDate execution,
            Purpose purpose,
            Payer payer,
            List<Transfer> transfers) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(2048 + transfers.size() * 640);
        try {
            XMLStreamWriter xml =
                    XMLOutputFactory.newInstance().createXMLStreamWriter(out, StandardCharsets.UTF_8.name());
            String count = Integer.toString(transfers.size());
            String sum =
                    Money.sum(transfers.stream().map(Transfer::amount).toList()).toString();
            xml.writeStartDocument("UTF-8", "1.0");
            xml.setDefaultNamespace(NAMESPACE);
            xml.writeStartElement("Document");
            xml.writeDefaultNamespace(NAMESPACE);
            xml.writeStartElement("CstmrCdtTrfInitn");
            xml.writeStartElement("GrpHdr");
            text(xml, "MsgId", message);
            text(
                    xml,
                    "CreDtTm",
                    DateTimeFormatter.ISO_INSTANT.format(
                            created.atOffset(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS)));
            text(xml, "NbOfTxs", count);
            text(xml, "CtrlSum", sum);
            party(xml, "InitgPty", payer.name());
            xml.writeEndElement();
            xml.writeStartElement("PmtInf");
            text(xml, "PmtInfId", message + "-1");
            text(xml, "PmtMtd", "TRF");
            text(xml, "BtchBookg", Boolean.toString(purpose.batchBooking));
            text(xml, "NbOfTxs", count);
            text(xml, "CtrlSum", sum);
            xml.writeStartElement("PmtTpInf");
            nested(xml, "SEPA", "SvcLvl", "Cd");
            if (purpose.code != null) {
                nested(xml, purpose.code, "CtgyPurp", "Cd");
            }
            xml.writeEndElement();
            nested(xml, execution.toString(), "ReqdExctnDt", "Dt");
            party(xml, "Dbtr", payer.name());
            nested(xml, payer.iban(), "DbtrAcct", "Id", "IBAN");
            if (payer.bic() == null) {
                nested(xml, "NOTPROVIDED", "DbtrAgt", "FinInstnId", "Othr", "Id");
            } else {
                nested(xml, payer.bic(), "DbtrAgt", "FinInstnId", "BICFI");
            }
            text(xml, "ChrgBr", "SLEV");
            for (Transfer transfer : transfers) {
                xml.writeStartElement("CdtTrfTxInf");
                nested(xml, transfer.endToEnd(), "PmtId", "EndToEndId");
                xml.writeStartElement("Amt");
                xml.writeStartElement("InstdAmt");
                xml.writeAttribute("Ccy", "EUR");
                xml.writeCharacters(transfer.amount().toString());
                xml.writeEndElement();
                xml.writeEndElement();
                party(xml, "Cdtr", transfer.name());
                nested(xml, transfer.iban(), "CdtrAcct", "Id", "IBAN");
                nested(xml, latin(transfer.remittance(), 140), "RmtInf", "Ustrd");
                xml.writeEndElement();
            }
            xml.writeEndElement();
            xml.writeEndElement();
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    /** Letters that no decomposition takes apart. */
    private static final Map<String, String> LETTERS = Map.ofEntries(
            Map.entry("œ", "oe"),
            Map.entry("Œ", "OE"),
            Map.entry("æ", "ae"),
            Map.entry("Æ", "AE"),
            Map.entry("ß", "ss"),
            Map.entry("ẞ", "SS"),
            Map.entry("ł", "l"),
            Map.entry("Ł", "L"),
            Map.entry("ø", "o"),
            Map.entry("Ø", "O"),
            Map.entry("đ", "d"),
            Map.entry("Đ", "D"),
            Map.entry("ð", "d"),
            Map.entry("Ð", "D"),
            Map.entry("þ", "th"),
            Map.entry("Þ", "TH"),
            Map.entry("ı", "i"),
            Map.entry("’", "'"));

    /**
     * Banks take Latin letters without accents (EPC217-08), no slash at either end and no two together; what has no such letter becomes a
     * point.
     */
    public static String latin(String text, int most) {
        String plain = text;
        for (Map.Entry<String, String> letter : LETTERS.entrySet()) {
            plain = plain.replace(letter.getKey(), letter.getValue());
        }
        plain = Normalizer.normalize(plain, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replaceAll("\\s+", " ")
                .replaceAll("[^A-Za-z0-9/\\-?:().,'+ ]", ".")
                .replaceAll("/{2,}", "/");
        String shorter = plain.length() <= most ? plain : plain.substring(0, most);
        return shorter.replaceAll("^[/ ]+|[/ ]+$", "");
    }

    private static void party(XMLStreamWriter xml, String element, String name) throws XMLStreamException {
        String written = latin(name, MOST_NAME);
        nested(xml, written.isEmpty() ? "NOTPROVIDED" : written, element, "Nm");
    }

    private static void nested(XMLStreamWriter xml, String text, String... path) throws XMLStreamException {
        for (int i = 0; i < path.length - 1; i++) {
            xml.writeStartElement(path[i]);
        }
        text(xml, path[path.length - 1], text);
        for (int i = 0; i < path.length - 1; i++) {
            xml.writeEndElement();
        }
    }

    private static void text(XMLStreamWriter xml, String element, String text) throws XMLStreamException {
        xml.writeStartElement(element);
        xml.writeCharacters(text);
        xml.writeEndElement();
    }
}
