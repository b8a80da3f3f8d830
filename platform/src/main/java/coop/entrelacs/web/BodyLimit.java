package coop.entrelacs.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Bounds every request's body, whatever it is for: the servlet container bounds forms and parts, but lets anything else be read at
 * any length. A body longer than its address takes is refused before it is read, or as soon as it turns out to be: a body that comes
 * in chunks does not say how long it will be.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 20)
public class BodyLimit extends OncePerRequestFilter {

    /** What the API and the pages take. */
    static final long MOST = 4L << 20;

    /** A form of sign-in, a passkey's proof, a request for a token. */
    static final long MOST_OF_A_FORM = 64L << 10;

    /** A file with its frame; what a use takes of it may be less. */
    static final long MOST_OF_A_FILE = 66L << 20;

    /** A tenant's archive, which operators bring back; it is written to disk as it comes, never held in memory. */
    static final long MOST_OF_AN_ARCHIVE = 8L << 30;

    /** How the address of a page's upload ends where it takes a tenant's archive: such an upload writes to disk as well. */
    public static final String ARCHIVE = "archive";

    private static final Pattern CHARSET = Pattern.compile("(?i);\\s*charset\\s*=\\s*\"?([^\";\\s]*)");

    private final Problems problems;

    BodyLimit(Problems problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String charset = charset(request.getContentType());
        if (charset != null && !isKnown(charset)) {
            problems.write(
                    problems.of(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "charset-unknown", request, charset), response);
            return;
        }
        long most = most(RequestPath.of(request), request.getContentType());
        if (request.getContentLengthLong() > most) {
            refuse(request, response);
            return;
        }
        Bounded bounded = new Bounded(request, most);
        try {
            chain.doFilter(bounded, response);
        } catch (ServletException | IOException | RuntimeException e) {
            if (!bounded.exceeded || response.isCommitted()) {
                throw e;
            }
            refuse(request, response);
            return;
        }
        // Whoever read it may have taken the end of the body for any other fault.
        if (bounded.exceeded && !response.isCommitted() && response.getStatus() != 413) {
            refuse(request, response);
        }
    }

    /** The name of the encoding that a body is said to be in. */
    private static @Nullable String charset(@Nullable String type) {
        Matcher named = type == null ? null : CHARSET.matcher(type);
        return named != null && named.find() ? named.group(1) : null;
    }

    private static boolean isKnown(String charset) {
        try {
            return Charset.isSupported(charset);
        } catch (IllegalCharsetNameException e) {
            return false;
        }
    }

    static long most(String path, @Nullable String type) {
        boolean file = type != null && type.startsWith("multipart/");
        if (path.equals("/api/deployment/restores")) {
            return MOST_OF_AN_ARCHIVE;
        }
        if (path.startsWith("/api/")) {
            return file ? MOST_OF_A_FILE : MOST;
        }
        if (path.startsWith("/VAADIN/dynamic/resource/")) {
            return path.endsWith("/" + ARCHIVE) && !file ? MOST_OF_AN_ARCHIVE : MOST_OF_A_FILE;
        }
        return isForm(path) ? MOST_OF_A_FORM : MOST;
    }

    private static boolean isForm(String path) {
        for (String one : new String[] {
            "/sign-in",
            "/sign-out",
            "/account",
            "/invitation",
            "/login",
            "/webauthn",
            "/oauth2",
            "/connect",
            "/userinfo"
        }) {
            if (path.equals(one) || path.startsWith(one + "/")) {
                return true;
            }
        }
        return false;
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.reset();
        response.setHeader("Connection", "close");
        problems.write(problems.of(HttpStatus.CONTENT_TOO_LARGE, "too-large", request), response);
    }

    private static final class Bounded extends HttpServletRequestWrapper {

        private final long most;
        private boolean exceeded;
        private @Nullable ServletInputStream body;
        private @Nullable BufferedReader reader;

        Bounded(HttpServletRequest request, long most) {
            super(request);
            this.most = most;
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            ServletInputStream present = body;
            if (present == null) {
                present = new Counted(super.getInputStream());
                body = present;
            }
            return present;
        }

        @Override
        public BufferedReader getReader() throws IOException {
            BufferedReader present = reader;
            if (present == null) {
                String encoding = getCharacterEncoding();
                present = new BufferedReader(new InputStreamReader(
                        getInputStream(), encoding == null ? StandardCharsets.UTF_8 : Charset.forName(encoding)));
                reader = present;
            }
            return present;
        }

        private final class Counted extends ServletInputStream {

            private final ServletInputStream sent;
            private long read;

            Counted(ServletInputStream sent) {
                this.sent = sent;
            }

            @Override
            public int read() throws IOException {
                int one = sent.read();
                count(one < 0 ? 0 : 1);
                return one;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int many = sent.read(into, offset, length);
                count(many);
                return many;
            }

            private void count(int bytes) {
                read += Math.max(0, bytes);
                if (read > most) {
                    exceeded = true;
                    throw new TooLarge();
                }
            }

            @Override
            public boolean isFinished() {
                return sent.isFinished();
            }

            @Override
            public boolean isReady() {
                return sent.isReady();
            }

            @Override
            public void setReadListener(ReadListener listener) {
                sent.setReadListener(listener);
            }
        }
    }

    static final class TooLarge extends org.springframework.web.ErrorResponseException {
        TooLarge() {
            super(HttpStatus.CONTENT_TOO_LARGE);
        }
    }
}
