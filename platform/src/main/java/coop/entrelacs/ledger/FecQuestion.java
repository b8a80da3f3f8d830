package coop.entrelacs.ledger;

import java.util.List;

/**
 * What must not be guessed of an audit file.
 *
 * @param code the sentence {@code refusal.<code>}, with the arguments in it
 * @param parameter of the import's request that answers it
 * @param choices what it may say; the likeliest first
 * @param needed whether nothing is imported before it is answered; else the answer is a way round an error
 */
public record FecQuestion(String code, List<String> arguments, String parameter, List<String> choices, boolean needed) {

    public FecQuestion {
        arguments = List.copyOf(arguments);
        choices = List.copyOf(choices);
    }
}
