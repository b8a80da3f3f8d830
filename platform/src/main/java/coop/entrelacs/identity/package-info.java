/**
 * People and programs: who they are, what they may be in which tenant, how they sign in, and the OAuth2 / OpenID Connect server that
 * signs their tokens. People are global; access is a grant of a role in a tenant, read anew for every request.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"shared", "tenancy", "web", "audit", "live"})
@org.jspecify.annotations.NullMarked
package coop.entrelacs.identity;
