package coop.entrelacs.activities;

import coop.entrelacs.activities.Paper.Fact;
import coop.entrelacs.activities.Paper.PaperLine;
import coop.entrelacs.activities.Paper.PaperRate;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.LegalIdentity;
import coop.entrelacs.web.Words;
import java.math.BigDecimal;
import java.text.NumberFormat;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Writes quotes, invoices and credit notes in the customer's language, with every mention that the law asks for. */
@Component
class Papers {

    private final Words words;
    private final VatCodes vatCodes;

    Papers(Words words, VatCodes vatCodes) {
        this.words = words;
        this.vatCodes = vatCodes;
    }

    /**
     * Who sells to whom.
     *
     * @param seller the cooperative: it is the legal person, the activity only lends its name
     */
    record Parties(LegalIdentity seller, Activity activity, Customer buyer) {}

    Paper quote(Quote quote, Parties parties, Totals totals, String number, LocalDate issued, LocalDate until) {
        Locale in = parties.buyer().language();
        List<Fact> facts = List.of(fact("issued", issued, in), fact("valid-until", until, in));
        List<String> mentions = new ArrayList<>();
        mentions.add(get("quote-acceptance", in));
        mentions.addAll(vatMentions(totals, in));
        return paper(
                "quote",
                number,
                parties,
                quote.subject(),
                quote.notes(),
                quote.lines(),
                totals,
                issued,
                facts,
                List.of(),
                mentions,
                get("quote-sign", in));
    }

    /** @param corrected what a credit note takes back: the number and the date of the invoice; null for an invoice */
    Paper invoice(Invoice invoice, Parties parties, Totals totals, @Nullable Corrected corrected) {
        Locale in = parties.buyer().language();
        String number = Objects.requireNonNull(invoice.number());
        LocalDate issued = Objects.requireNonNull(invoice.issueDate());
        LocalDate due = Objects.requireNonNull(invoice.dueDate());
        List<Fact> facts = new ArrayList<>();
        facts.add(fact("issued", issued, in));
        LocalDate from = invoice.suppliedFrom();
        LocalDate to = invoice.suppliedTo();
        if (from != null && to != null && !to.equals(from)) {
            facts.add(new Fact(get("supplied", in), get("period", in, from, to)));
        } else if (from != null) {
            facts.add(fact("supplied", from, in));
        }
        if (corrected == null) {
            facts.add(fact("due", due, in));
        } else {
            facts.add(new Fact(get("corrects", in), get("corrects-value", in, corrected.number(), corrected.issued())));
        }
        if (!invoice.orderReference().isEmpty()) {
            facts.add(new Fact(get("order", in), invoice.orderReference()));
        }
        List<String> mentions = new ArrayList<>();
        if (corrected != null && !invoice.reason().isEmpty()) {
            mentions.add(get("reason", in, invoice.reason()));
        }
        mentions.add(get("nature", in, get("nature-" + nature(invoice.lines()), in)));
        mentions.addAll(vatMentions(totals, in));
        if (invoice.vatOnDebits()) {
            mentions.add(get("vat-on-debits", in));
        }
        List<String> payment = List.of();
        if (corrected == null) {
            payment = payment(parties, number, due, in);
            if (parties.buyer().kind() == CustomerKind.BUSINESS) {
                mentions.add(get("late-business", in));
            } else {
                mentions.add(get("late-private", in));
            }
        }
        return paper(
                corrected == null ? "invoice" : "credit-note",
                number,
                parties,
                invoice.subject(),
                invoice.notes(),
                invoice.lines(),
                totals,
                issued,
                facts,
                payment,
                mentions,
                "");
    }

    /** What stands in the number's place while there is none. */
    String draftWord(Locale in) {
        return get("draft", in);
    }

    record Corrected(String number, LocalDate issued) {}

    private Paper paper(
            String kind,
            String number,
            Parties parties,
            String subject,
            String notes,
            List<Line> lines,
            Totals totals,
            LocalDate day,
            List<Fact> facts,
            List<String> payment,
            List<String> mentions,
            String signWord) {
        Locale in = parties.buyer().language();
        Activity activity = parties.activity();
        String kindWord = get(kind, in);
        return new Paper(
                in.getLanguage(),
                kindWord + " " + number + " – " + activity.tradeName(),
                parties.seller().name(),
                kindWord,
                number,
                activity.tradeName(),
                activity.trade(),
                get("seller", in),
                parties.seller().name(),
                seller(parties, in),
                get("buyer", in),
                parties.buyer().name(),
                buyer(parties.buyer(), in),
                facts,
                subject,
                Stream.of("label", "quantity", "unit-price", "discount", "vat", "net-amount")
                        .map(column -> get(column, in))
                        .toList(),
                lines.stream().anyMatch(line -> line.discount().percent().signum() != 0),
                lines.stream().map(line -> line(line, day, in)).toList(),
                get("base", in),
                get("vat-amount", in),
                totals.byVat().stream().map(rate -> rate(rate, in)).toList(),
                get("net", in),
                words.money(totals.net(), in),
                get("vat-total", in),
                words.money(totals.vat(), in),
                get(kind.equals("credit-note") ? "gross-credit" : "gross", in),
                words.money(totals.gross(), in),
                notes,
                get("payment", in),
                payment,
                mentions,
                signWord,
                footer(parties.seller(), in),
                get("page", in));
    }

    private List<String> seller(Parties parties, Locale in) {
        LegalIdentity seller = parties.seller();
        Activity activity = parties.activity();
        List<String> lines = new ArrayList<>();
        lines.add(seller.legalForm());
        Address own = activity.address();
        if (own == null) {
            lines.add(seller.street());
            lines.add(seller.postcode() + " " + seller.city());
        } else {
            lines.addAll(own.lines(in));
        }
        lines.add(get("siren", in, seller.siren()) + (seller.registry() == null ? "" : " – " + seller.registry()));
        if (seller.vatNumber() != null) {
            lines.add(get("vat-number", in, seller.vatNumber()));
        }
        Stream.of(activity.email(), activity.phone(), activity.website())
                .filter(Objects::nonNull)
                .forEach(lines::add);
        return lines;
    }

    private List<String> buyer(Customer buyer, Locale in) {
        List<String> lines = new ArrayList<>();
        if (buyer.contact() != null) {
            lines.add(buyer.contact());
        }
        Address billing = buyer.billing();
        if (billing != null) {
            lines.addAll(billing.lines(in));
        }
        if (buyer.siret() != null) {
            lines.add(get("siret", in, buyer.siret()));
        } else if (buyer.siren() != null) {
            lines.add(get("siren", in, buyer.siren()));
        }
        if (buyer.vatNumber() != null) {
            lines.add(get("vat-number", in, buyer.vatNumber()));
        }
        Address delivery = buyer.delivery();
        if (delivery != null && !delivery.equals(billing)) {
            lines.add(get("delivered-to", in, String.join(", ", delivery.lines(in))));
        }
        return lines;
    }

    private List<String> payment(Parties parties, String number, LocalDate due, Locale in) {
        List<String> lines = new ArrayList<>();
        lines.add(get("pay-by", in, due, number));
        String iban = parties.activity().iban();
        String bic = parties.activity().bic();
        if (iban == null) {
            iban = parties.seller().iban();
            bic = parties.seller().bic();
        }
        if (iban != null) {
            String grouped = iban.replaceAll("(.{4})(?=.)", "$1 ");
            lines.add(bic == null ? get("iban", in, grouped) : get("iban-bic", in, grouped, bic));
        }
        return lines;
    }

    private List<String> vatMentions(Totals totals, Locale in) {
        Set<String> mentions = new LinkedHashSet<>();
        for (Totals.VatTotal total : totals.byVat()) {
            if (!total.code().isEmpty()) {
                String mention = vatCodes.get(total.code()).mention(in);
                if (!mention.isEmpty()) {
                    mentions.add(mention);
                }
            }
        }
        return List.copyOf(mentions);
    }

    private static String nature(List<Line> lines) {
        Set<Boolean> goods = lines.stream().map(line -> line.nature().isGoods()).collect(Collectors.toSet());
        return goods.size() > 1 ? "both" : goods.contains(true) ? "goods" : "services";
    }

    private PaperLine line(Line line, LocalDate day, Locale in) {
        String unit = words.has("unit." + line.unit(), in) ? get0("unit." + line.unit(), in) : "";
        String quantity = words.number(line.quantity(), in);
        Rate rate = line.vat().isEmpty()
                ? Rate.ZERO
                : vatCodes.get(line.vat()).on(day).orElse(Rate.ZERO);
        return new PaperLine(
                line.label(),
                line.description(),
                unit.isEmpty() ? quantity : quantity + "\u00a0" + unit,
                price(line.unitPrice(), in),
                line.discount().percent().signum() == 0 ? "" : words.rate(line.discount(), in),
                words.rate(rate, in),
                words.amount(line.net(), in));
    }

    private PaperRate rate(Totals.VatTotal total, Locale in) {
        String label =
                total.code().isEmpty() || vatCodes.get(total.code()).category().equals("S")
                        ? words.rate(total.rate(), in)
                        : vatCodes.get(total.code()).label(in);
        return new PaperRate(label, words.amount(total.net(), in), words.amount(total.vat(), in));
    }

    /** Two decimals at least, four at most: a price by the unit may be finer than a cent. */
    private static String price(BigDecimal price, Locale in) {
        NumberFormat format = NumberFormat.getNumberInstance(in.equals(Locale.FRENCH) ? Locale.FRANCE : Locale.UK);
        format.setMinimumFractionDigits(2);
        format.setMaximumFractionDigits(4);
        return format.format(price).replace('\u00a0', '\u202f');
    }

    private String footer(LegalIdentity seller, Locale in) {
        StringBuilder text = new StringBuilder(seller.name())
                .append(", ")
                .append(seller.legalForm())
                .append(" · ")
                .append(seller.street())
                .append(", ")
                .append(seller.postcode())
                .append(' ')
                .append(seller.city())
                .append(" · ")
                .append(get("siren", in, seller.siren()));
        if (seller.registry() != null) {
            text.append(" · ").append(seller.registry());
        }
        if (seller.vatNumber() != null) {
            text.append(" · ").append(get("vat-number", in, seller.vatNumber()));
        }
        return text.toString();
    }

    private Fact fact(String what, LocalDate day, Locale in) {
        return new Fact(get(what, in), words.date(day, in));
    }

    private String get(String key, Locale in, Object... arguments) {
        return get0("paper." + key, in, arguments);
    }

    private String get0(String key, Locale in, Object... arguments) {
        return words.get(key, in, arguments);
    }
}
