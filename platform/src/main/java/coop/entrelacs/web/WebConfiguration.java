package coop.entrelacs.web;

import coop.entrelacs.shared.Texts;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.http.converter.autoconfigure.ServerHttpMessageConvertersCustomizer;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.format.Formatter;
import org.springframework.format.FormatterRegistry;
import org.springframework.http.MediaType;
import org.springframework.http.converter.cbor.JacksonCborHttpMessageConverter;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.http.converter.yaml.JacksonYamlHttpMessageConverter;
import org.springframework.web.accept.HeaderContentNegotiationStrategy;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.i18n.AbstractLocaleResolver;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** Languages, and how what is sent is read. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration {

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

    /** Numbers without exponent, whoever reads them. */
    @Bean
    JsonMapperBuilderCustomizer plainNumbers() {
        return builder -> builder.enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN);
    }

    /** Bodies are JSON, read strictly; no other format of the libraries at hand is a way round that. */
    @Bean
    ServerHttpMessageConvertersCustomizer strictBodies(JsonMapper json) {
        return converters -> converters
                .withJsonConverter(new JacksonJsonHttpMessageConverter(StrictBodies.of(json)))
                .configureMessageConvertersList(
                        all -> all.removeIf(one -> one instanceof JacksonCborHttpMessageConverter
                                || one instanceof JacksonYamlHttpMessageConverter));
    }

    /** What stands in the address is read by the same rules as what stands in bodies. */
    @Bean
    WebMvcConfigurer strictAddresses() {
        return new WebMvcConfigurer() {
            @Override
            public void addFormatters(FormatterRegistry registry) {
                registry.addFormatterForFieldType(LocalDate.class, new Read<>(InputForms::day));
                registry.addFormatterForFieldType(YearMonth.class, new Read<>(InputForms::month));
                registry.addFormatterForFieldType(BigDecimal.class, new Read<>(InputForms::decimal));
            }

            // Who takes anything gets JSON before other formats of the same thing.
            @Override
            public void configureContentNegotiation(ContentNegotiationConfigurer negotiation) {
                HeaderContentNegotiationStrategy header = new HeaderContentNegotiationStrategy();
                negotiation.strategies(List.of(request -> header.resolveMediaTypes(request).stream()
                        .flatMap(type -> type.isWildcardType() && isForPrograms(request)
                                ? Stream.of(new MediaType(MediaType.APPLICATION_JSON, type.getParameters()), type)
                                : Stream.of(type))
                        .toList()));
            }

            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new CleanAddresses()).addPathPatterns("/api/**");
            }
        };
    }

    /** A form of {@link InputForms}; an empty text is no value and does not come here. */
    private record Read<T>(Function<String, T> reader) implements Formatter<T> {
        @Override
        public T parse(String text, Locale locale) {
            return reader.apply(text);
        }

        @Override
        public String print(T value, Locale locale) {
            return value.toString();
        }
    }

    private static boolean isForPrograms(NativeWebRequest request) {
        HttpServletRequest servlet = request.getNativeRequest(HttpServletRequest.class);
        return servlet != null && Problems.forPrograms(servlet);
    }

    /** Refuses what no text may hold in the query and in the variables of the path. */
    private static final class CleanAddresses implements HandlerInterceptor {
        @Override
        public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
            request.getParameterMap().forEach((name, values) -> {
                Texts.checked("", name);
                for (String value : values) {
                    Texts.checked(name, value);
                }
            });
            if (request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> variables) {
                variables.forEach((name, value) -> Texts.checked(String.valueOf(name), String.valueOf(value)));
            }
            return true;
        }
    }
}
