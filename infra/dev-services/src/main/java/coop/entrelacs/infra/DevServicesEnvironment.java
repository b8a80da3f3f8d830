package coop.entrelacs.infra;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Starts the servers whose addresses nobody has given, before the application asks for them. Durable on the folder of
 * {@code entrelacs.data} (ENTRELACS_DATA), fast and forgetful without it, as in tests.
 */
final class DevServicesEnvironment implements EnvironmentPostProcessor, Ordered {

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        boolean needsPostgres = !isGiven(environment, "entrelacs.postgres.url");
        boolean needsRedis = !isGiven(environment, "entrelacs.redis.url");
        if (!needsPostgres && !needsRedis) {
            return;
        }
        String data = environment.getProperty("entrelacs.data", "");
        DevServices services =
                (data.isBlank() ? DevServices.fast() : DevServices.durable(Path.of(data))).closingAfterSpring();
        Map<String, Object> found = new LinkedHashMap<>();
        if (needsPostgres) {
            found.put("entrelacs.postgres.url", services.postgresUrl());
            found.put("entrelacs.postgres.user", services.provisioner());
            found.put("entrelacs.postgres.password", services.provisionerPassword());
        }
        if (needsRedis) {
            found.put("entrelacs.redis.url", services.redisUrl());
        }
        environment.getPropertySources().addFirst(new MapPropertySource("entrelacs dev services", found));
    }

    private static boolean isGiven(ConfigurableEnvironment environment, String property) {
        String value = environment.getProperty(property);
        return value != null && !value.isBlank();
    }

    @Override
    public int getOrder() {
        // After the configuration files, which may hold the addresses; before the platform reads them.
        return Ordered.LOWEST_PRECEDENCE - 20;
    }
}
