package coop.entrelacs.identity;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.InvalidFields;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.shared.Refusal;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import coop.entrelacs.web.Languages;
import coop.entrelacs.web.Light;
import coop.entrelacs.web.Words;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.webauthn.management.UserCredentialRepository;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/** The pages before and around the application: sign-in and out, invitations, one's own account. */
@Controller
class SignInPages {

    /** Where someone says whether an application may. */
    static final String APPLICATION = "/account/application";

    private final Words words;
    private final SignedIn signedIn;
    private final People people;
    private final Invitations invitations;
    private final PasswordLinks passwordLinks;
    private final Tenants tenants;
    private final UserCredentialRepository passkeys;
    private final AccessEvents events;
    private final SecondFactor secondFactor;
    private final PasswordSignIn passwordSignIn;
    private final Clients clients;
    private final Grants grants;
    private final Authorizations authorizations;
    private final HttpSessionSecurityContextRepository sessions = new HttpSessionSecurityContextRepository();

    SignInPages(
            Words words,
            SignedIn signedIn,
            People people,
            Invitations invitations,
            PasswordLinks passwordLinks,
            Tenants tenants,
            UserCredentialRepository passkeys,
            AccessEvents events,
            SecondFactor secondFactor,
            PasswordSignIn passwordSignIn,
            Clients clients,
            Grants grants,
            Authorizations authorizations) {
        this.words = words;
        this.signedIn = signedIn;
        this.people = people;
        this.invitations = invitations;
        this.passwordLinks = passwordLinks;
        this.tenants = tenants;
        this.passkeys = passkeys;
        this.events = events;
        this.secondFactor = secondFactor;
        this.passwordSignIn = passwordSignIn;
        this.clients = clients;
        this.grants = grants;
        this.authorizations = authorizations;
    }

    /** The words of a page in the reader's language: {@code say.it('identity.sign-in.title')}. */
    record Say(Words words, Locale locale) {

        public String it(String key, Object... arguments) {
            return words.get(key, locale, arguments);
        }

        public String date(java.time.Instant moment) {
            return words.longDate(moment.atZone(Words.ZONE).toLocalDate(), locale);
        }
    }

    /** Every page: its words, the languages it can be read in, and the reader's choice remembered when they just made one. */
    @ModelAttribute
    void every(
            Model model,
            HttpServletRequest request,
            HttpServletResponse response,
            @Nullable @RequestParam(required = false) String language) {
        Locale locale = Languages.of(request);
        if (language != null) {
            locale = Words.supported(Locale.of(language));
            SignIn.remember(locale, request, response);
        }
        model.addAllAttributes(frame(request, locale));
    }

    private Map<String, Object> frame(HttpServletRequest request, Locale locale) {
        return Map.of(
                "say",
                new Say(words, locale),
                "language",
                locale.getLanguage(),
                "light",
                Light.of(request),
                "languages",
                Words.LANGUAGES,
                "here",
                request.getRequestURI().substring(request.getContextPath().length()));
    }

    @GetMapping(SignIn.PATH)
    String signIn(Model model, HttpServletRequest request) {
        if (signedIn.person().isPresent() && request.getParameter("refused") == null) {
            return "redirect:/";
        }
        String notice = null;
        for (String reason : List.of("refused", "throttled", "out", "expired")) {
            if (request.getParameter(reason) != null) {
                notice = reason;
            }
        }
        HttpSession session = request.getSession(false);
        Object email = session == null ? null : session.getAttribute(SignIn.LAST_EMAIL);
        model.addAttribute("notice", notice);
        model.addAttribute("email", email == null ? "" : email);
        return "identity/sign-in";
    }

    @GetMapping(SignIn.OUT)
    String signOut() {
        return signedIn.id().isPresent() ? "identity/sign-out" : "redirect:" + SignIn.PATH;
    }

    @GetMapping("/invitation/{token}")
    String invitation(@PathVariable String token, Model model) {
        show(invitations.open(token), model);
        return "identity/invitation";
    }

    @PostMapping("/invitation/{token}")
    ModelAndView accept(
            @PathVariable String token,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String password,
            @RequestParam(defaultValue = "") String repeated,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        Invitation invitation = invitations.open(token);
        Say say = say(model);
        try {
            if (signedIn.person().isPresent()) {
                invitations.acceptAs(token, signedIn.person().orElseThrow().id());
            } else {
                var check = new InvalidFields.Check();
                check.by(() -> People.checkedName(name));
                check.that(password.equals(repeated), "repeated", "password-repeated");
                check.done();
                UUID person = invitations.accept(token, name, password, say.locale());
                enter(people.get(person), "invitation", request, response);
            }
            return new ModelAndView("redirect:" + home(invitation));
        } catch (InvalidFields | InvalidField refused) {
            show(invitation, model);
            model.addAttribute("name", name);
            model.addAttribute("errors", errors(refused, say.locale()));
            return new ModelAndView("identity/invitation", model.asMap(), HttpStatus.UNPROCESSABLE_CONTENT);
        }
    }

    /** Behind sign-in: whoever gets here is signed in, and goes on to the invitation they came with. */
    @GetMapping("/account/invitation")
    String backToInvitation(@RequestParam String link) {
        return link.matches("/invitation/[A-Za-z0-9_-]{1,64}") ? "redirect:" + link : "redirect:/";
    }

    @GetMapping(SignIn.PATH + "/password/{token}")
    String forgotten(@PathVariable String token, Model model) {
        model.addAttribute("person", passwordLinks.open(token));
        return "identity/new-password";
    }

    @PostMapping(SignIn.PATH + "/password/{token}")
    ModelAndView remembered(
            @PathVariable String token,
            @RequestParam(defaultValue = "") String password,
            @RequestParam(defaultValue = "") String repeated,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        Person person = passwordLinks.open(token);
        try {
            if (!password.equals(repeated)) {
                throw new InvalidField("repeated", "password-repeated");
            }
            enter(passwordLinks.use(token, password), "password-link", request, response);
            return new ModelAndView("redirect:/");
        } catch (InvalidField refused) {
            model.addAttribute("person", person);
            model.addAttribute("errors", errors(refused, say(model).locale()));
            return new ModelAndView("identity/new-password", model.asMap(), HttpStatus.UNPROCESSABLE_CONTENT);
        }
    }

    @GetMapping(SecondFactor.PATH)
    String secondFactor(Model model) {
        model.addAttribute("passkeys", passkeys.findByUserId(PasskeyOwners.handle(me())));
        model.addAttribute("fresh", secondFactor.isFresh(current()));
        return "identity/second-factor";
    }

    /** Behind the question for a fresh factor: whoever gets here has shown it, and goes back to what it was for. */
    @GetMapping("/account/again")
    String again() {
        return "redirect:/account";
    }

    /** Whoever has no passkey yet says their password again, to make the first. */
    @PostMapping("/account/password-again")
    ModelAndView passwordAgain(
            @RequestParam(defaultValue = "") String password,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        Person person = people.get(me());
        if (secondFactor.hasPasskey(person.id())) {
            return new ModelAndView("redirect:" + SecondFactor.PATH);
        }
        var attempt = UsernamePasswordAuthenticationToken.unauthenticated(person.email(), password);
        attempt.setDetails(new PasswordSignIn.Attempt(request));
        try {
            keep(passwordSignIn.authenticate(attempt), request, response);
            return new ModelAndView(
                    "redirect:" + (secondFactor.missingFor(current()) ? SecondFactor.PATH : "/account"));
        } catch (AuthenticationException refused) {
            model.addAttribute("refused", refused instanceof LockedException ? "throttled" : "refused");
            secondFactor(model);
            return new ModelAndView("identity/second-factor", model.asMap(), HttpStatus.UNPROCESSABLE_CONTENT);
        }
    }

    /** An application asks to sign someone in, or to act for them: they say whether it may. */
    @GetMapping(APPLICATION)
    ModelAndView application(@RequestParam("client_id") String clientId, @RequestParam String state, Model model) {
        ApiClient client = clients.active(clientId).orElseThrow(() -> new NotFound("client", ""));
        OAuth2Authorization asked = authorizations.findByToken(state, new OAuth2TokenType(OAuth2ParameterNames.STATE));
        OAuth2AuthorizationRequest request =
                asked == null ? null : asked.getAttribute(OAuth2AuthorizationRequest.class.getName());
        if (asked == null || request == null || !me().toString().equals(asked.getPrincipalName())) {
            throw new NotFound("client", "");
        }
        Say say = say(model);
        String tenant = Tokens.tenant(client, request.getAdditionalParameters().get(Tokens.TENANT));
        model.addAttribute("app", client.name());
        model.addAttribute("clientId", clientId);
        model.addAttribute("state", state);
        model.addAttribute("scopes", request.getScopes());
        model.addAttribute("address", URI.create(request.getRedirectUri()).getAuthority());
        model.addAttribute("tenant", nameOf(tenant == null ? "" : tenant));
        model.addAttribute(
                "roles",
                tenant == null || !request.getScopes().contains(Tokens.API)
                        ? List.of()
                        : rolesIn(tenant).stream()
                                .sorted()
                                .map(role -> say.it("role." + role.name()))
                                .toList());
        return new ModelAndView("identity/application", model.asMap());
    }

    private Set<Role> rolesIn(String tenant) {
        return tenant.equals(Operators.DEPLOYMENT) ? Set.of(Role.OPERATOR) : grants.rolesIn(me(), new TenantId(tenant));
    }

    private String nameOf(String tenant) {
        return tenant.equals(Operators.DEPLOYMENT) || tenant.isEmpty()
                ? "Entrelacs"
                : tenants.find(new TenantId(tenant)).map(Tenant::name).orElse(tenant);
    }

    @GetMapping("/account")
    String account(Model model) {
        Person person = signedIn.person().orElseThrow(() -> new NotFound("person", ""));
        model.addAttribute("person", person);
        model.addAttribute("passkeys", passkeys.findByUserId(PasskeyOwners.handle(person.id())));
        model.addAttribute("fresh", secondFactor.isFresh(current()));
        return "identity/account";
    }

    @PostMapping("/account/name")
    ModelAndView rename(@RequestParam(defaultValue = "") String name, Model model) {
        return changed(model, () -> people.rename(me(), name));
    }

    @PostMapping("/account/language")
    ModelAndView language(
            @RequestParam String wanted, Model model, HttpServletRequest request, HttpServletResponse response) {
        return changed(model, () -> {
            Locale locale = Words.supported(Locale.of(wanted));
            people.setLocale(me(), locale);
            SignIn.remember(locale, request, response);
        });
    }

    @PostMapping("/account/password")
    ModelAndView password(
            @RequestParam(defaultValue = "") String currentPassword,
            @RequestParam(defaultValue = "") String password,
            @RequestParam(defaultValue = "") String repeated,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        return changed(model, () -> {
            if (!password.equals(repeated)) {
                throw new InvalidField("repeated", "password-repeated");
            }
            people.changePassword(me(), currentPassword, password);
            goOn(request, response);
        });
    }

    @PostMapping("/account/passkeys/{id}/removal")
    ModelAndView removePasskey(@PathVariable String id, Model model) {
        return changed(
                model,
                () -> passkeys.findByUserId(PasskeyOwners.handle(me())).stream()
                        .filter(key -> key.getCredentialId().toBase64UrlString().equals(id))
                        .findFirst()
                        .ifPresent(key -> passkeys.delete(key.getCredentialId())));
    }

    /** A refusal outside a form has a page of its own: a link that no longer works, an invitation for someone else. */
    @ExceptionHandler
    ModelAndView refused(Refusal refusal, HttpServletRequest request) {
        Locale locale = Languages.of(request);
        ModelAndView page = new ModelAndView("identity/refused", frame(request, locale));
        page.addObject("reason", words.reason(refusal, locale));
        page.setStatus(
                switch (refusal.kind()) {
                    case NOT_FOUND -> HttpStatus.NOT_FOUND;
                    case FORBIDDEN -> HttpStatus.FORBIDDEN;
                    default -> HttpStatus.CONFLICT;
                });
        return page;
    }

    private ModelAndView changed(Model model, Runnable change) {
        try {
            change.run();
            return new ModelAndView("redirect:/account?saved");
        } catch (Refusal refused) {
            account(model);
            model.addAttribute("errors", errors(refused, say(model).locale()));
            return new ModelAndView("identity/account", model.asMap(), HttpStatus.UNPROCESSABLE_CONTENT);
        }
    }

    private void show(Invitation invitation, Model model) {
        Say say = say(model);
        String tenant = nameOf(invitation.tenant());
        Person me = signedIn.person().orElse(null);
        model.addAttribute("invitation", invitation);
        model.addAttribute("tenant", tenant);
        model.addAttribute(
                "roles",
                invitation.roles().stream()
                        .sorted()
                        .map((Role role) -> say.it("role." + role.name()))
                        .toList());
        model.addAttribute("name", invitation.name());
        model.addAttribute("known", invitations.isKnown(invitation));
        model.addAttribute("me", me);
        model.addAttribute("mine", me != null && me.email().equals(invitation.email()));
    }

    /** Signs in who came by a link: it proved who they are, and they chose their password a moment ago. */
    private void enter(Person person, String by, HttpServletRequest request, HttpServletResponse response) {
        Authentication who = PasswordSignIn.signedIn(
                person,
                people.epoch(person.id()),
                FactorGrantedAuthority.PASSWORD_AUTHORITY,
                new WebAuthenticationDetails(request.getRemoteAddr(), null));
        keep(who, request, response);
        SignIn.remember(person.locale(), request, response);
        events.record(AccessEvents.Kind.SIGNED_IN, person.id(), null, person.id(), request.getRemoteAddr(), by);
    }

    /** A new password ends every session; the one it was changed in goes on, with what it had shown. */
    private void goOn(HttpServletRequest request, HttpServletResponse response) {
        UUID person = me();
        List<GrantedAuthority> authorities = new ArrayList<>();
        authorities.add(people.epoch(person));
        current().getAuthorities().stream()
                .filter(FactorGrantedAuthority.class::isInstance)
                .forEach(authorities::add);
        var who = UsernamePasswordAuthenticationToken.authenticated(
                new User(person.toString(), "", authorities), null, authorities);
        who.setDetails(current().getDetails());
        keep(who, request, response);
    }

    private void keep(Authentication who, HttpServletRequest request, HttpServletResponse response) {
        if (request.getSession(false) != null) {
            request.changeSessionId();
        }
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(who);
        SecurityContextHolder.setContext(context);
        sessions.saveContext(context, request, response);
        AnonymousSessions.isSomeones(request);
    }

    private static Authentication current() {
        Authentication who = SecurityContextHolder.getContext().getAuthentication();
        if (who == null) {
            throw new NotFound("person", "");
        }
        return who;
    }

    private static String home(Invitation invitation) {
        return invitation.tenant().equals(Operators.DEPLOYMENT) ? "/" : "/" + invitation.tenant();
    }

    private UUID me() {
        return signedIn.id().orElseThrow(() -> new NotFound("person", ""));
    }

    private static Say say(Model model) {
        if (model.getAttribute("say") instanceof Say say) {
            return say;
        }
        throw new IllegalStateException("a page without words");
    }

    private Map<String, String> errors(Refusal refused, Locale locale) {
        Map<String, String> errors = new HashMap<>();
        List<? extends Refusal> all = refused instanceof InvalidFields several ? several.fields() : List.of(refused);
        all.forEach(one -> errors.put(one.field() == null ? "" : one.field(), words.reason(one, locale)));
        return errors;
    }
}
