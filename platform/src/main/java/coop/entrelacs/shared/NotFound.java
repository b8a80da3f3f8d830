package coop.entrelacs.shared;

/** Nothing of that kind and id here: what another tenant owns is not here either. */
public class NotFound extends Refusal {

    /**
     * @param what the kind of thing, from the glossary, lower case with hyphens: {@code "invoice"}
     * @param id what was asked for
     */
    public NotFound(String what, Object id) {
        super(Kind.NOT_FOUND, what + "-not-found", null, String.valueOf(id));
    }
}
