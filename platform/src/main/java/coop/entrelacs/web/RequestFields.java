package coop.entrelacs.web;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerMapping;

/** The names that a request may use: a refusal names no field that the asker never saw. */
final class RequestFields {

    private RequestFields() {}

    /** What the handler of a request takes by name: the fields of its body, what stands in its query and in its path. */
    static Set<String> of(HttpServletRequest request) {
        Set<String> names = new HashSet<>();
        if (request.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE) instanceof HandlerMethod handler) {
            for (MethodParameter parameter : handler.getMethodParameters()) {
                if (parameter.hasParameterAnnotation(RequestBody.class)) {
                    Class<?> type = parameter.getParameterType();
                    if (type.isRecord()) {
                        Arrays.stream(type.getRecordComponents())
                                .map(RecordComponent::getName)
                                .forEach(names::add);
                    }
                } else if (parameter.hasParameterAnnotation(RequestParam.class)
                        || parameter.hasParameterAnnotation(PathVariable.class)) {
                    names.add(parameter.getParameter().getName());
                }
            }
        }
        return names;
    }
}
