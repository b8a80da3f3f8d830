package coop.entrelacs.payroll;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Reads the law once, at start: with a gap in it the application does not start. */
@Configuration(proxyBeanMethods = false)
class PayrollConfiguration {

    @Bean
    PayrollParameters payrollParameters() {
        return PayrollParameters.load();
    }

    @Bean
    PayCalculator payCalculator(PayrollParameters parameters) {
        return new PayCalculator(parameters);
    }
}
