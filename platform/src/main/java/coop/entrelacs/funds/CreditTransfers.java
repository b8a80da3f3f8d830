package coop.entrelacs.funds;

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
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/** Writes SEPA credit transfers as the ISO 20022 message pain.001.001.09, one payment block. */
final class CreditTransfers {

    private static final String NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";
    private static final int MOST_NAME = 70;

    private CreditTransfers() {}

    /** @param endToEnd unique in the file, at most 35 characters, without spaces */
    record Transfer(String endToEnd, Money amount, String name, String iban, String remittance) {
        Transfer {
            Checks.positive(amount, "amount");
        }
    }

    record Payer(String name, String iban, @Nullable String bic) {}

    static byte[] write(String message, Instant created, LocalDate execution, Payer payer, List<Transfer> transfers) {
        if (payer.iban().isEmpty()) {
            throw new FundRefused("fund-no-bank-account");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(out, "UTF-8");
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
            text(xml, "BtchBookg", "false");
            text(xml, "NbOfTxs", count);
            text(xml, "CtrlSum", sum);
            nested(xml, "SEPA", "PmtTpInf", "SvcLvl", "Cd");
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
        return out.toString(StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
    }

    /** Banks take Latin letters without accents (EPC217-08); what has no such letter becomes a point. */
    static String latin(String text, int most) {
        String plain = Normalizer.normalize(
                        text.replace("œ", "oe")
                                .replace("Œ", "OE")
                                .replace("æ", "ae")
                                .replace("ß", "ss")
                                .replace('’', '\''),
                        Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replaceAll("[^A-Za-z0-9/\\-?:().,'+ ]", ".")
                .strip();
        return plain.length() <= most ? plain : plain.substring(0, most).strip();
    }

    private static void party(XMLStreamWriter xml, String element, String name) throws XMLStreamException {
        nested(xml, latin(name, MOST_NAME), element, "Nm");
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
