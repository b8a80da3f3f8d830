package coop.entrelacs.web;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The one reading of a request's path. Everything that decides by path (the tenant gate, the body limit, who gets a problem and who a
 * page) asks here, and reads what routing reads: a path with two spellings is refused before any of them sees it.
 */
public final class RequestPath {

    private static final String HEX = "0123456789ABCDEFabcdef";

    private RequestPath() {}

    /** The decoded path behind the context path. A path that is not canonical is given as it was sent: nothing is found under it. */
    public static String of(HttpServletRequest request) {
        String raw = request.getRequestURI().substring(request.getContextPath().length());
        String decoded = decoded(raw);
        return decoded == null ? raw : decoded;
    }

    /** Whether a path is written in its only form: no empty or dot segments, nothing encoded that need not be, nothing hidden. */
    static boolean isCanonical(String raw) {
        if (!raw.startsWith("/") || raw.contains("//") || raw.contains(";") || raw.contains("\\")) {
            return false;
        }
        for (String segment : raw.split("/", -1)) {
            if (segment.equals(".") || segment.equals("..")) {
                return false;
            }
        }
        return decoded(raw) != null;
    }

    private static @Nullable String decoded(String raw) {
        ByteBuffer bytes = ByteBuffer.allocate(raw.length() * 3);
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '%') {
                if (c <= ' ' || c >= 0x7f || "\"<>^`{|}".indexOf(c) >= 0) {
                    return null;
                }
                bytes.put((byte) c);
                continue;
            }
            if (i + 2 >= raw.length() || HEX.indexOf(raw.charAt(i + 1)) < 0 || HEX.indexOf(raw.charAt(i + 2)) < 0) {
                return null;
            }
            int octet = Integer.parseInt(raw, i + 1, i + 3, 16);
            if (octet < ' ' || octet == 0x7f || isUnreserved(octet) || "/\\;%".indexOf(octet) >= 0) {
                return null;
            }
            bytes.put((byte) octet);
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** What an address never needs to encode (RFC 3986, 2.3): encoded, it is another spelling of the same path. */
    private static boolean isUnreserved(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }
}
