package coop.entrelacs.web;

import java.util.List;

/**
 * Says, with the answer to what was just added, what was there before and looks like the same: nothing is refused, because two
 * establishments share a SIREN and two people an address, but whoever typed it a second time finds the first.
 */
public final class Alike {

    private Alike() {}

    /** The values of the header {@code Link}, one for each path; none where nothing is alike. */
    public static String[] links(List<String> paths) {
        return paths.stream().map(path -> "<" + path + ">; rel=\"duplicate\"").toArray(String[]::new);
    }
}
