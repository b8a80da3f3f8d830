package coop.entrelacs.ui.jobs;

import com.vaadin.flow.component.icon.VaadinIcon;
import coop.entrelacs.ui.kit.Pages;
import java.util.List;
import org.springframework.stereotype.Component;

@Component
class JobPages implements Pages {

    @Override
    public List<Destination> destinations() {
        return List.of(new Destination(JobsView.class, "jobs", "ui.jobs", VaadinIcon.TASKS, Group.TOOLS, 90));
    }
}
