package coop.entrelacs.identity;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.TestTokens;
import coop.entrelacs.tenancy.ControlPlane;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;

@EntrelacsTest
class SecondFactorTest {

    @Autowired
    TestTenants tenants;

    @Autowired
    TestTokens tokens;

    @Autowired
    People people;

    @Autowired
    ControlPlane controlPlane;

    private TenantId tenant;

    @BeforeEach
    void aCooperative() {
        tenant = tenants.aCooperative();
    }

    @AfterEach
    void signOut() {
        SecurityContextHolder.clearContext();
    }

    /** Where someone who opens a page is sent instead, or null if the page opens. */
    private @Nullable String opens(boolean asked, UUID person, String factor) throws Exception {
        SecurityContextHolder.getContext().setAuthentication(PasswordSignIn.signedIn(people.get(person), factor, null));
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/" + tenant);
        request.addHeader("Accept", "text/html");
        MockHttpServletResponse response = new MockHttpServletResponse();
        new SecondFactor(asked, controlPlane).doFilter(request, response, new MockFilterChain());
        return response.getRedirectedUrl();
    }

    @Test
    void whoMovesMoneyOrGrantsAccessShowsAPasskey() throws Exception {
        for (Role role : new Role[] {Role.MANAGER, Role.TREASURER, Role.ACCOUNTANT, Role.PAYROLL_OFFICER}) {
            UUID person = tokens.aPerson(tenant, role);
            assertThat(opens(true, person, FactorGrantedAuthority.PASSWORD_AUTHORITY))
                    .as("%s", role)
                    .isEqualTo(SecondFactor.PATH);
            assertThat(opens(true, person, FactorGrantedAuthority.WEBAUTHN_AUTHORITY))
                    .isNull();
        }
    }

    @Test
    void othersSignInAsEver() throws Exception {
        UUID member = tokens.aPerson(tenant, Role.MEMBER);

        assertThat(opens(true, member, FactorGrantedAuthority.PASSWORD_AUTHORITY))
                .isNull();
    }

    @Test
    void nothingIsAskedWhereTheDeploymentDoesNot() throws Exception {
        UUID manager = tokens.aPerson(tenant, Role.MANAGER);

        assertThat(opens(false, manager, FactorGrantedAuthority.PASSWORD_AUTHORITY))
                .isNull();
    }
}
