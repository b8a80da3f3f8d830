package coop.entrelacs.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.mock.env.MockEnvironment;
import tools.jackson.databind.json.JsonMapper;

/** What the container is told by where the deployment is reached. */
class TomcatDoorsTest {

    @ParameterizedTest
    @CsvSource({"https://entrelacs.example, true", "http://localhost:8080, false", "'', false"})
    void a_sessions_cookie_is_for_https_only_where_the_deployment_is_reached_by_it(String url, boolean secure) {
        TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory();
        MockEnvironment environment = new MockEnvironment().withProperty("entrelacs.public-url", url);

        new TomcatDoors(new Problems(new Words(), JsonMapper.builder().build()), environment).customize(factory);

        assertThat(Boolean.TRUE.equals(
                        factory.getSettings().getSession().getCookie().getSecure()))
                .isEqualTo(secure);
    }
}
