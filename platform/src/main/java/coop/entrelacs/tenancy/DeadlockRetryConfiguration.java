package coop.entrelacs.tenancy;

import java.lang.reflect.Method;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.Advisor;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.core.Ordered;
import org.springframework.transaction.annotation.AnnotationTransactionAttributeSource;
import org.springframework.transaction.interceptor.TransactionAttributeSource;

/** Puts {@link DeadlockRetry} around every transactional method: pages, API and messages alike call these. */
@Configuration(proxyBeanMethods = false)
class DeadlockRetryConfiguration {

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static Advisor deadlockRetryAdvisor() {
        DefaultPointcutAdvisor advisor =
                new DefaultPointcutAdvisor(new Transactional(), (MethodInterceptor) DeadlockRetryConfiguration::again);
        // outside the advisor that begins the transaction, which has the lowest precedence
        advisor.setOrder(Ordered.LOWEST_PRECEDENCE - 1);
        return advisor;
    }

    // The checker does not know that the type given is one that may be null.
    @SuppressWarnings("NullAway")
    private static @Nullable Object again(MethodInvocation invocation) throws Throwable {
        // each attempt goes through the interceptors that follow anew
        return DeadlockRetry.<@Nullable Object, Throwable>run(
                () -> ((ProxyMethodInvocation) invocation).invocableClone().proceed());
    }

    private static final class Transactional extends StaticMethodMatcherPointcut {

        private final TransactionAttributeSource source = new AnnotationTransactionAttributeSource(false);

        @Override
        public boolean matches(Method method, Class<?> type) {
            return source.hasTransactionAttribute(method, type);
        }
    }
}
