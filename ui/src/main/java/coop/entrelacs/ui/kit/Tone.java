package coop.entrelacs.ui.kit;

/** What a state means to the one who reads it. Always told in words too: colour is never the only signal. */
public enum Tone {
    NEUTRAL,
    /** Waits for someone. */
    WAITING,
    GOOD,
    /** Late, refused, failed. */
    BAD;

    public String css() {
        return "tone-" + name().toLowerCase(java.util.Locale.ROOT);
    }
}
