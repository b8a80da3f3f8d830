package coop.entrelacs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.config.ServerAddresses.BadServerAddress;
import coop.entrelacs.config.ServerAddresses.PostgresAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class ServerAddressesTest {

    @Test
    void a_jdbc_address_gives_up_its_credentials_and_keeps_its_other_parameters() {
        var address =
                PostgresAddress.parse("jdbc:postgresql://db.example:6432/coop?user=maria&ssl=true&password=a%26b");

        assertThat(address)
                .isEqualTo(new PostgresAddress("jdbc:postgresql://db.example:6432/coop?ssl=true", "maria", "a&b"));
    }

    @Test
    void an_address_as_hosting_companies_write_it_becomes_jdbc() {
        var address = PostgresAddress.parse("postgresql://maria:p%40ss+word@[::1]:5432/coop");

        assertThat(address).isEqualTo(new PostgresAddress("jdbc:postgresql://[::1]:5432/coop", "maria", "p@ss+word"));
    }

    @Test
    void an_address_without_credentials_leaves_those_given_beside_it() {
        StandardEnvironment environment = environment(Map.of(
                "entrelacs.postgres.url", "postgres://db/coop",
                "entrelacs.postgres.user", "maria",
                "entrelacs.postgres.password", "secret",
                "entrelacs.redis.url", "redis://cache:6379"));

        new ServerAddresses().postProcessEnvironment(environment, new SpringApplication());

        assertThat(environment.getProperty("entrelacs.postgres.url")).isEqualTo("jdbc:postgresql://db/coop");
        assertThat(environment.getProperty("entrelacs.postgres.user")).isEqualTo("maria");
        assertThat(environment.getProperty("entrelacs.postgres.password")).isEqualTo("secret");
        assertThat(environment.getProperty("spring.data.redis.url")).isEqualTo("redis://cache:6379");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://maria:hush@db/coop",
                "postgresql://maria:hush@db",
                "postgresql:coop?password=hush",
                "hush and more"
            })
    void an_address_nobody_can_connect_to_is_refused_without_repeating_its_password(String text) {
        assertThatThrownBy(() -> PostgresAddress.parse(text))
                .isInstanceOf(BadServerAddress.class)
                .hasMessageContaining("ENTRELACS_POSTGRES_URL")
                .hasMessageNotContaining("hush");
    }

    private static StandardEnvironment environment(Map<String, Object> properties) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("given", properties));
        return environment;
    }
}
