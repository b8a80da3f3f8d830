package coop.entrelacs.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

/** How much each address takes, and in which encodings. */
class BodyLimitTest {

    private static final long KIB = 1024;

    @ParameterizedTest
    @CsvSource({
        "/api/brindille/ledger/entries, application/json, 4096",
        "/api/brindille/ledger/imports, multipart/form-data; boundary=x, 67584",
        "/api/deployment/restores, application/octet-stream, 8388608",
        "/api/deployment/tenants, application/json, 4096",
        "/VAADIN/dynamic/resource/0/9a2c/upload, text/plain, 67584",
        "/VAADIN/dynamic/resource/0/9a2c/archive, application/zip, 8388608",
        "/VAADIN/dynamic/resource/0/9a2c/archive, multipart/form-data; boundary=x, 67584",
        "/archive, application/zip, 4096",
        "/sign-in, application/x-www-form-urlencoded, 64",
        "/login/webauthn, application/json, 64",
        "/account/password, , 64",
        "/brindille/members, , 4096"
    })
    void every_address_has_its_limit(String path, @Nullable String type, long kib) {
        assertThat(BodyLimit.most(path, type)).isEqualTo(kib * KIB);
    }

    @ParameterizedTest
    @CsvSource({
        "application/json; charset=no-such-thing, 415",
        "application/json; charset=, 415",
        "application/json; CharSet=\"\u0000\", 415",
        "text/csv;charset=x y, 415",
        "application/json; charset=utf-8, 200",
        "application/json; charset=\"ISO-8859-1\", 200",
        "application/json, 200"
    })
    void an_encoding_that_nobody_knows_is_refused_before_anything_is_read(String type, int status) throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/api/brindille/members");
        request.addHeader("Content-Type", type);
        request.setContent(new byte[] {'{', '}'});
        MockHttpServletResponse response = new MockHttpServletResponse();
        AtomicBoolean passed = new AtomicBoolean();

        limit().doFilter(request, response, (_, _) -> passed.set(true));

        assertThat(response.getStatus()).isEqualTo(status);
        assertThat(passed.get()).isEqualTo(status == 200);
        if (status == 415) {
            assertThat(response.getContentType()).isEqualTo("application/problem+json");
            assertThat(response.getContentAsString()).contains("charset-unknown");
        }
    }

    @Test
    void a_body_that_does_not_say_its_length_is_cut_where_it_becomes_too_long() throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/sign-in") {
            @Override
            public long getContentLengthLong() {
                return -1;
            }
        };
        request.setContent(new byte[65 * 1024]);
        MockHttpServletResponse response = new MockHttpServletResponse();

        limit().doFilter(request, response, (asked, _) -> {
            try {
                asked.getInputStream().readAllBytes();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });

        assertThat(response.getStatus()).isEqualTo(413);
    }

    private static BodyLimit limit() {
        return new BodyLimit(new Problems(new Words(), JsonMapper.builder().build()));
    }
}
