package coop.entrelacs.activities;

import java.util.List;

/** A quote, invoice or credit note as it is printed: every word and figure already written in the customer's language. */
record Paper(
        String language,
        String title,
        String author,
        String kind,
        String reference,
        String brand,
        String trade,
        String sellerWord,
        String sellerName,
        List<String> sellerLines,
        String buyerWord,
        String buyerName,
        List<String> buyerLines,
        List<Fact> facts,
        String subject,
        List<String> columns,
        boolean discounted,
        List<PaperLine> lines,
        String baseWord,
        String amountWord,
        List<PaperRate> rates,
        String netWord,
        String net,
        String vatWord,
        String vat,
        String grossWord,
        String gross,
        String notes,
        String paymentWord,
        List<String> payment,
        List<String> mentions,
        String signWord,
        String footer,
        String pageWord) {

    record Fact(String what, String value) {}

    record PaperLine(
            String label,
            String description,
            String quantity,
            String price,
            String discount,
            String rate,
            String net) {}

    record PaperRate(String label, String net, String vat) {}
}
