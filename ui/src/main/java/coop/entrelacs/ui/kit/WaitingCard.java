package coop.entrelacs.ui.kit;

import com.vaadin.flow.component.Composite;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.UnorderedList;
import java.util.List;

/** What waits for the person of this tab, each with the way to where it is done. */
public final class WaitingCard extends Composite<Card> {

    private final String title;
    private final List<Pages.Waiting> waiting;
    private final String none;

    /** @param none said where nothing waits */
    public WaitingCard(String title, List<Pages.Waiting> waiting, String none) {
        this.title = title;
        this.waiting = List.copyOf(waiting);
        this.none = none;
    }

    @Override
    protected Card initContent() {
        if (waiting.isEmpty()) {
            Paragraph words = new Paragraph(none);
            words.addClassName("soft");
            return new Card(title, words);
        }
        UnorderedList list = new UnorderedList();
        list.addClassName("waiting");
        waiting.forEach(one -> list.add(new ListItem(new Anchor(Address.here(one.path()), one.words()))));
        return new Card(title, list);
    }
}
