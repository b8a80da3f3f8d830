package coop.entrelacs.ui.funds;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.OrderedList;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.component.upload.Upload;
import com.vaadin.flow.server.streams.UploadHandler;
import coop.entrelacs.funds.CommitteeRoom.Reader;
import coop.entrelacs.funds.LoanSchedule;
import coop.entrelacs.funds.PrivatePart;
import coop.entrelacs.funds.RequestView;
import coop.entrelacs.funds.Stage;
import coop.entrelacs.shared.Money;
import coop.entrelacs.ui.funds.FundRequestView.Shown;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Downloads;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.Texts;
import java.time.LocalDate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The parts of a request's page that several readers see. */
final class RequestParts {

    private static final int LARGEST = 10 * 1024 * 1024;

    private RequestParts() {}

    /** The last thing decided, with its reason in writing; null if nothing was. */
    static @Nullable Component decision(RequestView request) {
        RequestView.ProposalView decided = request.proposals().stream()
                .filter(one -> "GRANTED".equals(one.result()) || "REFUSED".equals(one.result()))
                .reduce((first, second) -> second)
                .orElse(null);
        if (decided == null) {
            return null;
        }
        Card card = new Card(Texts.t("ui.funds.decision"));
        Money amount = decided.amount();
        Paragraph what = new Paragraph(
                amount == null
                        ? Texts.t("ui.funds.decision.refused")
                        : amount.equals(request.asked())
                                ? Texts.t("ui.funds.decision.granted", amount)
                                : Texts.t("ui.funds.decision.partly", amount, request.asked()));
        what.addClassName("fund-words");
        card.add(what, FundWords.soft(ground(decided.ground())));
        card.add(quote(decided.reason()));
        if (decided.tally() != null) {
            card.add(FundWords.soft(Texts.t(
                    "ui.funds.tally",
                    decided.tally().inFavour(),
                    decided.tally().against(),
                    decided.tally().abstained())));
        } else if (decided.entitled() == 1) {
            card.add(FundWords.soft(Texts.t("ui.funds.decision.alone")));
        }
        return card;
    }

    static String ground(String code) {
        return Texts.t("ground." + code);
    }

    /** Somebody's words, or that they were forgotten as the rules say. */
    static Component quote(@Nullable String words) {
        if (words == null) {
            return FundWords.soft(Texts.t("ui.funds.forgotten"));
        }
        Div quote = new Div();
        quote.setText(words);
        quote.addClassName("fund-quote");
        return quote;
    }

    static Card reasons(RequestView request) {
        UnorderedList list = new UnorderedList();
        request.reasons().forEach(one -> list.add(new ListItem(FundWords.reason(one.code(), one.inputs()))));
        return new Card(Texts.t("ui.funds.inadmissible"), new Paragraph(Texts.t("ui.funds.inadmissible.why")), list);
    }

    /** In what terms it is asked: months, invoice. */
    static String terms(Shown shown) {
        RequestView request = shown.request();
        Integer months = request.months();
        return switch (shown.fund().instrument()) {
            case LOAN ->
                Texts.t(
                        "ui.funds.terms.LOAN",
                        months == null ? 0 : months,
                        request.asked().toEuros().signum() > 0 && months != null
                                ? instalment(request.asked(), months, request.graceMonths())
                                : Money.ZERO);
            case GRANT -> Texts.t("ui.funds.terms.GRANT", months == null ? 0 : months);
            case GUARANTEE -> Texts.t("ui.funds.terms.GUARANTEE");
        };
    }

    /** What has to be paid back each month. */
    static Money instalment(Money amount, int months, int grace) {
        return LoanSchedule.of(amount, LocalDate.now(Texts.ZONE), months, grace)
                .instalments()
                .getFirst()
                .amount();
    }

    /** What was told in private. */
    static Card told(FundRequestView view, Shown shown) {
        RequestView request = shown.request();
        Card card = new Card(Texts.t(shown.reader() == Reader.APPLICANT ? "ui.funds.told.mine" : "ui.funds.told"));
        PrivatePart details = request.details();
        if (details == null) {
            card.add(FundWords.soft(Texts.t("ui.funds.forgotten")));
            return card;
        }
        Table facts = new Table(Texts.t("ui.funds.told"), Texts.t("ui.funds.fact"), Texts.t("ui.funds.value"));
        facts.row(Texts.t("ui.funds.need"), Texts.word(details.need()));
        if (details.payBefore() != null) {
            facts.row(Texts.t("ui.funds.pay-before"), Texts.money(details.payBefore()));
        }
        if (details.payNow() != null) {
            facts.row(Texts.t("ui.funds.pay-now"), Texts.money(details.payNow()));
        }
        if (details.unpaid() != null) {
            facts.row(Texts.t("ui.funds.unpaid"), Texts.money(details.unpaid()));
            facts.row(Texts.t("ui.funds.due-on"), details.dueOn());
            facts.row(
                    Texts.t("ui.funds.insolvent"),
                    Texts.t(Boolean.TRUE.equals(details.insolvent()) ? "ui.funds.yes" : "ui.funds.no"));
        }
        if (request.months() != null) {
            facts.row(Texts.t("ui.funds.months"), Texts.number(request.months()));
        }
        card.add(quote(details.story()), facts);
        if (shown.reader() == Reader.APPLICANT) {
            card.add(FundWords.soft(
                    Texts.t("ui.funds.told.who", shown.rules().terms().keepPrivateMonths())));
        }
        return card;
    }

    /** The papers that prove the need; the applicant adds to them. */
    static Card papers(FundRequestView view, RequestView request) {
        Card card = new Card(Texts.t("ui.funds.papers"));
        boolean own = request.iban() != null || view.ask(() -> view.room.reader(request.id())) == Reader.APPLICANT;
        if (request.attachments().isEmpty()) {
            card.add(FundWords.soft(Texts.t(own ? "ui.funds.papers.none.own" : "ui.funds.papers.none")));
        }
        UnorderedList list = new UnorderedList();
        list.addClassName("waiting");
        for (RequestView.AttachmentView one : request.attachments()) {
            Anchor open = new Anchor(
                    Downloads.of(() -> new Downloads.Named(
                            one.name(), media(one.name()), view.papers.attachment(request.id(), one.id()))),
                    one.name());
            open.getElement().setAttribute("download", true);
            Span size = new Span(Texts.t("ui.funds.papers.size", Math.max(1, one.size() / 1024)));
            size.addClassName("soft");
            list.add(new ListItem(open, size));
        }
        card.add(list);
        boolean ended = request.stage() == Stage.CLOSED || request.stage() == Stage.WITHDRAWN;
        if (own && !ended) {
            card.add(upload(view, request, view::rebuild));
        }
        return card;
    }

    /** Takes a file or, on a phone, a photo. */
    static Upload upload(FundRequestView view, RequestView request, Runnable after) {
        Upload upload = new Upload(UploadHandler.inMemory((metadata, content) -> {
            view.ask(() -> view.papers.attach(request.id(), metadata.fileName(), content));
            after.run();
        }));
        upload.setMaxFileSize(LARGEST);
        upload.setI18n(UploadWords.words());
        upload.setWidthFull();
        upload.setAcceptedMimeTypes("image/*", "application/pdf", "text/plain");
        upload.getElement().setAttribute("aria-label", Texts.t("ui.funds.papers.add"));
        return upload;
    }

    private static String media(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".pdf")
                ? "application/pdf"
                : lower.endsWith(".png")
                        ? "image/png"
                        : lower.endsWith(".jpg") || lower.endsWith(".jpeg") ? "image/jpeg" : "application/octet-stream";
    }

    /** What is still to be paid back, when; null if nothing is. */
    static @Nullable Component schedule(RequestView request) {
        if (request.instalments().isEmpty()) {
            return null;
        }
        LocalDate today = LocalDate.now(Texts.ZONE);
        Table table = new Table(
                Texts.t("ui.funds.schedule"),
                Texts.t("ui.funds.instalment"),
                Texts.t("ui.funds.due"),
                Texts.t("ui.state"),
                "#" + Texts.t("ui.funds.amount"));
        for (LoanSchedule.Instalment one : request.instalments()) {
            table.row(
                    String.valueOf(one.no()),
                    one.dueOn(),
                    Texts.t(one.dueOn().isBefore(today) ? "ui.funds.late" : "ui.funds.to-come"),
                    one.amount());
        }
        table.total(Texts.t("ui.funds.still-owed"), "", "", request.owed());
        Card card = new Card(Texts.t("ui.funds.schedule"));
        card.add(FundWords.soft(
                Texts.t("ui.funds.schedule.back", request.paid().minus(request.owed()), request.paid())));
        card.add(table);
        return card;
    }

    /** What happened when. */
    static Card story(RequestView request) {
        OrderedList list = new OrderedList();
        list.addClassName("fund-story");
        for (RequestView.Event event : request.events()) {
            Span when = new Span(Texts.time(event.at()));
            when.addClassName("soft");
            list.add(new ListItem(
                    new Span(
                            event.from() == Stage.PAYING && event.to() == Stage.GRANTED
                                    ? Texts.t("ui.funds.event.cancelled")
                                    : Texts.t("ui.funds.event." + event.to())),
                    when));
        }
        return new Card(Texts.t("ui.funds.story"), list);
    }
}
