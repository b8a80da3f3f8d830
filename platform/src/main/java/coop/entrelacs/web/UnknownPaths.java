package coop.entrelacs.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

/**
 * What no route serves under the addresses of programs is not there, and says so as a problem. A user interface that answers every
 * other address with its page comes behind this.
 */
@Configuration(proxyBeanMethods = false)
class UnknownPaths {

    /** Behind the controllers' routes (0), before any that answer whatever they are asked. */
    private static final int BEHIND_CONTROLLERS = 1_000;

    private static final String[] PROGRAMS = {
        "/api",
        "/api/**",
        "/actuator",
        "/actuator/**",
        "/v3",
        "/v3/**",
        "/oauth2",
        "/oauth2/**",
        "/.well-known",
        "/.well-known/**",
        "/userinfo",
        "/connect",
        "/connect/**",
        "/webauthn",
        "/webauthn/**",
        "/login",
        "/login/**"
    };

    @Bean
    SimpleUrlHandlerMapping unknownPathsOfPrograms(Problems problems) {
        HttpRequestHandler nowhere = (request, response) -> notThere(problems, request, response);
        Map<String, HttpRequestHandler> paths = new LinkedHashMap<>();
        for (String path : PROGRAMS) {
            paths.put(path, nowhere);
        }
        return new SimpleUrlHandlerMapping(paths, BEHIND_CONTROLLERS);
    }

    private static void notThere(Problems problems, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        problems.write(problems.of(HttpStatus.NOT_FOUND, "not-found", request), response);
    }
}
