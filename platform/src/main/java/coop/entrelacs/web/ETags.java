package coop.entrelacs.web;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/**
 * Entity tags made of an aggregate's version, so that nobody overwrites what they have not seen: reads answer with {@code ETag},
 * updates ask for {@code If-Match}.
 */
public final class ETags {

    private static final Pattern SYNTAX = Pattern.compile("\\s*(?:W/)?\"(\\d{1,18})\"\\s*");

    private ETags() {}

    /** The entity tag of a version, quotes included. */
    public static String of(long version) {
        return "\"" + version + "\"";
    }

    /** An answer of 200 with the tag of what it shows. */
    public static <T> ResponseEntity<T> ok(T body, long version) {
        return ResponseEntity.ok().eTag(of(version)).body(body);
    }

    /**
     * The version the asker has seen.
     *
     * @param ifMatch the {@code If-Match} header; 428 if it is missing, 412 if it can be no tag of ours
     */
    public static long seen(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.isBlank()) {
            throw new HeaderRefused(HttpStatus.PRECONDITION_REQUIRED, "If-Match", "if-match-required");
        }
        Matcher tag = SYNTAX.matcher(ifMatch);
        if (!tag.matches()) {
            throw new Stale();
        }
        return Long.parseLong(tag.group(1));
    }

    /**
     * Refuses an update by someone who has not seen the present version.
     *
     * @param ifMatch the {@code If-Match} header; 428 if it is missing
     * @throws Stale if it names another version
     */
    public static void check(@Nullable String ifMatch, long version) {
        if (seen(ifMatch) != version) {
            throw new Stale();
        }
    }
}
