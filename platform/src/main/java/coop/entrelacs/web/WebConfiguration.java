package coop.entrelacs.web;

import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.TenantId;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.i18n.AbstractLocaleResolver;

/** Languages, the limits of what may be sent, and what OpenAPI says of every route. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration {

    static {
        // Written by their own rules, not as objects of fields.
        SpringDocUtils.getConfig()
                .replaceWithSchema(
                        Money.class,
                        new StringSchema().pattern("^-?\\d+(\\.\\d{1,2})?$").example("1234.50"))
                .replaceWithSchema(Rate.class, new StringSchema().example("13.5"))
                .replaceWithSchema(TenantId.class, new StringSchema().example("coopalpha"));
    }

    @Bean
    LocaleResolver localeResolver() {
        return new AbstractLocaleResolver() {
            @Override
            public Locale resolveLocale(jakarta.servlet.http.HttpServletRequest request) {
                return Languages.of(request);
            }

            @Override
            public void setLocale(
                    jakarta.servlet.http.HttpServletRequest request,
                    jakarta.servlet.http.@Nullable HttpServletResponse response,
                    @Nullable Locale locale) {
                throw new UnsupportedOperationException("a language is chosen by a cookie or a header");
            }
        };
    }

    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .info(
                        new Info()
                                .title("Entrelacs")
                                .version("1")
                                .description(
                                        "The software of federations of activity cooperatives. Amounts are strings of euros"
                                                + " (\"12.34\"), days are ISO dates, problems are RFC 9457 with a stable code."))
                .components(new io.swagger.v3.oas.models.Components()
                        .addSecuritySchemes(
                                "token",
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")
                                        .bearerFormat("JWT")))
                .addSecurityItem(new SecurityRequirement().addList("token"));
    }

    /** No controller reads the tenant of its path: it is checked before they run. OpenAPI has to be told of it all the same. */
    @Bean
    OpenApiCustomizer whatEveryRouteShares() {
        return api -> {
            if (api.getPaths() == null) {
                return;
            }
            Schema<?> problem = new Schema<Problem>().$ref("#/components/schemas/Problem");
            io.swagger.v3.core.converter.ModelConverters.getInstance(true)
                    .read(Problem.class)
                    .forEach((name, schema) -> {
                        if (api.getComponents().getSchemas() == null
                                || !api.getComponents().getSchemas().containsKey(name)) {
                            api.getComponents().addSchemas(name, schema);
                        }
                    });
            api.getPaths().forEach((path, item) -> {
                item.readOperations()
                        .forEach(operation -> operation
                                .getResponses()
                                .addApiResponse(
                                        "default",
                                        new ApiResponse()
                                                .description("Why it was refused")
                                                .content(new Content()
                                                        .addMediaType(
                                                                "application/problem+json",
                                                                new MediaType().schema(problem)))));
                if (path.startsWith("/api/{tenant}")) {
                    item.readOperations().forEach(operation -> {
                        List<Parameter> parameters = new ArrayList<>(
                                operation.getParameters() == null ? List.of() : operation.getParameters());
                        parameters.removeIf(p -> "tenant".equals(p.getName()) && "path".equals(p.getIn()));
                        parameters.addFirst(new Parameter()
                                .name("tenant")
                                .in("path")
                                .required(true)
                                .description("The tenant, the same as in the token")
                                .schema(new StringSchema().example("coopalpha")));
                        operation.setParameters(parameters);
                    });
                }
            });
        };
    }
}
