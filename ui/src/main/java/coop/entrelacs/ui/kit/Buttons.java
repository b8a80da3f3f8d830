package coop.entrelacs.ui.kit;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.server.streams.DownloadHandler;

/** The few buttons pages are made of. */
public final class Buttons {

    private Buttons() {}

    /** The one act the page is for. It does nothing while a number in its form is not understood. */
    public static Button primary(String words, Runnable act) {
        Button button = new Button(words);
        runs(button, () -> {
            if (!Fields.holdMisspelt(button)) {
                act.run();
            }
        });
        button.addThemeVariants(ButtonVariant.PRIMARY);
        return button;
    }

    public static Button plain(String words, Runnable act) {
        Button button = new Button(words);
        runs(button, act);
        return button;
    }

    private static void runs(Button button, Runnable act) {
        // A second click while the first is on its way would do it twice.
        button.setDisableOnClick(true);
        button.addClickListener(click -> {
            Refusals.forget(button);
            try {
                act.run();
            } finally {
                button.setEnabled(true);
            }
        });
    }

    public static Button quiet(String words, VaadinIcon icon, Runnable act) {
        Button button = new Button(words, icon.create(), click -> act.run());
        button.addThemeVariants(ButtonVariant.TERTIARY);
        return button;
    }

    /** An act shown by its picture alone; its words are for screen readers and the hint. */
    public static Button icon(VaadinIcon icon, String words, Runnable act) {
        Button button = new Button(icon.create(), click -> act.run());
        button.addThemeVariants(ButtonVariant.TERTIARY);
        button.setAriaLabel(words);
        button.setTooltipText(words);
        return button;
    }

    /** A link that downloads, looking like a button. */
    public static Anchor download(String words, DownloadHandler handler) {
        Anchor anchor = new Anchor(handler, words);
        anchor.getElement().setAttribute("download", true);
        anchor.addClassName("button-link");
        return anchor;
    }

    /** A link to a page of this tenant, looking like a button; unseen by who may not enter that page. */
    public static Anchor link(String words, String path) {
        Anchor anchor = new Anchor(Address.here(path), words);
        anchor.setVisible(Address.mayEnter(Address.here(path)));
        anchor.addClassName("button-link");
        return anchor;
    }

    public static Anchor primaryLink(String words, String path) {
        Anchor anchor = link(words, path);
        anchor.addClassName("primary");
        return anchor;
    }

    /**
     * Asks before an act that cannot be taken back.
     *
     * @param what says what will happen, in figures
     */
    public static void irreversible(String title, String what, String yes, Runnable act) {
        ask(title, what, yes, ButtonVariant.ERROR, act);
    }

    /** Asks before an act of some weight. */
    public static void confirm(String title, String what, String yes, Runnable act) {
        ask(title, what, yes, ButtonVariant.PRIMARY, act);
    }

    private static void ask(String title, String what, String yes, ButtonVariant weight, Runnable act) {
        Dialog dialog = new Dialog(title);
        dialog.setRole("alertdialog");
        dialog.setWidth("min(34rem, 96vw)");
        Paragraph asked = new Paragraph(what);
        asked.setId("asked");
        dialog.add(asked);
        dialog.getElement().setAttribute("aria-describedby", "asked");
        Button no = plain(Texts.t("ui.cancel"), dialog::close);
        // Where the focus is, Enter acts: it must not be on what is asked about.
        no.setAutofocus(true);
        Button does = plain(yes, () -> {
            dialog.close();
            act.run();
        });
        does.addThemeVariants(weight);
        dialog.getFooter().add(no, does);
        dialog.open();
        // The dialog takes the focus to itself when it has come up; from then on it leaves it where it is.
        no.getElement()
                .executeJs("const focus = () => this.focus(); requestAnimationFrame(focus); setTimeout(focus, 100);");
    }
}
