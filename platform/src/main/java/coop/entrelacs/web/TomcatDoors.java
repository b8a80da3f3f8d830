package coop.entrelacs.web;

import java.io.IOException;
import java.util.regex.Pattern;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * What the servlet container itself decides: that the session's cookie is for https only where the deployment is reached by https, and
 * that a request it refuses before any filter sees it is answered by a problem; and how many connections an address may hold.
 */
@Component
class TomcatDoors implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {

    /** An office behind one address has room, and sixteen such leave none: of 8,192 the container holds at once. */
    private static final int PER_ADDRESS = 512;

    private final Problems problems;
    private final boolean https;
    private final int perAddress;
    private final @Nullable Pattern proxies;

    TomcatDoors(Problems problems, Environment environment) {
        this.problems = problems;
        this.https = environment.getProperty("entrelacs.public-url", "").startsWith("https:");
        this.perAddress = environment.getProperty("entrelacs.connections-per-address", Integer.class, PER_ADDRESS);
        String trusted = environment.getProperty("entrelacs.proxies", "");
        this.proxies = trusted.isBlank() ? null : Pattern.compile(trusted);
    }

    /** After Spring Boot's own, so that this valve is the first to report. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        if (https) {
            factory.getSettings().getSession().getCookie().setSecure(true);
        }
        factory.setProtocol(ConnectionsPerAddress.class.getName());
        factory.addConnectorCustomizers(connector -> {
            if (connector.getProtocolHandler() instanceof ConnectionsPerAddress http) {
                http.bound(perAddress, proxies);
            }
        });
        factory.addContextCustomizers(
                context -> context.getParent().getPipeline().addValve(new ProblemValve(problems)));
    }

    private static final class ProblemValve extends ErrorReportValve {

        private static final Logger log = LoggerFactory.getLogger(ProblemValve.class);

        private final Problems problems;

        ProblemValve(Problems problems) {
            this.problems = problems;
        }

        @Override
        protected void report(Request request, Response response, @Nullable Throwable failure) {
            HttpStatus status = HttpStatus.resolve(response.getStatus());
            if (status == null
                    || !status.isError()
                    || response.getContentWritten() > 0
                    || !response.setErrorReported()) {
                return;
            }
            String code = status.is5xxServerError()
                    ? "internal"
                    : status == HttpStatus.NOT_FOUND ? "not-found" : "path-malformed";
            try {
                problems.write(problems.of(status, code, request, ""), response.getResponse());
                response.finishResponse();
            } catch (IOException e) {
                log.debug("The answer to a request that was refused broke off", e);
            }
        }
    }
}
