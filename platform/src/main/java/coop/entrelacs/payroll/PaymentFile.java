package coop.entrelacs.payroll;

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

/** Writes salary transfers as SEPA credit transfers, ISO 20022 pain.001.001.09. */
final class PaymentFile {

    private static final String NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";

    /**
     * One salary to transfer.
     *
     * @param reference the slip's number, given back on the statement
     */
    record Transfer(String reference, String name, String iban, Money amount, String text) {}

    private PaymentFile() {}

    static byte[] write(
            String messageId,
            Instant createdAt,
            LocalDate executeOn,
            String payer,
            String payerIban,
            @Nullable String payerBic,
            List<Transfer> transfers) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024 + transfers.size() * 700);
        try {
            XMLStreamWriter xml =
                    XMLOutputFactory.newInstance().createXMLStreamWriter(out, StandardCharsets.UTF_8.name());
            String sum =
                    Money.sum(transfers.stream().map(Transfer::amount).toList()).toString();
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("Document");
            xml.writeDefaultNamespace(NAMESPACE);
            xml.writeStartElement("CstmrCdtTrfInitn");
            xml.writeStartElement("GrpHdr");
            text(xml, "MsgId", messageId);
            text(
                    xml,
                    "CreDtTm",
                    DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(
                            createdAt.truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.UTC)));
            text(xml, "NbOfTxs", String.valueOf(transfers.size()));
            text(xml, "CtrlSum", sum);
            party(xml, "InitgPty", payer);
            xml.writeEndElement();
            xml.writeStartElement("PmtInf");
            text(xml, "PmtInfId", messageId);
            text(xml, "PmtMtd", "TRF");
            text(xml, "BtchBookg", "true");
            text(xml, "NbOfTxs", String.valueOf(transfers.size()));
            text(xml, "CtrlSum", sum);
            xml.writeStartElement("PmtTpInf");
            code(xml, "SvcLvl", "SEPA");
            code(xml, "CtgyPurp", "SALA");
            xml.writeEndElement();
            xml.writeStartElement("ReqdExctnDt");
            text(xml, "Dt", executeOn.toString());
            xml.writeEndElement();
            party(xml, "Dbtr", payer);
            account(xml, "DbtrAcct", payerIban);
            agent(xml, "DbtrAgt", payerBic);
            text(xml, "ChrgBr", "SLEV");
            for (Transfer transfer : transfers) {
                xml.writeStartElement("CdtTrfTxInf");
                xml.writeStartElement("PmtId");
                text(xml, "EndToEndId", transfer.reference());
                xml.writeEndElement();
                xml.writeStartElement("Amt");
                xml.writeStartElement("InstdAmt");
                xml.writeAttribute("Ccy", "EUR");
                xml.writeCharacters(transfer.amount().toString());
                xml.writeEndElement();
                xml.writeEndElement();
                party(xml, "Cdtr", transfer.name());
                account(xml, "CdtrAcct", transfer.iban());
                xml.writeStartElement("RmtInf");
                text(xml, "Ustrd", transfer.text());
                xml.writeEndElement();
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

    private static void party(XMLStreamWriter xml, String element, String name) throws XMLStreamException {
        xml.writeStartElement(element);
        text(xml, "Nm", name);
        xml.writeEndElement();
    }

    private static void account(XMLStreamWriter xml, String element, String iban) throws XMLStreamException {
        xml.writeStartElement(element);
        xml.writeStartElement("Id");
        text(xml, "IBAN", iban);
        xml.writeEndElement();
        xml.writeEndElement();
    }

    /** Banks of the SEPA area find the BIC by the IBAN; where ours is not known the rules ask for NOTPROVIDED. */
    private static void agent(XMLStreamWriter xml, String element, @Nullable String bic) throws XMLStreamException {
        xml.writeStartElement(element);
        xml.writeStartElement("FinInstnId");
        if (bic != null) {
            text(xml, "BICFI", bic);
        } else {
            xml.writeStartElement("Othr");
            text(xml, "Id", "NOTPROVIDED");
            xml.writeEndElement();
        }
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private static void code(XMLStreamWriter xml, String element, String code) throws XMLStreamException {
        xml.writeStartElement(element);
        text(xml, "Cd", code);
        xml.writeEndElement();
    }

    private static void text(XMLStreamWriter xml, String element, String value) throws XMLStreamException {
        xml.writeStartElement(element);
        xml.writeCharacters(sepa(value));
        xml.writeEndElement();
    }

    /** The characters every SEPA bank takes (EPC217-08), at most 70 of them. */
    static String sepa(String value) {
        String plain = Normalizer.normalize(value.replace("œ", "oe").replace("’", "'"), Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replaceAll("[^A-Za-z0-9/\\-?:().,'+ ]", " ")
                .strip();
        return plain.length() > 70 ? plain.substring(0, 70) : plain;
    }
}
