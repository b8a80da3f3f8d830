package coop.entrelacs.funds;

import java.math.BigDecimal;
import java.util.List;

/**
 * One step of a computation, so that an amount can be explained in any language.
 *
 * @param code what is computed; message key {@code funds.step.<code>}
 * @param inputs the values its sentence names: money as {@code 12.34}, rates as {@code 0.4 %}
 * @param formula the computation in figures, the same in every language
 * @param amount its result in euros, unrounded where the step does not round
 */
public record Step(String code, List<String> inputs, String formula, BigDecimal amount) {
    public Step {
        inputs = List.copyOf(inputs);
    }
}
