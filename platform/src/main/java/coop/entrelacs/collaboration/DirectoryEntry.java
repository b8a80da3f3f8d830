package coop.entrelacs.collaboration;

import coop.entrelacs.tenancy.TenantId;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/** Somebody of a cooperative who wants to be found. */
public record DirectoryEntry(
        UUID person,
        TenantId cooperative,
        String cooperativeName,
        String shownName,
        List<String> skills,
        String place,
        String sentence,
        LocalDate listedOn) {}
